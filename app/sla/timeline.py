"""Timeline: which periods a contract has, and which version of the terms each is judged by.

An amendment takes effect at the start of a period. One that says ``cut: split`` may take effect inside a
period: the period falls into stubs, ``2026-01/1`` and ``2026-01/2``, each judged by its own version. One
that does not say so waits for the next period (and the linter says so). Where an amendment changes how time
is cut, each version keeps its own periods: the last one before and the first one after may be shorter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.sla.periods import LAST_DAY, Cadence, Period
from app.sla.quantities import Money, split_largest_remainder
from app.sla.remedies.carrying import Now
from app.sla.terms import Terms


class NoSuchPeriod(ValueError):
    """A label or day that no version of the terms covers."""


@dataclass(frozen=True, slots=True)
class Due:
    """One period to judge: the version it is judged by, and the whole period of which it is a part.

    ``ends`` is the day after the contract's last one, where its newest version states it.
    """

    period: Period
    whole: Period
    terms: Terms
    parts: tuple[int, ...] = ()
    index: int = 0
    ends: date | None = None

    @property
    def now(self) -> Now:
        """The period as the rules of money name it: what closes with it, and to which whole it belongs."""
        is_last = self.index + 1 >= len(self.parts)
        over = self.ends is not None and self.period.end >= self.ends
        return Now(self.period.label, self.whole.label, is_last, over)

    def share_of(self, amount: Fraction) -> Fraction:
        """This part of an amount for the whole period, split by days to the last minor unit.

        250,000.00 for January with an amendment on the 11th: 80,645.16 for 10 days, 169,354.84 for 21.
        """
        currency = self.terms.currency
        days = [Fraction(part) for part in self.parts or (self.period.days,)]
        outside = self.whole.days - sum(days, Fraction(0))
        units = split_largest_remainder(Money(amount, currency).minor_units(), [*days, outside])
        return Money.of_minor_units(units[self.index], currency).amount


class Timeline:
    """The versions of one contract's terms in order, and the periods that they make."""

    def __init__(self, versions: Sequence[Terms]) -> None:
        if not versions:
            raise NoSuchPeriod("the contract has no terms yet; add a version first")
        self.versions = sorted(versions, key=lambda terms: terms.effective)
        self._begins = [self._begin(index) for index in range(len(self.versions))]

    @property
    def starts(self) -> date:
        """The first day that any version covers."""
        return self._begins[0]

    @property
    def ends(self) -> date | None:
        """The day after the last day of the contract, when the newest version says so."""
        return self.versions[-1].ends

    @property
    def looks_back(self) -> bool:
        """Whether a rule of any version asks what earlier periods were."""
        return any(terms.looks_back for terms in self.versions)

    def on(self, day: date) -> Due:
        """The period in which the day lies; raises NoSuchPeriod outside the contract."""
        terms = self.versions[self._version_on(day)]
        pieces = self._pieces(terms.period.containing(day), terms.period)
        return next(piece for piece in pieces if day in piece.period)

    def labelled(self, label: str) -> Due:
        """The period of that label, stubs included; raises NoSuchPeriod with the form that is expected."""
        plain, _, stub = label.partition("/")
        for terms in reversed(self.versions):
            try:
                whole = terms.period.parse(plain)
            except ValueError:
                continue
            for piece in self._pieces(whole, terms.period):
                if piece.period.label == label:
                    return piece
        raise NoSuchPeriod(self._why_not(label, plain if stub or re.match("[0-9]{4}", label) else ""))

    def between(self, start: date, end: date) -> Iterator[Due]:
        """Every period of the contract that has a day in [start, end), in order."""
        day = max(start, self.starts)
        last = end if self.ends is None else min(end, self.ends)
        while day < last:
            due = self.on(day)
            yield due
            day = due.period.end

    def _begin(self, index: int) -> date:
        terms = self.versions[index]
        if index == 0 or terms.cut == "split":
            return terms.effective
        before = self.versions[index - 1].period.containing(terms.effective)
        return terms.effective if before.start == terms.effective else before.end

    def _version_on(self, day: date) -> int:
        if day < self.starts or day > LAST_DAY or (self.ends is not None and day >= self.ends):
            raise NoSuchPeriod(
                f"{day} lies outside the contract, which runs from {self.starts}{self._until()}"
            )
        return max(index for index, begin in enumerate(self._begins) if begin <= day)

    def _until(self) -> str:
        return "" if self.ends is None else f" until {self.ends}"

    def _pieces(self, whole: Period, cadence: Cadence) -> list[Due]:
        """The parts of a whole period, cut where the contract starts, ends, or is amended."""
        spans: list[tuple[date, date, Terms]] = []
        for index, terms in enumerate(self.versions):
            until = min([*self._begins[index + 1 :], self.ends or date.max])
            start, end = max(whole.start, self._begins[index]), min(whole.end, until)
            if start < end and terms.period == cadence:
                spans.append((start, end, terms))
        parts = tuple((end - start).days for start, end, _ in spans)
        labels = (
            [whole.label] if len(spans) == 1 else [f"{whole.label}/{n}" for n in range(1, len(spans) + 1)]
        )
        return [
            Due(Period(start, end, label), whole, terms, parts, index, self.ends)
            for index, ((start, end, terms), label) in enumerate(zip(spans, labels, strict=True))
        ]

    def _why_not(self, label: str, plain: str) -> str:
        if plain and plain != label:
            return f"“{label[:40]}” is not a part of a period of this contract"
        example = self.versions[-1].period.example()
        span = f"which runs from {self.starts}{self._until()}"
        return f"“{label[:40]}” is not a period of this contract, {span}; labels look like {example}"
