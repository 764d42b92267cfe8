"""The throw-away server: it runs unprivileged, keeps databases apart, and never outlives its test run."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgres

pytestmark = pytest.mark.postgres

START_AND_WAIT = """
import time
from tests import postgres
with postgres.running_server() as server:
    print(server.port, flush=True)
    time.sleep(60)
"""


def ask(url: str, *statements: str) -> object:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        answer = cursor.fetchone()
    assert answer is not None
    return answer[0]


def test_a_change_in_one_database_is_not_seen_in_the_next(postgres_server: postgres.Server) -> None:
    template = postgres_server.create("with_a_table")
    ask(template, "CREATE TABLE mark (one int)", "INSERT INTO mark VALUES (1) RETURNING one")
    with postgres_server.database(template="with_a_table") as first:
        ask(first, "INSERT INTO mark VALUES (2) RETURNING one")
        with postgres_server.database(template="with_a_table") as second:
            assert ask(first, "SELECT count(*) FROM mark") == 2
            assert ask(second, "SELECT count(*) FROM mark") == 1


def test_a_database_goes_although_somebody_is_still_connected(postgres_server: postgres.Server) -> None:
    with postgres_server.database() as url:
        lingering = psycopg.connect(url.replace("+psycopg", ""))
    with pytest.raises(psycopg.OperationalError):
        lingering.execute("SELECT 1")
    lingering.close()
    name = url.rsplit("/", 1)[1].encode()
    known = ask(postgres_server.url("postgres"), "SELECT array_agg(datname::text) FROM pg_database")
    assert name.decode() not in known  # type: ignore[operator]


def test_the_server_stores_text_as_it_came(postgres_server: postgres.Server) -> None:
    with postgres_server.database() as url:
        assert ask(url, "SELECT '合同/客户一'") == "合同/客户一"
        assert ask(url, "SHOW server_encoding") == "UTF8"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_no_server_is_left_when_the_test_run_is_killed() -> None:
    root = Path(__file__).resolve().parents[1]
    run = subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout is not None
    port = int(run.stdout.readline())
    server = postgres.Server(port)
    pid = int(str(ask(server.url("postgres"), "SELECT pg_read_file('postmaster.pid')")).split()[0])
    folder = Path(str(ask(server.url("postgres"), "SHOW data_directory"))).parent
    owner = Path(f"/proc/{pid}").stat().st_uid
    assert owner != 0
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    assert_gone(pid)
    shutil.rmtree(folder)


def assert_gone(pid: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if "zombie" in Path(f"/proc/{pid}/status").read_text():
            return
        time.sleep(0.05)  # polling a process that is not our child
    raise AssertionError(f"the server {pid} outlived the run that started it")
