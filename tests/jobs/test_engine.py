"""The durable engine on both databases: the five rules, crashes, schedules."""

import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from dbos import DBOS
from sqlmodel import select

from app.database import Database, new_id
from app.errors import Conflict
from app.jobs import Executor, Work, heartbeat, registry, remember_work
from app.jobs.engine import VERSION, Jobs, run_plan
from app.jobs.work import Taken
from tests.jobs.errands import settings_for

pytestmark = pytest.mark.slow  # the engine starts and stops in each

Wait = Callable[[Callable[[], object]], None]
Start = Callable[[], subprocess.Popen[str]]


def remember(database: Database, kind: str, argument: Path, contract: UUID | None = None) -> None:
    with database.writing() as session:
        remember_work(session, kind, contract or new_id(), 1, str(argument))


def rows(database: Database) -> list[Work]:
    with database.reading() as session:
        return list(session.exec(select(Work).order_by(Work.id)))


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def let_go(file: Path) -> None:
    Path(f"{file}.go").touch()


def test_work_begins_right_after_its_commit(
    jobs: Jobs, database: Database, tmp_path: Path, wait_for: Wait
) -> None:
    took = []
    for number in range(5):
        file = tmp_path / str(number)
        began = time.monotonic()
        remember(database, "test.note", file)
        wait_for(lambda file=file: lines(file))
        took.append(time.monotonic() - began)
    assert sorted(took)[2] < 10, took  # and not at the next turn of a minute


def test_what_was_remembered_before_the_start_is_done(
    database: Database, database_url: str, tmp_path: Path, wait_for: Wait
) -> None:
    remember(database, "test.note", tmp_path / "notes")
    engine = Jobs(database, settings_for(database_url))
    engine.start()
    try:
        wait_for(lambda: rows(database)[0].outcome == "noted")
    finally:
        engine.stop()
    assert lines(tmp_path / "notes") == ["did 1 1"]


def test_many_pieces_of_work_are_each_done_once(
    jobs: Jobs, database: Database, tmp_path: Path, wait_for: Wait
) -> None:
    for number in range(60):
        remember(database, "test.note", tmp_path / str(number))
    wait_for(lambda: all(row.done_at for row in rows(database)))
    assert [lines(tmp_path / str(number)) for number in range(60)] == [["did 1 1"]] * 60


def test_each_process_has_its_own_executor_id(jobs: Jobs, database: Database, database_url: str) -> None:
    assert jobs.executor == DBOS.executor_id != "local"
    assert Jobs(database, settings_for(database_url)).executor != jobs.executor


def test_the_version_is_a_fixed_text_and_not_a_hash_of_the_source(jobs: Jobs) -> None:
    assert DBOS.application_version == VERSION == "1"


def test_a_stopped_engine_leaves_no_executor_and_can_be_followed_by_another(
    database: Database, database_url: str, tmp_path: Path, wait_for: Wait
) -> None:
    for number in range(2):
        engine = Jobs(database, settings_for(database_url))
        engine.start()
        remember(database, "test.note", tmp_path / str(number))
        wait_for(lambda: all(row.done_at for row in rows(database)))
        engine.stop()
    with database.reading() as session:
        assert list(session.exec(select(Executor))) == []


def test_a_schedule_runs_by_the_clock(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, wait_for: Wait
) -> None:
    fired: list[datetime] = []
    plan = registry.Scheduled(lambda database, settings, now: fired.append(now), "* * * * * *")
    monkeypatch.setitem(registry.PLANS, "test.plan", plan)
    engine = Jobs(database, settings_for(database_url))
    engine.start()
    try:
        wait_for(lambda: len(fired) >= 2)
    finally:
        engine.stop()
    assert len(set(fired)) == len(fired)


