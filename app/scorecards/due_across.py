"""What is due across all contracts that the caller may see: whose turn it is, and until when.

Each kind is read by one query, whatever the number of contracts. Reports, claims and replies have a clock
that the terms set; a proposal, a confirmation or a draft only waits. What is open after its day is late.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import load_only
from sqlmodel import col

from app.access.unit import Work
from app.contracts.tables import Contract
from app.scorecards.due_clocks import Clocks, DueThing
from app.scorecards.due_reports import days_left
from app.scorecards.life.issued import Agreed, stage_of, standing_of
from app.scorecards.life.tables import IssuedScorecard
from app.scorecards.tables import Assessment
from app.scorecards.waiting_across import read_waiting
from app.sla.judging.due_clock import Clock
from app.sla.life import next_act
from app.sla.periods import Period

LOOKED_BACK: Final = timedelta(days=120)  # how long after its end a period's missing report is asked for
LONGEST: Final = timedelta(days=400)  # no window to reply is longer: what is older is final by silence
_TOLD: Final[Any] = (
    *(IssuedScorecard.label, IssuedScorecard.terms_effective),
    *(IssuedScorecard.state, IssuedScorecard.state_at),
)
_OPEN_STATES: Final = ("issued", "disputed", "settled")


def read_due_across(w: Work, clocks: Clocks) -> Iterator[DueThing]:
    """Everything that is due of reports and scorecards, in no order."""
    yield from _of_periods(w, clocks)
    yield from _to_issue(w, clocks)
    yield from _of_issued(w, clocks)
    yield from read_waiting(w, clocks)


def _over(w: Work) -> ColumnElement[bool]:
    """Of the caller's contracts the periods that are over, somewhere on earth, and not issued."""
    issued = exists().where(
        col(IssuedScorecard.organisation_id) == col(Assessment.organisation_id),
        col(IssuedScorecard.contract_id) == col(Assessment.contract_id),
        col(IssuedScorecard.start_day) == col(Assessment.start_day),
    )
    return and_(
        col(Assessment.contract_id).in_(w.visible),
        col(Assessment.organisation_id) == col(Contract.organisation_id),
        col(Assessment.end_day) <= w.now.date() + timedelta(days=1),
        ~issued,
    )


def _claim_by(dialect: str) -> ColumnElement[Any]:
    summary = col(Assessment.summary)
    if dialect == "postgresql":
        return func.jsonb_extract_path_text(summary, "money", "claim_by")
    return func.json_extract(summary, "$.money.claim_by")


def _of_periods(w: Work, clocks: Clocks) -> Iterator[DueThing]:
    """Reports that are missing, and credits whose claim window runs."""
    dialect, since = w.session.get_bind().dialect.name, w.now.date() - LOOKED_BACK
    claim_by, is_recent = _claim_by(dialect), col(Assessment.end_day) > since
    columns: tuple[Any, ...] = (
        *(Contract.id, Contract.reference, Assessment.label, Assessment.start_day, Assessment.end_day),
        *(Assessment.credits, claim_by, and_(is_recent, col(Assessment.lacks_days))),
    )
    still = claim_by >= (w.now.date() - timedelta(days=1)).isoformat()
    chosen = select(*columns).join(Assessment, col(Assessment.contract_id) == col(Contract.id))
    for row in w.session.execute(chosen.where(_over(w), or_(is_recent, still))).all():
        yield from _of_period(clocks, row)


def _of_period(clocks: Clocks, row: Sequence[Any]) -> Iterator[DueThing]:
    contract_id, reference, label, start, end, credits_, claim_by, lacks = row
    if contract_id not in clocks.timelines or end > (today := clocks.today(contract_id)):
        return
    terms, period = clocks.timelines[contract_id].on(start).terms, Period(start, end, label)
    if lacks:
        calendar = clocks.calendar(contract_id, terms, period)
        until, agreed = Clock(terms, period, calendar, today).due_day, terms.reports.due
        business = agreed is not None and agreed.business
        turn = terms.measured_by
        left = days_left(today, until, calendar, business=business)
        is_mine = clocks.is_mine(contract_id, turn)
        yield DueThing(
            *(contract_id, reference, "report", turn, is_mine, label),
            until=until,
            left=left,
            business=business,
        )
    if claim_by and credits_ and date.fromisoformat(claim_by) >= today:
        until = date.fromisoformat(claim_by)
        is_mine = clocks.is_mine(contract_id, "client")
        left = (until - today).days
        yield DueThing(contract_id, reference, "claim", "client", is_mine, label, until=until, left=left)


def _to_issue(w: Work, clocks: Clocks) -> Iterator[DueThing]:
    """How many periods of each contract are over and not issued, and the oldest of them."""
    oldest, n = func.min(col(Assessment.start_day)), func.count()
    columns: tuple[Any, ...] = (Contract.id, Contract.reference)
    chosen = (
        select(*columns, oldest, n)
        .join(Assessment, col(Assessment.contract_id) == col(Contract.id))
        .where(_over(w), col(Assessment.end_day) <= w.now.date())
        .group_by(*columns)
    )
    for contract_id, reference, start, count in w.session.execute(chosen).all():
        if contract_id in clocks.timelines:
            label = clocks.timelines[contract_id].on(start).period.label
            is_mine = clocks.is_mine(contract_id, "client")
            yield DueThing(contract_id, reference, "issue", "client", is_mine, label, count=count)


def _of_issued(w: Work, clocks: Clocks) -> Iterator[DueThing]:
    """Scorecards that one side answers: the provider within its window, the client by settling."""
    chosen = (
        select(IssuedScorecard, col(Contract.reference))
        .join(Contract, col(Contract.id) == col(IssuedScorecard.contract_id))
        .where(
            col(IssuedScorecard.contract_id).in_(w.visible),
            col(IssuedScorecard.state).in_(_OPEN_STATES),
            or_(col(IssuedScorecard.state) == "disputed", col(IssuedScorecard.state_at) > w.now - LONGEST),
        )
        .options(load_only(*_TOLD))
    )
    for issued, reference in w.session.execute(chosen).all():
        found = _answer(w, clocks, issued, reference)
        if found is not None:
            yield found


def _answer(w: Work, clocks: Clocks, issued: IssuedScorecard, reference: str) -> DueThing | None:
    contract_id: UUID = issued.contract_id
    agreed = Agreed.of(clocks.timelines[contract_id], issued)
    turn = next_act(stage_of(issued, agreed, w.now))
    if turn is None:
        return None
    until = standing_of(issued, agreed).reply_until(agreed.windows)
    return DueThing(
        contract_id=contract_id,
        reference=reference,
        kind="reply" if turn[0] == "reply" else "settle",
        turn=turn[1],
        is_mine=clocks.is_mine(contract_id, turn[1]),
        label=issued.label,
        until=until,
        left=0 if until is None else (until - agreed.day(w.now)).days,
    )
