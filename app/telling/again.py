"""When a delivery is tried again, and when no more. Pure: moment and chance arrive as arguments."""

from __future__ import annotations

from datetime import datetime, timedelta

# Before the second attempt, the third, …: over three days, as the Standard Webhooks specification advises.
WAITS = tuple(
    timedelta(**wait)
    for wait in (
        {"seconds": 5},
        {"minutes": 5},
        {"minutes": 30},
        {"hours": 2},
        {"hours": 5},
        {"hours": 10},
        {"hours": 14},
        {"hours": 18},
        {"hours": 22},
    )
)
LONGEST = timedelta(hours=24)
GIVE_UP = timedelta(days=3)
_SHARE = 0.2  # of a wait that chance adds or takes: those that failed together do not come back together


def next_attempt(begun: datetime, attempt: int, now: datetime, chance: float) -> datetime | None:
    """The moment of the next attempt after the `attempt`-th failed; None when three days are over.

    `chance` is from 0 to 1.
    """
    wait = WAITS[min(attempt, len(WAITS)) - 1] * (1 + _SHARE * (2 * chance - 1))
    at = now + min(wait, LONGEST)
    return at if at <= begun + GIVE_UP else None
