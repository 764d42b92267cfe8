"""History: what earlier periods were, for the rules that look back (domain.md §7).

Chains are counted in whole periods: where an amendment cut a period into stubs, both stubs together are one
period, and the worst of their verdicts is its verdict. No data, excluded and not enough volume pause a
chain; a met period breaks it; what was judged during ramp-up does not count at all.

Every query takes ``now``, the label of the whole period that is being judged: its earlier stubs belong to
the present, not to the past.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import groupby, islice, pairwise, takewhile

from app.sla.evidence import canonical
from app.sla.judging.verdicts import MISSES, Verdict, worst
from app.sla.quantities import exact_text


@dataclass(frozen=True, slots=True)
class Carried:
    """Credit in minor units that a cap held back in ``source``, the label of a whole period."""

    source: str
    amount: int
    group: str = ""

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError("what is carried forward is more than nothing")

    def document(self) -> dict[str, object]:
        """The entry as plain values."""
        return {"source": self.source, "amount": self.amount, "group": self.group}


@dataclass(frozen=True, slots=True)
class EarnedBack:
    """A credit of ``source`` that good periods reversed: an entry of its own, below zero, in minor units."""

    source: str
    target: str
    amount: int

    def document(self) -> dict[str, object]:
        """The entry as plain values."""
        return {"source": self.source, "target": self.target, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class PastLine:
    """What a target came to: ``credit`` exact after its factor, ``paid`` and ``bonus`` in minor units."""

    target: str
    verdict: Verdict
    credit: Fraction = Fraction(0)
    paid: int = 0
    bonus: int = 0
    points: Fraction = Fraction(0)
    group: str = ""
    ramp_up: bool = False

    def document(self) -> dict[str, object]:
        """The line as plain values, without its target, by which it is found."""
        return {
            "verdict": self.verdict,
            "credit": exact_text(self.credit),
            "paid": self.paid,
            "bonus": self.bonus,
            "points": exact_text(self.points),
            "group": self.group,
            "ramp_up": self.ramp_up,
        }


@dataclass(frozen=True)  # no slots: its text is made once, and stands in the evidence of every later period
class Past:
    """An earlier period, or stub of one, and its money after every cap; ``charges`` None where unknown."""

    label: str
    whole_label: str
    start: date
    end: date
    charges: Fraction | None = None
    lines: Mapping[str, PastLine] = field(default_factory=dict)
    carried_in: tuple[Carried, ...] = ()
    balance: tuple[Carried, ...] = ()
    earned_back: tuple[EarnedBack, ...] = ()
    cap_reached: bool = False

    @property
    def credits(self) -> int:
        """What was paid in credits, in minor units: of its own lines and of what was carried in."""
        return sum(line.paid for line in self.lines.values()) + sum(part.amount for part in self.carried_in)

    def credits_of(self, group: str) -> int:
        """What was paid in credits of that group of targets, in minor units."""
        own = sum(line.paid for line in self.lines.values() if line.group == group)
        return own + sum(part.amount for part in self.carried_in if part.group == group)

    @property
    def points(self) -> Fraction:
        """The points of all targets."""
        return sum((line.points for line in self.lines.values()), Fraction(0))

    @cached_property
    def text(self) -> str:
        """Its canonical form, as it stands in the evidence of later periods."""
        return canonical(self.document()).decode()

    def document(self) -> dict[str, object]:
        """The period as plain values; exact numbers are text without any loss."""
        return {
            "label": self.label,
            "whole": self.whole_label,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "charges": None if self.charges is None else exact_text(self.charges),
            "lines": {target: line.document() for target, line in self.lines.items()},
            "carried_in": [one.document() for one in self.carried_in],
            "balance": [one.document() for one in self.balance],
            "earned_back": [one.document() for one in self.earned_back],
            "cap_reached": self.cap_reached,
        }


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole period: itself, or its stubs together, newest first."""

    label: str
    parts: tuple[Past, ...]

    def lines(self, target: str) -> Iterator[PastLine]:
        """What the target came to in each part that counts: ramp-up does not."""
        found = (part.lines.get(target) for part in self.parts)
        return (line for line in found if line is not None and not line.ramp_up)

    def verdict(self, target: str) -> Verdict | None:
        """The worst verdict of the parts, or None where the chain pauses."""
        return worst(line.verdict for line in self.lines(target))


