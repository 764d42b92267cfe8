"""The clerk chooses: nothing of a file with refused rows, or its good rows with the others listed."""

import csv
import io

import pytest

from tests.desk import REF, Desk, calls, surveys, terms

pytestmark = pytest.mark.slow  # the service as a whole

BAD = calls().replace(b"2026-01-09,billing,100,93,7", b"2026-01-09,billing,100,930,7")
CARD = f"/contracts/{REF}/scorecards/2026-01"
LEAVE_OUT = {"refused": "leave_out"}


def test_by_default_nothing_is_taken(one_agreed: Desk) -> None:
    for given in ({}, {"params": {"refused": "refuse_file"}}):
        assert one_agreed.send(BAD, **given).status_code == 422
    assert one_agreed.send(BAD, params={"refused": "maybe"}).status_code == 422
    assert one_agreed.shown(CARD)["targets"][0]["coverage"]["stated"] == 0


def test_good_rows_are_taken_and_everything_says_so(agreed: Desk) -> None:
    sent = agreed.send(BAD, params=LEAVE_OUT)
    assert sent.status_code == 201, sent.text
    taken = sent.json()
    assert (taken["rows"], taken["left_out"], taken["sheets_changed"]) == (30, 1, 30)
    assert [flag["code"] for flag in taken["flags"]] == ["rows_refused", "missing_days"]
    path = f"/contracts/{REF}/reports/{taken['id']}"
    kept = agreed.shown(path)
    assert (kept["status"], kept["rows"], kept["left_out"], kept["problem_count"]) == ("accepted", 30, 1, 1)
    assert kept["problems"] == taken["problems"]
    assert kept["problems"][0]["where"] == "row 10, column answered"
    listed = agreed.get(f"{path}/refused.csv").content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(listed, newline=""))
    assert (row["date"], row["refused_row"], row["refused_value"]) == ("2026-01-09", "10", "930")
    assert agreed.get(f"{path}/file").content == BAD
    line = agreed.shown(CARD)["targets"][0]
    assert line["coverage"] == {
        "expected": 31,
        "stated": 30,
        "missing": [{"queue": "billing", "day": "2026-01-09"}],
    }
    assert line["measures"] == {"abandoned": "210", "offered": "3000"}


def test_the_corrected_rows_complete_the_month(agreed: Desk) -> None:
    taken = agreed.send(BAD, params=LEAVE_OUT).json()
    listed = agreed.get(f"/contracts/{REF}/reports/{taken['id']}/refused.csv").content
    corrected = agreed.send(listed.replace(b"100,930,7", b"100,93,7"))
    assert (corrected.status_code, corrected.json()["sheets_changed"]) == (201, 1)
    assert agreed.shown(CARD)["targets"][0]["coverage"]["missing"] == []
    again = agreed.send(BAD, params=LEAVE_OUT).json()
    assert (again["status"], again["left_out"]) == ("unchanged", 1)


def test_the_choice_may_come_in_the_form_and_is_part_of_the_request(one_agreed: Desk) -> None:
    def send(**said: str) -> int:
        return one_agreed.ask(
            "provider_clerk",
            "POST",
            f"/contracts/{REF}/reports",
            files={"file": ("january.csv", BAD)},
            data=said,
            headers={"Idempotency-Key": said.get("name", "one")},
        ).status_code

    assert send(refused="sometimes", name="two") == 422
    assert send(refused="leave_out") == 201
    assert send() == 422  # the same key for another request
    assert send(refused="leave_out") == 201


def test_a_day_that_was_known_stays_known(one_desk: Desk) -> None:
    assert one_desk.put_terms(terms()).status_code == 201
    assert one_desk.send(calls()).status_code == 201
    assert one_desk.send(surveys()).status_code == 201
    changed = BAD.replace(b"2026-01-10,billing,100,93,7", b"2026-01-10,billing,100,90,10")
    assert one_desk.send(changed, params=LEAVE_OUT).json()["sheets_changed"] == 1
    assert one_desk.shown(CARD)["targets"][0]["measures"]["abandoned"] == str(31 * 7 + 3)
