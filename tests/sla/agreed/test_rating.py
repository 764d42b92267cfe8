from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.rating import DEFAULT_RATING, Rating, RatingStep, rate
from app.sla.judging.verdicts import Verdict
from app.sla.wording import say

VERDICTS: list[Verdict] = [
    *("met", "below_expected", "below_minimum", "deemed_failed"),
    *("no_data", "excluded", "not_enough_volume"),
]
WORDS = ["Good", "Approaching target", "Requires improvement", "Inadequate"]


def word(*verdicts: Verdict) -> str:
    return rate(DEFAULT_RATING, verdicts).word


def test_the_default_words_by_the_share_of_met_targets() -> None:
    assert word("met") == "Good"
    assert word("met", "met", "met", "below_expected") == "Approaching target"
    assert word("met", "met", "below_minimum") == "Requires improvement"
    assert word("met", "below_minimum") == "Requires improvement"
    assert word("met", "below_minimum", "below_expected") == "Inadequate"


def test_what_was_not_judged_does_not_count_and_what_never_came_is_missed() -> None:
    assert word("met", "no_data", "excluded", "not_enough_volume") == "Good"
    assert word("deemed_failed") == "Inadequate"
    assert word("no_data") == word() == "Other"


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ((), "the last word holds from 0% on"),
        ((Fraction(1),), "the last word holds from 0% on"),
        ((Fraction(101, 100), Fraction(0)), "more than 100%"),
        ((Fraction(1, 2), Fraction(1, 2), Fraction(0)), "falling order"),
        ((Fraction(1, 2), Fraction(3, 4), Fraction(0)), "falling order"),
    ],
)
def test_every_share_has_exactly_one_word(shares: tuple[Fraction, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Rating(tuple(RatingStep(share, "word") for share in shares), "other")


@given(st.lists(st.sampled_from(VERDICTS), max_size=12), st.sampled_from(VERDICTS))
def test_one_more_met_target_never_gives_a_worse_word(verdicts: list[Verdict], last: Verdict) -> None:
    before, after = word(*verdicts, last), word(*verdicts, "met")
    assert before == "Other" or WORDS.index(after) <= WORDS.index(before)


def test_it_is_said_in_both_languages() -> None:
    rated = rate(DEFAULT_RATING, ["met", "below_expected"])
    assert say(rated.step) == "1 of 2 judged targets met: Requires improvement."
    assert say(rated.step, "zh_Hans") == "评判 2 项指标，达标 1 项：需要改进。"
    assert rated.document() == {
        "word": "Requires improvement",
        "met": "1",
        "judged": "2",
        "working": [rated.step.document()],
    }
