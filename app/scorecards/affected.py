"""Affected: which periods a change or a passing day reaches beyond those that it lies in."""

from datetime import date, timedelta

from app.scorecards.basis import Moment
from app.sla.judging.reach import reach, settled_on
from app.sla.periods import ONE_DAY

LONGEST_WAIT = timedelta(1100)  # no look-ahead and no due date of a report lies further after its period


def read_until(moment: Moment, start: date, end: date, horizon: date) -> date:
    """The end of the last period, up to the horizon, whose judgement reads any day of [start, end).

    A quarter reads its first month, the stability of a cost the periods before.
    """
    later = moment.in_force.timeline.between(start, horizon)
    return max([end, *(due.period.end for due in later if reach(due).start < end)])


def open_since(moment: Moment, day: date) -> date:
    """The first day of the periods that were not settled on that day: running, or waiting for something."""
    timeline = moment.in_force.timeline
    before = timeline.between(day - LONGEST_WAIT, day + ONE_DAY)
    return min((due.period.start for due in before if settled_on(due) > day), default=day)
