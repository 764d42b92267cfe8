"""The catalogue of measures: counts and sums that add up, by the names of the field (domain.md §3)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Adds = Literal["sum", "maximum", "mean_by_day"]
Unit = Literal["count", "seconds", "hours", "points", "money"]

DEFAULT_CHANNEL = "voice"


class UnknownMeasure(ValueError):
    """A name that is neither in the catalogue nor declared by the contract."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its name, what it counts, its unit and how it adds up over queues, days and intervals."""

    name: str
    title: str
    unit: Unit = "count"
    adds: Adds = "sum"

    def __post_init__(self) -> None:
        if self.unit not in ("count", "seconds", "hours", "points", "money"):
            raise ValueError(f"unit of {self.name} must be count, seconds, hours, points or money")
        if self.adds not in ("sum", "maximum", "mean_by_day"):
            raise ValueError(f"{self.name} must add as sum, maximum or mean_by_day")


_COUNTS = """
offered: calls that reached the queue
answered: calls answered by a person
abandoned: calls given up by the caller before an answer
blocked: calls that never got in (busy, rejected)
handled: answered calls and completed callbacks
transferred: calls passed on
callbacks_requested: callbacks asked for
callbacks_completed: callbacks made
resolved_first_contact: contacts resolved the first time
resolvable: contacts that could be resolved the first time
repeat_contacts: contacts on a matter raised before
misdirected: calls that belonged elsewhere
leavers: people who left
roster_wishes: shift wishes made
roster_wishes_met: shift wishes met
evaluations: contacts evaluated for quality
critical_errors: evaluations with a critical error
surveys_sent: surveys sent
surveys_answered: surveys answered
surveys_satisfied: surveys answered "satisfied"
promoters: survey answers 9 and 10
detractors: survey answers 0 to 6
complaints: complaints received
complaints_on_time: complaints closed in time
complaints_escalated: complaints escalated
records: records in the list
records_attempted: records dialled at least once
dials: dialling attempts
connected: dials that were connected
contacts: decision makers spoken to
pitches: offers presented
successes: contacts that ended as wished
refusals: contacts that declined
appointments: appointments made
interested: contacts that showed interest
qualified_leads: leads that qualified
do_not_call_breaches: calls to numbers that must not be called
hours_breaches: calls outside permitted hours
new_customers: customers won
forecast_offered: calls forecast
planned_successes: successes planned
planned_contacts: contacts planned
"""
_SECONDS = """
wait_seconds: waiting time of answered calls
wait_seconds_abandoned: waiting time of abandoned calls
talk_seconds: talking time
hold_seconds: time on hold
wrap_seconds: after-call work
staffed_seconds: time signed in
ready_seconds: time ready for a call
scheduled_seconds: time scheduled
adherent_seconds: time worked as scheduled
forecast_handle_seconds: handling time forecast
"""
_MONEY = """
cost: what the provider states the work cost, before credits
charges: what the provider charges
revenue: revenue from the work
margin: margin from the work
baseline_cost: cost before the contract
"""


def _read(lines: str, unit: Unit) -> dict[str, Measure]:
    pairs = (line.split(": ", 1) for line in lines.strip().splitlines())
    return {name: Measure(name, title, unit) for name, title in pairs}


CATALOGUE: dict[str, Measure] = {
    **_read(_COUNTS, "count"),
    **_read(_SECONDS, "seconds"),
    **_read(_MONEY, "money"),
    "trained_hours": Measure("trained_hours", "hours of training", "hours"),
    "full_time_hours": Measure("full_time_hours", "hours of one full-time agent", "hours"),
    "headcount": Measure("headcount", "people employed", "count", "mean_by_day"),
    "longest_wait_seconds": Measure("longest_wait_seconds", "longest wait", "seconds", "maximum"),
    "evaluation_points": Measure("evaluation_points", "quality points reached", "points"),
    "evaluation_points_possible": Measure("evaluation_points_possible", "quality points possible", "points"),
}

_THRESHOLD = re.compile(r"(answered|abandoned)_within_([1-9][0-9]{0,4})s", re.ASCII)
_OUTCOME = re.compile(r"outcome\.[^\s\"\x00-\x1f][^\"\x00-\x1f]{0,99}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)


@lru_cache(maxsize=4096)
def measure(name: str) -> Measure:
    """The measure of that name; raises UnknownMeasure with what to do.

    Patterns: ``answered_within_20s`` and ``abandoned_within_5s`` for any whole number of seconds, and
    ``outcome.CODE`` for any result code that a provider uses.
    """
    if name in CATALOGUE:
        return CATALOGUE[name]
    if match := _THRESHOLD.fullmatch(name):
        return Measure(name, f"{match[1]} within {match[2]} seconds")
    if _OUTCOME.fullmatch(name):
        return Measure(name, f"contacts with result {name[8:]}")
    raise UnknownMeasure(f"“{name[:60]}” is not a known measure; see the list of measures, or declare it")
