"""Comparing the two sides: per measure, over the queues' days that both of them state."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from app.sla.measures import Measure
from app.sla.sheets import Sheet, add_up

Cell = tuple[str, date]
Lookup = Callable[[str], Measure]


@dataclass(frozen=True, slots=True)
class Reconcile:
    """Which measures both sides state, by what share they may differ, and what follows beyond it."""

    measures: tuple[str, ...]
    tolerance: Fraction
    beyond: Literal["dispute", "client_counts"] = "dispute"


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure as both sides state it, over the ``cells`` (queue and day) that both of them state.

    None where there is no such cell: then nothing can be compared.
    """

    measure: str
    provider: Fraction | None
    client: Fraction | None
    tolerance: Fraction
    cells: int

    @property
    def difference(self) -> Fraction | None:
        """What the provider states more than the client."""
        if self.provider is None or self.client is None:
            return None
        return self.provider - self.client

    @property
    def apart(self) -> Fraction | None:
        """How far the two figures are apart, whoever states more."""
        return None if self.difference is None else abs(self.difference)

    @property
    def share(self) -> Fraction | None:
        """The difference as a share of the larger figure, so that neither side is the yardstick."""
        if self.provider is None or self.client is None:
            return None
        larger = max(abs(self.provider), abs(self.client))
        return abs(self.provider - self.client) / larger if larger else Fraction(0)

    @property
    def is_beyond(self) -> bool:
        """Whether the sides differ by more than the tolerance; exactly the tolerance is within."""
        return self.share is not None and self.share > self.tolerance


def compare(
    name: str, provider: Iterable[Sheet], client: Iterable[Sheet], tolerance: Fraction, lookup: Lookup
) -> Compared:
    """Both sides' figures of one measure, over the cells that both state.

    A day that only one side has stated so far is no difference. Of sheets of several days only those count
    whose every day the other side states too.
    """
    one, other = in_common(name, list(provider), list(client))
    totals = [add_up(sheets, [name], lookup).get(name) for sheets in (one, other)]
    values = [None if total is None else total.value for total in totals]
    return Compared(name, values[0], values[1], tolerance, len(_cells(one)))


def in_common(name: str, one: Sequence[Sheet], other: Sequence[Sheet]) -> tuple[list[Sheet], list[Sheet]]:
    """The sheets of either side whose every cell is stated by both, for one measure."""
    mine = [sheet for sheet in one if name in sheet.totals]
    theirs = [sheet for sheet in other if name in sheet.totals]
    while True:
        common = _cells(mine) & _cells(theirs)
        kept = [sheet for sheet in mine if common.issuperset(cells_of(sheet))]
        left = [sheet for sheet in theirs if common.issuperset(cells_of(sheet))]
        # What drops out may take days with it that others need; a sheet of one day takes its own alone.
        if _coarse(kept) == _coarse(mine) and _coarse(left) == _coarse(theirs):
            return kept, left
        mine, theirs = kept, left


def laid_over(own: Sequence[Sheet], other: Sequence[Sheet], names: Iterable[str]) -> list[Sheet]:
    """One side's sheets with the other's figures of the named measures in every cell that both state."""
    dropped: dict[int, set[str]] = {}
    taken: dict[int, set[str]] = {}
    for name in names:
        mine, theirs = in_common(name, own, other)
        for sheets, marked in ((mine, dropped), (theirs, taken)):
            for sheet in sheets:
                marked.setdefault(id(sheet), set()).add(name)
    kept = [_only(sheet, sheet.totals.keys() - dropped.get(id(sheet), set())) for sheet in own]
    added = [_only(sheet, taken[id(sheet)]) for sheet in other if id(sheet) in taken]
    return [sheet for sheet in (*kept, *added) if sheet.totals]


def _only(sheet: Sheet, names: Iterable[str]) -> Sheet:
    """The sheet with these measures alone."""
    wanted = set(names)
    if len(wanted) == len(sheet.totals):
        return sheet
    return replace(
        sheet,
        totals={name: value for name, value in sheet.totals.items() if name in wanted},
        intervals={name: values for name, values in sheet.intervals.items() if name in wanted},
        slack={name: value for name, value in sheet.slack.items() if name in wanted},
    )


def _cells(sheets: Iterable[Sheet]) -> set[Cell]:
    return {cell for sheet in sheets for cell in cells_of(sheet)}


def _coarse(sheets: Iterable[Sheet]) -> int:
    """How many sheets cover several days."""
    return sum(sheet.first_day != sheet.last_day for sheet in sheets)


def cells_of(sheet: Sheet) -> Sequence[Cell]:
    """The queue's days that a sheet covers."""
    if sheet.first_day == sheet.last_day:
        return ((sheet.queue, sheet.first_day),)
    return [(sheet.queue, sheet.first_day + timedelta(number)) for number in range(sheet.days)]
