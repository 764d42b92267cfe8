"""From stored sources, their windows and attempts to their pages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.contracts.in_force import InForce
from app.sources.fetching.prepare import zone_of
from app.sources.pulling.progress import Progress
from app.sources.pulling.schedule import next_turn
from app.sources.setting_up.payloads import AttemptShown, SeenShown
from app.sources.tables import Source
from dashboards.arriving.context import Refusal
from dashboards.arriving.reading import SHOWN, samples_of
from dashboards.pulling.context import Attempt, SourceLine, Tried, WindowLine
from dashboards.readings import contract_href

ONE_DAY = timedelta(days=1)


def line_of(source: Source, ref: str, progress: Progress, in_force: InForce, now: datetime) -> SourceLine:
    """A source with its circuit, its next run, and how far it is."""
    return SourceLine(
        name=source.name,
        href=contract_href(ref, "sources", str(source.id)),
        side=source.side,
        state="probing" if source.probing else source.state,
        enabled=source.enabled,
        next_run=_next_run(source, progress, in_force, now),
        caught_up_to=progress.caught_up_to,
        missing=len(progress.missing),
        note=source.note,
    )


def _next_run(source: Source, progress: Progress, in_force: InForce, now: datetime) -> datetime | None:
    """The earliest of what waits and the next turn; None for one that is paused or waits for its owner."""
    if not source.enabled or (source.state == "stopped" and source.probe_at is None):
        return None
    if source.state == "stopped":
        return source.probe_at
    zone = ZoneInfo(source.time_zone) if source.time_zone else zone_of(in_force)
    turn = next_turn(source.every_minutes, source.cron, zone, source.planned_at, now)
    waiting = [one.next_try_at for one in progress.windows if one.next_try_at is not None]
    return min((one for one in (*waiting, turn) if one is not None), default=None)


def windows_of(progress: Progress) -> tuple[WindowLine, ...]:
    """The windows whose report should be there and is not, the oldest first."""
    return tuple(
        WindowLine(one.window.start, one.window.last, one.state, one.next_try_at)
        for one in progress.missing[:SHOWN]
    )


def attempts_of(found: Sequence[AttemptShown], ref: str) -> tuple[Attempt, ...]:
    """The newest attempts."""
    return tuple(
        Attempt(
            first=one.first_day,
            last=one.end_day - ONE_DAY,
            number=one.number,
            at=one.started_at,
            seconds=_seconds(one.milliseconds),
            state=one.status,
            said=one.error,
            http=f"HTTP {one.http_status}" if one.http_status else "",
            report_href=contract_href(ref, "reports", str(one.report_id)) if one.report_id else "",
        )
        for one in found
    )


def _seconds(milliseconds: int | None) -> str:
    """To the millisecond, so that they stand under each other."""
    return "" if milliseconds is None else f"{milliseconds // 1000}.{milliseconds % 1000:03}"


def tried_of(seen: SeenShown) -> Tried:
    """What a try saw."""
    return Tried(
        state=seen.outcome,
        said=seen.sentence,
        first=seen.window.start,
        last=seen.window.end - ONE_DAY,
        rows=seen.rows or 0,
        samples=tuple(samples_of(seen.mapping or {})),
        problems=tuple(
            Refusal(one["where"], one["message"], "", one["code"]) for one in seen.problems[:SHOWN]
        ),
    )
