"""After a fetch that failed: try again soon, wait for the next turn of the schedule, or stop. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from app.sources.outside.faults import Fault, FetchFailed

FIRST_WAIT = 30.0  # seconds before the second attempt; doubles from there
LONGEST_WAIT = 3600.0
SHORTEST_WAIT = 1.0
MOST_ATTEMPTS = 6
STOPS = frozenset({401, 403, 410})  # asking again cannot help until the owner changes something
PASSING = frozenset({408, 425, 429})  # besides everything from 500 on
HOPELESS = frozenset({Fault.TOO_LARGE, Fault.REDIRECT, Fault.PAGING})


@dataclass(frozen=True)
class Verdict:
    """What to do: `again` after so many seconds, `next_turn` of the schedule, or `stop` the source."""

    act: Literal["again", "next_turn", "stop"]
    seconds: float = 0.0


def after(failed: FetchFailed, attempt: int, now: datetime, spread: float) -> Verdict:
    """Return what to do after the attempt of this number (from 1); `spread` in [0, 1) keeps sources apart.

    Passing faults (time-outs, broken answers, 429, 5xx) are tried again after 30 s, 1, 2, 4, 8 min, each a
    quarter more or less, or after what Retry-After says, within 1 and 3,600 s. Faults of credentials stop the
    source. Anything else, 404 included (the report is not there yet), waits for the schedule.
    """
    if failed.status in STOPS:
        return Verdict("stop")
    if failed.fault in HOPELESS or not _passes(failed) or attempt >= MOST_ATTEMPTS:
        return Verdict("next_turn")
    asked = retry_after(failed.retry_after, now)
    backed_off = min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT) * (0.75 + spread / 2)
    return Verdict("again", backed_off if asked is None else asked)


def retry_after(text: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, within its bounds; None when it says nothing.

    A date in the past means now (RFC 9110 §10.2.3), which is the shortest wait.
    """
    text = text.strip()
    if text.isascii() and text.isdecimal():
        wanted = float(text[:12])
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        wanted = (moment - now).total_seconds()
    return min(max(wanted, SHORTEST_WAIT), LONGEST_WAIT)


def _passes(failed: FetchFailed) -> bool:
    if failed.fault is Fault.STATUS:
        return failed.status in PASSING or (failed.status or 0) >= 500
    return True