def test_a_plan_of_every_minute_runs_though_its_schedule_is_silent_f20(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, wait_for: Wait
) -> None:
    """The schedule waits by the wall clock: set back by an hour, it would be silent for that hour."""
    planned: list[datetime] = []
    plan = registry.Scheduled(lambda database, settings, now: planned.append(now), "* * * * *")
    monkeypatch.setitem(registry.PLANS, "test.plan", plan)
    monkeypatch.setattr("app.jobs.engine.SILENCE", 0.5)
    engine = Jobs(database, settings_for(database_url))
    monkeypatch.setattr(engine, "_apply_schedules", lambda: None)
    engine.start()
    try:
        wait_for(lambda: len(planned) >= 2)
    finally:
        engine.stop()
    assert planned[1] - planned[0] >= timedelta(seconds=0.5)


def test_strikes_that_a_jump_of_the_clock_makes_all_at_once_are_planned_as_of_now_f20(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[datetime] = []
    plan = registry.Scheduled(lambda database, settings, now: planned.append(now), "* * * * *")
    monkeypatch.setitem(registry.PLANS, "test.plan", plan)
    began = datetime.now(UTC)
    for minute in range(3):
        run_plan(began - timedelta(days=1, minutes=minute), "test.plan")
    assert len(planned) == 3
    assert all(began <= moment <= datetime.now(UTC) for moment in planned)


def test_work_is_put_off_and_tried_again_by_the_engine(
    jobs: Jobs, database: Database, tmp_path: Path, wait_for: Wait
) -> None:
    remember(database, "test.flaky", tmp_path / "notes")
    wait_for(lambda: rows(database)[0].outcome == "at last")
    assert lines(tmp_path / "notes") == ["tried 1 1", "tried 1 2", "tried 1 3"]


def test_taken_work_whose_workflow_never_began_is_freed(
    jobs: Jobs, database: Database, tmp_path: Path, wait_for: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies between taking a row and starting its workflow leaves only the mark on the row."""
    with database.writing() as session:
        remember_work(session, "test.note", new_id(), 1, str(tmp_path / "notes"))
        session.flush()
        session.exec(select(Work)).one().executor = "somebody who died"
    jobs.look_after_the_dead()
    wait_for(lambda: rows(database)[0].outcome == "noted")
    assert lines(tmp_path / "notes") == ["did 1 1"]


def test_the_sweep_goes_on_after_a_fault_of_the_store(
    jobs: Jobs, database: Database, tmp_path: Path, wait_for: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, failed = DBOS.start_workflow, []

    def fail_once(*given: object) -> object:
        if not failed:
            failed.append(given)
            raise OSError("the engine's store is away")
        return start(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(DBOS, "start_workflow", fail_once)
    remember(database, "test.note", tmp_path / "notes")
    wait_for(lambda: failed)
    jobs.look_after_the_dead()
    wait_for(lambda: rows(database)[0].outcome == "noted")
    assert lines(tmp_path / "notes") == ["did 1 1"]


def test_work_whose_workflow_ended_without_saying_so_is_done_again(
    jobs: Jobs, database: Database, tmp_path: Path, wait_for: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database can be away when the outcome is to be written."""
    do, failed = jobs.do, []

    def fail_once(taken: Taken) -> str:
        if not failed:
            failed.append(taken)
            raise OSError("the database is away")
        return do(taken)

    monkeypatch.setattr(jobs, "do", fail_once)
    remember(database, "test.note", tmp_path / "notes")
    wait_for(lambda: failed)
    wait_for(lambda: DBOS.get_workflow_status(f"{failed[0].id}.1").status == "ERROR")  # type: ignore[union-attr]
    jobs._running.discard(failed[0].id)
    jobs.look_after_the_dead()
    wait_for(lambda: rows(database)[0].outcome == "noted")
    assert rows(database)[0].generation == 2


@pytest.mark.slow
def test_killed_in_the_middle_the_work_is_resumed_and_done_once(
    worker: Start,
    database: Database,
    tmp_path: Path,
    wait_for: Wait,
    monkeypatch: pytest.MonkeyPatch,
    database_url: str,
) -> None:
    file = tmp_path / "notes"
    first = worker()
    remember(database, "test.slow", file)
    wait_for(lambda: lines(file) == ["began 1 1"])
    first.send_signal(signal.SIGKILL)
    first.wait()
    let_go(file)
    _the_lease_runs_out(database)
    worker()
    wait_for(lambda: rows(database)[0].done_at)
    assert lines(file) == [
        "began 1 1",
        "began 1 1",
        "ended 1 1",
    ]  # the work in flight again, and once to the end
    assert [(row.outcome, row.starts) for row in rows(database)] == [("slowly", 2)]


@pytest.mark.slow
@pytest.mark.postgres
def test_a_living_process_rescues_the_work_of_a_dead_one(
    postgres_url: str, tmp_path: Path, wait_for: Wait, worker_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    from app.database import make_engine

    database = Database(make_engine(postgres_url))
    dead = worker_at(postgres_url)
    files = [tmp_path / str(number) for number in range(8)]  # as many as one process does at once
    for file in files:
        remember(database, "test.slow", file)
    wait_for(lambda: all(lines(file) for file in files))
    alive = worker_at(postgres_url)
    dead.send_signal(signal.SIGKILL)
    dead.wait()
    for file in files:
        let_go(file)
    _the_lease_runs_out(database, dead.executor)  # type: ignore[attr-defined]
    wait_for(lambda: all(row.done_at for row in rows(database)))
    assert alive.poll() is None
    assert [lines(file) for file in files] == [["began 1 1", "began 1 1", "ended 1 1"]] * 8
    database.close()


@pytest.mark.slow
@pytest.mark.postgres
def test_two_living_processes_do_not_repeat_each_others_work(
    postgres_url: str, tmp_path: Path, wait_for: Wait, worker_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    from app.database import make_engine

    database = Database(make_engine(postgres_url))
    file = tmp_path / "notes"
    worker_at(postgres_url)
    remember(database, "test.slow", file)
    wait_for(lambda: lines(file))
    worker_at(postgres_url)  # with the default id it would re-run what the first one is at
    time.sleep(2.5)  # longer than the new process needs to look for pending work
    let_go(file)
    wait_for(lambda: rows(database)[0].done_at)
    assert lines(file) == ["began 1 1", "ended 1 1"]
    database.close()


def test_on_sqlite_a_second_process_is_refused_with_a_sentence(
    sqlite_url: str, worker_at: Callable[[str], subprocess.Popen[str]]
) -> None:
    from app.database import make_engine

    first = worker_at(sqlite_url)
    database = Database(make_engine(sqlite_url))
    with pytest.raises(Conflict) as refused:
        Jobs(database, settings_for(sqlite_url)).start()
    assert f"Process {first.pid} already runs the jobs" in refused.value.message
    first.send_signal(signal.SIGKILL)
    first.wait()
    engine = Jobs(database, settings_for(sqlite_url))
    engine.start()  # the lock died with its holder
    engine.stop()
    database.close()


def test_the_engines_store_is_a_file_of_its_own_and_ours_stays_whole(sqlite_url: str) -> None:
    from app.database import make_engine

    database = Database(make_engine(sqlite_url))
    engine = Jobs(database, settings_for(sqlite_url))
    engine.start()
    engine.stop()
    database.close()
    path = sqlite_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as ours, sqlite3.connect(f"{path}.jobs.db") as theirs:
        names = "SELECT name FROM sqlite_master WHERE type='table'"
        assert not {name for (name,) in ours.execute(names)} & {"workflow_status"}
        assert {name for (name,) in theirs.execute(names)} >= {"workflow_status"}
        assert ours.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _the_lease_runs_out(database: Database, executor: str | None = None) -> None:
    """Set the last beat back instead of waiting for half a minute."""
    with database.writing() as session:
        for row in session.exec(select(Executor)):
            if executor in (None, row.id):
                row.beat_at -= heartbeat.LEASE * 2
                session.add(row)
