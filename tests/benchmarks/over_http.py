"""Over HTTP, with a real server: GET /portfolio against a FastAPI route that answers the same bytes."""

import http.client
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.measured import Row, row, same
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.world import LAST_MONTH, World

STARTS_WITHIN = 180.0  # seconds; a second where nobody else is at work
ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS = (1, 8)


def measure(url: str, kind: str, world: World, sizes: Sizes) -> list[Row]:
    """p50 and p99 of the second portfolio at each number of connections."""
    who = 1  # fifty contracts, but for the smoke test
    path = f"/api/v1/portfolio?period={LAST_MONTH}"
    headers = {"Authorization": f"Bearer {world.callers[who].secret}"}
    count = len(world.clients[who])
    with tempfile.TemporaryDirectory() as folder, server("service", url) as (service, _):
        answer = get(service, path, headers)
        kept = Path(folder, "answer.json")
        kept.write_bytes(answer)
        with server("constant", str(kept)) as (constant, _):
            same("bytes over HTTP", answer, get(constant, "/constant", {}))
            rows = []
            for connections in CONNECTIONS:
                each = max(1, sizes.requests // connections)
                # Taking turns, so that a busy machine slows both.
                ours, theirs = [], []
                for _ in range(sizes.repeats):
                    ours += load(service, path, headers, connections, each // sizes.repeats + 1)
                    theirs += load(constant, "/constant", {}, connections, each // sizes.repeats + 1)
                what = f"GET /portfolio of {count} contracts, {connections} connections"
                rows += _rows(kind, what, ours, theirs)
    return rows


def _rows(kind: str, what: str, ours: list[float], theirs: list[float]) -> list[Row]:
    against = "constant JSON of the same bytes"
    middle = statistics.median(ours), statistics.median(theirs)
    last = _p99(ours), _p99(theirs)
    return [
        row(kind, f"{what}, p50", against, (*middle, middle[0] / middle[1])),
        row(kind, f"{what}, p99", against, (*last, last[0] / last[1])),
    ]


def _p99(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]


def get(port: int, path: str, headers: dict[str, str], within: float = 30) -> bytes:
    """The body of one answer; raises RuntimeError for anything but 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=within)
    try:
        return _ask(connection, path, headers)
    finally:
        connection.close()


def _ask(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> bytes:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"GET {path} answers {answer.status}: {body[:300]!r}")
    return body


def load(port: int, path: str, headers: dict[str, str], connections: int, each: int) -> list[float]:
    """Milliseconds of every request: so many on each of so many connections that are kept open."""
    times: list[list[float]] = [[] for _ in range(connections)]

    def go(mine: list[float]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            for _ in range(each):
                start = time.perf_counter()
                _ask(connection, path, headers)
                mine.append((time.perf_counter() - start) * 1000)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(mine,)) for mine in times]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [one for mine in times for one in mine]
    same("answers", len(found), connections * each)
    return found


@contextmanager
def server(kind: str, given: str) -> Iterator[tuple[int, int]]:
    """A real server in a process of its own: its port and its process id."""
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.serve", str(port), kind, given]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for_port(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=STARTS_WITHIN)


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError as refused:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server did not start") from refused
            time.sleep(0.05)  # polling a process that cannot tell us when it is ready
        else:
            return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
