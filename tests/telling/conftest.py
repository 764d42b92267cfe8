"""A client and its provider, a contract between them, and a receiver that each may be told at."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.access.events import Kind, emit
from app.access.locked import box_of, lock
from app.access.people import add_organisation, add_party
from app.database import Database, make_engine, new_id
from app.jobs import Later, Work, run_due
from app.settings import Settings, load_settings
from app.sources.outside.transport import Door, Limits
from app.sources.pulling.pull import door_of
from app.telling import deliver as delivering
from app.telling.signing import new_secret
from app.telling.tables import WebhookDelivery, WebhookEndpoint
from tests.desk import begin, begin_one
from tests.telling.receiver import KEY, Receiver, receiving

__all__ = ["begin", "begin_one"]

REF = "ACME-2026-01"
PATIENT = Limits(total=60.0, connect=30.0, read=30.0, received=64 * 1024)  # for what answers
QUICK = replace(PATIENT, total=1.0, read=0.5)  # for what never does


@dataclass
class World:
    """The database, who is there, and the receiver."""

    database: Database
    settings: Settings
    receiver: Receiver
    organisations: dict[str, UUID]
    contract: UUID
    now: datetime

    def endpoint(self, whose: str = "client", *kinds: str, url: str = "") -> tuple[UUID, str]:
        secret = new_secret()
        with self.database.writing() as session:
            endpoint = WebhookEndpoint(
                organisation_id=self.organisations[whose],
                name=f"of the {whose}",
                url=url or self.receiver.url,
                kinds=list(kinds),
                secrets=lock(box_of(self.settings), {"current": secret, "older": ""}),
                created_at=self.now - timedelta(days=1),
            )
            session.add(endpoint)
        return endpoint.id, secret

    def happen(self, kind: Kind = "scorecard.issued", **given: Any) -> bool:
        with self.database.writing() as session:
            facts = {"period": "2026-04", "note": "合同"}
            return emit(session, kind, self.contract, REF, facts, self.now, **given)

    def work(self, now: datetime | None = None) -> list[str]:
        return run_due(self.database, self.settings, now)

    def deliveries(self) -> list[WebhookDelivery]:
        with self.database.reading() as session:
            return list(session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.id))))

    def open_work(self, kind: str) -> list[Work]:
        with self.database.reading() as session:
            mine = select(Work).where(col(Work.kind) == kind, col(Work.done_at).is_(None))
            return list(session.exec(mine))

    def attempt(self, at: datetime | None = None, limits: Limits = PATIENT) -> str | Later:
        """One attempt of the only delivery."""
        (delivery,) = self.deliveries()
        door: Door = replace(door_of(self.settings), limits=limits)
        box = box_of(self.settings)
        return delivering.attempt(self.database, door, box, delivery.id, at or self.now)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def world(database_url: str, receiver: Receiver) -> Iterator[World]:
    database = Database(make_engine(database_url))
    now = datetime.now(UTC)
    contract = new_id()
    with database.writing() as session:
        who = {
            side: add_organisation(session, f"The {side}", now=now).id
            for side in ("client", "provider", "outsider")
        }
        for side in ("client", "provider"):
            add_party(session, contract, who[side], side)
    settings = load_settings(
        demo=True, secret_key=KEY, database_url=database_url, allowed_fetch_hosts=receiver.host
    )
    yield World(database, settings, receiver, who, contract, now)
    database.close()
