"""Judging files: what is printed, with which exit code, and what is said about files that cannot be taken."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import TERMS, Run

Write = Callable[[str, str], Path]
HEADER = "date,offered,answered,abandoned,wait_seconds"


def days(month: str, abandoned: int, count: int) -> str:
    rows = [f"{month}-{day:02},100,{100 - abandoned},{abandoned},1900" for day in range(1, count + 1)]
    return "\n".join([HEADER, *rows]) + "\n"


@pytest.fixture
def january(write: Write) -> Path:
    return write("january.csv", days("2020-01", 9, 31))


def test_one_period_is_one_object_of_the_agreed_shape(run: Run, terms: Path, january: Path) -> None:
    ran = run("score", terms, january, "--json")
    assert ran.code == 0
    card = ran.json
    assert list(card) == [
        "contract",
        "terms_version",
        "period",
        "status",
        "score",
        "rating",
        "targets",
        "money",
        "triggers",
        "evidence",
    ]
    assert card["period"] == {"start": "2020-01-01", "end": "2020-02-01", "label": "2020-01"}
    [abandonment, speed, _] = card["targets"]
    assert (abandonment["verdict"], abandonment["value"]) == ("below_minimum", "0.09")
    assert (abandonment["numerator"], abandonment["denominator"]) == ("279", "3100")
    assert abandonment["measures"] == {"abandoned": "279", "offered": "3100"}
    assert abandonment["credit"] == "12000.00"  # 250,000 x 12 % x 40 %
    rules = [step["rule"] for step in abandonment["working"]]
    assert rules[:4] == ["add_up", "formula", "compare", "pool"]
    assert speed["shown"] == "20.88 s"
    assert (card["money"]["credits"], card["money"]["total"]) == ("12000.00", "12000.00")
    [report] = card["evidence"]["reports"]
    assert (report["name"], report["rows"], len(report["sha256"])) == ("january.csv", 31, 64)


def test_several_periods_are_a_list_and_a_table(run: Run, terms: Path, january: Path, write: Write) -> None:
    february = write("february.csv", days("2020-02", 2, 29))
    cards = run("score", terms, january, february, "--json").json
    assert [card["period"]["label"] for card in cards] == ["2020-01", "2020-02"]
    assert [card["evidence"]["reports"][0]["name"] for card in cards] == ["january.csv", "february.csv"]
    shown = run("score", terms, january, february)
    assert shown.code == 0
    assert "2020-01" in shown.out
    assert "9.00% ✗" in shown.out
    assert "2020-02 (2020-02-01 until before 2020-03-01), judged" in shown.out
    assert "2% against the expected <= 5%, the minimum <= 8%: met." in shown.out


def test_a_period_is_chosen_by_its_label(run: Run, terms: Path, january: Path, write: Write) -> None:
    february = write("february.csv", days("2020-02", 2, 29))
    card = run("score", terms, january, february, "--period", "2020-02", "--json").json
    assert card["period"]["label"] == "2020-02"
    empty = run("score", terms, january, "--period", "2021-03", "--json").json
    assert {line["verdict"] for line in empty["targets"]} == {"no_data"}
    wrong = run("score", terms, january, "--period", "March")
    assert (wrong.code, wrong.out) == (2, "")
    assert "labels look like 2026-04" in wrong.err


def test_fail_on_miss_is_the_only_way_to_exit_with_1(
    run: Run, terms: Path, january: Path, write: Write
) -> None:
    good = write("good.csv", days("2020-01", 2, 31))
    assert run("score", terms, january).code == 0
    assert run("score", terms, january, "--fail-on-miss").code == 1
    assert run("score", terms, january, "--fail-on-miss", "--json").code == 1
    assert run("score", terms, good, "--fail-on-miss").code == 0


def test_a_later_file_corrects_and_others_add(run: Run, terms: Path, january: Path, write: Write) -> None:
    corrected = write("corrected.csv", "date,offered,answered,abandoned\n2020-01-01,100,40,60\n")
    card = run("score", terms, january, corrected, "--json").json
    assert card["targets"][0]["numerator"] == "330"  # 279 - 9 + 60
    assert [one["name"] for one in card["evidence"]["reports"]] == ["january.csv", "corrected.csv"]


def test_rules_that_look_back_see_the_periods_before(run: Run, january: Path, write: Write) -> None:
    """A pool credit of 12,000 that doubles from the second miss in a row on (domain.md §7)."""
    doubling = "pays_on: minimum, repeat: {from: 2, factor: 2}}"
    terms = write("doubling.yaml", TERMS.replace("pays_on: minimum}", doubling))
    february = write("february.csv", days("2020-02", 9, 29))
    march = write("march.csv", days("2020-03", 9, 31))
    cards = run("score", terms, january, february, march, "--json").json
    assert [card["money"]["credits"] for card in cards] == ["12000.00", "24000.00", "24000.00"]
    alone = run("score", terms, january, february, march, "--period", "2020-02", "--json").json
    assert alone == cards[1]


def test_the_same_days_at_another_grain_are_refused(run: Run, terms: Path, write: Write) -> None:
    half_hours = "\n".join(
        f"2020-01-01T{hour:02}:{minute:02},1,1,0" for hour in range(24) for minute in (0, 30)
    )
    fine = write("fine.csv", f"interval_start,offered,answered,abandoned\n{half_hours}\n")
    coarse = write("coarse.csv", "date,offered,answered,abandoned\n2020-01-01,48,48,0\n")
    ran = run("score", terms, coarse, fine)
    assert ran.code == 2
    assert f"{fine}: 2020-01-01, hotline, abandoned: an earlier file states this at another grain" in ran.err


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_faults_of_the_terms_stand_with_file_and_line(run: Run, january: Path, write: Write, as_json) -> None:  # type: ignore[no-untyped-def]
    broken = write("broken.yaml", TERMS.replace('expected: "<= 5%"', 'expected: "about 5%"'))
    ran = run("score", broken, january, *as_json)
    assert (ran.code, ran.out) == (2, "")
    assert f"{broken}:20: targets[0].expected: " in ran.err


def test_faults_of_a_report_stand_with_file_line_and_column(run: Run, terms: Path, write: Write) -> None:
    text = days("2020-01", 9, 31).replace("2020-01-05,100,91", "2020-01-05,100,eleven")
    report = write("report.csv", text.replace("2020-01-09,100,91", "2020-01-09,-3,91"))
    ran = run("score", terms, report)
    assert (ran.code, ran.out) == (2, "")
    first, second = ran.err.splitlines()
    assert first.startswith(f"{report}:6: column answered: ")
    assert second.startswith(f"{report}:10: column offered: ")


def test_very_many_faults_are_counted(run: Run, terms: Path, write: Write) -> None:
    report = write("report.csv", days("2020-01", 9, 31).replace(",100,", ",lots,"))
    lines = run("score", terms, report).err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == f"{report}: and 11 more"


def test_files_that_are_not_there_or_no_text(run: Run, terms: Path, january: Path, tmp_path: Path) -> None:
    missing = run("score", tmp_path / "none.yaml", january)
    assert (missing.code, missing.out) == (2, "")
    assert missing.err.startswith(f"{tmp_path / 'none.yaml'}: cannot be read (No such file or directory)")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(TERMS.encode() + "\n# caf\xe9".encode("latin-1"))
    assert run("score", latin, january).err.startswith(f"{latin}:33: this is not UTF-8 text")
    assert run("score", terms).code == 2
    assert run("score", terms, january, "--side", "nobody").code == 2


def test_rows_without_dates_are_dated_by_starts(run: Run, terms: Path, write: Write) -> None:
    rows = "\n".join("100,91,9" for _ in range(31))
    report = write("undated.csv", f"offered,answered,abandoned\n{rows}\n")
    refused = run("score", terms, report)
    assert refused.code == 2
    assert "key.date.starts" in refused.err
    card = run("score", terms, report, "--starts", "2020-03-01", "--json").json
    assert (card["period"]["label"], card["targets"][0]["value"]) == ("2020-03", "0.09")
    both = run("score", terms, report, report, "--starts", "2020-03-01")
    assert (both.code, both.err.partition(":")[0]) == (2, "--starts")


def test_a_mapping_of_ones_own(run: Run, terms: Path, write: Write) -> None:
    report = write("odd.csv", "Tag;Angebot;Weg\n31.01.2020;1.000;90\n")
    mapping = """\
