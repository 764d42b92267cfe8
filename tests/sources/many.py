"""Many contracts with many sources, workers that may be killed, and time that passes faster than it does."""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, func, select

from app.access.people import add_organisation
from app.access.tables import ContractParty
from app.contracts.amend import put_terms
from app.contracts.open import open_contract
from app.database import Database
from app.jobs import Work
from app.sources.tables import Source
from tests.sources.conftest import NOW, TERMS
from tests.workers import Workers, workers_of

QUEUES = "queues: {billing: {title: 账单热线}}"


def pullers_of(
    database: Database, url: str, allowed: str, seconds: float = 60.0
) -> AbstractContextManager[Workers]:
    """Workers that fetch for so many seconds at most."""
    settings = {"database_url": url, "allowed_fetch_hosts": allowed, "fetch_seconds": seconds}
    return workers_of(database, "app.sources.pulling.plan", "app.sources.pulling.pull", **settings)


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
