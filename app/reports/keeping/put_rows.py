"""Many rows of sheets written at once, each database in its fastest way; in the caller's transaction.

PostgreSQL refuses COPY into a table with row-level security, so it goes into a temporary one, which is gone
at the commit; one INSERT takes the rows from there and passes the wall like any other.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, Dialect, insert
from sqlmodel import Session
from sqlmodel.main import SQLModel

MANY = 400  # rows from which the fast way is worth its preparations
_WAITING = "sheets_to_put"


def put_rows(
    session: Session, table: type[SQLModel], same: Mapping[str, Any], columns: Mapping[str, Sequence[Any]]
) -> int:
    """Inserts rows that are given as columns, with ``same`` in each of them; how many.

    Together they name every column of the table.
    """
    count = len(next(iter(columns.values())))
    connection, names = session.connection(), [*same, *columns]
    rows = zip(*(repeat(one, count) for one in same.values()), *columns.values(), strict=True)
    if count < MANY:
        if count:
            connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
    elif connection.dialect.name == "postgresql":
        _copy(connection, table, names, _as_bound(connection.dialect, table, same, columns))
    else:
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.__tablename__} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
        connection.exec_driver_sql(statement, list(_as_bound(connection.dialect, table, same, columns)))
    return count


def _as_bound(
    dialect: Dialect, table: type[SQLModel], same: Mapping[str, Any], columns: Mapping[str, Sequence[Any]]
) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver takes them: what their column types make of each value."""
    types = {column.name: column.type for column in table.__table__.columns}  # type: ignore[attr-defined]
    bound: list[Any] = []
    count = len(next(iter(columns.values())))
    for name, value in same.items():
        act = types[name].dialect_impl(dialect).bind_processor(dialect)
        bound.append(repeat(act(value) if act else value, count))
    for name, values in columns.items():
        act = types[name].dialect_impl(dialect).bind_processor(dialect)
        bound.append(map(act, values) if act else values)
    return zip(*bound, strict=True)


def _copy(
    connection: Connection, table: type[SQLModel], names: Sequence[str], rows: Iterator[tuple[Any, ...]]
) -> None:
    listed, target = ", ".join(names), table.__tablename__
    columns = table.__table__.columns  # type: ignore[attr-defined]
    kinds = [columns[name].type.dialect_impl(connection.dialect) for name in names]
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {_WAITING} (LIKE {target}) ON COMMIT DROP")
        with cursor.copy(f"COPY {_WAITING} ({listed}) FROM STDIN (FORMAT binary)") as copy:
            copy.set_types([kind.compile(connection.dialect).partition("(")[0].lower() for kind in kinds])
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"INSERT INTO {target} ({listed}) SELECT {listed} FROM {_WAITING}")  # noqa: S608
        cursor.execute(f"TRUNCATE {_WAITING}")
    finally:
        cursor.close()
