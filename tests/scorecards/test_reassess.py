"""Kept judgements: what a change touches is judged anew, what it does not touch stays, days turn in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text, update
from sqlmodel import Session, col, select

from app.contracts.tables import Contract
from app.database import Database
from app.jobs import Run, Work, run_due
from app.scorecards import reassess as module
from app.scorecards.reassess import judge_changes, reassess, reassess_contract, turn_of_the_day
from app.scorecards.tables import AssessedRevision, Assessment
from tests.desk import REF, Desk, calls, terms

pytestmark = pytest.mark.slow  # the service with its database

NOON = datetime(2026, 4, 10, 12, tzinfo=UTC)


def kept(database: Database) -> dict[str, tuple[int, str | None]]:
    """By period: the revision it was judged at, and the value of the first target."""
    with database.reading() as session:
        rows = session.exec(select(Assessment).order_by(col(Assessment.start_day))).all()
        return {one.label: (one.revision, one.lines[0]["value"]) for one in rows}


def judged_at(desk: Desk, now: datetime) -> int:
    with desk.database.writing() as session:
        contract = session.exec(select(Contract).where(Contract.reference == REF)).one()
        return reassess(session, contract.id, now)


def test_every_period_up_to_the_running_one_is_kept(agreed: Desk) -> None:
    agreed.send(calls())
    assert judged_at(agreed, NOON) == 4
    assert list(kept(agreed.database)) == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert judged_at(agreed, NOON) == 0


def test_a_measure_restated_for_old_periods_judges_those_and_no_others(agreed: Desk) -> None:
    for month in ("01", "02", "03"):
        agreed.send(calls(month=f"2026-{month}", days=range(1, 29)))
    judged_at(agreed, NOON)
    agreed.send(calls(abandoned=5, month="2026-02", days=range(3, 4)))
    assert judged_at(agreed, NOON) == 1
    after = kept(agreed.database)
    assert {label: revision for label, (revision, _) in after.items()} == {
        "2026-01": 4,
        "2026-02": 5,
        "2026-03": 4,
        "2026-04": 4,
    }
    assert after["2026-02"][1] == agreed.shown(f"/contracts/{REF}/scorecards/2026-02")["targets"][0]["value"]


def test_an_amendment_judges_all_periods_anew_and_leaves_no_old_ones_behind(agreed: Desk) -> None:
    agreed.send(calls())
    judged_at(agreed, NOON)
    agreed.put_terms(terms("2026-01-11", more="cut: split"), "2026-01-11")
    judged_at(agreed, NOON)
    assert list(kept(agreed.database)) == ["2026-01/1", "2026-01/2", "2026-02", "2026-03", "2026-04"]
    agreed.put_terms(terms("2026-03-01", every="quarter"), "2026-03-01")
    judged_at(agreed, NOON)
    assert list(kept(agreed.database)) == ["2026-01/1", "2026-01/2", "2026-02", "2026-Q1", "2026-Q2"]
    agreed.put_terms(terms(more="ends: 2026-03-01"))
    agreed.put_terms(terms("2026-03-01", more="ends: 2026-04-01"), "2026-03-01")
    judged_at(agreed, NOON)
    assert list(kept(agreed.database))[-1] == "2026-03"


def test_a_period_that_ends_is_judged_again_although_nothing_was_sent(agreed: Desk) -> None:
    agreed.send(calls())
    judged_at(agreed, datetime(2026, 1, 31, 12, tzinfo=UTC))
    with agreed.database.reading() as session:
        assert session.exec(select(Assessment.status)).one() == "provisional"
    assert judged_at(agreed, datetime(2026, 1, 31, 16, tzinfo=UTC)) == 2  # midnight in Shanghai
    with agreed.database.reading() as session:
        statuses = session.exec(select(Assessment.status).order_by(col(Assessment.start_day))).all()
    assert statuses == ["judged", "provisional"]


def test_days_turn_where_the_contract_lives(agreed: Desk) -> None:
    judged_at(agreed, NOON)
    agreed.judge()
    with agreed.database.writing() as session:
        session.execute(
            update(AssessedRevision).values(day=date(2026, 4, 10), turns_at=NOON + timedelta(hours=4))
        )
    before, after = NOON + timedelta(hours=3, minutes=59), NOON + timedelta(hours=4)
    turn_of_the_day(agreed.database, agreed.settings, before)
    assert open_work(agreed.database) == 0
    turn_of_the_day(agreed.database, agreed.settings, after)
    turn_of_the_day(agreed.database, agreed.settings, after)
    assert open_work(agreed.database) == 1
    run_due(agreed.database, agreed.settings)
    with agreed.database.reading() as session:
        row = session.exec(select(AssessedRevision)).one()
    assert row.turns_at > datetime.now(UTC)
    assert row.turns_at.astimezone(UTC).hour == 16  # midnight in Shanghai


def open_work(database: Database) -> int:
    with database.reading() as session:
        return len(session.exec(select(Work).where(col(Work.done_at).is_(None))).all())


def test_a_contract_that_has_not_begun_or_is_over_is_kept_as_it_is(agreed: Desk) -> None:
    assert judged_at(agreed, datetime(2025, 12, 1, tzinfo=UTC)) == 0
    agreed.put_terms(terms(more="ends: 2026-02-01"))
    assert judged_at(agreed, NOON) == 1
    assert judged_at(agreed, NOON + timedelta(days=40)) == 0
    assert list(kept(agreed.database)) == ["2026-01"]


def test_a_contract_without_terms_has_nothing_to_judge(desk: Desk) -> None:
    assert judged_at(desk, NOON) == 0


def test_another_engine_judges_everything_anew(agreed: Desk) -> None:
    agreed.send(calls())
    assert judged_at(agreed, NOON) == 4
    with agreed.database.writing() as session:
        session.execute(update(AssessedRevision).values(engine=0))
    assert judged_at(agreed, NOON) == 4
    assert judged_at(agreed, NOON) == 0


@pytest.mark.on_both
def test_what_was_judged_while_somebody_else_kept_more_is_dropped(agreed: Desk) -> None:
    """The job judges without a lock; meanwhile a correction came and was judged by another process."""
    agreed.send(calls(abandoned=7))
    with agreed.database.reading() as session:
        contract = session.exec(select(Contract).where(Contract.reference == REF)).one()
        stale = judge_changes(session, contract, NOON)
    assert stale is not None
    agreed.send(calls(abandoned=5))
    assert judged_at(agreed, NOON) == 4
    with agreed.database.writing() as session:
        assert not module._keep(session, stale, NOON)
    assert kept(agreed.database)["2026-01"] == (3, "0.05")


@pytest.mark.on_both
def test_eight_jobs_at_once_keep_each_period_once(agreed: Desk) -> None:
    agreed.send(calls())
    contract = agreed.shown(f"/contracts/{REF}")
    run = Run(agreed.database, agreed.settings, UUID(contract["id"]), 2, "", 1, NOON)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(reassess_contract, [run] * 8))
    assert "4 periods judged" in told
    assert list(kept(agreed.database)) == ["2026-01", "2026-02", "2026-03", "2026-04"]


def test_kept_and_live_judgements_are_the_same(agreed: Desk) -> None:
    agreed.send(calls())
    agreed.judge()
    live = agreed.shown(f"/contracts/{REF}/scorecards/2026-01")
    assert live.pop("life")["stage"] == "due"
    assert live.pop("missing_intervals") == {"count": 0, "spans": []}
    with agreed.database.reading() as session:
        one = session.exec(select(Assessment).where(Assessment.label == "2026-01")).one()
    assert one.document == live
    assert one.lines[0] == {key: live["targets"][0][key] for key in one.lines[0] if key != "terms"} | {
        "terms": "2026-01-01"
    }
    assert (one.credits, one.currency) == (1_200_000, "CNY")


def statements(session: Session) -> list[str]:
    seen: list[str] = []
    event.listen(
        session.get_bind(), "before_cursor_execute", lambda _c, _k, statement, *_: seen.append(statement)
    )
    return seen


def test_judging_asks_as_often_for_forty_periods_as_for_one(agreed: Desk) -> None:
    """No query in a loop, whatever the number of periods."""
    agreed.send(calls())
    counts = []
    for now in (datetime(2026, 1, 20, tzinfo=UTC), datetime(2029, 5, 20, tzinfo=UTC)):
        with agreed.database.writing() as session:
            session.execute(text("DELETE FROM assessed_revision"))
            seen = statements(session)
            contract: Any = session.exec(select(Contract).where(Contract.reference == REF)).one()
            judged = reassess(session, contract.id, now)
            counts.append((judged, len(seen)))
    assert [judged for judged, _ in counts] == [1, 41]
    assert counts[1][1] - counts[0][1] <= 2 * counts[0][1]  # the second counts with both listeners
