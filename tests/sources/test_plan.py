"""From a schedule to work, and from work to reports: catching up, once each, fair between owners."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.jobs import Work, run_due
from app.sources.plan import plan_pulls
from app.sources.tables import Source
from tests.sources.conftest import NOW, World
from tests.sources.faulty_provider import answer, raw

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


def test_a_late_report_is_asked_for_until_it_comes(world: World) -> None:
    source, now = world.source("404"), NOW
    for _ in range(3):
        assert planned(world, now) == ["2026-01-01"]
        run_due(world.database, world.settings, now)
        now += timedelta(hours=1)
    world.provider.answers["404"] = world.provider.answers["good"]
    planned(world, now)
    assert "accepted" in run_due(world.database, world.settings, now)
    assert [one.status for one in world.attempts()] == ["failed"] * 3 + ["accepted"]
    assert world.one(source).state == "ok"


def test_a_flaky_provider_is_pulled_by_the_engine_in_three_attempts(world: World) -> None:
    world.source("flaky")
    planned(world)
    outcomes, now = [], NOW
    for _ in range(5):
        outcomes += run_due(world.database, world.settings, now)
        now += timedelta(minutes=5)
    assert [one for one in outcomes if one in ("put off", "accepted")] == ["put off", "put off", "accepted"]
    assert [one.number for one in world.attempts()] == [1, 2, 3]
    assert len(world.reports()) == 1


def test_stopped_disabled_and_removed_sources_are_left_alone(world: World) -> None:
    stopped = world.source("401")
    planned(world)
    run_due(world.database, world.settings, NOW)
    assert world.one(stopped).state == "stopped"
    world.source(enabled=False)
    world.source(deleted_at=NOW)
    assert planned(world, NOW + timedelta(days=3)) == []


def test_cron_is_read_in_the_contracts_zone(world: World) -> None:
    world.source(every_minutes=None, cron="0 6 * * *", planned_at=datetime(2026, 2, 2, 22, 0, tzinfo=UTC))
    assert planned(world, datetime(2026, 2, 3, 21, 59, tzinfo=UTC)) == []
    assert planned(world, datetime(2026, 2, 3, 22, 0, tzinfo=UTC)) == ["2026-01-01"]


def test_two_sources_of_one_contract_do_not_disturb_each_other(world: World) -> None:
    world.provider.answers["surveys"] = raw(
        answer(b"date,surveys_answered,surveys_satisfied\n2026-01-05,10,9\n")
    )
    calls, surveys = world.source(), world.source("surveys")
    planned(world)
    assert run_due(world.database, world.settings, NOW).count("accepted") == 2
    assert {one.source_id for one in world.attempts()} == {calls, surveys}


def test_a_clock_set_back_makes_no_storm(world: World) -> None:
    source: UUID = world.source()
    planned(world)
    run_due(world.database, world.settings, NOW)
    assert planned(world, NOW - timedelta(hours=1)) == []
    with world.database.reading() as session:
        assert session.get_one(Source, source).planned_at == NOW


def test_two_planners_at_once_plan_each_window_once(world: World) -> None:
    world.source(look_back=0)
    later = datetime(2026, 9, 3, tzinfo=UTC)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: plan_pulls(world.database, world.settings, later), range(4)))
    assert planned(world, later) == [f"2026-0{month}-01" for month in range(1, 9)]
    assert {one.tries for one in world.windows()} == {1}
