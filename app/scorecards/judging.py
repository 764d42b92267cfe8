"""Judging periods of one contract, as known at a revision, on a basis that is read once for all of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.reports.keeping.merge import Known, reports_of
from app.scorecards.basis import Basis, Moment, moment_of, read_basis
from app.sla.document import evidence_document, scorecard_document
from app.sla.judging.in_order import assess_in_order, to_assess
from app.sla.periods import Period
from app.sla.scorecard import Scorecard
from app.sla.sheets import Sheet
from app.sla.timeline import Due

__all__ = ["Judgement", "Moment", "in_order", "judge_on", "judge_periods", "judged_in_turn", "moment_of"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judged period: the scorecard, and its document with the evidence."""

    due: Due
    card: Scorecard
    document: dict[str, Any]


def judge_periods(session: Session, moment: Moment, dues: Sequence[Due]) -> list[Judgement]:
    """The judgement of each period, in order; the same few queries, however many periods there are.

    Where the terms look back, the periods before are assessed as well, from the contract's first one on.
    """
    return list(judged_in_turn(session, moment, dues))


def judged_in_turn(session: Session, moment: Moment, dues: Sequence[Due]) -> Iterator[Judgement]:
    """The same one after the other, for whoever needs no more than one at a time."""
    wanted = in_order(dues)
    needed = to_assess(moment.in_force.timeline, wanted)
    if needed:
        yield from _in_turn(read_basis(session, moment, needed), wanted)


def in_order(dues: Iterable[Due]) -> list[Due]:
    """The periods by their beginning."""
    return sorted(dues, key=lambda due: due.period.start)


def judge_on(basis: Basis, wanted: Sequence[Due]) -> list[Judgement]:
    """The judgement of these periods, in order, on a basis that was read for them."""
    return list(_in_turn(basis, wanted))


def _in_turn(basis: Basis, wanted: Sequence[Due]) -> Iterator[Judgement]:
    known: dict[Period, list[Known]] = {}

    def sheets_of(due: Due) -> list[Sheet]:
        known[due.period] = basis.counted(due)
        return [one.sheet for one in known[due.period]]

    moment = basis.moment
    for card in assess_in_order(moment.in_force.timeline, wanted, sheets_of, moment.today, basis.beside):
        used = [*known.pop(card.period), *basis.read_of_other(card.due)]
        yield _judgement(moment, card, used, basis.reports())


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
