"""Both parties see the same digest: the service, and whoever judges the same files offline."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run
from tests.desk import REF, Desk, calls, surveys, terms
from tests.scorecards.life.acts import issue

__all__ = ["run"]

BY_HALF_HOURS = """\
  - id: half-hours
    metric: abandonment_rate
    intervals: {each: "<= 10%", grain: half_hour}
    expected: ">= 95%"
"""
HOURS = 'service_hours: {weekly: {mon-fri: "08:00-20:00"}}\n'


def half_hours(day: int) -> list[str]:
    return [
        f"2026-01-{day:02}T{slot // 2:02}:{slot % 2 * 30:02}:00+08:00,billing,20,{20 - slot % 3},{slot % 3}"
        for slot in range(14, 42)
    ]


CALLS = "\n".join(["interval_start,queue,offered,answered,abandoned", *half_hours(5), *half_hours(10)])


@pytest.mark.slow
def test_what_the_service_issued_is_verified_offline_and_goes_on_as_history(
    one_agreed: Desk, run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "issued"
    folder.mkdir()
    for month, days in (("2026-01", 31), ("2026-02", 28)):
        one_agreed.send(calls(month=month, days=range(1, days + 1)))
        assert issue(one_agreed, month).status_code == 201
        answer = one_agreed.shown(f"/contracts/{REF}/scorecards/{month}/verify", "provider_reader")
        (folder / f"{month}.json").write_text(json.dumps(answer), encoding="utf-8")
    verified = run("verify", *sorted(folder.iterdir()), "--json")
    assert (verified.code, verified.err) == (0, "")
    assert [one["period"] for one in verified.json["scorecards"]] == ["2026-01", "2026-02"]
    (tmp_path / "terms.yaml").write_text(terms(), encoding="utf-8")
    (tmp_path / "march.csv").write_bytes(calls(month="2026-03", days=range(1, 32)))
    march = run("score", tmp_path / "terms.yaml", tmp_path / "march.csv", "--history", folder, "--json")
    assert march.json["period"]["label"] == "2026-03"
    answer["document"]["money"]["total"] = "0.00"
    (folder / "2026-02.json").write_text(json.dumps(answer), encoding="utf-8")
    touched = run("verify", folder / "2026-02.json")
    assert touched.code == 2
    assert "money.total: there stands “0.00”, and the evidence gives “12000.00”" in touched.err
    assert "evidence.chain_sha256: there stands" in touched.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "tail", "opened"),
    [("", "", 0), ("", BY_HALF_HOURS, 2), (HOURS, "", 2), (HOURS, BY_HALF_HOURS, 2)],
)
def test_the_service_and_the_command_line_give_the_same_digest(
    one_desk: Desk,
    run: Run,
    tmp_path: Path,
    head: str,
    tail: str,
    opened: int,
) -> None:
    text = terms().replace("charges:", f"{head}charges:") + tail
    for name, content in (("terms.yaml", text), ("calls.csv", CALLS), ("surveys.csv", surveys().decode())):
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert one_desk.put_terms(text).status_code == 201
    for report in (CALLS.encode(), surveys()):
        assert one_desk.send(report).status_code == 201
    shown = one_desk.shown(f"/contracts/{REF}/scorecards/2026-01")
    offline = run("score", *(tmp_path / n for n in ("terms.yaml", "calls.csv", "surveys.csv")), "--json").json
    record = offline["evidence"]["record"]
    assert sum("intervals" in sheet for sheet in record["sheets"]) == opened
    assert [line["value"] for line in offline["targets"]] == [line["value"] for line in shown["targets"]]
    assert offline["evidence"]["sha256"] == shown["evidence"]["sha256"]
