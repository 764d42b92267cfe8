"""Rhythm: a rate by weekday and hour of a period, added up over its weeks: when to call, and when it fails.

Only what was reported by intervals of at most an hour has an hour. A rate is the sum of its numerators
through the sum of its denominators, never a mean of rates.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from app.access.unit import Work
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.errors import Problem, Refused
from app.reports.keeping.as_known import Side, sheets_with_intervals
from app.reports.keeping.merge import Known
from app.reports.rows.days import interval_starts
from app.scorecards.live import find_due, known_at
from app.sla.periods import Period

HOUR: Final = 60
# Which rates have a rhythm: their numerators and denominators.
RATES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"abandonment_rate": ("abandoned", "offered"), "contact_rate": ("contacts", "dials")}
)


@dataclass(frozen=True, slots=True)
class HourOfWeek:
    """One hour of one weekday (0: Monday), over all weeks of the period; counts in millionths."""

    weekday: int
    hour: int
    part: int
    whole: int

    @property
    def rate(self) -> Fraction | None:
        """The rate; None where nothing came."""
        return Fraction(self.part, self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The hours in which something came, and which rates the period has by hour."""

    contract: Contract
    period: Period
    rate: str
    rates: tuple[str, ...]
    hours: tuple[HourOfWeek, ...]


def read_rhythm(w: Work, reference: str, label: str, rate: str | None = None) -> Rhythm:
    """The rhythm of a period, of the first rate that it has where none is asked for.

    Raises NotFound for a contract or period that there is not, Refused for an unknown rate.
    """
    if rate is not None and rate not in RATES:
        names = ", ".join(RATES)
        raise Refused("There is no such rate by hour.", [Problem("rate", "unknown", f"one of {names}")])
    contract = find_contract(w, reference)
    moment = known_at(w, contract, None)
    due = find_due(moment, label)
    of = Side(contract.organisation_id, contract.id, due.terms.measured_by)
    start, end = due.period.start, due.period.end
    known = sheets_with_intervals(w.session, of, start, end, moment.revision)
    inside = [one for one in known if start <= one.sheet.first_day < end]
    rates = tuple(name for name, pair in RATES.items() if any(_has(one, pair) for one in inside))
    chosen = rate or next(iter(rates), next(iter(RATES)))
    return Rhythm(contract, due.period, chosen, rates, hours_of(inside, RATES[chosen], due.terms.timezone))


def hours_of(known: Iterable[Known], pair: tuple[str, str], time_zone: str) -> tuple[HourOfWeek, ...]:
    """The hours of the week in which the denominator is stated, in order."""
    sums: dict[tuple[int, int], list[int]] = {}
    for one in known:
        if not _has(one, pair):
            continue
        day, grain = one.sheet.first_day, int(one.sources[pair[1]]["grain"])
        columns = (one.sheet.intervals[name] for name in pair)
        starts = interval_starts(time_zone, day, grain)
        for begins, part, whole in zip(starts, *columns, strict=True):
            if part is not None and whole is not None:
                cell = sums.setdefault((day.weekday(), int(begins[11:13])), [0, 0])
                cell[0] += part
                cell[1] += whole
    return tuple(HourOfWeek(*key, *cell) for key, cell in sorted(sums.items()))


def _has(one: Known, pair: tuple[str, str]) -> bool:
    """Whether both are stated by the same intervals of at most an hour."""
    grains = [int(one.sources[name]["grain"]) if name in one.sheet.intervals else 0 for name in pair]
    return grains[0] == grains[1] and 0 < grains[0] <= HOUR
