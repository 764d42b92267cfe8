from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.history import Carried, EarnedBack, History, PastLine
from app.sla.judging.verdicts import BELOW_MINIMUM, MISSES, Verdict, worst
from tests.sla.remedies.world import VERDICTS, past, year


@pytest.mark.parametrize(
    ("verdicts", "streak"),
    [
        ([], 0),
        (["met"], 0),
        (["below_expected"], 1),
        (["below_minimum", "below_expected"], 2),
        (["below_minimum", "met", "below_expected"], 1),
        (["below_minimum", "below_minimum", "met"], 0),
        (["deemed_failed", "deemed_failed"], 2),
        (["below_minimum", "no_data", "below_minimum"], 2),
        (["below_minimum", "excluded", "not_enough_volume"], 1),
        (["met", "no_data"], 0),
    ],
)
def test_misses_in_a_row(verdicts: list[Verdict], streak: int) -> None:
    assert year(*verdicts).streak("t") == streak


def test_a_chain_of_below_minimum_is_broken_by_below_expected() -> None:
    assert year("below_minimum", "below_expected", "below_minimum").streak("t", kinds=BELOW_MINIMUM) == 1


def test_another_target_has_its_own_chain() -> None:
    assert year("below_minimum").streak("other") == 0


def test_ramp_up_does_not_count() -> None:
    ramp = past("2026-01", "below_minimum", ramp_up=True)
    assert History((ramp,)).streak("t") == 0
    assert History((ramp, past("2026-02", "below_minimum"))).streak("t") == 1


def test_two_stubs_of_one_whole_period_count_as_one() -> None:
    history = History(
        (
            past("2026-01", "below_minimum"),
            past("2026-02/1", "below_minimum"),
            past("2026-02/2", "below_minimum"),
        )
    )
    assert history.streak("t", "2026-03") == 2
    assert history.count("t", 12, "2026-03") == 2


@pytest.mark.parametrize(("first", "second"), [("met", "below_expected"), ("below_expected", "met")])
def test_one_missed_stub_makes_the_whole_period_missed(first: Verdict, second: Verdict) -> None:
    assert History((past("2026-01/1", first), past("2026-01/2", second))).streak("t", "2026-02") == 1


def test_the_earlier_stub_of_the_present_period_is_not_past() -> None:
    history = History((past("2026-01", "below_minimum"), past("2026-02/1", "below_minimum")))
    assert history.streak("t", "2026-02") == 1
    assert history.with_stubs("t", "met", "2026-02") == "below_minimum"
    assert history.with_stubs("t", "met", "2026-03") == "met"


def test_misses_among_the_last_periods() -> None:
    history = year("below_expected", "met", "below_expected", "below_minimum", "no_data")
    assert history.count("t", 12, kinds={"below_expected"}) == 2
    assert history.count("t", 3) == 2
    assert history.count("t", 0) == 0


def test_what_nothing_carries_is_nothing() -> None:
    nothing = History()
    assert (nothing.credits(11), nothing.charges(11), nothing.points(11), nothing.balance) == (0, 0, 0, ())


def test_credits_charges_and_points_of_the_last_periods() -> None:
    history = History(
        tuple(
            past(f"2026-{n:02}", paid=n * 100, points=Fraction(n), charges=Fraction(1000), group="g")
            for n in range(1, 7)
        )
    )
    assert history.credits(3) == 1500
    assert history.credits_of("g", 3) == 1500
    assert history.credits_of("other", 3) == 0
    assert history.charges(3) == 3000
    assert history.points(2) == 11


def test_the_stub_before_belongs_to_the_window_beside_the_whole_periods() -> None:
    history = History((past("2026-01", paid=5), past("2026-02", paid=7), past("2026-03/1", paid=11)))
    assert history.credits(1, "2026-03") == 18


def test_what_was_carried_in_was_paid() -> None:
    paid = past("2026-01", paid=5, carried_in=(Carried("2025-12", 3), Carried("2025-12", 2, "g")))
    assert History((paid,)).credits(11) == 10
    assert History((paid,)).credits_of("g", 11) == 2


def test_unknown_charges_add_nothing() -> None:
    assert History((past("2026-01"),)).charges(11) == 0


def test_the_age_of_what_is_carried() -> None:
    history = year("met", "met", "met")
    assert [history.age(label, "2026-04") for label in ("2026-04", "2026-03", "2026-01", "2020-01")] == [
        0,
        1,
        3,
        4,
    ]


def test_what_was_earned_back_is_known() -> None:
    history = History((past("2026-06", earned_back=(EarnedBack("2026-03", "t", -12),)),))
    assert history.was_earned_back("2026-03", "t")
    assert not history.was_earned_back("2026-03", "other")


def test_periods_stand_in_order() -> None:
    with pytest.raises(ValueError, match="does not come after"):
        History((past("2026-02"), past("2026-01")))


def test_nothing_is_not_carried() -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        Carried("2026-01", 0)


def test_lines_of_a_whole_period_leave_ramp_up_out() -> None:
    whole = next(History((past("2026-01", ramp_up=True),)).wholes())
    assert list(whole.lines("t")) == []
    assert next(year("met").wholes()).verdict("t") == "met"


def test_points_of_a_period_are_those_of_all_targets() -> None:
    lines = {name: PastLine(name, "met", points=Fraction(2)) for name in "ab"}
    assert past("2026-01", lines=lines).points == 4


def test_worst_of_nothing_that_judges_is_none() -> None:
    assert worst(["no_data", "excluded"]) is None
    assert worst(["met", "below_expected", "no_data"]) == "below_expected"


@given(st.lists(st.sampled_from(VERDICTS), max_size=12))
def test_pauses_never_change_the_chain(verdicts: list[Verdict]) -> None:
    judged = [verdict for verdict in verdicts if verdict == "met" or verdict in MISSES]
    assert year(*verdicts).streak("t") == year(*judged).streak("t")
    assert year(*verdicts).count("t", 12) == year(*judged).count("t", 12)


@given(st.lists(st.sampled_from(VERDICTS), max_size=12))
def test_a_chain_is_no_longer_than_the_misses(verdicts: list[Verdict]) -> None:
    assert year(*verdicts).streak("t") <= year(*verdicts).count("t", 12)
