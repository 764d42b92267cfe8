"""The circuit of a source: opened by repeated failure, it rests, and one answered pull closes it. Pure.

Closed: pulled by its schedule. Open: nothing is fetched. Half open: one pull is under way, by the schedule
once the rest is over or by the owner's click; an answer closes the circuit, a failure opens it again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from app.sources.outside.faults import Fault, FetchFailed
from app.sources.pulling.retry import STOPS

OPENS_AFTER = 8  # failures in a row: more than the attempts of one turn
FIRST_REST = timedelta(hours=1)  # doubles from there
LONGEST_REST = timedelta(days=1)
NOT_THERE = 404


@dataclass(frozen=True)
class Circuit:
    """How a source fares as a whole. `probe_at` is None while only its owner can half open the circuit."""

    failures: int = 0  # in a row
    stopped_at: datetime | None = None
    probe_at: datetime | None = None
    probing: bool = False

    @property
    def state(self) -> Literal["closed", "open", "half_open"]:
        """Whether anything is fetched: all that is due, nothing, or one window to see."""
        if self.stopped_at is None:
            return "closed"
        return "half_open" if self.probing else "open"

    def half_open(self) -> "Circuit":
        """Return the circuit while one pull is tried; a closed one stays closed."""
        return self if self.stopped_at is None else replace(self, probing=True)

    def is_to_be_probed(self, now: datetime) -> bool:
        """Return whether its rest is over."""
        return self.state == "open" and self.probe_at is not None and self.probe_at <= now


CLOSED = Circuit()


def is_of_one_window(failed: FetchFailed) -> bool:
    """Return whether the source did answer, and only this window's report is not there or cannot be taken."""
    return failed.status == NOT_THERE or failed.fault is Fault.TOO_LARGE


def after_failure(circuit: Circuit, failed: FetchFailed, now: datetime, spread: float) -> Circuit:
    """Return the circuit after a fetch that failed; `spread` in [0, 1) keeps sources apart.

    It opens after eight failures in a row for 1 h, 2 h, 4 h, … at most a day, each a quarter more or less; at
    once and until its owner acts for 401, 403 and 410. A window that is not there (404) says that the source
    answers.
    """
    if is_of_one_window(failed):
        return CLOSED
    failures = circuit.failures + 1
    since = circuit.stopped_at or now
    if failed.status in STOPS:
        return Circuit(failures, since)
    if failures < OPENS_AFTER and circuit.stopped_at is None:
        return Circuit(failures)
    doubled = min(max(failures - OPENS_AFTER, 0), 10)
    rest = min(FIRST_REST * 2**doubled, LONGEST_REST) * (0.75 + spread / 2)
    return Circuit(failures, since, now + rest)
