"""From a schedule to work, and from work to reports: catching up, once each, fair between owners."""

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, func, select

from app.jobs import Later, Work, run_due
from app.jobs.take import take
from app.sources.pulling.plan import AT_ONCE, plan_pulls
from tests.sources.conftest import NOW, World
from tests.sources.faulty_provider import Provider, answer, raw

pytestmark = pytest.mark.slow  # the service as a whole


def planned(world: World, now: datetime = NOW) -> list[str]:
    """Plan at `now`; return the first days of the windows that are waiting to be pulled."""
    plan_pulls(world.database, world.settings, now)
    with world.database.reading() as session:
        waiting = select(Work.argument).where(Work.kind == "pull", col(Work.done_at).is_(None))
        return sorted(argument.partition(" ")[2] for argument in session.exec(waiting))


def by_window(world: World) -> None:
    """Have the provider answer each window with its own two days."""

    def serve(_: object, connection: object, request: bytes) -> None:
        start = date.fromisoformat(request.split(b"from=")[1][:10].decode())
        days = (start, start + timedelta(days=1))
        rows = "".join(f"{day},100,90,10\n" for day in days)
        connection.sendall(answer(f"date,offered,answered,abandoned\n{rows}".encode()))  # type: ignore[attr-defined]

    world.provider.answers["months"] = serve


def test_all_closed_windows_since_the_contract_began_are_planned_at_first(world: World) -> None:
    world.source()
    assert planned(world) == ["2026-01-01"]
    assert planned(world, NOW + timedelta(days=60)) == ["2026-01-01", "2026-02-01", "2026-03-01"]


def test_the_same_turn_plans_nothing_twice(world: World) -> None:
    world.source()
    assert planned(world) == planned(world) == ["2026-01-01"]


def test_what_was_pulled_is_asked_again_at_the_next_turn_for_corrections(world: World) -> None:
    world.source()
    planned(world)
    run_due(world.database, world.settings, NOW)
    assert planned(world, NOW + timedelta(minutes=59)) == []
    assert planned(world, NOW + timedelta(minutes=60)) == ["2026-01-01"]


def test_catching_up_brings_every_month_once(world: World) -> None:
    by_window(world)
    world.source("months?from={start}", look_back=0)
    later = datetime(2026, 9, 3, tzinfo=UTC)
    assert len(planned(world, later)) == 8
    outcomes = run_due(world.database, world.settings, later)
    assert outcomes.count("accepted") == 8
    assert [one.first_day.month for one in world.windows()] == list(range(1, 9))
    assert len(world.reports()) == 8
    assert planned(world, later + timedelta(days=1)) == []


def test_a_late_report_is_asked_for_until_it_comes(one_world: World) -> None:
    source, now = one_world.source("404"), NOW
    for _ in range(3):
        assert planned(one_world, now) == ["2026-01-01"]
        run_due(one_world.database, one_world.settings, now)
        now += timedelta(hours=1)
    one_world.provider.answers["404"] = one_world.provider.answers["good"]
    planned(one_world, now)
    assert "accepted" in run_due(one_world.database, one_world.settings, now)
    assert [one.status for one in one_world.attempts()] == ["failed"] * 3 + ["accepted"]
    assert one_world.one(source).state == "ok"


def test_a_flaky_provider_is_pulled_by_the_engine_in_three_attempts(one_world: World) -> None:
    one_world.source("flaky")
    planned(one_world)
    outcomes, now = [], NOW
    for _ in range(5):
        outcomes += run_due(one_world.database, one_world.settings, now)
        now += timedelta(minutes=5)
    assert [one for one in outcomes if one in ("put off", "accepted")] == ["put off", "put off", "accepted"]
    assert [one.number for one in one_world.attempts()] == [1, 2, 3]
    assert len(one_world.reports()) == 1


def test_stopped_disabled_and_removed_sources_are_left_alone(one_world: World) -> None:
    stopped = one_world.source("401")
    planned(one_world)
    run_due(one_world.database, one_world.settings, NOW)
    assert one_world.one(stopped).state == "stopped"
    one_world.source(enabled=False)
    one_world.source(deleted_at=NOW)
    assert planned(one_world, NOW + timedelta(days=3)) == []


