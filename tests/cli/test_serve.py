"""Serving, working and migrating, as real processes where that is the point."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.access.wall_check import check_application, check_role
from app.cli.serving.listen import listen
from app.contracts.amend import put_terms
from app.database import JOBS, Database, make_engine, migrate, schema_is_current
from app.reports.tables import Report
from tests.cli.conftest import Run
from tests.desk import OPENED, REF, calls, staffed, terms, with_contract
from tests.postgres import Server

pytestmark = pytest.mark.slow  # real servers

ROOT = Path(__file__).parents[2]
KEY = "Rk7-long-enough-and-random-0123456789-abcdef"
START = "from app.cli import main; main()"


def environment(database_url: str) -> dict[str, str]:
    return {**os.environ, "SCORECARD_DATABASE_URL": database_url, "SCORECARD_SECRET_KEY": KEY}


@contextmanager
def started(database_url: str, *args: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Start a command that goes on, and yield it with what it says in JSON once it listens or works."""
    with subprocess.Popen(
        [sys.executable, "-c", START, *args, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=environment(database_url),
    ) as process:
        try:
            assert process.stdout is not None
            yield process, said(process.stdout)
        finally:
            process.kill()


def said(stream: IO[str]) -> dict[str, Any]:
    text = ""
    while not text.endswith("}\n"):
        line = stream.readline()
        assert line, f"it ended after saying {text!r}"
        text += line
    spoken: dict[str, Any] = json.loads(text)
    return spoken


def answers(listening: str, path: str = "/readyz") -> dict[str, Any]:
    """Ask once: the socket listens before the service runs, so the answer waits for it."""
    with urllib.request.urlopen(f"http://{listening}{path}", timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
        return told


def stopped(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def metrics_on(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        return str(answer.read().decode())


def is_current(url: str) -> bool:
    engine = make_engine(url)
    try:
        return schema_is_current(engine)
    finally:
        engine.dispose()


def test_serve_migrates_the_embedded_database_and_does_the_jobs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'scorecard.db'}"
    for name, value in (("SCORECARD_DATABASE_URL", url), ("SCORECARD_SECRET_KEY", KEY)):
        monkeypatch.setenv(name, value)
    with started(url, "serve", "--port", "0") as (process, says):
        assert answers(says["listening"]) == {"status": "ready"}
        assert says["base_url"] == f"http://{says['listening']}"
        for second in (["worker"], ["serve", "--port", "0"]):
            refused = run(*second)
            assert refused.code == 2
            assert "already runs the jobs of this SQLite database" in refused.err
        assert stopped(process) == 0
    assert is_current(url)


def test_a_request_under_way_is_answered_before_the_service_stops(sqlite_url: str) -> None:
    """M06: half of an upload is here when the service is told to stop; the other half still counts."""
    database = Database(make_engine(sqlite_url))
    organisations, tokens = staffed(database)
    contract = with_contract(database, organisations)
    with database.writing() as session:
        put_terms(session, contract, date(2026, 1, 1), terms(), OPENED, None)
    database.close()
    content = calls()
    with started(sqlite_url, "serve", "--port", "0") as (process, says):
        assert answers(says["listening"]) == {"status": "ready"}
        host, _, port = says["listening"].rpartition(":")
        head = (
            f"POST /api/v1/contracts/{REF}/reports HTTP/1.1\r\nHost: {says['listening']}\r\n"
            f"Authorization: Bearer {tokens['provider_clerk']}\r\nContent-Type: text/csv\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        with socket.create_connection((host, int(port)), timeout=60) as connection:
            connection.sendall(head.encode() + content[:100])
            assert answers(says["listening"]) == {"status": "ready"}  # so the half is here, too
            process.send_signal(signal.SIGTERM)
            connection.sendall(content[100:])
            assert connection.recv(65_536).startswith(b"HTTP/1.1 201")
        assert process.wait(timeout=60) == 0
    database = Database(make_engine(sqlite_url))
    with database.reading() as session:
        assert len(session.exec(select(Report)).all()) == 1
    database.close()


@pytest.mark.slow
@pytest.mark.postgres
def test_several_web_processes_share_a_listener_beside_a_worker(
    postgres_url: str, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("SCORECARD_METRICS_PORT", str(port))
    with (
        started(postgres_server.as_application(postgres_url), "serve", "--port", "0", "--workers", "2") as (
            web,
            says,
        ),
    ):
        assert [answers(says["listening"])["status"] for _ in range(20)] == ["ready"] * 20
        added_up = 'scorecard_requests_total{method="GET",route="/readyz",status="200"} 20.0'
        assert added_up in metrics_on(port)
        monkeypatch.delenv("SCORECARD_METRICS_PORT")
        with started(postgres_url, "worker") as (worker, works):
            assert works["database"] == "postgresql"
            assert (stopped(worker), stopped(web)) == (0, 0)


@pytest.mark.postgres
def test_migrate_makes_the_users_of_web_and_workers(
    run: Run, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_server.database() as owners:
        urls = {who: owners.replace("postgres@", f"{who}:it's-a-secret@") for who in ("my_web", "my_worker")}
        monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)
        monkeypatch.setenv("SCORECARD_OWNER_DATABASE_URL", owners)
        monkeypatch.setenv("SCORECARD_DATABASE_URL", urls["my_web"])
        monkeypatch.setenv("SCORECARD_WORKER_DATABASE_URL", urls["my_worker"])
        first, again = run("migrate"), run("migrate")
        assert (first.code, again.code) == (0, 0)
        assert "my_web can sign in to it.\nmy_worker can sign in to it.\n" in first.err
        assert "can sign in" not in again.err
        web, worker, owner = (make_engine(url) for url in (*urls.values(), owners))
        check_application(web, strict=True)
        check_role(worker, JOBS)
        with pytest.raises(RuntimeError, match="my_worker, as whom the service signs in, does the jobs"):
            check_application(worker, strict=True)
        with owner.connect() as connection:
            kept = connection.execute(text("SELECT rolpassword FROM pg_authid WHERE rolname = 'my_web'"))
            assert kept.scalar_one().startswith("SCRAM-SHA-256$")
        for engine in (web, worker, owner):
            engine.dispose()


@pytest.mark.postgres
def test_who_could_read_everybodys_rows_does_not_serve(
    run: Run, postgres_url: str, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)
    web = postgres_server.as_application(postgres_url)
    postgres_server.run("CREATE ROLE two_hats LOGIN IN ROLE scorecard_app, scorecard_jobs")
    for url, why in ((postgres_url, "is a superuser"), (web.replace("web@", "two_hats@"), "does the jobs")):
        monkeypatch.setenv("SCORECARD_DATABASE_URL", url)
        ran = run("serve", "--port", "0")
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert f"as whom the service signs in, {why} and could read everybody's rows" in ran.err
    monkeypatch.setenv("SCORECARD_DATABASE_URL", web)
    ran = run("worker")
    assert (ran.code, "GRANT scorecard_jobs TO web" in ran.err) == (2, True)


def test_connections_of_the_listener_send_at_once() -> None:
    """Several workers get the socket without its protocol, and then their event loops set nothing."""
    with (
        listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()) as asking,
        listener.accept()[0] as answering,
    ):
        assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
        assert asking.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0


def test_several_web_processes_need_postgresql(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORECARD_DATABASE_URL", f"sqlite:///{tmp_path / 'one.db'}")
    monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)
    ran = run("serve", "--workers", "2")
    assert (ran.code, ran.err.partition(":")[0]) == (2, "--workers")
    assert not (tmp_path / "one.db").exists()


def test_a_taken_port_is_told_before_anything_else(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORECARD_DATABASE_URL", f"sqlite:///{tmp_path / 'one.db'}")
    monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("serve", "demo"):
            ran = run(command, "--port", port)
            assert ran.code == 2
            assert ran.err == (
                f"127.0.0.1:{port}: cannot listen here (Address already in use); "
                "choose another port with --port\n"
            )
    assert not (tmp_path / "one.db").exists()


def test_migrate_brings_either_database_up_and_again_changes_nothing(
    run: Run, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORECARD_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)
    kind = "sqlite" if empty_database_url.startswith("sqlite") else "postgresql"
    for _ in range(2):
        ran = run("migrate", "--json")
        assert (ran.code, ran.json) == (0, {"database": kind, "schema": "current"})
    assert is_current(empty_database_url)


@pytest.mark.postgres
def test_an_old_schema_on_postgresql_stops_the_service_with_a_sentence(
    run: Run, postgres_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)
    with postgres_server.database() as url:
        migrate(url)
        migrate(url, "base")
        monkeypatch.setenv("SCORECARD_DATABASE_URL", url)
        for command in (["serve", "--port", "0"], ["worker"]):
            ran = run(*command)
            assert ran.code == 2
            assert "run “scorecard migrate” first" in ran.err


@pytest.mark.parametrize("url", ["nonsense", "mysql://somewhere/x", "postgresql://me:s3cr3t@127.0.0.1:1/x"])
def test_a_database_that_cannot_be_used_is_told_in_one_line_without_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("SCORECARD_DATABASE_URL", url)
    monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)
    ran = run("migrate")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert ran.err.startswith("SCORECARD_DATABASE_URL: ")
    assert "s3cr3t" not in ran.err
