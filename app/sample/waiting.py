"""A queue with impatient callers in steady state (Erlang A), in whole numbers.

Arrivals and patience are exponential, as in Palm's model (see Garnett, Mandelbaum, Reiman 2002); the
wait of those who wait is taken as exponential with its true mean, which makes every share below consistent
with the others. Reckoned once per (calls, agents) and remembered.
"""

from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from functools import cache

from app.sample.chance import MILLION

HALF_HOUR = 1800  # seconds
IN_TIME = 20
SHORT = 5
_EXACT = Context(prec=16)  # decimal's exp is correctly rounded, so it is the same everywhere
_SCALE = 10**30


@dataclass(frozen=True, slots=True)
class Waiting:
    """What happens to the calls of a half-hour: shares in millionths, waits in milliseconds."""

    abandon: int  # of all
    answered_in_time: int  # of the answered
    abandoned_in_time: int  # of the abandoned
    abandoned_short: int  # of those abandoned in time
    wait_in_time: int  # mean of those answered in time
    wait_late: int  # mean of those answered later


NOBODY_WAITS = Waiting(0, MILLION, MILLION, MILLION, 0, IN_TIME * 1000)


@cache
def waiting(calls: int, agents: int, handling: int, patience: int) -> Waiting:
    """The shares for `calls` in a half-hour, `agents` on duty, mean `handling` and `patience` in seconds."""
    with localcontext(_EXACT):
        return _shares(calls, agents, handling, patience)


def _shares(calls: int, agents: int, handling: int, patience: int) -> Waiting:
    total, busy, queue = _steady_state(calls, agents, handling, patience)
    if not calls or not busy:
        return NOBODY_WAITS
    waits = Decimal(busy) / total
    mean = Decimal(queue * HALF_HOUR) / (calls * busy)
    late_in_queue = (-IN_TIME / mean).exp()
    late = waits * late_in_queue
    abandon = waits * mean / patience
    abandoned_in_time = abandon * (1 - late_in_queue)
    abandoned_short = abandon * (1 - (-SHORT / mean).exp())
    waited_in_time = waits * (mean - late_in_queue * (mean + IN_TIME))
    return Waiting(
        abandon=_millionths(abandon),
        answered_in_time=_millionths((1 - late - abandoned_in_time) / (1 - abandon)),
        abandoned_in_time=_millionths(abandoned_in_time / abandon),
        abandoned_short=_millionths(abandoned_short / abandoned_in_time),
        wait_in_time=int(1000 * waited_in_time / (1 - late)),
        wait_late=int(1000 * (IN_TIME + mean)),
    )


def _steady_state(calls: int, agents: int, handling: int, patience: int) -> tuple[int, int, int]:
    """Weights of all states, of those with every agent busy, and of those times how many wait."""
    up = calls * handling * patience
    weight, total, busy, queue, present = _SCALE, 0, 0, 0, 0
    while present <= agents or weight * MILLION > total:
        total += weight
        if present >= agents:
            busy += weight
            queue += weight * (present - agents)
        present += 1
        serving = min(present, agents)
        weight = weight * up // (HALF_HOUR * (serving * patience + (present - serving) * handling))
    return total, busy, queue


def _millionths(share: Decimal) -> int:
    return min(MILLION, max(0, int(share * MILLION)))
