"""A desk with the service on it: a client, its provider and an outsider, each with somebody in every role."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import update
from sqlmodel import col

from app.access.people import add_membership, add_organisation, add_person
from app.access.roles import ROLES
from app.access.tables import ContractParty
from app.access.tokens import add_token
from app.contracts.open import open_contract
from app.database import Database, make_engine
from app.jobs import run_due
from app.main import create_app
from app.settings import Settings, load_settings
from tests.conftest import Stage

KEY = "Rk7-long-enough-and-random-0123456789-abcdef"  # what every process of a test locks with
OPENED = datetime(2026, 1, 1, tzinfo=UTC)
BASE = "http://127.0.0.1:8000"
REF = "ACME-2026-01"
TERMS = """\
schema: 1
contract: {ref}
client: The client
provider: The provider
currency: CNY
timezone: Asia/Shanghai
starts: {starts}
effective: {effective}
{more}
period: {{every: {every}}}
queues: {{billing: {{title: 账单热线}}}}
charges: {{fixed: "250000.00"}}
at_risk: 12%
pools: {{operations: 100%}}
targets:
  - id: abandonment
    clause: Schedule 3, 2.2
    metric: abandonment_rate
    expected: "<= {level}"
    remedy: {{kind: pool, pool: operations, allocation: 40%}}
  - id: satisfaction
    metric: customer_satisfaction
    expected: ">= 80%"
"""


def terms(
    effective: str = "2026-01-01",
    *,
    level: str = "6%",
    more: str = "",
    every: str = "month",
    ref: str = REF,
    starts: str = "2026-01-01",
) -> str:
    """A version of the contract's terms as YAML."""
    return TERMS.format(effective=effective, level=level, more=more, every=every, ref=ref, starts=starts)


def calls(abandoned: int = 7, month: str = "2026-01", days: range = range(1, 32)) -> bytes:
    """A CSV of 100 calls a day in one queue."""
    rows = [f"{month}-{day:02},billing,100,{100 - abandoned},{abandoned}" for day in days]
    return "\n".join(["date,queue,offered,answered,abandoned", *rows]).encode()


def surveys(month: str = "2026-01", days: range = range(1, 32)) -> bytes:
    """A CSV of surveys of the same days, which no report of calls states."""
    rows = [f"{month}-{day:02},billing,10,9" for day in days]
    return "\n".join(["date,queue,surveys_answered,surveys_satisfied", *rows]).encode()


@dataclass
class Desk:
    """The service, who may ask it, and what is asked over HTTP."""

    app: FastAPI
    http: TestClient
    database: Database
    settings: Settings
    organisations: dict[str, UUID]
    tokens: dict[str, str] = field(repr=False)

    def ask(self, who: str, method: str, path: str, **given: Any) -> Response:
        """One request of `client_auditor`, `provider_clerk`, `outsider_reader`, …; nobody for ''."""
        headers = {**given.pop("headers", {})}
        if who:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        answer: Response = self.http.request(method, f"/api/v1{path}", headers=headers, **given)
        return answer

    def get(self, path: str, who: str = "client_auditor", **given: Any) -> Response:
        return self.ask(who, "GET", path, **given)

    def put_terms(
        self, text: str, effective: str = "2026-01-01", who: str = "client_auditor", **given: Any
    ) -> Response:
        return self.ask(who, "PUT", f"/contracts/{REF}/terms/{effective}", content=text.encode(), **given)

    def send(self, content: bytes, who: str = "provider_clerk", ref: str = REF, **given: Any) -> Response:
        return self.ask(who, "POST", f"/contracts/{ref}/reports", content=content, **given)

    def judge(self) -> None:
        """Do the work that is due, as the jobs would in the background."""
        outcomes = run_due(self.database, self.settings)
        assert "failed" not in outcomes

    def shown(self, path: str, who: str = "client_auditor", **given: Any) -> Any:
        """The JSON of a successful GET."""
        answer = self.get(path, who, **given)
        assert answer.status_code == 200, answer.text
        return answer.json()


