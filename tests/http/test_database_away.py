"""M02, M04: a database that is away, read-only or full: told as such, and over without a restart."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import Engine, event, make_url

from tests.conftest import SOAK, on_postgresql
from tests.desk import REF, Begin, Desk, agree, calls
from tests.postgres import Server

pytestmark = pytest.mark.slow  # the service as a whole

AWAY = 10.0 if SOAK else 1.0  # seconds


@contextmanager
def altered(server: Server, desk: Desk, how: str, back: str) -> Iterator[None]:
    """The database changed so, and every connection to it ended, there and back."""
    name = make_url(desk.settings.database_url).database
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    server.run(f'ALTER DATABASE "{name}" {how}')
    server.run(ended)
    try:
        yield
    finally:
        server.run(f'ALTER DATABASE "{name}" {back}')
        server.run(ended)


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """An embedded database that may not grow by a page: SQLite says the same as on a full disk."""

    def limit(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1").close()  # it takes the size that the file has

    def lift(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1073741823").close()

    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)
        event.listen(engine, "checkout", lift)


def is_told(answer: Response) -> bool:
    problem = answer.json()
    told = answer.headers["content-type"] == "application/problem+json" and problem["request_id"]
    return bool(told and answer.status_code == 503 and int(answer.headers["Retry-After"]) >= 1)


@on_postgresql
def test_m02_a_database_that_is_away_is_told_and_comes_back(
    begin: Begin, kind: str, postgres_server: Server
) -> None:
    if kind == "sqlite":
        pytest.skip("a file is not away by itself")
    desk = begin(agree)
    sent = desk.send(calls())
    with altered(postgres_server, desk, "ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true"):
        assert desk.http.get("/healthz").status_code == 200
        assert is_told(desk.http.get("/readyz"))
        assert is_told(desk.get(f"/contracts/{REF}"))
        assert is_told(desk.send(calls(month="2026-02", days=range(1, 29))))
    assert desk.http.get("/readyz").status_code == 200
    assert desk.send(calls(month="2026-02", days=range(1, 29))).status_code == 201
    kept = [one["id"] for one in desk.shown(f"/contracts/{REF}/reports")["items"]]
    assert len(kept) == 2
    assert sent.json()["id"] in kept  # what was accepted before is not lost


@on_postgresql
def test_m02_a_server_that_stops_for_seconds_is_told_each_time_and_comes_back(
    begin: Begin, kind: str, postgres_server: Server
) -> None:
    if kind == "sqlite":
        pytest.skip("a file is not stopped by itself")
    desk = begin(agree)
    sent, february = desk.send(calls()), calls(month="2026-02", days=range(1, 29))
    with postgres_server.stopped():
        until = time.monotonic() + AWAY
        while time.monotonic() < until:
            assert desk.http.get("/healthz").status_code == 200
            for answer in (desk.http.get("/readyz"), desk.get(f"/contracts/{REF}"), desk.send(february)):
                assert is_told(answer)
    assert desk.http.get("/readyz").status_code == 200
    assert desk.send(february).status_code == 201
    kept = [one["id"] for one in desk.shown(f"/contracts/{REF}/reports")["items"]]
    assert len(kept) == 2
    assert sent.json()["id"] in kept


@on_postgresql
def test_m02_a_database_that_is_read_only_is_read(begin: Begin, kind: str, postgres_server: Server) -> None:
    if kind == "sqlite":
        pytest.skip("a file is not read-only by itself")
    desk = begin(agree)
    read_only = "default_transaction_read_only"
    desk.shown(f"/contracts/{REF}", "client_auditor")  # when the token was last used is written down once
    with altered(postgres_server, desk, f"SET {read_only} = on", f"RESET {read_only}"):
        assert desk.shown(f"/contracts/{REF}")["reference"] == REF
        assert is_told(desk.send(calls()))
    assert desk.send(calls()).status_code == 201


def test_m04_a_full_disk_is_told_and_what_is_stored_is_read(begin_one: Begin) -> None:
    desk = begin_one(agree)
    desk.shown(f"/contracts/{REF}", "client_auditor")
    many = b"\n".join([calls(days=range(1, 2)), *(b"2026-01-02,q%d,9,9,0" % n for n in range(2000))])
    with full(desk.app.state.database.engine):
        assert is_told(desk.send(many))
        assert desk.shown(f"/contracts/{REF}")["reference"] == REF
    assert desk.shown(f"/contracts/{REF}/reports")["items"] == []
    assert desk.send(calls()).status_code == 201
