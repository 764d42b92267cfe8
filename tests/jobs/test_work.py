"""Remembering, taking, doing and closing work, without the engine."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select

from app.database import Database, new_id
from app.jobs import Later, Work, behind, job, remember_work, run_due
from app.jobs.perform import MOST_ATTEMPTS, MOST_STARTS, perform
from app.jobs.registry import JOBS, Registered
from app.jobs.take import PER_LANE, take
from app.jobs.work import Taken, begin, finish, start_over
from app.settings import Settings
from tests.jobs.errands import settings_for

NOW = datetime.now(UTC) + timedelta(hours=1)  # later than whatever the tests remember


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(database_url)


def remember(
    database: Database,
    kind: str,
    revision: int = 1,
    argument: str = "",
    contract: UUID | None = None,
    lane: str = "",
) -> UUID:
    contract = contract or new_id()
    with database.writing() as session:
        remember_work(session, kind, contract, revision, argument, lane=lane)
    return contract


def rows(database: Database) -> list[Work]:
    with database.reading() as session:
        return list(session.exec(select(Work).order_by(Work.id)))


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def taken(database: Database, room: int = 100, now: datetime = NOW) -> list[Taken]:
    with database.writing() as session:
        return take(session, "me", now, room)


def test_what_is_due_is_done_once(database: Database, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "notes"
    remember(database, "test.note", 3, str(file))
    assert run_due(database, settings) == ["noted"]
    assert run_due(database, settings) == []
    assert lines(file) == ["did 3 1"]
    assert [(row.outcome, row.executor, row.error) for row in rows(database)] == [("noted", "", "")]


def test_asking_twice_is_asking_once_until_it_is_done(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    file = str(tmp_path / "notes")
    contract = remember(database, "test.note", 1, file)
    remember(database, "test.note", 1, file, contract)
    assert len(rows(database)) == 1
    run_due(database, settings)
    remember(database, "test.note", 1, file, contract)
    assert run_due(database, settings) == ["noted"]


def test_a_transaction_that_is_undone_leaves_no_work(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            remember_work(session, "test.note", new_id(), 1)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert rows(database) == []


def test_a_contract_is_behind_while_its_work_is_open(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    contract = remember(database, "test.note", 1, str(tmp_path / "notes"))
    with database.reading() as session:
        assert behind(session, "test.note", contract) == 1
    run_due(database, settings)
    with database.reading() as session:
        assert behind(session, "test.note", contract) == 0


def test_the_newest_revision_covers_the_older_ones(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "notes"
    contract = new_id()
    for revision in (5, 7, 6):
        remember(database, "test.newest", revision, str(file), contract)
    assert run_due(database, settings) == ["done"]
    assert lines(file) == ["did 7 1"]
    outcomes = {row.revision: row.outcome for row in rows(database)}
    assert outcomes == {5: "covered by revision 7", 6: "covered by revision 7", 7: "done"}


def test_a_revision_that_comes_while_an_older_one_runs_is_done_after_it(
    database: Database, tmp_path: Path
) -> None:
    contract = remember(database, "test.newest", 1, "x")
    (first,) = taken(database)
    remember(database, "test.newest", 2, "x", contract)
    assert taken(database) == []  # one at a time for one thing
    with database.writing() as session:
        finish(session, first, NOW, "done")
    assert len(taken(database)) == 1


def test_work_that_asks_for_later_waits_and_counts_its_attempts(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "notes"
    remember(database, "test.flaky", 1, str(file))
    now = NOW
    outcomes = []
    for _ in range(4):
        outcomes += run_due(database, settings, now)
        now += timedelta(seconds=2)
    assert outcomes == ["put off", "put off", "at last"]
    assert lines(file) == ["tried 1 1", "tried 1 2", "tried 1 3"]
    assert [(row.attempt, row.generation, row.error) for row in rows(database)] == [(3, 3, "")]


def test_what_waits_is_not_taken_before_its_time(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    remember(database, "test.flaky", 1, str(tmp_path / "notes"))
    run_due(database, settings, NOW)
    assert taken(database, now=NOW) == []
    assert len(taken(database, now=NOW + timedelta(seconds=2))) == 1


def test_an_unforeseen_error_is_tried_again_and_then_given_up(database: Database, settings: Settings) -> None:
    remember(database, "test.broken")
    now, outcomes = NOW, []
    while len(outcomes) < 20 and (done := run_due(database, settings, now)):
        outcomes += done
        now += timedelta(hours=1)
    assert outcomes == ["put off"] * (MOST_ATTEMPTS - 1) + ["failed"]
    assert rows(database)[0].error == "unforeseen ZeroDivisionError"  # and never what it said


def test_a_refusal_of_ours_is_final(database: Database, settings: Settings) -> None:
    remember(database, "test.refused")
    assert run_due(database, settings) == ["failed"]
    assert rows(database)[0].error == "The report has no rows."


def test_a_kind_that_is_not_known_here_waits_for_a_process_that_knows_it(
    database: Database, settings: Settings
) -> None:
    remember(database, "test.unknown")
    assert run_due(database, settings) == []
    assert rows(database)[0].done_at is None


def test_what_kills_the_process_again_and_again_is_given_up(database: Database, settings: Settings) -> None:
    remember(database, "test.note")
    (one,) = taken(database)
    for _ in range(MOST_STARTS):
        with database.writing() as session:
            assert begin(session, one, "somebody who dies") is not None
    assert perform(database, settings, one, "me") == "failed"


def test_a_late_finisher_of_an_older_generation_changes_nothing(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    remember(database, "test.note", 1, str(tmp_path / "notes"))
    (old,) = taken(database)
    with database.writing() as session:
        start_over(session)
    assert perform(database, settings, old, "me") == "superseded"
    with database.writing() as session:
        finish(session, old, NOW, "too late")
    assert rows(database)[0].done_at is None
    assert run_due(database, settings) == ["noted"]


def test_one_owner_cannot_take_all_the_room(database: Database) -> None:
    for number in range(50):
        remember(database, "test.slow", argument=str(number), lane="hog")
    remember(database, "test.slow", lane="other")
    first = taken(database)
    assert len(first) == PER_LANE + 1
    assert taken(database) == []  # until some of the hog's are done
    with database.writing() as session:
        finish(session, first[0], NOW, "done")
    assert len(taken(database)) == 1


def test_an_owner_with_nothing_under_way_comes_before_one_who_waits_longer(database: Database) -> None:
    for number in range(3):
        remember(database, "test.slow", argument=str(number), lane="hog")
    taken(database, room=2)
    remember(database, "test.slow", lane="other")
    (next_one,) = taken(database, room=1)
    assert {row.id: row.lane for row in rows(database)}[next_one.id] == "other"


def test_work_of_one_serial_is_done_one_after_the_other_the_oldest_first(database: Database) -> None:
    contract = new_id()
    with database.writing() as session:
        for day in ("03", "01", "02"):
            due = NOW - timedelta(days=40 - int(day))
            remember_work(session, "test.slow", contract, 0, day, serial="source", due_at=due)
    done = []
    for _ in range(3):
        (one,) = taken(database)
        assert taken(database) == []
        done += [row.argument for row in rows(database) if row.id == one.id]
        with database.writing() as session:
            finish(session, one, NOW, "done")
    assert done == ["01", "02", "03"]


def test_one_kind_leaves_room_for_the_others(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(JOBS, "test.slow", Registered(JOBS["test.slow"].work, False, 2))
    for number in range(5):
        remember(database, "test.slow", argument=str(number), lane=str(number))
    remember(database, "test.note", lane="last")
    kinds = {row.id: row.kind for row in rows(database)}
    assert [kinds[one.id] for one in taken(database)] == ["test.slow", "test.slow", "test.note"]
    assert taken(database) == []  # two are under way here
    with database.writing() as session:
        assert len(take(session, "another process", NOW, 8)) == 2


def test_waiting_for_its_turn_is_no_attempt(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Later(NOW + timedelta(seconds=5), "not its turn", counted=False)
    monkeypatch.setitem(JOBS, "test.slow", Registered(lambda run: later, False, None))
    remember(database, "test.slow")
    assert run_due(database, settings, NOW) == ["put off"]
    assert [(row.attempt, row.generation, row.due_at) for row in rows(database)] == [(1, 2, later.at)]


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=400)])
def test_a_clock_set_back_delays_no_work_f20(
    database: Database, settings: Settings, back: timedelta, tmp_path: Path
) -> None:
    file = tmp_path / "notes"
    with database.writing() as session:
        remember_work(session, "test.note", new_id(), 1, str(file), due_at=NOW, now=NOW)
        remember_work(session, "test.flaky", new_id(), 1, str(tmp_path / "flaky"), due_at=NOW, now=NOW)
    assert run_due(database, settings, NOW - back) == ["noted", "put off"]
    assert run_due(database, settings, NOW - back) == []
    assert run_due(database, settings, NOW - back + timedelta(seconds=2)) == ["put off"]


def test_room_is_never_exceeded(database: Database) -> None:
    for number in range(5):
        remember(database, "test.slow", argument=str(number), lane=str(number))
    assert len(taken(database, room=3)) == 3


def test_takers_at_the_same_moment_never_get_the_same_work(database: Database) -> None:
    for number in range(40):
        remember(database, "test.note", argument=str(number), lane=str(number))
    got: list[Taken] = []
    gate = threading.Barrier(4)

    def go() -> None:
        gate.wait()
        for _ in range(20):
            got.extend(taken(database, room=2))

    takers = [threading.Thread(target=go) for _ in range(4)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert len(got) == 40
    assert max(Counter(one.id for one in got).values()) == 1


def test_two_jobs_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match=r"test\.note"):
        job("test.note")(lambda run: None)