schema: 1
table: {delimiter: ";", decimal: ",", thousands: "."}
key: {date: {from: Tag, order: dmy}}
columns:
  offered: {from: Angebot, unit: count}
  abandoned: {from: Weg, unit: count}
"""
    card = run("score", terms, report, "--mapping", write("map.yaml", mapping), "--json").json
    assert card["targets"][0]["value"] == "0.09"
    broken = write("broken.yaml", mapping.replace("from: Weg, unit: count", "from: Weg, unit: s"))
    ran = run("score", terms, report, "--mapping", broken)
    assert ran.code == 2
    assert ran.err.startswith(f"{broken}:6: columns.abandoned.unit: ")


def test_whose_figures_they_are(run: Run, terms: Path, january: Path) -> None:
    by_default = run("score", terms, january, "--json")
    assert by_default.json["evidence"]["side"] == "provider"
    as_client = run("score", terms, january, "--side", "client", "--json")
    assert as_client.json["evidence"]["side"] == "client"
    assert "by the terms the provider's figures count" in as_client.err
    assert by_default.json["targets"][0]["value"] == as_client.json["targets"][0]["value"]


def test_no_server_and_no_database_is_loaded(terms: Path, january: Path) -> None:
    script = (
        "import sys\nfrom app.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n    print({'sqlalchemy', 'fastapi', 'dbos', 'httpx'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "score", str(terms), str(january)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "set()"


def test_refused_rows_are_left_out_where_that_is_asked_for(run: Run, terms: Path, write: Write) -> None:
    bad = write("bad.csv", days("2020-01", 9, 31).replace("2020-01-10,100,91", "2020-01-10,100,910"))
    assert run("score", terms, bad).code == 2
    ran = run("score", terms, bad, "--leave-out")
    assert ran.code == 0
    assert "1 of 31 rows were refused and left out" in ran.err
    assert "bad.csv:11: column answered" in ran.err
    card = run("score", terms, bad, "--leave-out", "--json").json
    assert card["targets"][0]["measures"] == {"abandoned": "270", "offered": "3000"}
    assert card["targets"][0]["coverage"]["missing"] == [{"queue": "hotline", "day": "2020-01-10"}]
