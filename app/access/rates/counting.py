"""Counting requests in this process, and only now and then with all the others.

A process answers a twentieth of a quota on its own; beyond it, it takes the next twentieth from a count that
all processes share. So whoever reads now and then costs no write, a busy key one for twenty requests or more,
and one that is over its quota nothing until the next window. All processes together answer at most the quota
and the first twentieth of each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.access.rates.quotas import Left, Quota, seconds_left, window_of

Share = Callable[[str, int, int], int]  # key, window, how many more: how many that makes in all
MOST_KEYS = 50_000  # that are remembered; beyond it, those of past windows are forgotten


@dataclass(slots=True)
class _Count:
    window: int
    used: int = 0
    allowed: int = 0
    told: int = 0  # of those that are allowed, how many the shared count knows
    elsewhere: int = 0  # what other processes had answered when this one asked last


@dataclass(frozen=True, slots=True)
class Lease:
    """What a process has to ask the others for: so many more under this key."""

    count: _Count
    quota: Quota
    key: str
    more: int


class Counts:
    """The counts of one process; `share` adds to the count of all, None where there is one process alone."""

    def __init__(self, share: Share | None) -> None:
        self.share = share
        self._counts: dict[str, _Count] = {}

    def take(self, key: str, quota: Quota, now: float) -> Left | Lease:
        """Count a request; a lease when `share` has to be asked first, for so many more as it says."""
        count = self._count(key, quota, now)
        if count.used < count.allowed:
            count.used += 1
            return _left(count, quota, now)
        if self.share is None or count.elsewhere + count.told >= quota.most:
            return _left(count, quota, now, refused=True)
        more = count.allowed - count.told + quota.step
        count.told += more
        return Lease(count, quota, key, more)

    def granted(self, lease: Lease, total: int, now: float) -> Left:
        """Count the request of a lease, now that `share` has said how many there are in all."""
        count, quota = lease.count, lease.quota
        count.elsewhere = max(0, total - count.told)
        count.allowed += max(0, quota.step - max(0, total - quota.most))
        if count.used < count.allowed:
            count.used += 1
            return _left(count, quota, now)
        return _left(count, quota, now, refused=True)

    def _count(self, key: str, quota: Quota, now: float) -> _Count:
        window = window_of(now)
        found = self._counts.get(key)
        if found is None or found.window != window:
            if len(self._counts) >= MOST_KEYS:
                self._counts = {name: one for name, one in self._counts.items() if one.window == window}
            free = quota.most if self.share is None else min(quota.step, quota.most)
            found = self._counts[key] = _Count(window, allowed=free)
        return found


def _left(count: _Count, quota: Quota, now: float, *, refused: bool = False) -> Left:
    remaining = 0 if refused else max(0, quota.most - count.elsewhere - count.used)
    return Left(quota, remaining, seconds_left(now), refused)
