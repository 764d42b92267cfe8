"""Units of work: all or nothing, of one moment, under threads, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from app.database import (
    Database,
    insert_into,
    make_engine,
    new_id,
)
from tests.database.things import ROLLED_BACK, count, own, thing, things


def test_a_unit_of_work_is_committed_on_leaving_and_undone_by_any_error(database: Database) -> None:
    with database.writing() as session:
        session.execute(thing())
    assert count(database) == 1

    def changes_its_mind() -> None:
        with database.writing() as session:
            session.execute(thing())
            raise ROLLED_BACK

    with pytest.raises(RuntimeError, match="change of mind"):
        changes_its_mind()
    assert count(database) == 1


def test_a_reading_unit_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)read.?only"), database.reading() as session:
        session.execute(thing())
    assert count(database) == 0
    with database.writing() as session:  # the pooled connection that could not write can do so again
        session.execute(thing())
    assert count(database) == 1


def test_a_reading_unit_sees_one_moment(database: Database) -> None:
    with database.reading() as reader:
        assert reader.execute(select(things.c.id)).all() == []
        with database.writing() as writer:
            writer.execute(thing())
        assert reader.execute(select(things.c.id)).all() == []
    assert count(database) == 1


def test_eight_threads_that_read_then_write_lose_nothing_and_are_never_locked_out(database: Database) -> None:
    key, rounds, threads = new_id(), 25, 8
    with database.writing() as session:
        session.execute(insert(things).values(id=key, number=0))
    together = threading.Barrier(threads)

    def add_up() -> None:
        together.wait()
        for _ in range(rounds):
            with database.writing() as session:
                chosen = select(things.c.number).where(things.c.id == key).with_for_update()
                number = session.scalar(chosen) or 0
                session.execute(update(things).where(things.c.id == key).values(number=number + 1))

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(add_up) for _ in range(threads)]:
            done.result()
    with database.reading() as session:
        assert session.scalar(select(things.c.number)) == threads * rounds


def test_eight_threads_that_insert_the_same_key_make_one_row(database: Database) -> None:
    key, together = new_id(), threading.Barrier(8)

    def claim(_: int) -> bool:
        together.wait()
        with database.writing() as session:
            new = insert_into(session, things).values(id=key)
            return session.execute(new.on_conflict_do_nothing().returning(things.c.id)).first() is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(8))) == 1
    assert count(database) == 1


def test_readers_are_not_held_up_by_a_writer(database: Database) -> None:
    with database.writing() as session:
        session.execute(thing())
        assert count(database) == 0  # another connection, while the first holds the lock
    assert count(database) == 1


def test_more_threads_than_slots_still_finish(empty_database_url: str) -> None:
    database = Database(make_engine(empty_database_url, pool_size=2))
    with database.writing() as session:
        own.create_all(session.connection())
    with ThreadPoolExecutor(24) as pool:
        assert sum(pool.map(lambda _: count(database), range(200))) == 0
    database.close()


@pytest.mark.postgres
def test_sql_sees_utc_whatever_the_zone_of_the_server(postgres_url: str) -> None:
    database = Database(make_engine(postgres_url))
    with database.reading() as session:
        assert session.scalar(text("SHOW timezone")) == "UTC"
    database.close()
