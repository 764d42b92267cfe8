"""Rating: one word for a whole period, for those who publish how their suppliers do.

The five default words are those that public authorities in the United Kingdom publish for the key performance
indicators of their contracts (Procurement Act 2023, section 71; GOV.UK, “Key performance indicators for
government's most important contracts”). That publication rates an indicator in words; which share of the
targets earns which word is for the contract to say, and the default shares are our own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from app.sla.judging.verdicts import MISSES, Verdict
from app.sla.quantities import decimal_text
from app.sla.working import Step


@dataclass(frozen=True, slots=True)
class RatingStep:
    """A word, and the share of met targets from which on it holds."""

    at_least: Fraction
    word: str


@dataclass(frozen=True, slots=True)
class Rating:
    """The words of one contract, the best first; ``other`` is the word where nothing could be judged.

    Raises ValueError unless the shares fall from at most 1 to exactly 0, so that every share has one word.
    """

    steps: tuple[RatingStep, ...]
    other: str

    def __post_init__(self) -> None:
        if not self.steps or self.steps[-1].at_least != 0:
            raise ValueError("the last word holds from 0% on, so that every result has a word")
        if self.steps[0].at_least > 1:
            raise ValueError("more than 100% of the targets cannot be met; write it like 80%")
        if any(after.at_least >= before.at_least for before, after in pairwise(self.steps)):
            raise ValueError("the words stand in falling order, each from a smaller share on")


DEFAULT_RATING = Rating(
    (
        RatingStep(Fraction(1), "Good"),
        RatingStep(Fraction(3, 4), "Approaching target"),
        RatingStep(Fraction(1, 2), "Requires improvement"),
        RatingStep(Fraction(0), "Inadequate"),
    ),
    other="Other",
)


@dataclass(frozen=True, slots=True)
class Rated:
    """The word of a period, and how many of the judged targets were met."""

    word: str
    met: int
    judged: int

    @property
    def step(self) -> Step:
        """How the word came about."""
        return Step("rating", {"met": str(self.met), "judged": str(self.judged)}, self.word)

    def document(self) -> dict[str, object]:
        """The rating as plain JSON values; numbers are text."""
        counts = {"met": decimal_text(Fraction(self.met)), "judged": decimal_text(Fraction(self.judged))}
        return {"word": self.word, **counts, "working": [self.step.document()]}


def rate(rating: Rating, verdicts: Iterable[Verdict]) -> Rated:
    """The rating of a period from the verdicts of its targets, each counted once whatever its weight.

    A report that never came (`deemed_failed`) counts as missed; no data, excluded and too little volume do
    not count at all, and where nothing counts the word is the one for that.
    """
    counted = [verdict for verdict in verdicts if verdict == "met" or verdict in MISSES]
    met = counted.count("met")
    if not counted:
        return Rated(rating.other, 0, 0)
    share = Fraction(met, len(counted))
    word = next(step.word for step in rating.steps if share >= step.at_least)
    return Rated(word, met, len(counted))
