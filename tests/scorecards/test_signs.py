"""What people want to be told of a judgement: once, while it is news, and not before it says something."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import col, select

from app.access.events.tables import Event
from app.contracts.tables import Contract
from app.database import Database
from app.scorecards.life.remind import remind
from app.scorecards.reassess import reassess
from app.scorecards.signs import NEWS, signs
from tests.desk import REF, Desk, calls, surveys
from tests.scorecards.life.acts import dispute, issue, reply, settle

START, END = date(2026, 4, 1), date(2026, 5, 1)


def line(verdict: str = "below_minimum", *provisional: str, missing: int = 0) -> dict[str, Any]:
    days = [{"queue": "billing", "day": f"2026-04-{day:02}"} for day in range(1, missing + 1)]
    return {
        "id": "abandonment",
        "verdict": verdict,
        "provisional": list(provisional),
        "shown": "7.00%",
        "expected": "<= 6%",
        "coverage": {"missing": days},
    }


def found(today: date, *lines: dict[str, Any]) -> list[tuple[str, str]]:
    document = {"period": {"label": "2026-04"}, "targets": list(lines)}
    period: Any = SimpleNamespace(start=START, end=END, document=document)
    return [(one.kind, one.once) for one in signs(period, today)]


@pytest.mark.parametrize("verdict", ["below_expected", "below_minimum", "deemed_failed"])
def test_a_miss_that_stands_is_told(verdict: str) -> None:
    assert found(END, line(verdict)) == [("target.missed", "2026-04 abandonment")]


@pytest.mark.parametrize("verdict", ["met", "no_data", "excluded", "not_enough_volume"])
def test_what_is_no_miss_is_not_told(verdict: str) -> None:
    assert found(END, line(verdict)) == []


@pytest.mark.parametrize("why", ["report_not_due", "sides_disagree", "look_ahead"])
def test_what_may_still_change_is_not_told(why: str) -> None:
    assert found(END, line("below_minimum", why)) == []


def test_a_running_period_is_an_early_sign_once_half_of_it_is_over() -> None:
    running = line("below_minimum", "period_running")
    assert found(date(2026, 4, 15), running) == []
    assert found(date(2026, 4, 16), running) == [("target.early_sign", "2026-04 abandonment")]


def test_history_is_no_news() -> None:
    assert found(END + NEWS, line()) != []
    assert found(END + NEWS + timedelta(days=1), line()) == []


def test_a_report_that_never_came_is_told_when_it_was_due() -> None:
    assert found(END, line("met", missing=2)) == [("report.missing", "2026-04")]
    assert found(END, line("met", "report_not_due", missing=2)) == []
    assert found(END - timedelta(days=1), line("met", "period_running", missing=2)) == []


# What the features emit, each in its own unit of work


def emitted(database: Database, *kinds: str) -> list[tuple[str, Any]]:
    with database.reading() as session:
        events = session.exec(select(Event).order_by(col(Event.id))).all()
    return [(one.kind, one.facts) for one in events if not kinds or one.kind in kinds]


def judged_on(desk: Desk, moment: datetime) -> None:
    with desk.database.writing() as session:
        contract = session.exec(select(Contract).where(col(Contract.reference) == REF)).one()
        reassess(session, contract.id, moment)


@pytest.mark.slow
def test_reports_are_told_with_what_became_of_them(agreed: Desk) -> None:
    assert agreed.send(calls(), params={"name": "january.csv"}).status_code == 201
    assert agreed.send(calls()).status_code == 200
    assert agreed.send(b"date,offered\n2026-01-01,x\n").status_code == 422
    received, refused = emitted(agreed.database)
    assert received[0] == "report.received"
    assert {"side": "provider", "name": "january.csv", "last_day": "2026-01-31"}.items() <= received[
        1
    ].items()
    assert (refused[0], refused[1]["problems"]) == ("report.refused", 1)


@pytest.mark.slow
def test_a_missed_target_is_told_once_however_often_it_is_judged(agreed: Desk) -> None:
    agreed.send(calls())
    for day in (10, 10, 11):
        judged_on(agreed, datetime(2026, 2, day, tzinfo=UTC))
    told = emitted(agreed.database, "target.missed", "report.missing")
    assert [kind for kind, _ in told] == ["target.missed", "report.missing"]
    assert told[0][1] == {
        "period": "2026-01",
        "target": "abandonment",
        "verdict": "below_minimum",
        "shown": "7.00%",
        "expected": "<= 6%",
    }
    assert told[1][1] == {"period": "2026-01", "missing": 31}  # the surveys


@pytest.mark.slow
def test_the_life_of_a_scorecard_is_told(agreed: Desk) -> None:
    agreed.send(calls())
    agreed.send(surveys())
    assert issue(agreed, "2026-01").status_code == 201
    assert reply(agreed, "2026-01", dispute()).status_code == 201
    assert settle(agreed, "2026-01", {"abandonment": "500.00"}).status_code == 201
    agreed.send(calls(abandoned=1))
    agreed.judge()
    told = emitted(agreed.database)
    kinds = [kind for kind, _ in told if kind.startswith("scorecard")]
    assert kinds == [
        "scorecard.issued",
        "scorecard.replied",
        "scorecard.settled",
        "scorecard.restated",
    ]
    assert {facts["period"] for kind, facts in told if kind.startswith("scorecard")} == {"2026-01"}


@pytest.mark.slow
def test_the_provider_is_reminded_once_before_its_time_is_over(agreed: Desk) -> None:
    agreed.send(calls())
    agreed.send(surveys())
    issue(agreed, "2026-01")
    issued = datetime.now(UTC)
    for days, new in ((5, 0), (10, 0), (12, 1), (13, 0), (20, 0)):
        with agreed.database.writing() as session:
            assert remind(session, issued + timedelta(days=days)) == new, days
    ((_, facts),) = emitted(agreed.database, "reply.due")
    assert facts["period"] == "2026-01"
