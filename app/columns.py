"""Exact column types, the same value out as in on SQLite and PostgreSQL, with no binary float anywhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Dialect,
    Index,
    String,
    Text,
    cast,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

LARGEST = 2**63 - 1


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept in UTC to the microsecond. Refuses naive times. As text it sorts by time."""

    impl = String
    cache_ok = True
    _form = "%Y-%m-%dT%H:%M:%S.%fZ"

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Timestamptz on PostgreSQL, 27 characters of text elsewhere."""
        postgresql = dialect.name == "postgresql"
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if postgresql else String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """The stored form. ValueError when the time has no zone."""
        if value is None:
            return None
        if value.tzinfo is None or value.utcoffset() is None:
            raise ValueError(f"{value.isoformat()} has no time zone; an instant needs one")
        moment = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return moment
        return (
            f"{moment.year:04d}{moment.strftime(self._form)[-23:]}"  # strftime does not pad years before 1000
        )

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The moment, in UTC."""
        if value is None or isinstance(value, datetime):
            return None if value is None else value.astimezone(UTC)
        return datetime.fromisoformat(value)


class Whole(TypeDecorator[int]):
    """An integer of 64 bits; refuses bool, float and anything outside of ±2^63 before the database does."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """The integer itself. TypeError or ValueError when it is none or too large."""
        if value is not None:
            _whole(value)
        return value


class ExactFraction(TypeDecorator[Fraction]):
    """A fraction kept as the text "numerator/denominator", of any size."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        """The text. TypeError for anything but a fraction or an integer."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, Fraction | int):
            raise TypeError(f"{type(value).__name__} is not exact; give a Fraction")
        return f"{value.numerator}/{value.denominator}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        """The fraction."""
        return None if value is None else Fraction(value)


class Document(TypeDecorator[Any]):
    """A JSON document without floats: JSONB on PostgreSQL, canonical text on SQLite.

    The order of keys is not kept. Integers survive exactly within ±2^63, other numbers travel as text.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """JSONB on PostgreSQL, text elsewhere (a column called JSON has numeric affinity on SQLite)."""
        return dialect.type_descriptor(JSONB(none_as_null=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """The stored form. TypeError or ValueError when a value would not come back as it went in."""
        if value is None or isinstance(value, Written):
            return value
        if dialect.name != "postgresql":
            return canonical(value)
        _check(value)
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Dictionaries, lists, text, integers, true, false and null."""
        return read_document(value) if isinstance(value, str) and not _decoded(dialect) else value


class Written(str):
    """The canonical text of a document, made once for many rows: a column of documents takes it as it is."""

    __slots__ = ()


def canonical(document: Any) -> str:
    """Canonical JSON text of a document: UTF-8 unchanged, keys by code point, no white space.

    Raises TypeError or ValueError for what does not belong in a document.
    """
    _check(document)
    return plain_json(document)


def plain_json(document: Any) -> str:
    """The same text of a document that was checked before, or that is written already."""
    if isinstance(document, Written):
        return document
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode()


def text_of(column: Any, dialect: str) -> ColumnElement[str]:
    """A document's text in a question, for `read_document`: who keeps what they made of it compares texts."""
    return cast(column, Text) if dialect == "postgresql" else type_coerce(column, Text)


def read_document(text: str) -> Any:
    """The document of its stored text. ValueError when it holds a number that is no integer."""
    return _DECODER.decode(text)


def _decoded(dialect: Dialect) -> bool:
    return dialect.name == "postgresql"  # psycopg has already read the JSON


def _no_float(text: str) -> Any:
    raise ValueError(
        f"the stored document holds {text}, which is no integer; numbers like this are kept as text"
    )


_DECODER = json.JSONDecoder(parse_float=_no_float)


def _whole(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{type(value).__name__} is not an integer")
    if not -LARGEST - 1 <= value <= LARGEST:
        raise ValueError(f"an integer of {value.bit_length()} bits does not fit in 64")


def _text(value: str) -> None:
    if "\0" in value:
        raise ValueError("text with the character NUL cannot be stored")
    if not value.isascii():
        value.encode()  # a lone surrogate is a UnicodeEncodeError, which is a ValueError


def _check(value: Any) -> None:
    """Refuses what would not come back as it went in. Every sheet passes: the common kinds come first."""
    if isinstance(value, str):
        _text(value)
    elif isinstance(value, dict):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError("the keys of a document are text")
            _text(key)
            if type(part) is not int or not -LARGEST - 1 <= part <= LARGEST:
                _check(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _check(part)
    elif value is not None and not isinstance(value, bool):
        _number(value)


def _number(value: Any) -> None:
    if not isinstance(value, int):
        raise TypeError(
            f"{type(value).__name__} does not belong in a document; numbers that are not whole travel as text"
        )
    _whole(value)


def versioned(name: str, *key: str) -> tuple[Index, CheckConstraint]:
    """What a table of rows that are known from one revision until another holds to: one current row a key."""
    current = text("to_revision IS NULL")
    return (
        Index(name, *key, unique=True, sqlite_where=current, postgresql_where=current),
        CheckConstraint("to_revision IS NULL OR to_revision > from_revision", name="revisions_in_order"),
    )
