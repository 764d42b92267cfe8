"""A Spring Festival over HTTP: left out as proposed, provisional until confirmed, frozen once issued."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.desk import REF, Begin, Desk, calls, terms
from tests.scorecards.life.acts import issue

pytestmark = pytest.mark.slow  # stories over HTTP

CARD = f"/contracts/{REF}/scorecards/2026-02"
CALENDAR = f"/contracts/{REF}/calendar/2026"
HOURS = "service_hours: {holidays: {country: CN}}\nreports: {due: 10 business days}"
FESTIVAL = [*(f"2026-02-{day}" for day in range(16, 21)), "2026-02-23"]


def open_through_new_year(desk: Desk) -> None:
    """5 of 100 abandoned on every day of February, but 90 of 100 on New Year's Day, the 17th."""
    assert desk.put_terms(terms(more=HOURS)).status_code == 201
    for abandoned, days in ((5, range(1, 17)), (90, range(17, 18)), (5, range(18, 29))):
        assert desk.send(calls(abandoned=abandoned, month="2026-02", days=days)).status_code == 201
    desk.judge()


@pytest.fixture
def festive(begin: Begin) -> Desk:
    return begin(open_through_new_year)


def confirm(desk: Desk, *holidays: str) -> Any:
    return desk.ask("client_auditor", "PUT", CALENDAR, json={"holidays": list(holidays)})


def line_of(desk: Desk, **params: str) -> dict[str, Any]:
    lines = desk.shown(CARD, params=params)["targets"]
    found: dict[str, Any] = next(line for line in lines if line["id"] == "abandonment")
    return found


def verdicts(desk: Desk) -> dict[str, tuple[str, list[str]]]:
    items = desk.shown("/portfolio", params={"period": "2026-02"})["items"]
    return {line["id"]: (line["verdict"], line["provisional"]) for one in items for line in one["targets"]}


def test_the_festival_is_left_out_provisionally_until_somebody_confirms_the_year(festive: Desk) -> None:
    line = line_of(festive)
    assert (line["verdict"], line["provisional"]) == ("met", ["calendar_unconfirmed"])
    assert [(one["kind"], one["begins"]) for one in line["excluded"]] == [
        ("holiday", day) for day in FESTIVAL
    ]
    assert confirm(festive, *FESTIVAL).status_code == 200
    line = line_of(festive)
    assert (line["verdict"], line["provisional"]) == ("met", [])
    festive.judge()
    assert verdicts(festive)["abandonment"] == ("met", [])


def test_a_day_that_is_confirmed_as_worked_counts_and_before_that_it_did_not(festive: Desk) -> None:
    before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    assert confirm(festive, *(day for day in FESTIVAL if day != "2026-02-17")).status_code == 200
    assert line_of(festive)["verdict"] == "below_minimum"
    then = line_of(festive, as_of=before)
    assert (then["verdict"], then["provisional"]) == ("met", ["calendar_unconfirmed"])
    festive.judge()
    assert verdicts(festive)["abandonment"] == ("below_minimum", [])


def test_a_scorecard_that_was_issued_freezes_the_year(festive: Desk) -> None:
    assert confirm(festive, *FESTIVAL).status_code == 200
    assert issue(festive, "2026-02").status_code == 201
    assert festive.shown(CALENDAR)["frozen"] is True
    answer = confirm(festive, *FESTIVAL[1:])
    assert (answer.status_code, "frozen" in answer.json()["detail"]) == (409, True)
    assert confirm(festive, *FESTIVAL).status_code == 200  # the same days change nothing
