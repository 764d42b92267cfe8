"""`python -m tests.benchmarks.mixed`: readers of a service that imports 100,000 half-hours beside them (L06).

Eight readers ask for everything in turn for a minute while nothing else happens, then for as long as the
imports take, one after the other. Told are both p95 with their ratio, and what the process holds after each
import. One process on SQLite, which reads and judges the reports beside the requests.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.contracts.amend import put_terms
from app.contracts.open import open_contract
from app.database import Database, make_engine, migrate
from tests.benchmarks.crowd import Client, Over, Seen, added, read, together
from tests.benchmarks.load import wait
from tests.benchmarks.over_http import get, server
from tests.benchmarks.world import NOW, client, half_hours, months_before, terms_of

QUEUES = 20
WITHIN = 600.0  # seconds, for one import


@dataclass(frozen=True)
class Size:
    """How many readers for how long, and how many imports of how many rows."""

    readers: int = 8
    seconds: float = 60.0
    rows: int = 100_000
    rounds: int = 10


@dataclass(frozen=True)
class Mixed:
    """What it came to: what readers saw, in milliseconds and faults, and megabytes after each import."""

    idle: Seen
    busy: Seen
    held: list[float]

    @property
    def growth(self) -> float:
        """What the process holds in the end over what it held in the middle, in megabytes."""
        return self.held[-1] - statistics.median(self.held)


def measure(url: str, size: Size) -> Mixed:
    """Raises AssertionError when an import is refused, RuntimeError when it does not end."""
    migrate(url)
    database = Database(make_engine(url))
    starts = months_before(size.rows // QUEUES // 48 // 30 + 2)
    tokens = [_opened(database, number, starts) for number in range(size.rounds)]
    content = "\n".join(half_hours(size.rows, QUEUES, starts)).encode()
    try:
        with server("working", url) as (port, process):
            get(port, "/readyz", {}, within=180)
            send = partial(_import, database, port, content)
            send(tokens[0])
            idle = _reading(port, tokens[0], size, lambda: wait(time.monotonic() + size.seconds))
            held: list[float] = []

            def imports() -> None:
                for token in tokens[1:]:
                    send(token)
                    held.append(_held_mb(process))

            busy = _reading(port, tokens[0], size, imports)
    finally:
        database.close()
    return Mixed(idle, busy, held)


def _opened(database: Database, number: int, starts: date) -> str:
    """A client with one contract; the token of somebody who may send and read."""
    with database.writing() as session:
        owner, caller = client(session, f"Client {number}")
        contract = open_contract(session, owner, "MIXED", "Chengdu Contact Services", NOW)
        put_terms(session, contract.id, starts, terms_of(contract, "Client", starts, QUEUES), NOW, None)
    return caller.secret


def _reading(port: int, token: str, size: Size, meanwhile: Callable[[], object]) -> Seen:
    readers = [Client(port, token) for _ in range(size.readers)]
    month = months_before(1)
    paths = [f"/api/v1/contracts/MIXED/scorecards/{month:%Y-%m}", "/api/v1/contracts", "/api/v1/me"]
    paths += [f"/api/v1/portfolio?period={month:%Y-%m}", "/api/v1/contracts/MIXED/trends/abandonment"]
    days = f"from={month - timedelta(31):%Y-%m}-01&to={month + timedelta(31):%Y-%m}-01"
    paths += [f"/api/v1/contracts/MIXED/measures?{days}&by=month,queue", "/api/v1/contracts/MIXED/reports"]
    acts: list[Callable[[Over], None]] = [partial(read, one, paths) for one in readers]
    with together(acts):
        meanwhile()
    return added(readers)


def _import(database: Database, port: int, content: bytes, token: str) -> None:
    """Send the report and wait until it is read and nothing waits to be judged."""
    before = _count(database, "SELECT count(*) FROM report WHERE status = 'accepted'")
    sender = Client(port, token)
    answer = sender.ask("POST", "/api/v1/contracts/MIXED/reports?side=provider", content)
    sender.close()
    assert answer is not None
    assert answer[0] in (201, 202), answer
    until = time.monotonic() + WITHIN
    while (
        _count(database, "SELECT count(*) FROM report WHERE status = 'accepted'") == before
        or _count(database, "SELECT count(*) FROM work WHERE outcome = '' AND kind = 'reassess'") > 0
    ):
        if time.monotonic() > until:
            raise RuntimeError("the import did not end")
        time.sleep(0.05)  # polling, as whoever sent it does


def _count(database: Database, question: str) -> int:
    with database.reading() as session:
        return int(session.execute(text(question)).scalar_one())


def _held_mb(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def lines_of(mixed: Mixed) -> Iterator[str]:
    """The table."""
    yield "| readers | answers | p95, ms | ratio | 5xx | MB after each import |"
    yield "| --- | ---: | ---: | ---: | ---: | --- |"
    held = " ".join(f"{one:.0f}" for one in mixed.held)
    for name, seen, told in (("nothing beside", mixed.idle, ""), ("an import beside", mixed.busy, held)):
        ratio = seen.slowest(0.95) / mixed.idle.slowest(0.95)
        cells = f"{len(seen.seconds)} | {seen.slowest(0.95):.0f} | {ratio:.2f} | {seen.faults() or 'none'}"
        yield f"| {name} | {cells} | {told} |"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.mixed", description=__doc__)
    parser.add_argument("--seconds", type=float, default=Size.seconds, help="of reading without an import")
    parser.add_argument("--rounds", type=int, default=Size.rounds, help="imports, the first one unmeasured")
    given: Any = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        size = Size(seconds=given.seconds, rounds=given.rounds)
        for one in lines_of(measure(f"sqlite:///{folder}/mixed.db", size)):
            print(one)


if __name__ == "__main__":
    main()
