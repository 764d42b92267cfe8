"""Half-hours that reported days lack: listed for the period beside its missing days, never filled."""

from datetime import date, timedelta

import pytest

from app.scorecards.missing_intervals import LISTED
from tests.desk import REF, Desk, terms

pytestmark = pytest.mark.slow  # the service as a whole

CARD = f"/contracts/{REF}/scorecards/2026-01"
HOURS = 'service_hours: {weekly: {mon-fri: "09:00-12:00"}}'
FIRST = date(2026, 1, 5)  # a Monday
HEADER = "interval_start,queue,offered,answered,abandoned"


def half_hours(*left_out: tuple[int, str], days: int = 10, blank: tuple[int, str] | None = None) -> bytes:
    """Mornings from nine to twelve by half-hours, without those that are named by day and time."""
    lines = [HEADER]
    for day in range(days):
        for time in [f"{hour:02}:{half}" for hour in range(9, 12) for half in ("00", "30")]:
            if (day, time) not in left_out:
                answered = "" if (day, time) == blank else "9"
                lines.append(f"{FIRST + timedelta(day)} {time},billing,10,{answered},1")
    return "\n".join(lines).encode()


def lacking(desk: Desk) -> list[tuple[str, str, int, list[str]]]:
    found = desk.shown(CARD)["missing_intervals"]
    assert found["count"] == sum(one["intervals"] for one in found["spans"])
    return [(one["begins"], one["ends"], one["intervals"], one["measures"]) for one in found["spans"]]


def test_of_usual_hours_those_that_a_day_lacks_are_listed_in_spans(one_agreed: Desk) -> None:
    gap = (3, "10:00"), (3, "10:30"), (5, "11:30")
    assert one_agreed.send(half_hours(*gap)).status_code == 201
    both = ["abandoned", "offered"]  # what the targets read; nobody reads answered here
    assert lacking(one_agreed) == [
        ("2026-01-08T10:00+08:00", "2026-01-08T11:00+08:00", 2, both),
        ("2026-01-10T11:30+08:00", "2026-01-10T12:00+08:00", 1, both),
    ]
    line = one_agreed.shown(CARD)["targets"][0]
    assert line["denominator"] == str(10 * (60 - 3))  # nothing is made up for them
    frozen = one_agreed.ask(
        "client_auditor",
        "POST",
        f"{CARD}/issue",
        json={"sha256": one_agreed.shown(CARD)["evidence"]["sha256"], "provisional": True},
    )
    assert frozen.status_code == 201, frozen.text
    before = lacking(one_agreed)
    assert one_agreed.send(half_hours()).status_code == 201  # later: what was issued stays
    assert lacking(one_agreed) == before
    live = one_agreed.shown(CARD, params={"live": "true"})
    assert live["missing_intervals"] == {"count": 0, "spans": []}


def test_agreed_hours_say_what_is_expected_and_what_is_agreed_to_be_left_out_is_not(one_desk: Desk) -> None:
    assert one_desk.put_terms(terms(more=HOURS)).status_code == 201
    assert one_desk.send(half_hours((0, "09:00"), (1, "09:00"), days=2)).status_code == 201
    assert [one[0][:16] for one in lacking(one_desk)] == ["2026-01-05T09:00", "2026-01-06T09:00"]
    power_cut = {
        "name": "Power cut",
        "reason": "No electricity, ticket 4711.",
        "start": "2026-01-05T00:00:00+08:00",
        "end": "2026-01-05T09:30:00+08:00",
    }
    path = f"/contracts/{REF}/exclusions"
    proposed = one_desk.ask("provider_clerk", "POST", path, json=power_cut)
    assert len(lacking(one_desk)) == 2  # the client has not agreed yet
    agreed = one_desk.ask("client_auditor", "POST", f"{path}/{proposed.json()['id']}/agree")
    assert agreed.status_code == 200, agreed.text
    assert [one[0][:16] for one in lacking(one_desk)] == ["2026-01-06T09:00"]


def test_days_calls_and_the_odd_late_shift_are_no_gaps(one_agreed: Desk) -> None:
    late = half_hours() + f"\n{FIRST} 22:00,billing,1,1,0".encode()
    assert one_agreed.send(late).status_code == 201
    assert lacking(one_agreed) == []
    days = b"date,queue,offered,abandoned\n2026-01-20,billing,5,1\n"
    assert one_agreed.send(days).status_code == 201
    assert lacking(one_agreed) == []


def test_the_list_is_bounded_and_the_count_is_not(one_desk: Desk) -> None:
    around = terms(more='service_hours: {weekly: {mon-sun: "00:00-23:00"}}')
    assert one_desk.put_terms(around).status_code == 201
    lines = [HEADER] + [
        f"{FIRST + timedelta(day)} {hour:02}:00,billing,10,9,1" for day in range(20) for hour in range(24)
    ]
    lines.append(f"{FIRST} 00:30,billing,10,9,1")
    assert one_desk.send("\n".join(lines).encode()).status_code == 201
    found = one_desk.shown(CARD)["missing_intervals"]
    assert (found["count"], len(found["spans"])) == (20 * 23 - 1, LISTED)
