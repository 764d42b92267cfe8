"""`make load`: 100 readers and 20 uploaders against two web processes on PostgreSQL, for a minute.

Then another minute in which one of the two is killed every five seconds and started again by its parent. No
answer may be a fault of ours (5xx); every file that was accepted is there, and there once. Throughput and p99
are told as ratios to a FastAPI route that answers constant JSON from two processes in the same run.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.contracts.amend import put_terms
from app.database import Database, make_engine, migrate
from app.reports.tables import Report
from tests import postgres
from tests.benchmarks.crowd import Client, Over, Seen, Uploader, added, read, together
from tests.benchmarks.over_http import ROOT, free_port, get, server, wait_for_port
from tests.desk import KEY, OPENED, staffed, terms, with_contract

NO_LIMITS = ("TOKEN", "ORGANISATION", "ADDRESS")


@dataclass(frozen=True)
class Size:
    """How many clients for how long; `kill` is how many seconds lie between two kills."""

    readers: int = 100
    uploaders: int = 20
    seconds: float = 60.0
    kill: float = 5.0


@dataclass(frozen=True)
class World:
    """A database with one contract for each uploader, and the tokens of who reads and who sends."""

    database: Database
    reader: str
    clerk: str
    contracts: dict[str, UUID]


@dataclass(frozen=True)
class Run:
    """What a run brought."""

    reading: Seen
    sending: Seen
    accepted: int
    seconds: float
    kills: int


def build(url: str, size: Size) -> World:
    """One client and its provider, with a contract in force for each uploader."""
    database = Database(make_engine(url))
    organisations, tokens = staffed(database)
    contracts = {}
    for number in range(size.uploaders):
        ref = f"LOAD-{number:02}"
        contracts[ref] = with_contract(database, organisations, ref)
        with database.writing() as session:
            text = terms(ref=ref)
            put_terms(session, contracts[ref], OPENED.date(), text, OPENED, None)
    return World(database, tokens["client_reader"], tokens["provider_clerk"], contracts)


@contextmanager
def web(url: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Two web processes of `scorecard serve` and their parent; the port on which they answer."""
    port = free_port()
    given = {"SCORECARD_DATABASE_URL": url, "SCORECARD_SECRET_KEY": KEY, "SCORECARD_LOG_LEVEL": "warning"}
    given |= {f"SCORECARD_RATE_PER_{what}": "0" for what in NO_LIMITS}
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--workers", "2"]
    with subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONTZPATH": "", **given},
        stderr=subprocess.DEVNULL,
    ) as parent:
        try:
            wait_for_port(port, parent)
            get(port, "/readyz", {}, within=180)
            yield port, parent
        finally:
            parent.terminate()


def run(world: World, port: int, size: Size, meanwhile: Callable[[float], int]) -> Run:
    """Everybody at once for so many seconds; `meanwhile(until)` says how many processes it has killed."""
    readers = [Client(port, world.reader) for _ in range(size.readers)]
    senders = [Uploader(Client(port, world.clerk), ref) for ref in world.contracts]
    paths = [f"/api/v1/contracts/{ref}/scorecards/2026-02" for ref in world.contracts]
    paths += ["/api/v1/contracts", "/api/v1/portfolio?period=2026-02", "/api/v1/me"]
    acts: list[Callable[[Over], None]] = [partial(read, one, paths) for one in readers]
    began = time.monotonic()
    with together([*acts, *(one.send for one in senders)]):
        kills = meanwhile(began + size.seconds)
    took = time.monotonic() - began
    check(world, senders)
    accepted = sum(len(one.accepted) for one in senders)
    return Run(added(readers), added([one.client for one in senders]), accepted, took, kills)


def check(world: World, senders: list[Uploader]) -> None:
    """Raises AssertionError unless what was accepted is there, once, and nothing else."""
    with world.database.reading() as session:
        for one in senders:
            mine = select(Report.sha256).where(
                col(Report.contract_id) == world.contracts[one.ref], col(Report.status) == "accepted"
            )
            kept = sorted(session.exec(mine))
            assert kept == sorted(set(kept)), f"{one.ref}: doubled"
            assert set(one.accepted) <= set(kept), f"{one.ref}: lost"


def wait(until: float) -> int:
    """Only wait."""
    time.sleep(max(0.0, until - time.monotonic()))
    return 0


def killing(parent: int, every: float, until: float) -> int:
    """Kill -9 one of the two web processes, again and again; how often."""
    kills = 0
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(every, left))
        if children := children_of(parent):
            os.kill(random.choice(children), signal.SIGKILL)
            kills += 1
    return kills


def children_of(parent: int) -> list[int]:
    """The web processes; Python's own helpers of several processes are not among them."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    return [int(pid) for pid in found if "resource_tracker" not in _command(pid)]


def _command(pid: str) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")


def constant(answer: bytes, size: Size) -> Run:
    """The same readers, for a sixth of the time, against a route that answers these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder, "answer.json")
        kept.write_bytes(answer)
        with server("constants", str(kept)) as (port, _):
            get(port, "/constant", {})
            readers = [Client(port, "") for _ in range(size.readers)]
            began = time.monotonic()
            with together([partial(read, one, ["/constant"]) for one in readers]):
                wait(began + size.seconds / 6)
            return Run(added(readers), Seen(), 0, time.monotonic() - began, 0)


def line(name: str, one: Run, against: Run) -> str:
    """A line of the table: rates a second, p99 in milliseconds, ratios to the constant route."""
    rate, reference = len(one.reading.seconds) / one.seconds, len(against.reading.seconds) / against.seconds
    p99, theirs = one.reading.p99(), against.reading.p99()
    sent = f"{one.accepted / one.seconds:.1f} | {one.sending.p99():.0f}" if one.accepted else "|"
    faults = {**one.reading.faults(), **one.sending.faults()} or "none"
    broken = one.reading.broken + one.sending.broken
    cells = f"{rate:.0f} | {rate / reference:.2f} | {p99:.0f} | {p99 / theirs:.1f} | {sent}"
    return f"| {name} | {cells} | {faults} | {one.kills} | {broken} |"


HEAD = """\
| run | answers/s | ratio | p99, ms | ratio | accepted/s | p99, ms | 5xx | kills | broken |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def measure(url: str, as_application: str, size: Size) -> Iterator[str]:
    """The lines of the table; raises AssertionError when a file was lost or doubled, or anything was 5xx."""
    world = build(url, size)
    try:
        with web(as_application) as (port, parent):
            headers = {"Authorization": f"Bearer {world.reader}"}
            card = get(port, "/api/v1/contracts/LOAD-00/scorecards/2026-01", headers)
            reference = constant(card, size)
            yield line("constant JSON", reference, reference)
            runs: dict[str, Callable[[float], int]] = {
                "both processes live": wait,
                "one is killed again and again": partial(killing, parent.pid, size.kill),
            }
            for name, meanwhile in runs.items():
                done = run(world, port, size, meanwhile)
                yield line(name, done, reference)
                assert done.accepted, name
                assert not done.reading.faults(), name
                assert not done.sending.faults(), name
    finally:
        world.database.close()


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=Size.seconds, help="of each of the two runs")
    given: Any = parser.parse_args()
    with postgres.running_server() as running:
        url = running.create("load")
        migrate(url)
        print(HEAD, flush=True)
        for one in measure(url, running.as_application(url), Size(seconds=given.seconds)):
            print(one, flush=True)


if __name__ == "__main__":
    main()
