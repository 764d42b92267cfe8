"""Judging periods of one contract, as known at a revision: one query for the sheets, whatever the span."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.contracts.in_force import InForce
from app.contracts.tables import Contract
from app.reports.as_known import Side, reports_used, sheets_known
from app.reports.merge import Known, reports_of
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
    for side in sorted({due.terms.measured_by for due in dues}):  # one or two
        mine = [due for due in dues if due.terms.measured_by == side]
        judged += _judge_side(session, moment, side, mine)
    return sorted(judged, key=lambda one: one.due.period.start)


def _judge_side(session: Session, moment: Moment, side: str, dues: Sequence[Due]) -> Iterable[Judgement]:
    start = min(due.period.start for due in dues)
    end = max(due.period.end for due in dues)
    of = Side(moment.contract.organisation_id, moment.contract.id, side)
    known = sheets_known(session, of, start, end, moment.revision)
    known.sort(key=lambda one: one.sheet.first_day)
    reports = reports_used(session, known)
    days = [one.sheet.first_day for one in known]
    for due in dues:
        begun = known[bisect_left(days, due.period.start) : bisect_left(days, due.period.end)]
        yield _judge(moment, due, [one for one in begun if one.sheet.last_day < due.period.end], reports)


def _judge(moment: Moment, due: Due, known: Sequence[Known], reports: Sequence[dict[str, Any]]) -> Judgement:
    """From the sheets that lie wholly in the period: one that straddles its edge cannot be cut."""
    sheets = [one.sheet for one in known]
    card = assess(due, sheets, moment.today)
    used = reports_of(known)
    stated = [report for report in reports if report["id"] in used]
    digest = moment.in_force.digest_of(due.terms)
    document = scorecard_document(card)
    document["evidence"] = {
        **evidence_document(card, sheets, digest, stated),
        "revision": moment.revision,
    }
    return Judgement(due, card, document)
