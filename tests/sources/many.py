"""Many contracts with many sources, workers that may be killed, and time that passes faster than it does."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select

from app.access.people import add_organisation
from app.access.tables import ContractParty
from app.contracts.amend import put_terms
from app.contracts.open import open_contract
from app.database import Database
from app.jobs import Executor, Work
from app.jobs.heartbeat import LEASE
from app.sources.tables import Source
from tests.sources.conftest import NOW, TERMS

ROOT = Path(__file__).resolve().parents[2]
QUEUES = "queues: {billing: {title: 账单热线}}"


@dataclass
class Workers:
    """The worker processes of a database: each may be killed at any moment and another one started."""

    database: Database
    nursery: subprocess.Popen[str]
    living: dict[int, str] = field(default_factory=dict)  # process id: executor

    def start(self) -> None:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write("start\n")
        self.nursery.stdin.flush()
        pid, executor = self.nursery.stdout.readline().split()
        self.living[int(pid)] = executor

    def kill_one(self, moments: random.Random) -> None:
        """Kill -9, and let the lease run out without waiting for it (on SQLite the lock says who lives)."""
        pid = moments.choice(sorted(self.living))
        os.kill(pid, signal.SIGKILL)
        executor = self.living.pop(pid)
        with self.database.writing() as session:
            dead = update(Executor).where(col(Executor.id) == executor)
            session.execute(dead.values(beat_at=datetime.now(UTC) - LEASE * 2))

    def stop(self) -> None:
        for pid in self.living:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        self.nursery.communicate(timeout=60)


@contextmanager
def workers_of(database: Database, url: str, allowed: str, seconds: float = 60.0) -> Iterator[Workers]:
    """Yield workers that fetch for so many seconds at most; none of them is left afterwards."""
    command = [sys.executable, "-m", "tests.sources.nursery", url, allowed, str(seconds)]
    nursery = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    workers = Workers(database, nursery)
    try:
        yield workers
    finally:
        workers.stop()


def add_contracts(database: Database, number: int, queues: int = 0) -> list[tuple[UUID, UUID]]:
    """Store so many contracts with parties of their own and terms; return their ids and their providers'."""
    made = []
    names = ", ".join(f"q{queue}: {{}}" for queue in range(queues))
    for index in range(number):
        reference = f"MANY-{index:03}"
        text = TERMS.replace("ACME-2026-01", reference)
        if names:
            text = text.replace(QUEUES, f"queues: {{{names}}}")
        with database.writing() as session:
            client = add_organisation(session, f"Client {index}", now=NOW)
            contract = open_contract(session, client.id, reference, f"Provider {index}", NOW)
            put_terms(session, contract.id, date(2026, 1, 1), text, NOW, None)
            part = select(ContractParty.organisation_id).where(
                ContractParty.contract_id == contract.id, ContractParty.part == "provider"
            )
            made.append((contract.id, session.exec(part).one()))
    return made


def source_of(contract: tuple[UUID, UUID], url: str, **fields: object) -> Source:
    """A source of a contract's provider, not stored yet."""
    given = {"name": "daily", "window": "day", "lag_days": 1, "look_back": 0, "every_minutes": 60}
    given |= {"method": "GET", "side": "provider", "created_at": NOW, **fields}
    return Source(contract_id=contract[0], organisation_id=contract[1], url=url, **given)


def let_time_pass(database: Database) -> None:
    """Let what waits for a later moment be due now."""
    waiting = (col(Work.done_at).is_(None), col(Work.executor) == "", col(Work.due_at) > datetime.now(UTC))
    with database.writing() as session:
        session.execute(update(Work).where(*waiting).values(due_at=datetime.now(UTC)))


def open_pulls(database: Database) -> int:
    with database.reading() as session:
        chosen = select(func.count()).where(col(Work.kind) == "pull", col(Work.done_at).is_(None))
        return session.exec(chosen).one()
