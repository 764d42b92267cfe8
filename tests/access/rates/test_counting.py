"""Counting in one process and in several: what is answered and refused, and how rarely that is written."""

import pytest

from app.access.rates.counting import Counts, Lease
from app.access.rates.quotas import Left, Quota, headers_of, network_of, seconds_left, window_of

QUOTA = Quota("token", 100)
NOON = 1_800_000_000.0 // 60 * 60


class Shared:
    """The count of all processes, and how often it was written."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[int, int]] = {}
        self.writes = 0

    def add(self, key: str, window: int, more: int) -> int:
        self.writes += 1
        then, count = self.rows.get(key, (window, 0))
        self.rows[key] = (window, more if then != window else count + more)
        return self.rows[key][1]


def asked(counts: Counts, now: float, quota: Quota = QUOTA) -> Left:
    taken = counts.take("somebody", quota, now)
    if isinstance(taken, Lease):
        assert counts.share is not None
        return counts.granted(taken, counts.share(taken.key, window_of(now), taken.more), now)
    return taken


def answered(counts: Counts, times: int, now: float) -> int:
    return sum(not asked(counts, now).refused for _ in range(times))


def test_one_process_answers_exactly_the_quota_of_each_window() -> None:
    counts = Counts(None)
    assert answered(counts, 250, NOON) == 100
    assert answered(counts, 250, NOON + 59.9) == 0
    assert answered(counts, 250, NOON + 60) == 100


def test_what_is_left_is_told_and_when_all_is_there_again() -> None:
    counts = Counts(None)
    assert asked(counts, NOON + 18) == Left(QUOTA, 99, 42)
    answered(counts, 98, NOON + 18)
    assert asked(counts, NOON + 59.5) == Left(QUOTA, 0, 1)
    assert asked(counts, NOON + 59.5) == Left(QUOTA, 0, 1, refused=True)


def test_a_slow_reader_writes_nothing_and_a_busy_one_a_twentieth() -> None:
    shared = Shared()
    counts = Counts(shared.add)
    assert answered(counts, QUOTA.step, NOON) == QUOTA.step
    assert shared.writes == 0
    assert answered(counts, 1000, NOON) == 100 - QUOTA.step
    assert shared.writes <= 20


@pytest.mark.parametrize("processes", [2, 5])
def test_all_processes_together_answer_the_quota_and_their_first_twentieths(processes: int) -> None:
    shared = Shared()
    several = [Counts(shared.add) for _ in range(processes)]
    got = sum(not asked(several[turn % processes], NOON).refused for turn in range(500))
    assert 100 <= got <= 100 + processes * QUOTA.step
    assert shared.writes <= 20 + processes


def test_one_key_says_nothing_of_another() -> None:
    counts = Counts(None)
    answered(counts, 200, NOON)
    assert counts.take("somebody else", QUOTA, NOON) == Left(QUOTA, 99, 60)


def test_headers_are_those_of_the_draft() -> None:
    lefts = (Left(Quota("token", 1200), 1199, 42), Left(Quota("organisation", 6000), 5000, 42))
    assert headers_of(lefts) == [
        (b"ratelimit-policy", b'"token";q=1200;w=60, "organisation";q=6000;w=60'),
        (b"ratelimit", b'"token";r=1199;t=42, "organisation";r=5000;t=42'),
    ]
    assert [seconds_left(NOON + past) for past in (0, 0.5, 59, 59.99)] == [60, 60, 1, 1]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_address_counts_as_its_network(address: str, network: str) -> None:
    assert network_of(address) == network
