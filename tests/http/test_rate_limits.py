"""L05: a limit for each token, organisation and address, told in headers; others are not touched by it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlmodel import select

from app.access.people import person_with
from app.access.rates.shared import shared_in
from app.access.rates.tables import RateCount
from app.access.tokens import add_token
from app.database import Database
from app.main import create_app
from app.settings import load_settings
from tests.desk import BASE, OPENED, Desk, staffed

pytestmark = pytest.mark.slow  # the service as a whole

PROBLEM = "application/problem+json"


@dataclass
class Clock:
    """The seconds that the limits go by."""

    now: float = 1_800_000_000.0 // 60 * 60

    def __call__(self) -> float:
        return self.now


@dataclass
class Limited(Desk):
    clock: Clock = field(default_factory=Clock)
    other: TestClient | None = None

    def statuses(self, who: str, times: int, path: str = "/me") -> list[int]:
        return [self.get(path, who).status_code for _ in range(times)]


@pytest.fixture
def limited(database: Database, database_url: str) -> Iterator[Limited]:
    """Small limits, and on PostgreSQL a second web process on the same database."""
    quotas = {"rate_per_token": 40, "rate_per_organisation": 60, "rate_per_address": 50, "rate_sign_in": 3}
    settings = load_settings(demo=True, database_url=database_url, **quotas)
    organisations, tokens = staffed(database)
    clock = Clock()
    made = [create_app(settings, run_jobs=False, clock=clock) for _ in range(2)]
    with (
        TestClient(made[0], base_url=BASE, raise_server_exceptions=False) as http,
        TestClient(made[1], base_url=BASE, raise_server_exceptions=False) as other,
    ):
        yield Limited(made[0], http, database, settings, organisations, tokens, clock, other)


@pytest.mark.on_both
def test_a_token_that_asks_too_much_waits_and_nobody_else(limited: Limited) -> None:
    assert limited.statuses("client_auditor", 41) == [200] * 41  # the first one was not known yet
    refused = limited.get("/me", "client_auditor")
    assert (refused.status_code, refused.headers["content-type"]) == (429, PROBLEM)
    assert refused.headers["retry-after"] == "60"
    assert '"token";r=0;t=60' in refused.headers["ratelimit"]
    assert refused.headers["x-request-id"]
    assert limited.statuses("client_reader", 1) == [200]  # a colleague
    assert limited.statuses("outsider_reader", 2) == [200, 200]
    limited.clock.now += 60
    answer = limited.get("/me", "client_auditor")
    assert answer.status_code == 200
    assert answer.headers["ratelimit-policy"] == '"token";q=40;w=60, "organisation";q=60;w=60'
    assert answer.headers["ratelimit"] == '"token";r=39;t=60, "organisation";r=59;t=60'


def test_ten_tokens_of_an_organisation_share_its_limit(limited: Limited) -> None:
    with limited.database.writing() as session:
        person = person_with(session, "client_auditor@example.com")
        for number in range(10):
            made = add_token(
                *(session, limited.organisations["client"], person.id, "more", "reader"), now=OPENED
            )
            limited.tokens[f"more_{number}"] = made.secret
    statuses = [limited.get("/me", f"more_{turn % 10}").status_code for turn in range(10 + 60 + 10)]
    assert statuses.count(200) == 10 + 60  # each was new once
    assert statuses[-10:] == [429] * 10
    assert limited.statuses("outsider_reader", 5) == [200] * 5


def test_without_valid_credentials_the_address_counts_however_many_tokens_are_guessed(
    limited: Limited,
) -> None:
    assert limited.statuses("outsider_reader", 1) == [200]  # known from now on
    statuses = []
    for number in range(52):
        limited.tokens["guess"] = f"scs_{number:030}abcdef"
        statuses.append(limited.get("/me", "guess").status_code)
    assert statuses == [401] * 49 + [429] * 3
    assert limited.statuses("outsider_reader", 1) == [200]


def test_signing_in_has_a_stricter_limit_of_its_own(limited: Limited) -> None:
    body = {"email": "nobody@example.com", "password": "wrong"}
    answers = [limited.ask("", "POST", "/session", json=body) for _ in range(4)]
    assert [one.status_code for one in answers] == [401, 401, 401, 429]
    assert '"sign-in";r=0;t=60' in answers[-1].headers["ratelimit"]
    assert limited.get("/me", "client_reader").status_code == 200


def test_reading_costs_no_write(limited: Limited) -> None:
    written: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("SELECT", "BEGIN", "PRAGMA")):
            written.append(statement)

    assert limited.statuses("client_auditor", 1) == [200]  # notes that the token is used
    event.listen(limited.app.state.database.engine, "before_cursor_execute", heard)
    assert limited.statuses("client_auditor", 2) == [200] * 2
    assert written == []
    limited.statuses("client_auditor", 60)
    sqlite = limited.database.engine.dialect.name == "sqlite"
    assert len(written) == 0 if sqlite else 0 < len(written) <= 40


@pytest.mark.on_both
def test_two_web_processes_share_a_limit(limited: Limited) -> None:
    if limited.database.engine.dialect.name == "sqlite":  # which one process serves
        assert shared_in(limited.database) is None
        return
    assert limited.other is not None
    headers = {"Authorization": f"Bearer {limited.tokens['client_auditor']}"}
    pair = (limited.http, limited.other)
    statuses = [pair[turn % 2].get("/api/v1/me", headers=headers).status_code for turn in range(100)]
    assert 40 <= statuses.count(200) <= 40 + 2 + 2 * 2  # both met it first; each one's first twentieth
    with limited.database.reading() as session:
        assert session.exec(select(RateCount)).all()
