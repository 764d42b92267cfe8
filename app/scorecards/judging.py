"""Judging periods of one contract, as known at a revision: one query for the sheets, whatever the span."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.contracts.in_force import InForce
from app.contracts.tables import Contract
from app.reports.as_known import reports_used, sheets_known
from app.reports.merge import Known
from app.sla.document import evidence_document, scorecard_document
from app.sla.scorecard import Scorecard, assess
from app.sla.timeline import Due


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judged period: the scorecard, and its document with the evidence."""

    due: Due
    card: Scorecard
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """What a reading is of: the contract, its terms, the revision, and the date there at that moment."""

    contract: Contract
    in_force: InForce
    revision: int
    today: date


def moment_of(contract: Contract, in_force: InForce, revision: int, instant: datetime) -> Moment:
    """The moment of a reading; the date is that of the instant in the contract's time zone."""
    zone = in_force.timeline.versions[-1].zone
    return Moment(contract, in_force, revision, instant.astimezone(zone).date())


def judge_periods(session: Session, moment: Moment, dues: Sequence[Due]) -> list[Judgement]:
    """The judgement of each period, in order; two queries a side, however many periods there are."""
    if not dues:
        return []
    judged: list[Judgement] = []
    for side in sorted({due.terms.measured_by for due in dues}):
        mine = [due for due in dues if due.terms.measured_by == side]
        judged += _judge_side(session, moment, side, mine)
    return sorted(judged, key=lambda one: one.due.period.start)


def _judge_side(session: Session, moment: Moment, side: str, dues: Sequence[Due]) -> Iterable[Judgement]:
    start = min(due.period.start for due in dues)
    end = max(due.period.end for due in dues)
    contract = moment.contract
    known = sheets_known(session, contract.organisation_id, contract.id, side, start, end, moment.revision)
    known.sort(key=lambda one: one.sheet.first_day)
    reports = {one["id"]: one for one in reports_used(session, known)}
    days = [one.sheet.first_day for one in known]
    for due in dues:
        inside = known[bisect_left(days, due.period.start) : bisect_right(days, due.period.last_day)]
        yield _judge(moment, due, inside, reports)


def _judge(moment: Moment, due: Due, known: Sequence[Known], reports: dict[str, dict[str, Any]]) -> Judgement:
    sheets = [one.sheet for one in known]
    card = assess(due, sheets, moment.today)
    used = {source["report"] for one in known for source in one.sources.values()}
    stated = [report for key, report in reports.items() if key in used]
    digest = moment.in_force.digest_of(due.terms)
    document = scorecard_document(card)
    document["evidence"] = {
        **evidence_document(card, sheets, digest, stated),
        "revision": moment.revision,
    }
    return Judgement(due, card, document)
