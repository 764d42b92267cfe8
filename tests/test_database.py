"""Units of work and exact columns, on both databases, under threads."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Insert, MetaData, Table, Uuid, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as NoSlotError
from sqlmodel import Session

from app.columns import LARGEST, canonical
from app.database import (
    Database,
    Document,
    ExactFraction,
    Instant,
    Whole,
    insert_into,
    is_passing,
    is_taken,
    make_engine,
    new_id,
)

# Tables of the test's own, outside of the service's metadata.
own = MetaData()
things = Table(
    "thing",
    own,
    Column("id", Uuid, primary_key=True),
    Column("at", Instant),
    Column("facts", Document),
    Column("number", Whole),
    Column("ratio", ExactFraction),
)
NOON = datetime(2026, 11, 22, 12, 0, 0, 1, tzinfo=UTC)
ROLLED_BACK = RuntimeError("change of mind")


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    database = Database(make_engine(empty_database_url))
    with database.writing() as session:
        own.create_all(session.connection())
    yield database
    database.close()


def thing(**values: Any) -> Insert:
    return insert(things).values(id=new_id(), **values)


def kept(database: Database, column: str, value: Any) -> Any:
    """What comes back after `value` was stored in one unit of work and read in another."""
    key = new_id()
    with database.writing() as session:
        session.execute(insert(things).values({"id": key, column: value}))
    with database.reading() as session:
        return session.scalar(select(things.c[column]).where(things.c.id == key))


def count(database: Database) -> int:
    with database.reading() as session:
        return len(session.execute(select(things.c.id)).all())


# Exact columns


@pytest.mark.parametrize("number", [0, 1, -1, 2**31, 2**53 + 1, LARGEST, -LARGEST - 1])
def test_integers_come_back_to_the_last_digit(database: Database, number: int) -> None:
    assert kept(database, "number", number) == number
    assert kept(database, "facts", {"n": [number]}) == {"n": [number]}


@pytest.mark.parametrize("number", [LARGEST + 1, -LARGEST - 2, True, 1.0, "5"])
def test_what_is_no_integer_of_64_bits_is_refused_before_the_database_sees_it(
    database: Database, number: Any
) -> None:
    with pytest.raises(StatementError) as caught:
        kept(database, "number", number)
    assert isinstance(caught.value.orig, TypeError | ValueError)
    assert count(database) == 0


@pytest.mark.parametrize(
    "ratio",
    [Fraction(0), Fraction(726, 1092), Fraction(10**400 + 1, 3), Fraction(-1, 7), Fraction(79995, 1000)],
)
def test_fractions_come_back_exactly_however_long(database: Database, ratio: Fraction) -> None:
    assert kept(database, "ratio", ratio) == ratio


def test_a_float_is_no_fraction(database: Database) -> None:
    with pytest.raises(StatementError, match="float is not exact"):
        kept(database, "ratio", 0.1)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST - 1, LARGEST)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abzé客", max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=st.dictionaries(st.text("abz", max_size=3), json_values, max_size=4))
def test_documents_come_back_as_they_went_in(database: Database, document: dict[str, Any]) -> None:
    assert kept(database, "facts", document) == document


@pytest.mark.parametrize(
    "document",
    [
        {"a": 0.5},
        {"a": [float("nan")]},
        {"a": LARGEST + 1},
        {1: "a"},
        {"a": "\0"},
        {"\ud800": 1},
        {"a": "\ud800"},
        {"a": Fraction(1, 2)},
        {"a": NOON},
    ],
)
def test_a_document_that_would_not_come_back_the_same_is_refused(database: Database, document: Any) -> None:
    with pytest.raises((StatementError, ValueError)):
        kept(database, "facts", document)
    assert count(database) == 0


def test_a_missing_document_is_null_in_sql_too(database: Database) -> None:
    assert kept(database, "facts", None) is None
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM thing WHERE facts IS NULL")) == 1


def test_canonical_text_has_one_form() -> None:
    assert canonical({"b": [1, None], "a": "客"}) == '{"a":"客","b":[1,null]}'


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_instants_come_back_in_utc_to_the_microsecond(database: Database, moment: datetime) -> None:
    back = kept(database, "at", moment)
    assert back == moment
    assert back.tzinfo is UTC or back.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="has no time zone"):
        kept(database, "at", datetime(2026, 11, 22, 12, 0))  # noqa: DTZ001


def test_instants_sort_and_compare_by_time_not_by_text(database: Database) -> None:
    tokyo = timezone(timedelta(hours=9))
    moments = [datetime(2026, 1, 1, 8, tzinfo=tokyo), datetime(2026, 1, 1, 0, tzinfo=UTC), NOON]
    with database.writing() as session:
        for moment in reversed(moments):
            session.execute(thing(at=moment))
    with database.reading() as session:
        assert list(session.scalars(select(things.c.at).order_by(things.c.at))) == moments
        assert len(session.execute(select(things.c.id).where(things.c.at < moments[1])).all()) == 1


def test_new_ids_are_uuid7_in_the_order_of_their_making() -> None:
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 1000
    assert all(type(one) is UUID and one.version == 7 for one in ids)


# Units of work


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


# The engine


def test_sqlite_is_set_up_for_several_users(sqlite_url: str) -> None:
    database = Database(make_engine(sqlite_url))
    with database.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert (session.scalar(text("PRAGMA busy_timeout")) or 0) >= 10_000
    database.close()


def test_foreign_keys_are_held_on_both(database_url: str) -> None:
    database = Database(make_engine(database_url))
    orphan = text(
        "INSERT INTO contract_party (organisation_id, contract_id, part) VALUES (:one, :two, 'client')"
    )
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(orphan, {"one": new_id().hex, "two": new_id().hex})
    database.close()


def test_a_key_that_is_taken_is_told_from_other_violations(database: Database) -> None:
    key = new_id()
    with database.writing() as session:
        session.execute(insert(things).values(id=key))
    with pytest.raises(IntegrityError) as taken, database.writing() as session:
        session.execute(insert(things).values(id=key))
    assert is_taken(taken.value)
    with pytest.raises(IntegrityError) as other, database.writing() as session:
        session.execute(text("INSERT INTO thing (id) VALUES (NULL)"))
    assert not is_taken(other.value)


def test_constraints_bear_the_names_of_the_convention_on_both(database_url: str) -> None:
    engine = make_engine(database_url)
    catalogue = inspect(engine)
    assert catalogue.get_pk_constraint("contract_party")["name"] == "pk_contract_party"
    assert {check["name"] for check in catalogue.get_check_constraints("contract_party")} == {
        "ck_contract_party_known_part"
    }
    engine.dispose()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_a_database_that_would_not_work_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"file|not supported"):
        make_engine(url)


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    database = Database(make_engine(f"sqlite:///{tmp_path}/new/folder/scorecard.db"))
    with database.reading() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()


def test_what_passes_is_told_from_what_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.database.BUSY_SECONDS", 0.05)
    database = Database(make_engine(f"sqlite:///{tmp_path}/busy.db", pool_size=1))

    def write_once() -> None:
        with database.writing() as session:
            session.execute(text("SELECT 1"))

    with database.writing() as first:
        first.execute(text("SELECT 1"))
        with pytest.raises(OperationalError) as locked:
            write_once()
    assert is_passing(locked.value)
    with pytest.raises(OperationalError) as missing, database.reading() as session:
        session.execute(text("SELECT * FROM nowhere"))
    assert not is_passing(missing.value)
    assert is_passing(NoSlotError("no slot in the pool"))
    database.close()


@pytest.mark.postgres
def test_a_restart_of_the_server_costs_no_request(postgres_url: str) -> None:
    database = Database(make_engine(postgres_url, pool_size=1))
    own_process = text("SELECT pg_backend_pid()")
    with database.reading() as session:
        victim = session.scalar(own_process)
    killer = make_engine(postgres_url)
    with killer.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:victim)"), {"victim": victim})
    killer.dispose()
    with database.reading() as session:
        assert session.scalar(own_process) != victim
    database.close()


@pytest.mark.postgres
def test_a_statement_that_never_ends_is_ended(postgres_url: str) -> None:
    database = Database(make_engine(postgres_url, statement_seconds=1))
    with pytest.raises(OperationalError) as ended, database.reading() as session:
        session.execute(text("SELECT pg_sleep(30)"))
    assert is_passing(ended.value)
    database.close()


@pytest.mark.postgres
def test_a_setting_of_one_transaction_does_not_reach_the_next_on_the_same_connection(
    postgres_url: str,
) -> None:
    """What row-level security will rest on: SET LOCAL lives and dies with the unit of work."""
    database = Database(make_engine(postgres_url, pool_size=1))

    def seen(session: Session) -> str | None:
        return session.scalar(text("SELECT current_setting('scorecard.organisation', true)"))

    with database.writing() as session:
        session.execute(text("SET LOCAL scorecard.organisation = 'a'"))
        assert seen(session) == "a"
    with database.reading() as session:
        assert not seen(session)
    database.close()
