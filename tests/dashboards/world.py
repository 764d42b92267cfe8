"""A small contract in a real database, for the pages: two stubs of January, two sides, one queue."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from fastapi import FastAPI
from sqlmodel import Session, select

from app.access.people import add_membership, add_organisation, add_person
from app.access.roles import Role
from app.access.tables import Organisation
from app.actions import find as _registers_its_job  # noqa: F401
from app.contracts.amend import put_terms
from app.contracts.open import open_contract
from app.database import Database, make_engine
from app.jobs import run_due
from app.problems import add_problem_handlers
from app.reports.arriving.places import add_places
from app.reports.keeping.receive import Sent, receive
from app.scorecards import reassess as _registers_its_own  # noqa: F401
from app.settings import load_settings
from dashboards.assets import add_assets
from dashboards.failing import failure_page
from dashboards.pages import router

PROVIDER = "Chengdu Contact Services"
REFERENCE = "ACME-2026-01"
PASSWORD = "correct horse battery"
CHINESE = "li.na@example.com"
TERMS = """
schema: 1
contract: ACME-2026-01
client: Acme Bank
provider: Chengdu Contact Services
currency: CNY
timezone: Asia/Shanghai
starts: 2026-01-01
effective: {effective}
{cut}
period: {{every: month}}
queues: {{billing: {{title: 账单热线}}}}
charges: {{fixed: "250000.00"}}
at_risk: 12%
reconcile: {{measures: [offered, abandoned], tolerance: 1%}}
pools: {{operations: 100%}}
targets:
  - id: abandonment
    clause: Schedule 3, 2.2
    metric: abandonment_rate
    expected: "<= {level}"
    remedy: {{kind: pool, pool: operations, allocation: 40%}}
  - id: answer-time
    title: "Answer time <script>alert(1)</script>"
    metric: average_speed_of_answer
    expected: "<= 20s"
    minimum: "<= 30s"
  - id: satisfaction
    metric: customer_satisfaction
    expected: ">= 80%"
"""
HEADER = "date,queue,offered,answered,abandoned,wait_seconds"


def at(month: int, day: int = 3) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def calls(month: int, days: int, abandoned: int) -> bytes:
    rows = [
        f"2026-{month:02}-{day:02},billing,100,{100 - abandoned},{abandoned},1500"
        for day in range(1, days + 1)
    ]
    return "\n".join([HEADER, *rows]).encode()


def build(database: Database) -> None:
    """A client with an auditor who reads Chinese, a provider with a clerk, an outsider; months of calls."""
    with database.writing() as session:
        client = add_organisation(session, "Acme Bank", now=at(1)).id
        contract = open_contract(session, client, REFERENCE, PROVIDER, at(1))
        provider = session.exec(select(Organisation.id).where(Organisation.name == PROVIDER)).one()
        outsider = add_organisation(session, "Somebody Else", now=at(1)).id
        _person(session, CHINESE, client, "auditor", "zh_Hans")
        _person(session, "clerk@example.com", provider, "clerk")
        _person(session, "outsider@example.com", outsider, "auditor")
        for effective, cut, level in (("2026-01-01", "", "6%"), ("2026-01-11", "cut: split", "5%")):
            text = TERMS.format(effective=effective, cut=cut, level=level)
            put_terms(session, contract.id, date.fromisoformat(effective), text, at(1), None)
        for month, days, abandoned in ((1, 31, 5), (2, 28, 6), (3, 20, 9)):
            sent = Sent(calls(month, days, abandoned), f"calls 2026-{month:02}.csv", "provider", provider)
            receive(session, contract.id, sent, at(month + 1))
        for month, days, abandoned in ((2, 28, 6), (3, 20, 8)):
            own = Sent(calls(month, days, abandoned), f"own 2026-{month:02}.csv", "client", client)
            receive(session, contract.id, own, at(month + 1))
    run_due(database, load_settings(demo=True))


def _person(session: Session, email: str, organisation: UUID, role: Role, locale: str = "en") -> None:
    name = email.partition("@")[0]
    person = add_person(session, email, name, now=at(1), password=PASSWORD, locale=locale)
    add_membership(session, person.id, organisation, role, now=at(1))


def application(url: str) -> FastAPI:
    """The pages alone, on a database that was built."""
    app = FastAPI(redirect_slashes=False)
    app.state.database = Database(make_engine(url))
    app.state.settings = load_settings(demo=True)
    add_places(app, app.state.settings.thread_limit)
    app.include_router(router)
    add_assets(app)
    add_problem_handlers(app, failure_page)
    return app


def copy_of(template: Path, folder: Path) -> str:
    """The address of a copy of the migrated template."""
    path = folder / "pages.db"
    path.write_bytes(template.read_bytes())
    return f"sqlite:///{path}"