def staffed(database: Database) -> tuple[dict[str, UUID], dict[str, str]]:
    """The three organisations and a token for each role in each."""
    organisations, tokens = {}, {}
    with database.writing() as session:
        for side in ("client", "provider", "outsider"):
            organisation = add_organisation(session, f"The {side}", now=OPENED)
            organisations[side] = organisation.id
            for role in ROLES:
                name = f"{side}_{role}"
                person = add_person(session, f"{name}@example.com", name, now=OPENED)
                add_membership(session, person.id, organisation.id, role, now=OPENED)
                tokens[name] = add_token(session, organisation.id, person.id, name, role, now=OPENED).secret
    return organisations, tokens


def with_contract(database: Database, organisations: dict[str, UUID], ref: str = REF) -> UUID:
    """A contract of the client in which the standing provider takes the part that an invited one would."""
    with database.writing() as session:
        contract = open_contract(session, organisations["client"], ref, "to be invited", OPENED)
        part = col(ContractParty.contract_id) == contract.id, col(ContractParty.part) == "provider"
        taken = update(ContractParty).where(*part).values(organisation_id=organisations["provider"])
        session.execute(taken)
        return contract.id


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database of either kind."""
    made = Database(make_engine(database_url))
    yield made
    made.close()


Act = Callable[[Desk], object]
Begin = Callable[..., Desk]


@contextmanager
def opened(url: str, organisations: dict[str, UUID], tokens: dict[str, str], **given: Any) -> Iterator[Desk]:
    """The desk on a database that is staffed, with these settings; closed in the end."""
    settings = load_settings(demo=True, database_url=url, **{"secret_key": KEY, **given})
    database = Database(make_engine(url))
    app = create_app(settings, run_jobs=False)
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as http:
        yield Desk(app, http, database, settings, {**organisations}, {**tokens})
    database.close()


def laid(url: str, *acts: Act, **given: Any) -> tuple[dict[str, UUID], dict[str, str]]:
    """A staffed database with the contract, after these acts; who is who, and their tokens."""
    database = Database(make_engine(url))
    organisations, tokens = staffed(database)
    with_contract(database, organisations)
    database.close()
    if not acts:
        return organisations, tokens
    with opened(url, organisations, tokens, **given) as desk:
        for act in acts:
            act(desk)
    return desk.organisations, desk.tokens


@contextmanager
def _beginning(stage: Stage) -> Iterator[Begin]:
    with ExitStack() as stack:

        def begin(*acts: Act, **given: Any) -> Desk:
            name = " ".join(f"{act.__module__}.{act.__qualname__}" for act in acts)
            url, who = stage(f"desk {name}", lambda address: laid(address, *acts, **given))
            return stack.enter_context(opened(url, *who, **given))

        yield begin


@pytest.fixture
def begin(stage: Stage) -> Iterator[Begin]:
    """`begin(act, …, setting=…)`: the desk as these acts left it, on each kind; done once in a run."""
    with _beginning(stage) as begin:
        yield begin


@pytest.fixture
def begin_one(one_stage: Stage) -> Iterator[Begin]:
    """The same on the embedded database, where the kind makes no difference."""
    with _beginning(one_stage) as begin:
        yield begin


def agree(desk: Desk) -> None:
    """Terms in force from January 2026 on."""
    assert desk.put_terms(terms()).status_code == 201


@pytest.fixture
def desk(begin: Begin) -> Desk:
    """The desk on each kind of database."""
    return begin()


@pytest.fixture
def one_desk(begin_one: Begin) -> Desk:
    """The desk on the embedded database alone."""
    return begin_one()


@pytest.fixture
def agreed(begin: Begin) -> Desk:
    """The desk with terms in force."""
    return begin(agree)


@pytest.fixture
def one_agreed(begin_one: Begin) -> Desk:
    """The same on the embedded database alone."""
    return begin_one(agree)
