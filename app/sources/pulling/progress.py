"""How far a source is: which windows are in, which are missing, when the next one is tried."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.contracts.in_force import InForce
from app.jobs import open_moments
from app.sources.fetching.windows import Window
from app.sources.pulling.plan import expected_windows, name_of_pull
from app.sources.tables import Source, SourceWindow


@dataclass(frozen=True)
class WindowState:
    """One window: `done`, `refused` (what came cannot be taken) or `waiting` (nothing came yet)."""

    window: Window
    state: str
    expected: bool  # its report should be there by now
    checked_at: datetime | None
    report_id: UUID | None
    next_try_at: datetime | None  # None when no pull of it waits

    @property
    def is_missing(self) -> bool:
        """Whether its report should be there and is not."""
        return self.expected and self.state != "done"


@dataclass(frozen=True)
class Progress:
    """Every window of a source, the oldest first. Up to `caught_up_to` (included) nothing is missing."""

    windows: tuple[WindowState, ...]
    caught_up_to: date | None

    @property
    def missing(self) -> tuple[WindowState, ...]:
        """The windows whose report should be there and is not."""
        return tuple(one for one in self.windows if one.is_missing)


def progress_of(session: Session, source: Source, in_force: InForce, now: datetime) -> Progress:
    """Return how far the source is at `now`."""
    chosen = select(SourceWindow).where(col(SourceWindow.source_id) == source.id)
    known = {Window(row.first_day, row.end_day): row for row in session.exec(chosen)}
    expected = set(expected_windows(source, in_force, now))
    tries = open_moments(session, str(source.id))
    windows = tuple(
        _state(one, known.get(one), one in expected, tries.get(name_of_pull(source, one)))
        for one in sorted(expected | known.keys())
    )
    return Progress(windows, _caught_up_to(windows))


def _state(
    window: Window, row: SourceWindow | None, expected: bool, next_try_at: datetime | None
) -> WindowState:
    if row is None:
        return WindowState(window, "waiting", expected, None, None, next_try_at)
    return WindowState(window, row.state, expected, row.checked_at, row.report_id, next_try_at)


def _caught_up_to(windows: tuple[WindowState, ...]) -> date | None:
    last = None
    for one in windows:
        if one.is_missing:
            break
        if one.expected:
            last = one.window.last
    return last
