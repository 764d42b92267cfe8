"""The standing cast: a client, its provider, and an outsider, with somebody in every role."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from app.access.passwords import hash_password
from app.access.people import add_membership, add_organisation, add_party, add_person
from app.access.roles import ROLES
from app.access.routes import router
from app.access.tables import AuditEntry
from app.access.tokens import add_token
from app.database import Database, make_engine, new_id
from app.problems import add_problem_handlers
from app.settings import load_settings
from tests.conftest import Stage

PASSWORD = "correct horse battery"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """`client_auditor`, `provider_clerk`, `outsider_reader`, …: each name gives ids and a token."""

    organisations: dict[str, UUID]
    people: dict[str, UUID]
    tokens: dict[str, str] = field(repr=False)
    contract: UUID
    other_contract: UUID  # between the outsider and nobody of ours

    def bearer(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[name]}"}


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Argon2 takes its time on purpose, so the cast shares one hash."""
    return hash_password(PASSWORD)


@pytest.fixture
def begun(stage: Stage, password_hash: str) -> tuple[str, Cast]:
    """The address of a database with the cast on it."""
    return stage("cast", lambda url: enter(url, password_hash))


@pytest.fixture
def database_url(request: pytest.FixtureRequest, kind: str) -> str:
    """A database of either kind, with the cast on it where the test asks for one, else empty."""
    if "cast" in request.fixturenames:
        return str(request.getfixturevalue("begun")[0])
    return str(request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(make_engine(database_url))
    yield database
    database.close()


@pytest.fixture
def cast(begun: tuple[str, Cast]) -> Cast:
    return begun[1]


def enter(url: str, password_hash: str) -> Cast:
    """Put the cast on this database."""
    database = Database(make_engine(url))
    contract, other_contract = new_id(), new_id()
    organisations, people, tokens = {}, {}, {}
    with database.writing() as session:
        for side in ("client", "provider", "outsider"):
            organisation = add_organisation(session, f"The {side}", now=NOW)
            organisations[side] = organisation.id
            for role in ROLES:
                name = f"{side}_{role}"
                person = add_person(session, f"{name}@example.com", name, now=NOW)
                person.password_hash = password_hash if role == "auditor" else None
                add_membership(session, person.id, organisation.id, role, now=NOW)
                people[name] = person.id
                tokens[name] = add_token(session, organisation.id, person.id, name, role, now=NOW).secret
        add_party(session, contract, organisations["client"], "client")
        add_party(session, contract, organisations["provider"], "provider")
        add_party(session, other_contract, organisations["outsider"], "client")
    database.close()
    return Cast(organisations, people, tokens, contract, other_contract)


@pytest.fixture
def web(database: Database) -> FastAPI:
    app = FastAPI(redirect_slashes=False)
    app.state.database = database
    app.state.settings = load_settings(demo=True)
    app.include_router(router)
    add_problem_handlers(app)
    return app


@pytest.fixture
def client(web: FastAPI) -> Iterator[TestClient]:
    with TestClient(web, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def audited(database: Database) -> Any:
    """Return a function that lists the audit log, oldest first."""

    def entries() -> list[AuditEntry]:
        with database.reading() as session:
            return list(session.exec(select(AuditEntry).order_by(AuditEntry.id)))  # type: ignore[arg-type]

    return entries
