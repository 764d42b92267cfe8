"""L07: many ask for what takes too long: the database ends each statement, and everybody else is answered."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import Engine, event, text

from tests.conftest import on_postgresql
from tests.desk import REF, Begin, Desk, agree, calls
from tests.http.test_database_away import is_told

pytestmark = pytest.mark.slow  # the service as a whole

ALL = f"/contracts/{REF}/measures?from=2024-01-01&to=2027-01-01&by=day,queue"
AT_ONCE = 20


def reported(desk: Desk) -> None:
    agree(desk)
    assert desk.send(calls()).status_code == 201


@contextmanager
def impatient(engine: Engine, milliseconds: int) -> Iterator[None]:
    """A database that ends a statement of the service after so long, instead of a minute."""

    def limit(connection: Any, *_: object) -> None:
        connection.execute(f"SET statement_timeout = {milliseconds}")
        connection.commit()

    def lift(connection: Any, *_: object) -> None:
        connection.execute("RESET statement_timeout")
        connection.commit()

    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)
        event.listen(engine, "checkout", lift)


def at_once(desk: Desk, pool: ThreadPoolExecutor) -> list[Future[Response]]:
    return [pool.submit(desk.get, ALL) for _ in range(AT_ONCE)]


@on_postgresql
def test_l07_what_takes_too_long_is_ended_and_the_others_are_answered(begin: Begin, kind: str) -> None:
    """The table is held, so that each statement over it takes for ever, until the first one was ended."""
    if kind == "sqlite":
        pytest.skip("one process has a file to itself: nothing ends its statements")
    desk = begin(reported)
    engine = desk.app.state.database.engine
    with ThreadPoolExecutor(AT_ONCE) as pool:
        with impatient(engine, 1000), desk.database.engine.connect() as holding:
            holding.execute(text("LOCK TABLE sheet IN ACCESS EXCLUSIVE MODE"))
            asked = at_once(desk, pool)
            assert desk.get("/me").status_code == 200
            ended = next(as_completed(asked, timeout=60)).result()
            holding.rollback()
            answers = [one.result(timeout=60) for one in asked]
        assert is_told(ended)
        assert {one.status_code for one in answers} == {200, 503}
        assert all(is_told(one) for one in answers if one.status_code == 503)
        assert {one.result(timeout=60).status_code for one in at_once(desk, pool)} == {200}
    assert engine.pool.checkedout() == 0
