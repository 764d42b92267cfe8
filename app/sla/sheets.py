"""Sheets: what was measured in one queue on one day (or over the days that a coarse report covers).

Totals are whole millionths, so that they add up exactly in any order. Intervals are kept where a report
was finer than a day; rules open them only when they need them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from app.sla.measures import DEFAULT_CHANNEL, Measure, measure
from app.sla.quantities import from_millionths, round_to

MINUTES_A_DAY = 1440
BOUND = 10**17


@dataclass(frozen=True, slots=True)
class Sheet:
    """One queue's day: ``totals`` in millionths by measure; ``slack`` is the most that a total which was
    derived from a rounded rate may be off; ``intervals`` hold one value per interval of the local day.
    """

    queue: str
    segment: str
    channel: str
    first_day: date
    last_day: date
    grain: int
    totals: Mapping[str, int]
    intervals: Mapping[str, tuple[int | None, ...]] = field(default_factory=dict)
    slack: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError("a sheet ends before it begins")
        totals = self.totals.values()
        if totals and not -BOUND < min(totals) <= max(totals) < BOUND:
            raise ValueError("a total is too large: one measure of one sheet stays below 10^11")

    @property
    def days(self) -> int:
        """How many days the sheet covers."""
        return (self.last_day - self.first_day).days + 1

    def place(self) -> tuple[date, str, str, str, date]:
        """Where it stands among the sheets of its side: by day, then by queue."""
        return self.first_day, self.queue, self.segment, self.channel, self.last_day

    def only(self, names: Collection[str]) -> "Sheet":
        """What the sheet states of these measures; the sheet stands even where that is nothing."""
        if all(name in names for name in self.totals):
            return self
        return replace(
            self,
            totals={name: value for name, value in self.totals.items() if name in names},
            intervals={name: values for name, values in self.intervals.items() if name in names},
            slack={name: value for name, value in self.slack.items() if name in names},
        )

    def covers(self, day: date) -> bool:
        """Whether the day lies in the sheet."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one measure over sheets: the value, and by how much derived parts may be off."""

    value: Fraction
    slack: Fraction = Fraction(0)


def day_sheet(queue: str, day: date, totals: Mapping[str, int]) -> Sheet:
    """A plain sheet of one day at day grain, voice, no segment."""
    return Sheet(queue, "", DEFAULT_CHANNEL, day, day, MINUTES_A_DAY, dict(totals))


def stated_as(sheets: Iterable[Sheet], names: frozenset[str]) -> frozenset[str]:
    """The measures to read for these names: ``answered`` in place of ``handled`` where no sheet states it.

    ``handled`` counts answered calls and completed callbacks where a report states it; where none does, the
    answered calls are what was handled (domain.md §3).
    """
    if "handled" not in names or any("handled" in sheet.totals for sheet in sheets):
        return names
    return names - {"handled"} | {"answered"}


def with_handled(sheets: Iterable[Sheet]) -> list[Sheet]:
    """The sheets with ``handled`` among their totals: as stated, else the answered calls (``stated_as``)."""
    kept = list(sheets)
    if stated_as(kept, _HANDLED) == _HANDLED:
        return kept
    return [_answered_as_handled(sheet) if "answered" in sheet.totals else sheet for sheet in kept]


_HANDLED = frozenset({"handled"})


def _answered_as_handled(sheet: Sheet) -> Sheet:
    slack = {"handled": sheet.slack["answered"]} if "answered" in sheet.slack else {}
    return replace(
        sheet,
        totals={**sheet.totals, "handled": sheet.totals["answered"]},
        slack={**sheet.slack, **slack},
    )


def add_up(
    sheets: Iterable[Sheet], names: Iterable[str], lookup: Callable[[str], Measure] = measure
) -> dict[str, Total]:
    """The total of each named measure that any sheet states; a measure nobody states is left out.

    Sums add, maxima take the largest; a mean by day is the sum over queues divided by the number of
    distinct days that state it (domain.md §3: headcount is added over queues, averaged over days).
    """
    kept = list(sheets)
    totals: dict[str, Total] = {}
    for name in names:
        stated = [sheet for sheet in kept if name in sheet.totals]
        if stated:
            totals[name] = _one_total(stated, name, lookup(name))
    return totals


def add_up_stated(
    sheets: Sequence[Sheet], names: frozenset[str], lookup: Callable[[str], Measure] = measure
) -> dict[str, Total]:
    """``add_up`` with ``handled`` as stated, else the answered calls in its place (``stated_as``)."""
    read = stated_as(sheets, names)
    added = add_up(sheets, read, lookup)
    if read != names and "answered" in added:
        added["handled"] = added["answered"]
    return {name: added[name] for name in sorted(names) if name in added}


def add_intervals(values: Iterable[int | None], what: Measure) -> int:
    """The total of a day from its stated intervals: a sum, the largest, or the mean of those stated."""
    stated = [value for value in values if value is not None]
    if what.adds == "maximum":
        return max(stated)
    if what.adds == "mean_by_day":
        return round_to(Fraction(sum(stated), len(stated)), 0, "half_even").numerator
    return sum(stated)


def _one_total(stated: list[Sheet], name: str, what: Measure) -> Total:
    values = [sheet.totals[name] for sheet in stated]
    if what.adds == "maximum":
        largest = max(sheet.slack.get(name, 0) for sheet in stated)
        return Total(from_millionths(max(values)), from_millionths(largest))
    total = from_millionths(sum(values))
    slack = from_millionths(sum(sheet.slack.get(name, 0) for sheet in stated if sheet.slack))
    if what.adds == "mean_by_day":
        days = {sheet.first_day + timedelta(n) for sheet in stated for n in range(sheet.days)}
        return Total(total / len(days), slack / len(days))
    return Total(total, slack)
