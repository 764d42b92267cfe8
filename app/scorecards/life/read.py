"""Reading a period with its life: the frozen document once it is issued, the live one until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.access.unit import Work
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.errors import NotFound
from app.scorecards.judging import Moment, judge_periods
from app.scorecards.life.amounts import text_of
from app.scorecards.life.held import issued_as
from app.scorecards.life.issued import (
    Agreed,
    find_issued,
    find_named_or_of_day,
    find_request,
    names_of,
    of_contract,
    stage_of,
    standing_of,
)
from app.scorecards.life.tables import (
    IssuedScorecard,
    IssueRequest,
    Restatement,
    ScorecardReply,
    Settlement,
)
from app.scorecards.live import find_due, known_at
from app.sla.life import Stage, stage
from app.sla.timeline import Due, Timeline


@dataclass(frozen=True, slots=True)
class Life:
    """Where a period stands, and everything that was done to it; names are those of people."""

    stage: Stage
    currency: str
    issued: IssuedScorecard | None
    waiting: IssueRequest | None
    replies: Sequence[ScorecardReply]
    settlements: Sequence[Settlement]
    reply_until: date | None
    restated: Sequence[int]
    names: dict[UUID, str]

    def money(self, units: int) -> str:
        """An amount in minor units as text."""
        return text_of(units, self.currency)


def read_card(
    w: Work, reference: str, label: str, *, live: bool = False, as_of: datetime | None = None
) -> tuple[dict[str, Any], Life]:
    """The document of a period and its life: as it was issued, else as it is judged now.

    With ``live`` or ``as_of`` it is judged from what is, or was, known, even when it is issued.
    """
    contract = find_contract(w, reference)
    now = known_at(w, contract, None)
    found = None if live or as_of is not None else read_label(w, now, label)
    if isinstance(found, IssuedScorecard):
        return found.document, life_of(w, contract, found, now.in_force.timeline)
    moment = now if as_of is None else known_at(w, contract, as_of)
    found = found or read_live(w, contract, find_due(moment, label))
    return judge_periods(w.session, moment, [found.due])[0].document, life_of_live(w, now, found)


@dataclass(frozen=True, slots=True)
class Live:
    """A period that is read live, and what was issued of the period that starts with it, if anything."""

    due: Due
    beside: IssuedScorecard | None


def read_live(w: Work, contract: Contract, due: Due) -> Live:
    """A period that is to be read live, whether it was issued or not."""
    return Live(due, find_issued(w.session, contract, due.period.start))


def read_label(w: Work, now: Moment, label: str) -> IssuedScorecard | Live:
    """What was issued under that label; else of what it, or ``latest``, means now; else a live period.

    A period that was issued under other terms, with another end, is live under those of now.
    """
    try:
        due = find_due(now, label)
    except NotFound:
        if (row := issued_as(w, now.contract, label)) is not None:
            return row
        raise
    named, beside = find_named_or_of_day(w.session, now.contract, label, due.period.start)
    if named is not None:
        return named
    if beside is not None and beside.end_day == due.period.end:
        return beside
    return Live(due, beside)


def life_of_live(w: Work, now: Moment, live: Live) -> Life:
    """The life of a period that is read live, whether it was issued or not."""
    due = live.due
    if live.beside is not None:
        return life_of(w, now.contract, live.beside, now.in_force.timeline)
    waiting = find_request(w.session, now.contract, due.period.start)
    names = names_of(w.session, [waiting.person_id] if waiting else [])
    stands = stage(None, now.today >= due.period.end, now.today)
    return Life(stands, due.terms.currency, None, waiting, (), (), None, (), dict(names))


def life_of(w: Work, contract: Contract, row: IssuedScorecard, timeline: Timeline) -> Life:
    """The life of an issued scorecard, with all replies and settlements in order."""
    mine = of_contract(ScorecardReply, contract), of_contract(Settlement, contract)
    replies = w.session.exec(
        select(ScorecardReply)
        .where(*mine[0], col(ScorecardReply.number) == row.number)
        .order_by(col(ScorecardReply.round))
    ).all()
    settlements = w.session.exec(
        select(Settlement)
        .where(*mine[1], col(Settlement.number) == row.number)
        .order_by(col(Settlement.round))
    ).all()
    agreed = Agreed.of(timeline, row)
    acted = [one.person_id for one in replies] + [one.person_id for one in settlements]
    people = [row.issued_by, row.confirmed_by, *acted]
    return Life(
        stage=stage_of(row, agreed, w.now),
        currency=row.currency,
        issued=row,
        waiting=None,
        replies=replies,
        settlements=settlements,
        reply_until=standing_of(row, agreed).reply_until(agreed.windows),
        restated=_restated(w, contract, row),
        names=dict(names_of(w.session, people)),
    )


def _restated(w: Work, contract: Contract, row: IssuedScorecard) -> list[int]:
    """The restatements that change something about an issued scorecard, oldest first."""
    chosen = select(Restatement).where(
        *of_contract(Restatement, contract), col(Restatement.state) != "superseded"
    )
    raised = w.session.exec(chosen.order_by(col(Restatement.restatement))).all()
    return [one.restatement for one in raised if row.number in {part["number"] for part in one.changes}]
