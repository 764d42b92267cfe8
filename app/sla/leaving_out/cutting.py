"""Cutting a sheet: the intervals that stay, and what is left out with the others."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.sla.measures import Measure
from app.sla.sheets import Sheet, add_intervals

Flags = tuple[bool, ...]
Lookup = Callable[[str], Measure]


@dataclass(slots=True)
class _Part:
    """Totals and intervals on one side of the cut."""

    totals: dict[str, int] = field(default_factory=dict)
    intervals: dict[str, tuple[int | None, ...]] = field(default_factory=dict)

    def take(self, name: str, values: tuple[int | None, ...], what: Measure) -> None:
        """One measure by intervals, where any of them is stated."""
        if any(value is not None for value in values):
            self.totals[name], self.intervals[name] = add_intervals(values, what), values

    def sheet(self, like: Sheet) -> Sheet | None:
        """The part as a sheet; what was derived may still be off by as much as the whole was."""
        if not self.totals:
            return None
        slack = {name: value for name, value in like.slack.items() if name in self.totals}
        return replace(like, totals=self.totals, intervals=self.intervals, slack=slack)


def cut(
    sheet: Sheet, stays: Callable[[int], Flags], whole_stays: bool, lookup: Lookup
) -> tuple[Sheet | None, Sheet | None]:
    """What stays of the sheet and what is left out; None where that is nothing.

    ``stays`` says which of so many intervals of the day stay; ``whole_stays`` whether a figure does that no
    interval is known of, because nobody can say which part of it lies where.
    """
    kept, removed = _Part(), _Part()
    flags: dict[int, Flags] = {}
    for name, total in sheet.totals.items():
        values = sheet.intervals.get(name)
        if values is None:
            (kept if whole_stays else removed).totals[name] = total
            continue
        mine = flags.setdefault(len(values), stays(len(values)))
        if all(mine):
            kept.totals[name], kept.intervals[name] = total, values
            continue
        pairs = list(zip(values, mine, strict=True))
        kept.take(name, tuple(value if inside else None for value, inside in pairs), lookup(name))
        removed.take(name, tuple(None if inside else value for value, inside in pairs), lookup(name))
    return (kept.sheet(sheet) if removed.totals else sheet), removed.sheet(sheet)
