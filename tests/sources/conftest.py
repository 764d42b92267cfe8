from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from app.access.locked import box_of, lock
from app.access.people import add_membership, add_organisation, add_person
from app.access.tables import ContractParty
from app.access.tokens import add_token
from app.contracts.amend import put_terms
from app.contracts.open import open_contract
from app.database import Database, make_engine
from app.jobs import Later, run_due
from app.problems import add_problem_handlers
from app.reports.arriving.places import add_places
from app.reports.tables import Report
from app.settings import Settings, load_settings
from app.sources import routes, window_routes
from app.sources.outside.destinations import allow
from app.sources.outside.transport import MEBIBYTE, Door, Limits
from app.sources.pulling.pull import pull
from app.sources.tables import Source, SourceAttempt, SourceWindow
from tests.conftest import Stage
from tests.sources.faulty_provider import Provider, faulty_provider

TERMS = """
schema: 1
contract: ACME-2026-01
client: Acme Bank
provider: Chengdu Contact Services
currency: CNY
timezone: Asia/Shanghai
starts: 2026-01-01
effective: 2026-01-01
period: {every: month}
queues: {billing: {title: 账单热线}}
targets:
  - {id: abandonment, metric: abandonment_rate, expected: "<= 5%"}
"""
NOW = datetime(2026, 2, 3, 4, 0, tzinfo=UTC)  # noon in Shanghai
JANUARY = date(2026, 1, 1)
QUICK = Limits(total=1.0, connect=0.5, read=0.4, received=2 * MEBIBYTE)  # for what never answers
PATIENT = replace(QUICK, total=60.0, connect=30.0, read=30.0)  # for what answers, on a busy machine


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Yield a provider's server that misbehaves by path."""
    with faulty_provider() as running:
        yield running


@dataclass
class World:
    """A contract between two organisations on a database, and a provider's server to pull from."""

    database: Database
    settings: Settings
    provider: Provider
    contract_id: UUID
    client_id: UUID
    provider_id: UUID
    tokens: dict[str, str]

    def source(self, path: str = "good", **fields: Any) -> UUID:
        """Store a source that pulls months from this path of the faulty server."""
        headers, credentials = fields.pop("headers", {}), fields.pop("credentials", {})
        given = {"name": "daily", "window": "month", "lag_days": 1, "look_back": 1, "every_minutes": 60}
        given |= {"url": self.provider.url(path), "method": "GET", **fields}
        with self.database.writing() as session:
            source = Source(
                organisation_id=self.provider_id,
                contract_id=self.contract_id,
                side="provider",
                header_names=sorted(headers),
                headers=lock(box_of(self.settings), headers),
                credentials=lock(box_of(self.settings), credentials),
                created_at=NOW,
                **given,
            )
            session.add(source)
        return source.id

    def pulls(self, now: datetime | None = None) -> list[str]:
        """The outcomes of the pulls that are due: a word each. What other rooms make of them begins with a
        number (“2 periods judged”), where those rooms are loaded too."""
        return [one for one in run_due(self.database, self.settings, now) if not one[:1].isdigit()]

    def pull(
        self,
        source_id: UUID,
        day: date = JANUARY,
        attempt: int = 1,
        now: datetime = NOW,
        limits: Limits = PATIENT,
        room: int = 0,
    ) -> str | Later:
        """Pull one window here and now."""
        door = Door(allow(self.settings.allowed_fetch_hosts), limits)
        return pull(self.database, door, box_of(self.settings), source_id, day, attempt, now, room=room)

    def attempts(self) -> list[SourceAttempt]:
        with self.database.reading() as session:
            return list(session.exec(select(SourceAttempt).order_by(SourceAttempt.id)))

    def windows(self) -> list[SourceWindow]:
        with self.database.reading() as session:
            return list(session.exec(select(SourceWindow).order_by(SourceWindow.first_day)))

    def reports(self) -> list[Report]:
        with self.database.reading() as session:
            return list(session.exec(select(Report).order_by(Report.id)))

    def one(self, source_id: UUID) -> Source:
        with self.database.reading() as session:
            return session.get_one(Source, source_id)


@dataclass(frozen=True)
class Parties:
    """Who stands behind a contract, as `lay_people` left them in a database."""

    contract_id: UUID
    client_id: UUID
    provider_id: UUID
    tokens: dict[str, str]


def lay_people(url: str, terms: str = TERMS, since: date = JANUARY) -> Parties:
    """Fill an empty migrated database with a contract, its parties, and tokens of some of their people."""
    database = Database(make_engine(url))
    with database.writing() as session:
        client = add_organisation(session, "Acme Bank", now=NOW)
        contract = open_contract(session, client.id, "ACME-2026-01", "Chengdu Contact Services", NOW)
        put_terms(session, contract.id, since, terms, NOW, None)
        part = select(ContractParty.organisation_id).where(
            ContractParty.contract_id == contract.id, ContractParty.part == "provider"
        )
        provider_id = session.exec(part).one()
        outsider = add_organisation(session, "Somebody Else", now=NOW)
        tokens = {}
        staff = {"auditor": client.id, "clerk": provider_id, "reader": provider_id, "outsider": outsider.id}
        for name, organisation_id in staff.items():
            person = add_person(session, f"{name}@example.com", name, now=NOW)
            role = "administrator" if name == "outsider" else name
            add_membership(session, person.id, organisation_id, role, now=NOW)
            tokens[name] = add_token(session, organisation_id, person.id, name, role, now=NOW).secret
        parties = Parties(contract.id, client.id, provider_id, tokens)
    database.close()
    return parties


def world_at(url: str, parties: Parties, provider: Provider) -> World:
    """The world on a database that `lay_people` filled."""
    settings = load_settings(demo=True, database_url=url, allowed_fetch_hosts=provider.allowed)
    database = Database(make_engine(url))
    return World(database, settings, provider, **vars(parties))


def people_world(url: str, provider: Provider, terms: str = TERMS, since: date = JANUARY) -> World:
    """A world of its own, with other terms than the usual ones."""
    return world_at(url, lay_people(url, terms, since), provider)


@pytest.fixture
def world(stage: Stage, provider: Provider) -> Iterator[World]:
    """A world on each kind of database."""
    made = world_at(*stage("sources", lay_people), provider)
    yield made
    made.database.close()


@pytest.fixture
def one_world(one_stage: Stage, provider: Provider) -> Iterator[World]:
    """A world on the embedded database, for what has nothing to do with the kind."""
    made = world_at(*one_stage("sources", lay_people), provider)
    yield made
    made.database.close()


@pytest.fixture
def client(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """What is asked over HTTP of the sources of this world."""
    app = FastAPI()
    add_places(app, 6)
    for one in (routes.router, window_routes.router):
        app.include_router(one)
    add_problem_handlers(app)
    app.state.settings, app.state.database = world.settings, world.database
    monkeypatch.setattr(routes, "TRY_LIMITS", PATIENT)
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running


@pytest.fixture
def bearer(world: World) -> Callable[[str], dict[str, str]]:
    """Return a function from somebody's name to the header with their token."""
    return lambda name: {"Authorization": f"Bearer {world.tokens[name]}"}
