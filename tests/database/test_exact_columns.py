"""What goes into a column comes back exactly, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from app.columns import LARGEST, canonical
from app.database import (
    Database,
    new_id,
)
from tests.database.things import NOON, count, kept, thing, things


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
