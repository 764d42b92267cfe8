"""Looking at what is stored under another formula, another level, or other terms altogether."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.access.unit import Work
from app.contracts.amend import read_or_refuse
from app.contracts.in_force import InForce
from app.contracts.open import find_contract
from app.errors import NotFound, Problem, Refused
from app.scorecards.basis import Moment, read_basis
from app.scorecards.judging import judge_periods
from app.scorecards.live import find_due, known_at
from app.sla.agreed.levels import Level, read_level
from app.sla.judging.in_order import to_assess
from app.sla.periods import ONE_DAY
from app.sla.scorecard import Scorecard
from app.sla.terms import Target, Terms, TermsFault
from app.sla.timeline import Due, Timeline
from app.sla.what_if.achievability import achievability
from app.sla.what_if.documents import (
    achievability_document,
    outlook_document,
    sensitivity_document,
    simulation_document,
)
from app.sla.what_if.ratchet import PERIODS, ratchet
from app.sla.what_if.sensitivity import sensitivity
from app.sla.what_if.simulating import Figures, as_if_agreed, others, simulate
from app.terms_files.nodes import write_path

MOST_PERIODS = 36
MOST_LINES = 10_000  # judged targets of one simulation, the periods that are looked back on included
Document = dict[str, Any]


def read_sensitivity(
    work: Work, reference: str, label: str, short: int | None = None, as_of: datetime | None = None
) -> Document:
    """Every target of a period under every variant of its metric, as ``sensitivity`` says.

    ``short`` is the limit of a short abandon in seconds, for variants whose limit the target does not state.
    Raises what ``read_scorecard`` raises.
    """
    moment = known_at(work, find_contract(work, reference), as_of)
    (judged,) = judge_periods(work.session, moment, [find_due(moment, label)])
    return sensitivity_document(judged.card, sensitivity(judged.card, {"short": short} if short else {}))


def read_simulation(
    work: Work, reference: str, text: str, start: date | None = None, end: date | None = None
) -> Document:
    """Other terms over the periods of [start, end), by default the last twelve, side by side with the agreed.

    Raises Refused where the terms do not read or are in another currency or time zone, and where the span has
    no period or too much to judge; NotFound for a contract that is unknown or not the caller's.
    """
    other = read_or_refuse(text).terms
    moment = known_at(work, find_contract(work, reference), None)
    timeline = moment.in_force.timeline
    against = laid_over(moment, other)
    dues = _between(moment, start, end)
    theirs = others(against, dues)
    _refuse_too_much((timeline, dues), (against, theirs))
    there = replace(moment, in_force=InForce(against, {}))
    on = _figures(work.session, moment, dues), _figures(work.session, there, theirs)
    return simulation_document(simulate(timeline, against, dues, moment.today, *on))


def laid_over(moment: Moment, other: Terms) -> Timeline:
    """The contract's time under other terms; Refused where they are in another currency or time zone."""
    try:
        return as_if_agreed(moment.in_force.timeline, other)
    except TermsFault as fault:
        message = "These terms cannot be laid over this contract's history."
        raise Refused(message, [Problem(write_path(fault.path), "terms", str(fault))]) from fault


def _between(moment: Moment, start: date | None, end: date | None) -> list[Due]:
    if start is None and end is None:
        found = last_over(moment, PERIODS)
    else:
        timeline = moment.in_force.timeline
        until = min(end or moment.today, moment.today)
        found = [due for due in timeline.between(start or timeline.starts, until) if due.period.start < until]
    if not found:
        problem = Problem("query.from", "span", "no period of the contract that has begun lies in this span")
        raise Refused("There is nothing to simulate in this span.", [problem])
    if len(found) > MOST_PERIODS:
        problem = Problem("query.from", "span", f"{len(found)} periods; choose at most {MOST_PERIODS}")
        raise Refused("A simulation covers at most 36 periods.", [problem])
    return found


def last_over(moment: Moment, most: int) -> list[Due]:
    """The last periods that are over, oldest first; at most so many."""
    timeline, found = moment.in_force.timeline, list[Due]()
    day = min(moment.today, timeline.ends or moment.today) - ONE_DAY
    while len(found) < most and day >= timeline.starts:
        due = timeline.on(day)
        if due.period.end <= moment.today:
            found.insert(0, due)
        day = due.period.start - ONE_DAY
    return found


def _refuse_too_much(*sides: tuple[Timeline, Sequence[Due]]) -> None:
    lines = sum(len(due.terms.targets) for timeline, dues in sides for due in to_assess(timeline, dues))
    if lines > MOST_LINES:
        told = f"{lines} targets would be judged, at most {MOST_LINES} are; choose fewer periods or targets"
        raise Refused("This simulation is too much for one request.", [Problem("query.from", "span", told)])


def _figures(session: Session, moment: Moment, dues: Sequence[Due]) -> Figures:
    """What these periods are judged on, read once; nothing where there is no period."""
    needed = to_assess(moment.in_force.timeline, dues)
    if not needed:
        return Figures(lambda _: [])
    basis = read_basis(session, moment, needed)
    return Figures(lambda due: [one.sheet for one in basis.counted(due)], basis.beside)


def read_ratchet(work: Work, reference: str, target_id: str) -> Document:
    """The midpoint proposal for a target, and how often the last twelve periods would have met it.

    Raises NotFound for a contract or target that is unknown or not the caller's.
    """
    terms, target, cards = _last_periods(work, reference, target_id)
    proposal = ratchet(terms, target, cards)
    return outlook_document(proposal, achievability(terms, target, proposal.proposed, cards))


def read_achievability(work: Work, reference: str, target_id: str, expected: str) -> Document:
    """How often the last twelve periods would have met a level; Refused where it does not read."""
    terms, target, cards = _last_periods(work, reference, target_id)
    return achievability_document(achievability(terms, target, _level(expected, target), cards))


def _level(text: str, target: Target) -> Level:
    try:
        return read_level(text, target.metric.unit)
    except ValueError as fault:
        problem = Problem("query.expected", "level", str(fault))
        raise Refused("This level cannot be read.", [problem]) from fault


def _last_periods(work: Work, reference: str, target_id: str) -> tuple[Terms, Target, list[Scorecard]]:
    """The terms of today, their target of that id, and the last twelve periods that are over, as judged."""
    moment = known_at(work, find_contract(work, reference), None)
    timeline = moment.in_force.timeline
    day = max(moment.today, timeline.starts)
    terms = timeline.on(day if timeline.ends is None else min(day, timeline.ends - ONE_DAY)).terms
    found = next((target for target in terms.targets if target.id == target_id), None)
    if found is None:
        raise NotFound(f"The terms of today have no target “{target_id[:64]}”.")
    dues = last_over(moment, PERIODS)
    return terms, found, [judged.card for judged in judge_periods(work.session, moment, dues)]