@dataclass(frozen=True, slots=True)
class History:
    """The earlier periods of a contract, oldest first."""

    periods: tuple[Past, ...] = ()

    def __post_init__(self) -> None:
        for before, after in pairwise(self.periods):
            if after.start < before.end:
                raise ValueError(f"{after.label} does not come after {before.label}")

    def then(self, past: Past) -> "History":
        """This history and one more period."""
        return History((*self.periods, past))

    @property
    def ends(self) -> date | None:
        """The day after the last one of these periods; None where there is none."""
        return self.periods[-1].end if self.periods else None

    def before(self, day: date) -> "History":
        """The periods of it that ended before that day began."""
        if self.ends is None or self.ends <= day:
            return self
        return History(tuple(past for past in self.periods if past.end <= day))

    def wholes(self, now: str = "") -> Iterator[Whole]:
        """The whole periods before the present one, newest first."""
        for label, parts in groupby(reversed(self.periods), key=lambda past: past.whole_label):
            if label != now:
                yield Whole(label, tuple(parts))

    def window(self, last: int, now: str = "") -> tuple[Past, ...]:
        """The parts of the last so many whole periods, and the earlier stubs of the present one."""
        stubs = tuple(self._stubs(now))
        return tuple(part for whole in islice(self.wholes(now), last) for part in whole.parts) + stubs

    def _stubs(self, now: str) -> Iterator[Past]:
        return takewhile(lambda past: past.whole_label == now, reversed(self.periods))

    def with_stubs(self, target: str, verdict: Verdict, now: str) -> Verdict | None:
        """The verdict of the present whole period so far: that of this part and of its earlier stubs."""
        stubs = Whole(now, self.window(0, now))
        return worst([verdict, *(line.verdict for line in stubs.lines(target))])

    def streak(self, target: str, now: str = "", kinds: Collection[Verdict] = MISSES) -> int:
        """How many whole periods in a row, up to the present one, the target had such a verdict."""
        found = 0
        for whole in self.wholes(now):
            verdict = whole.verdict(target)
            if verdict is not None and verdict not in kinds:
                break
            found += verdict is not None
        return found

    def count(self, target: str, last: int, now: str = "", kinds: Collection[Verdict] = MISSES) -> int:
        """In how many of the last so many whole periods the target had such a verdict."""
        return sum(whole.verdict(target) in kinds for whole in islice(self.wholes(now), last))

    def credits(self, last: int, now: str = "") -> int:
        """Credits paid in the last so many whole periods, in minor units."""
        return sum(past.credits for past in self.window(last, now))

    def credits_of(self, group: str, last: int, now: str = "") -> int:
        """Credits of a group of targets paid in the last so many whole periods, in minor units."""
        return sum(past.credits_of(group) for past in self.window(last, now))

    def charges(self, last: int, now: str = "") -> Fraction:
        """The charges of the last so many whole periods, as far as they are known."""
        return sum((past.charges or Fraction(0) for past in self.window(last, now)), Fraction(0))

    def points(self, last: int, now: str = "") -> Fraction:
        """The points of the last so many whole periods."""
        return sum((past.points for past in self.window(last, now)), Fraction(0))

    @property
    def balance(self) -> tuple[Carried, ...]:
        """What is carried forward and not yet paid or expired."""
        return self.periods[-1].balance if self.periods else ()

    def age(self, source: str, now: str) -> int:
        """How many whole periods the present one lies after the source (0 for the present one itself)."""
        if source == now:
            return 0
        labels = [whole.label for whole in self.wholes(now)]
        return labels.index(source) + 1 if source in labels else len(labels) + 1

    def was_earned_back(self, source: str, target: str) -> bool:
        """Whether the credit of that target in that whole period was reversed already."""
        return any(
            (entry.source, entry.target) == (source, target)
            for past in self.periods
            for entry in past.earned_back
        )
