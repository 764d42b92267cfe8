from fractions import Fraction

import pytest

from app.sample.chance import MILLION, Chance
from app.sample.waiting import NOBODY_WAITS, waiting

DRAWS = 4000


@pytest.mark.parametrize(
    ("whole", "millionths"), [(20, 40_000), (20, 960_000), (60, 400_000), (3, 500_000), (5000, 200)]
)
def test_a_part_scatters_around_its_share(whole: int, millionths: int) -> None:
    chance = Chance("part", whole, millionths)
    drawn = [chance.part(whole, millionths) for _ in range(DRAWS)]
    expected = whole * millionths / MILLION
    variance = expected * (1 - millionths / MILLION)
    assert all(0 <= count <= whole for count in drawn)
    assert abs(sum(drawn) / DRAWS - expected) < 5 * (variance / DRAWS) ** 0.5
    assert 0.85 < sum((count - expected) ** 2 for count in drawn) / DRAWS / variance < 1.15


@pytest.mark.parametrize("mean", [300, 4_900, 5_100, 40_000])
def test_arrivals_scatter_as_calls_do(mean: int) -> None:
    chance = Chance("arrivals", mean)
    drawn = [chance.arrivals(mean) for _ in range(DRAWS)]
    expected = mean / 1000
    assert min(drawn) >= 0
    assert abs(sum(drawn) / DRAWS - expected) < 5 * (expected / DRAWS) ** 0.5
    assert 0.8 < sum((count - expected) ** 2 for count in drawn) / DRAWS / expected < 1.2


def test_what_cannot_happen_and_what_must_is_not_drawn() -> None:
    chance = Chance("edges")
    assert [chance.part(7, 0), chance.part(0, 500_000), chance.part(7, MILLION)] == [0, 0, 7]
    assert chance.total(0, 100, 50) == 0
    assert {chance.between(3, 5) for _ in range(100)} == {3, 4, 5}


def test_the_names_decide_the_draws() -> None:
    one, same, other = Chance("a", 1), Chance("a", 1), Chance("a", 2)
    drawn = [one.between(0, 10**9) for _ in range(5)]
    assert drawn == [same.between(0, 10**9) for _ in range(5)]
    assert drawn != [other.between(0, 10**9) for _ in range(5)]


def test_with_endless_patience_the_wait_is_erlangs() -> None:
    # 10 erlangs, 12 agents: Erlang C gives 0.4494 who wait and 27.0 s mean wait at 120 s per call
    odds = waiting(150, 12, 120, 10**7)
    answered_in_time = 1 - 0.4494 * 2.718281828 ** (-20 * (12 - 10) / 120)
    assert odds.answered_in_time == pytest.approx(MILLION * answered_in_time, rel=0.001)
    assert odds.wait_late == pytest.approx(1000 * (20 + 120 / 2), rel=0.001)


def test_more_agents_leave_fewer_waiting_and_nobody_waits_without_calls() -> None:
    shares = [waiting(30, agents, 240, 300) for agents in range(3, 9)]
    assert [one.abandon for one in shares] == sorted((one.abandon for one in shares), reverse=True)
    assert [one.answered_in_time for one in shares] == sorted(one.answered_in_time for one in shares)
    assert waiting(0, 2, 240, 300) == NOBODY_WAITS


def test_an_overloaded_queue_answers_what_its_agents_can_work() -> None:
    odds = waiting(60, 4, 240, 300)  # 8 erlangs for 4 agents
    assert Fraction(odds.abandon, MILLION) == pytest.approx(Fraction(1, 2), abs=0.01)
