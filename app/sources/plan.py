"""Planning: every minute, which windows of which sources are to be pulled becomes work. Fetches nothing."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.database import Database
from app.errors import NotFound, Refused
from app.jobs import remember_work, scheduled
from app.settings import Settings
from app.sources.prepare import contract_in_force, kind_of, zone_of
from app.sources.schedule import is_due
from app.sources.tables import Source, SourceWindow
from app.sources.windows import Known, Window, closed, to_fetch

AT_ONCE = 600  # windows of one source in one turn; what is left follows in the next minute
UTC = ZoneInfo("UTC")


@scheduled("plan-pulls", "* * * * *")
def plan_pulls(database: Database, settings: Settings, now: datetime) -> None:
    """Turn what is due at `now` into work, a transaction for each source."""
    with database.reading() as session:
        active = select(Source.id, Source.every_minutes, Source.planned_at).where(
            col(Source.enabled), col(Source.deleted_at).is_(None), col(Source.state) != "stopped"
        )
        # Those that go by minutes need no time zone to see that nothing is due: most, most of the time.
        perhaps = [
            source_id
            for source_id, every, planned_at in session.exec(active)
            if every is None or is_due(every, "", UTC, planned_at, now)
        ]
    for source_id in perhaps:
        with database.writing() as session:
            plan_source(session, source_id, now)


def plan_source(session: Session, source_id: UUID, now: datetime) -> int:
    """Remember the pulls that are due of one source; return how many. The same turn again plans nothing."""
    source = session.exec(select(Source).where(col(Source.id) == source_id).with_for_update()).one()
    try:
        _, in_force = contract_in_force(session, source.contract_id)
    except (Refused, NotFound):
        return 0  # no terms yet: there is no time zone to plan in
    zone = zone_of(in_force)
    if not is_due(source.every_minutes, source.cron, zone, source.planned_at, now):
        return 0
    since = source.since or in_force.timeline.starts
    expected = closed(kind_of(source), since, source.lag_days, now, zone)
    wanted = to_fetch(expected, _known(session, source), source.look_back, now.astimezone(zone).date())
    for window in wanted[:AT_ONCE]:
        ask_for(session, source, window, now)
    if len(wanted) <= AT_ONCE:
        source.planned_at = now
        session.add(source)
    return min(len(wanted), AT_ONCE)


def ask_for(session: Session, source: Source, window: Window, now: datetime) -> None:
    """Remember the pull of one window; one that is waiting or under way already stays the only one."""
    lane = str(source.organisation_id)
    what = f"{source.id} {window.start}"
    remember_work(session, "pull", source.contract_id, 0, what, lane=lane, due_at=now)
    row = session.get(SourceWindow, (source.id, window.start)) or SourceWindow(
        source_id=source.id,
        first_day=window.start,
        end_day=window.end,
        organisation_id=source.organisation_id,
    )
    row.tries += 1
    session.add(row)


def _known(session: Session, source: Source) -> dict[date, Known]:
    rows = session.exec(select(SourceWindow).where(col(SourceWindow.source_id) == source.id))
    return {row.first_day: Known(row.state == "done", row.tries) for row in rows}