def test_cron_is_read_in_the_contracts_zone(one_world: World) -> None:
    one_world.source(every_minutes=None, cron="0 6 * * *", planned_at=datetime(2026, 2, 2, 22, 0, tzinfo=UTC))
    assert planned(one_world, datetime(2026, 2, 3, 21, 59, tzinfo=UTC)) == []
    assert planned(one_world, datetime(2026, 2, 3, 22, 0, tzinfo=UTC)) == ["2026-01-01"]


def test_two_sources_of_one_contract_do_not_disturb_each_other(world: World) -> None:
    world.provider.answers["surveys"] = raw(
        answer(b"date,surveys_answered,surveys_satisfied\n2026-01-05,10,9\n")
    )
    calls, surveys = world.source(), world.source("surveys")
    planned(world)
    assert run_due(world.database, world.settings, NOW).count("accepted") == 2
    assert {one.source_id for one in world.attempts()} == {calls, surveys}


def test_a_clock_set_back_an_hour_makes_no_storm_and_no_gap_f20(one_world: World) -> None:
    """Nothing is pulled again because of it, and the next turn is one interval away, not two."""
    source, back = one_world.source(), NOW - timedelta(hours=1)
    planned(one_world)
    run_due(one_world.database, one_world.settings, NOW)
    assert planned(one_world, back) == planned(one_world, back + timedelta(minutes=59)) == []
    assert one_world.one(source).planned_at == back
    assert planned(one_world, back + timedelta(minutes=61)) == ["2026-01-01"]
    assert one_world.pulls(back + timedelta(minutes=61)) == ["unchanged"]


def test_a_clock_set_forward_a_day_and_back_makes_one_turn_each_f20(one_world: World) -> None:
    one_world.source()
    planned(one_world)
    run_due(one_world.database, one_world.settings, NOW)
    for now in (NOW + timedelta(days=1), NOW + timedelta(minutes=61)):
        seen = [planned(one_world, now + timedelta(seconds=step)) for step in range(3)]
        run_due(one_world.database, one_world.settings, now + timedelta(seconds=3))
        assert seen == ([["2026-01-01"]] * 3 if now > NOW + timedelta(hours=2) else [[]] * 3)
    again = NOW + timedelta(minutes=61 + 60)
    assert planned(one_world, again) == ["2026-01-01"]
    assert one_world.provider.hits.total() == 2


def test_a_week_without_service_is_caught_up_with_day_by_day_the_oldest_first(one_world: World) -> None:
    by_window(one_world)
    one_world.source("months?from={start}", window="day", look_back=0, since=date(2026, 1, 10))
    begun = datetime(2026, 1, 13, tzinfo=UTC)
    planned(one_world, begun)
    run_due(one_world.database, one_world.settings, begun)
    back = begun + timedelta(days=7)
    assert planned(one_world, back) == [f"2026-01-{day}" for day in range(12, 19)]
    assert run_due(one_world.database, one_world.settings, back).count("accepted") == 7
    assert [one.first_day.day for one in one_world.attempts()] == list(range(10, 19))
    assert planned(one_world, back + timedelta(minutes=1)) == []


def test_catching_up_is_bounded_at_once_and_goes_on_in_the_same_turn(one_world: World) -> None:
    by_window(one_world)
    source = one_world.source("months?from={start}", window="day", look_back=0, every_minutes=1440)
    now = datetime(2026, 2, 20, tzinfo=UTC)
    assert planned(one_world, now) == [f"2026-01-{day:02}" for day in range(1, AT_ONCE + 1)]
    assert len(planned(one_world, now)) == AT_ONCE  # not more while these wait
    sizes = []
    while one_world.one(source).catching_up:
        run_due(one_world.database, one_world.settings, now)
        now += timedelta(minutes=1)
        sizes.append(len(planned(one_world, now)))
    run_due(one_world.database, one_world.settings, now)
    assert sizes == [24, 1]  # 49 days in all
    assert {one.state for one in one_world.windows()} == {"done"}
    assert len(one_world.windows()) == len(one_world.attempts()) == 49


