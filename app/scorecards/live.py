"""A live scorecard: judged at the moment of reading, as known then or as known at an earlier instant."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.access.unit import Work
from app.contracts.in_force import terms_in_force
from app.contracts.open import find_contract
from app.contracts.revisions import revision_at
from app.contracts.tables import Contract
from app.errors import NotFound, Problem, Refused
from app.scorecards.judging import Moment, judge_periods, moment_of
from app.sla.periods import ONE_DAY
from app.sla.scorecard import Scorecard
from app.sla.timeline import Due, NoSuchPeriod


@dataclass(frozen=True, slots=True)
class LiveScorecard:
    """One scorecard with its neighbours in time, for the API and its page."""

    contract: Contract
    card: Scorecard
    document: dict[str, Any]
    before: str | None
    after: str | None


def read_scorecard(work: Work, reference: str, label: str, as_of: datetime | None = None) -> LiveScorecard:
    """The scorecard of a period; ``latest`` is the newest period that is over, else the running one.

    Raises NotFound for a contract that is unknown or not the caller's, for a period that it does not have,
    and for an instant before its first terms; Refused for an instant that lies ahead.
    """
    contract = find_contract(work, reference)
    moment = known_at(work, contract, as_of)
    due = find_due(moment, label)
    judged = judge_periods(work.session, moment, [due])[0]
    before, after = _neighbours(moment, due)
    return LiveScorecard(contract, judged.card, judged.document, before, after)


def known_at(work: Work, contract: Contract, as_of: datetime | None) -> Moment:
    """What was known of the contract at an instant (None: now)."""
    instant = as_of or work.now
    if instant > work.now:
        raise Refused("as_of lies in the future; nothing is known of it yet.", [_future()])
    revision = contract.revision if as_of is None else revision_at(work.session, contract.id, as_of)
    return moment_of(contract, terms_in_force(work.session, contract.id, revision), revision, instant)


def _future() -> Problem:
    return Problem("as_of", "future", "lies in the future; leave it out for what is known now")


def find_due(moment: Moment, label: str) -> Due:
    """The period of that label, or the ``latest``; raises NotFound where the contract has no such period."""
    try:
        return latest(moment) if label == "latest" else moment.in_force.timeline.labelled(label)
    except NoSuchPeriod as none:
        raise NotFound(str(none)) from none


def latest(moment: Moment) -> Due:
    """The newest period that is over, else the one that runs, else the first."""
    timeline = moment.in_force.timeline
    day = max(timeline.starts, moment.today)
    if timeline.ends is not None and day >= timeline.ends:
        return timeline.on(timeline.ends - ONE_DAY)
    running = timeline.on(day)
    if running.period.start > timeline.starts:
        return timeline.on(running.period.start - ONE_DAY)
    return running


def _neighbours(moment: Moment, due: Due) -> tuple[str | None, str | None]:
    return _beside(moment, due.period.start, due.period.end)


def labels_beside(work: Work, contract: Contract, start: date, end: date) -> tuple[str | None, str | None]:
    """The labels of the periods before and after the one of those days; None where there is none yet."""
    return _beside(known_at(work, contract, None), start, end)


def _beside(moment: Moment, start: date, end: date) -> tuple[str | None, str | None]:
    timeline = moment.in_force.timeline
    before = after = None
    if start > timeline.starts:
        before = timeline.on(start - ONE_DAY).period.label
    is_last = timeline.ends is not None and end >= timeline.ends
    if not is_last and end <= moment.today:
        after = timeline.on(end).period.label
    return before, after
