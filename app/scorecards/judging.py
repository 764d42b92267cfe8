"""Judging periods of one contract, as known at a revision: one query for the sheets, whatever the span."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.contracts.in_force import InForce
from app.contracts.tables import Contract
from app.reports.as_known import Side, reports_used, sheets_known
from app.reports.merge import Known, reports_of
from app.sla.document import evidence_document, scorecard_document
from app.sla.in_order import assess_in_order, to_assess
from app.sla.periods import Period
from app.sla.reach import reach
from app.sla.scorecard import Scorecard
from app.sla.sheets import Sheet
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


@dataclass(frozen=True, slots=True)
class Figures:
    """One side's sheets by first day, and the reports that state them."""

    known: Sequence[Known]
    days: Sequence[date]
    reports: Sequence[dict[str, Any]]

    def inside(self, due: Due) -> list[Known]:
        """The sheets wholly in the reach of the period: one that straddles its edge cannot be cut."""
        span = reach(due)
        begun = self.known[bisect_left(self.days, span.start) : bisect_left(self.days, span.end)]
        return [one for one in begun if one.sheet.last_day < span.end]


def judge_periods(session: Session, moment: Moment, dues: Sequence[Due]) -> list[Judgement]:
    """The judgement of each period, in order; two queries a side, however many periods there are.

    Where the terms look back, the periods before are assessed as well, from the contract's first one on.
    """
    timeline = moment.in_force.timeline
    wanted = sorted(dues, key=lambda due: due.period.start)
    needed = to_assess(timeline, wanted)
    sides = {due.terms.measured_by for due in needed}  # one or two
    figures = {side: _figures(session, moment, side, needed) for side in sorted(sides)}
    known: dict[Period, list[Known]] = {}

    def sheets_of(due: Due) -> list[Sheet]:
        known[due.period] = figures[due.terms.measured_by].inside(due)
        return [one.sheet for one in known[due.period]]

    return [
        _judgement(moment, card, known[card.period], figures[card.terms.measured_by].reports)
        for card in assess_in_order(timeline, wanted, sheets_of, moment.today)
    ]


def _figures(session: Session, moment: Moment, side: str, dues: Sequence[Due]) -> Figures:
    mine = [reach(due) for due in dues if due.terms.measured_by == side]
    start, end = min(period.start for period in mine), max(period.end for period in mine)
    of = Side(moment.contract.organisation_id, moment.contract.id, side)
    known = sheets_known(session, of, start, end, moment.revision)
    known.sort(key=lambda one: one.sheet.first_day)
    return Figures(known, [one.sheet.first_day for one in known], reports_used(session, known))


def _judgement(
    moment: Moment, card: Scorecard, known: Sequence[Known], reports: Sequence[dict[str, Any]]
) -> Judgement:
    used = reports_of(known)
    stated = [report for report in reports if report["id"] in used]
    document = scorecard_document(card)
    document["evidence"] = {
        **evidence_document(card, moment.in_force.rules_of(card.terms), stated),
        "revision": moment.revision,
    }
    return Judgement(card.due, card, document)