def test_windows_that_are_not_there_do_not_keep_a_turn_from_the_later_ones(one_world: World) -> None:
    """A provider that keeps a month answers 404 to all that is older."""
    by_window(one_world)
    serve = one_world.provider.answers["months"]

    def forgetful(provider: Provider, connection: socket.socket, request: bytes) -> None:
        old = request.split(b"from=")[1][:10] < b"2026-01-30"
        (one_world.provider.answers["404"] if old else serve)(provider, connection, request)

    one_world.provider.answers["months"] = forgetful
    source = one_world.source("months?from={start}", window="day", look_back=0, every_minutes=1440)
    now = datetime(2026, 2, 5, tzinfo=UTC)
    for minute in range(4):
        planned(one_world, now + timedelta(minutes=minute))
        run_due(one_world.database, one_world.settings, now + timedelta(minutes=minute))
    done = [one.first_day.isoformat() for one in one_world.windows() if one.state == "done"]
    assert done == [f"2026-01-{day}" for day in (30, 31)] + [f"2026-02-0{day}" for day in (1, 2, 3)]
    assert one_world.provider.hits["months"] == 34  # each once in this turn
    assert one_world.one(source).stopped_at is None


def test_windows_of_one_source_are_pulled_one_after_the_other(world: World) -> None:
    by_window(world)
    source = world.source("months?from={start}", look_back=0)
    planned(world, datetime(2026, 9, 3, tzinfo=UTC))
    with world.database.writing() as session:
        taken = take(session, "me", datetime(2026, 9, 3, tzinfo=UTC), 8)
        work = [session.get_one(Work, one.id) for one in taken]
        assert [one.argument for one in work if one.kind == "pull"] == [f"{source} 2026-01-01"]


def test_a_source_has_its_pause_between_requests(world: World) -> None:
    by_window(world)
    world.source("months?from={start}", look_back=0, pause_seconds=60)
    now = datetime(2026, 4, 3, tzinfo=UTC)
    assert len(planned(world, now)) == 3
    for minute in range(3):
        at = now + timedelta(minutes=minute)
        assert run_due(world.database, world.settings, at).count("accepted") == 1
        assert world.provider.hits.total() == minute + 1
        assert "accepted" not in run_due(world.database, world.settings, at + timedelta(seconds=59))
    assert [one.started_at for one in world.attempts()] == [now + timedelta(minutes=m) for m in range(3)]


def test_who_asks_within_the_pause_waits_and_it_is_no_attempt(world: World) -> None:
    source = world.source(pause_seconds=60)
    assert world.pull(source) == "accepted"
    told = world.pull(source, now=NOW + timedelta(seconds=20))
    assert told == Later(NOW + timedelta(seconds=60), "the source asks for a pause between requests", False)
    assert len(world.attempts()) == 1
    assert world.pull(source, now=NOW - timedelta(hours=1)) == "unchanged"  # the clock was set back


def test_cron_may_have_a_zone_of_its_own(world: World) -> None:
    fields = {"every_minutes": None, "cron": "0 6 * * *", "time_zone": "Europe/Berlin"}
    world.source(**fields, planned_at=datetime(2026, 2, 2, 22, 0, tzinfo=UTC))
    assert planned(world, datetime(2026, 2, 3, 4, 59, tzinfo=UTC)) == []
    assert planned(world, datetime(2026, 2, 3, 5, 0, tzinfo=UTC)) == ["2026-01-01"]


@pytest.mark.on_both
def test_two_planners_at_once_plan_each_window_once(world: World) -> None:
    world.source(look_back=0)
    later = datetime(2026, 9, 3, tzinfo=UTC)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: plan_pulls(world.database, world.settings, later), range(4)))
    assert planned(world, later) == [f"2026-0{month}-01" for month in range(1, 9)]
    with world.database.reading() as session:
        assert session.exec(select(func.count()).select_from(Work).where(Work.kind == "pull")).one() == 8
