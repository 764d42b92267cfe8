"""Hostile D02 and D05 for exports: inert text, a file spooled in flat memory, readers that are slow."""

import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
import uvicorn

from app.cli.serving.run_server import configure
from app.errors import NotAllowed
from app.reports.exports import spooled as sending
from app.reports.exports.files import Spooled
from app.reports.exports.spooled import SpooledResponse
from app.settings import load_settings
from tests.desk import REF, Desk

ROOT = Path(__file__).resolve().parents[3]
SIZE = 20 * sending.CHUNK
Sent = list[dict[str, Any]]


def nothing() -> None:
    """Always allowed."""


def spooled() -> Spooled:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    file.write(b"x" * SIZE)
    file.seek(0)
    return Spooled(file, SIZE, "0" * 64)


def sent_to_a_reader(response: SpooledResponse, pause: float) -> Sent:
    """What goes out to somebody who takes so many seconds for each chunk."""
    messages: Sent = []

    async def send(message: Any) -> None:
        await anyio.sleep(pause)
        messages.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    anyio.run(response, {"type": "http", "path": "/x"}, receive, send)
    return messages


def body(messages: Sent) -> int:
    return sum(len(message.get("body", b"")) for message in messages)


def test_d05_a_reader_that_keeps_up_gets_all_of_it_a_chunk_at_a_time() -> None:
    file = spooled()
    messages = sent_to_a_reader(SpooledResponse(file, "a.csv", "text/csv", 60, nothing), 0)
    assert body(messages) == SIZE
    assert max(len(message.get("body", b"")) for message in messages) == sending.CHUNK
    assert not messages[-1].get("more_body", False)
    assert file.file.closed


def test_d05_a_slow_reader_is_cut_off_at_the_deadline() -> None:
    file = spooled()
    messages = sent_to_a_reader(SpooledResponse(file, "a.csv", "text/csv", 0.2, nothing), 0.05)
    assert 0 < len(messages) < 20
    assert body(messages) < SIZE  # short of the length that was told, so nobody takes it for whole
    assert all(message.get("more_body", True) for message in messages)
    assert file.file.closed


def test_i11_an_export_stops_when_its_reader_may_no_longer_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "LOOK_AGAIN", 0.0)

    def refused() -> None:
        raise NotAllowed

    messages = sent_to_a_reader(SpooledResponse(spooled(), "a.csv", "text/csv", 60, refused), 0)
    assert body(messages) == sending.CHUNK
    assert messages[-1]["more_body"]


LARGE = 64 * 1024 * 1024  # bytes: about a million rows, and more than all buffers on the way hold
SLOW = 1024  # bytes that the reader takes in a second


@contextmanager
def serving(seconds: float) -> Iterator[tuple[int, list[float]]]:
    """A real server that answers every request with a large export within so many seconds, and after how many
    of them it was done with each.
    """
    took: list[float] = []

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        file.truncate(LARGE)
        spooled = Spooled(file, LARGE, "0" * 64)
        begun = time.monotonic()
        await SpooledResponse(spooled, "a.csv", "text/csv", seconds, nothing)(scope, receive, send)
        took.append(time.monotonic() - begun)

    config = configure(answer, load_settings(demo=True))  # type: ignore[arg-type]
    config.lifespan = "off"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield int(listener.getsockname()[1]), took
        server.should_exit = True
        thread.join(30)


def read_slowly(reader: socket.socket, until: float) -> int:
    """How many bytes came before the connection was dropped, and not closed behind what still waits."""
    got = 0
    while time.monotonic() < until:
        try:
            got += len(reader.recv(SLOW // 4))
        except ConnectionResetError:
            return got
        time.sleep(0.25)  # the reader's own pace
    raise AssertionError("the connection was never dropped")


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [1.0, pytest.param(60.0, marks=pytest.mark.soak)])
def test_d05_a_real_reader_of_a_kilobyte_a_second_is_cut_off_and_holds_nothing(seconds: float) -> None:
    with serving(seconds) as (port, took), socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", port))
        reader.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        got = read_slowly(reader, time.monotonic() + seconds + 30)
        assert 0 < got < LARGE // 100
        assert seconds * 0.9 < took[0] < seconds + 20


MEASURED = """
import resource, sys
import polars as pl
from app.reports.exports.files import spool

def batches(rows):
    for first in range(0, rows, 20_000):
        day = [f"2026-01-{1 + number % 28:02}T{number % 24:02}:00+08:00" for number in range(20_000)]
        keys = {"contract": ["A"] * 20_000, "interval_start": day, "interval_minutes": [30] * 20_000}
        keys |= {name: ["billing"] * 20_000 for name in ("queue", "segment", "channel")}
        counts = {f"m{n}": [(first + number) * 1_000_000 + n for number in range(20_000)] for n in range(5)}
        yield pl.DataFrame(keys | counts)

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

small = spool(batches(40_000), sys.argv[1], "Asia/Shanghai")
before = peak()
large = spool(batches(int(sys.argv[2])), sys.argv[1], "Asia/Shanghai")
print(large.size > 5 * small.size, round(peak() - before))
"""


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("rows", [400_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_d05_memory_is_flat_whatever_the_size_of_the_export(form: str, rows: int) -> None:
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, form, str(rows)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    larger, grown = told.stdout.split()
    assert larger == "True"
    assert int(grown) < 120  # MB


@pytest.mark.slow
def test_d02_markup_goes_out_as_a_file_and_never_as_a_page(one_agreed: Desk) -> None:
    script = "<script>alert(1)</script>"
    assert one_agreed.send(f"date,segment,offered\n2026-01-01,{script},5\n".encode()).status_code == 201
    answer = one_agreed.get(f"/contracts/{REF}/sheets.csv", params={"from": "2026-01-01", "to": "2026-01-02"})
    assert script in answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment; ")
