"""What changed between two versions of a report: cell by cell, with the reports that both are from."""

import csv
import io
from typing import Any

import pytest

from tests.desk import REF, Desk, calls, surveys

pytestmark = pytest.mark.slow  # the service as a whole

INBOX = f"/contracts/{REF}/reports"
HALF = "interval_start,queue,offered,answered\n"


def sent(desk: Desk, content: bytes) -> dict[str, Any]:
    answer = desk.send(content)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def changes(desk: Desk, report: dict[str, Any], **params: Any) -> dict[str, Any]:
    document: dict[str, Any] = desk.shown(f"{INBOX}/{report['id']}/changes", params=params)
    return document


def test_a_correction_is_told_cell_by_cell(agreed: Desk) -> None:
    first = sent(agreed, calls(days=range(1, 4)))
    sent(agreed, surveys(days=range(1, 4)))
    corrected = calls(days=range(1, 4)).replace(b"02,billing,100,93,7", b"02,billing,101,91,10")
    second = sent(agreed, corrected)
    cell = {"interval": None, "old_report": first["id"], "new_report": second["id"]}
    assert changes(agreed, second) == {
        "items": [
            {
                "queue": "billing",
                "segment": "",
                "channel": "voice",
                "first_day": "2026-01-02",
                "last_day": "2026-01-02",
                "changes": [
                    {"measure": "abandoned", "old": "7", "new": "10", **cell},
                    {"measure": "answered", "old": "93", "new": "91", **cell},
                    {"measure": "offered", "old": "100", "new": "101", **cell},
                ],
            }
        ],
        "next": None,
    }


def test_what_was_not_known_before_has_no_old_figure(one_agreed: Desk) -> None:
    first = sent(one_agreed, calls(days=range(1, 3)))
    found = changes(one_agreed, first)["items"]
    assert [day["first_day"] for day in found] == ["2026-01-01", "2026-01-02"]
    assert {(c["measure"], c["old"], c["new"], c["old_report"]) for c in found[0]["changes"]} == {
        ("abandoned", None, "7", None),
        ("answered", None, "93", None),
        ("offered", None, "100", None),
    }
    added = sent(one_agreed, surveys(days=range(1, 2)))
    [day] = changes(one_agreed, added)["items"]
    assert [c["measure"] for c in day["changes"]] == ["surveys_answered", "surveys_satisfied"]


def test_half_hours_are_told_with_their_times(agreed: Desk) -> None:
    lines = "2026-01-05 09:00,billing,5,5\n2026-01-05 09:30,billing,7,6\n"
    sent(agreed, (HALF + lines).encode())
    second = sent(agreed, (HALF + lines.replace("7,6", "8,6")).encode())
    [day] = changes(agreed, second)["items"]
    told = [(c["measure"], c["interval"], c["old"], c["new"]) for c in day["changes"]]
    assert told == [("offered", None, "12", "13"), ("offered", "2026-01-05T09:30+08:00", "7", "8")]


def test_pages_hold_every_changed_day_once_and_so_does_the_file(one_agreed: Desk) -> None:
    sent(one_agreed, calls())
    second = sent(one_agreed, calls(8))
    days, cursor = [], None
    while True:
        page = changes(one_agreed, second, limit=7, **({"cursor": cursor} if cursor else {}))
        days += [day["first_day"] for day in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert days == [f"2026-01-{day:02}" for day in range(1, 32)]
    file = one_agreed.get(f"{INBOX}/{second['id']}/changes.csv")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 31 * 2
    assert (rows[0]["measure"], rows[0]["old"], rows[0]["new"]) == ("abandoned", "7", "8")


def test_two_corrections_between_two_revisions_are_one_change(one_agreed: Desk) -> None:
    first = sent(one_agreed, calls(days=range(1, 3)))
    sent(one_agreed, calls(8, days=range(1, 3)))
    last = sent(one_agreed, calls(9, days=range(1, 3)))
    span = {"before": first["revision"], "after": last["revision"]}
    found = one_agreed.shown(f"/contracts/{REF}/changes", params=span)["items"]
    assert [(c["old"], c["new"]) for c in found[0]["changes"]] == [("7", "9"), ("93", "91")]
    back = {"before": last["revision"], "after": first["revision"]}
    assert one_agreed.get(f"/contracts/{REF}/changes", params=back).status_code == 422


def test_a_refused_report_changed_nothing_and_outsiders_see_nothing(one_agreed: Desk) -> None:
    refused = one_agreed.send(b"date,offered\n2026-01-01,x\n").json()["report"].removeprefix("/api/v1")
    assert one_agreed.get(f"{refused}/changes").status_code == 422
    report = sent(one_agreed, calls(days=range(1, 3)))
    for ending in ("changes", "changes.csv"):
        assert one_agreed.get(f"{INBOX}/{report['id']}/{ending}", "outsider_auditor").status_code == 404
