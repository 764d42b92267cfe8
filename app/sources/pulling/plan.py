"""Planning: every minute, which windows of which sources are to be pulled becomes work. Fetches nothing.

A turn begins when the schedule strikes. It asks for every missing window, the oldest first, each as a pull of
its own, at most so many at once; what is left follows as those are done. So a service that was stopped for a
month, or a contract that is years old, is caught up with and crowds nobody out.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from app.contracts.in_force import InForce
from app.database import Database
from app.errors import NotFound, Refused
from app.jobs import count_open, hasten, remember_work, scheduled
from app.settings import Settings
from app.sources.fetching.prepare import contract_in_force, kind_of, zone_of
from app.sources.fetching.windows import Known, Window, closed, to_fetch, window_of
from app.sources.pulling.fare import circuit_of, set_circuit
from app.sources.pulling.schedule import is_due
from app.sources.tables import Source, SourceWindow

AT_ONCE = 24  # pulls of one source that wait or are under way
UTC = ZoneInfo("UTC")


@scheduled("plan-pulls", "* * * * *")
def plan_pulls(database: Database, settings: Settings, now: datetime) -> None:
    """Turn what is due at `now` into work, a transaction for each source."""
    active = select(Source.id, Source.every_minutes, Source.planned_at, Source.catching_up).where(
        col(Source.enabled),
        col(Source.deleted_at).is_(None),
        or_(col(Source.state) != "stopped", col(Source.probing), col(Source.probe_at) <= now),
    )
    with database.reading() as session:
        # Those that go by minutes need no time zone to see that nothing is due: most, most of the time.
        perhaps = [
            source_id
            for source_id, every, planned_at, busy in session.exec(active)
            if busy
            or every is None
            or planned_at is None
            or planned_at > now
            or is_due(every, "", UTC, planned_at, now)
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
    session.add(source)
    if circuit_of(source).state != "closed":
        return _probe(session, source, in_force, now)
    return _take_turn(session, source, in_force, now)


def schedule_zone(source: Source, in_force: InForce) -> ZoneInfo:
    """Return the time zone in which the source's cron strikes: its own, else the contract's."""
    return ZoneInfo(source.time_zone) if source.time_zone else zone_of(in_force)


def expected_windows(source: Source, in_force: InForce, now: datetime) -> list[Window]:
    """Return the windows whose report should be there by now, the oldest first."""
    since = source.since or in_force.timeline.starts
    return closed(kind_of(source), since, source.lag_days, now, zone_of(in_force))


def _take_turn(session: Session, source: Source, in_force: InForce, now: datetime) -> int:
    if source.planned_at is not None and source.planned_at > now:
        source.planned_at = (
            now  # the clock was set back: the next turn is one interval away, not an hour more
        )
    if is_due(source.every_minutes, source.cron, schedule_zone(source, in_force), source.planned_at, now):
        source.planned_at, source.catching_up = now, True
    if not source.catching_up or source.planned_at is None:
        return 0
    known = _known(session, source)
    today = now.astimezone(zone_of(in_force)).date()
    wanted = to_fetch(expected_windows(source, in_force, now), known, source.look_back, today)
    left = [window for window in wanted if not _was_asked(known.get(window.start), source.planned_at, now)]
    room = max(AT_ONCE - count_open(session, str(source.id)), 0)
    planned = _ask_in_turn(session, source, left, room, now)
    source.catching_up = planned == room and len(left) > room
    return planned


def _was_asked(known: Known | None, since: datetime, now: datetime) -> bool:
    return known is not None and known.checked_at is not None and since <= known.checked_at <= now


def _ask_in_turn(session: Session, source: Source, left: Iterable[Window], room: int, now: datetime) -> int:
    """Ask for as many windows as there is room for, with the source's pause between them."""
    pause = timedelta(seconds=source.pause_seconds)
    planned = 0
    for window in left:
        if planned == room:
            break
        planned += ask_for(session, source, window, now, now + planned * pause)
    return planned


def _probe(session: Session, source: Source, in_force: InForce, now: datetime) -> int:
    """Try a source that was stopped with one window: when its rest is over, or a try got lost."""
    circuit = circuit_of(source)
    lost = circuit.state == "half_open" and count_open(session, str(source.id)) == 0
    if not lost and not circuit.is_to_be_probed(now):
        return 0
    return half_open(session, source, in_force, now)


def half_open(session: Session, source: Source, in_force: InForce, now: datetime) -> int:
    """Half open the circuit of a stopped source: ask for its oldest missing window, else its newest one."""
    today = now.astimezone(zone_of(in_force)).date()
    expected = expected_windows(source, in_force, now)
    wanted = to_fetch(expected, _known(session, source), 0, today) or expected[-1:]
    window = wanted[0] if wanted else window_of(kind_of(source), in_force.timeline.starts)
    return pull_now(session, source, window, now)


def pull_now(session: Session, source: Source, window: Window, now: datetime) -> int:
    """Ask for one window at once, for its owner or to see whether a stopped source answers again."""
    set_circuit(source, circuit_of(source).half_open())
    session.add(source)
    asked = ask_for(session, source, window, now)
    hasten(session, "pull", source.contract_id, name_of_pull(source, window), now)
    return asked


def ask_for(
    session: Session, source: Source, window: Window, now: datetime, due_at: datetime | None = None
) -> int:
    """Remember the pull of one window; return 1, or 0 when it is waiting or under way already."""
    is_new = remember_work(
        session,
        "pull",
        source.contract_id,
        0,
        name_of_pull(source, window),
        lane=str(source.organisation_id),
        serial=str(source.id),
        due_at=due_at or now,
        now=now,
    )
    if session.get(SourceWindow, (source.id, window.start)) is None:
        row = SourceWindow(
            source_id=source.id,
            first_day=window.start,
            end_day=window.end,
            organisation_id=source.organisation_id,
        )
        session.add(row)
    return int(is_new)


def name_of_pull(source: Source, window: Window) -> str:
    """Return what the work of pulling this window is called."""
    return f"{source.id} {window.start}"


def _known(session: Session, source: Source) -> dict[date, Known]:
    rows = session.exec(select(SourceWindow).where(col(SourceWindow.source_id) == source.id))
    return {row.first_day: Known(row.state == "done", row.tries, row.checked_at) for row in rows}
