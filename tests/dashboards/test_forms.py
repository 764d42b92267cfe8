"""Every form of every page, sent by the page of another site with the cookie of whoever is signed in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from app.access.people import add_membership, add_person
from app.access.tables import AuditEntry, Organisation
from app.database import Database
from tests.dashboards import world
from tests.dashboards.forms import Form, Forms
from tests.dashboards.test_pages import HERE, sign_in

pytestmark = pytest.mark.slow  # the service as a whole

SOME_ID = "01a20568-e290-77f9-bb10-a28805b7f5e1"
IN_PATH = re.compile(r"{(\w+)(?::path)?}")
IN_PATHS = {"ref": world.REFERENCE, "period": "2026-02", "year": "2026", "number": "1"}
PAGES = (
    *("/contracts", "/people", "/tokens", "/webhooks", "/notices", "/account", "/single-sign-on", "/sign-in"),
    *(f"{HERE}/{name}" for name in ("terms", "calendar/2026", "reports", "sources", "exclusions", "actions")),
    *(f"{HERE}/{name}/2026-02" for name in ("scorecards", "money")),
)
PEOPLE = ("head@example.com", "clerk@example.com")
LOG = ("audit_entry", "audit_waiting")
FOREIGN = {"Sec-Fetch-Site": "cross-site"}
# Their forms stand on pages that only somebody half signed in, or invited, ever sees.
ELSEWHERE = {
    "/sign-in/code": {"code": "123456"},
    "/sign-in/second-step": {"code": "123456"},
    "/sign-in/company": {"email": "li.na@example.com"},
    "/join": {"secret": "x", "name": "x", "password": "x"},
}


@pytest.fixture(scope="module")
def service(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = world.application(world.copy_of(_sqlite_template, tmp_path_factory.mktemp("forms")))
    world.build(app.state.database)
    with app.state.database.writing() as session:
        acme = session.exec(select(Organisation.id).where(col(Organisation.name) == "Acme Bank")).one()[0]
        person = add_person(session, PEOPLE[0], "Head", now=world.at(1), password=world.PASSWORD)
        add_membership(session, person.id, acme, "administrator", now=world.at(1))
    yield app
    app.state.database.close()


def test_no_form_is_taken_from_the_page_of_another_site(service: FastAPI) -> None:
    ways = set(posted(service))
    taken = []
    with TestClient(service, follow_redirects=False) as browser:
        for email in PEOPLE:
            sign_in(browser, email)
            forms = list(every_form(browser, service))
            before, refused = rows(service.state.database), refusals(service.state.database)
            for path, form in forms:
                sent = send(browser, form)
                ways.discard(path)
                if sent != 403:
                    taken.append((email, path, sorted(form.fields), sent))
            assert rows(service.state.database) == before, "something was changed"
            assert refusals(service.state.database) - refused == len(forms), "each is on record"
    assert taken == []
    assert ways == set(), "no form of these was tried"


def posted(app: FastAPI) -> dict[str, re.Pattern[str]]:
    """The path of every page to which something is posted, and what fits it."""
    paths = [one.path or "" for one in iter_route_contexts(app.routes) if "POST" in (one.methods or ())]
    return {path: re.compile(IN_PATH.sub("[^/]+", path)) for path in paths}


def every_form(browser: TestClient, app: FastAPI) -> Iterator[tuple[str, Form]]:
    """The forms of all pages, and something for each way to post that stands on none of them."""
    ways, met, alike = posted(app), set(), set()
    for page in PAGES:
        answer = browser.get(page, headers={"Accept": "text/html"})
        for form in Forms(page, answer.text).found:
            path = next(path for path, fits in ways.items() if fits.fullmatch(form.action))
            met.add(path)
            if (one := (path, *form.fields)) not in alike:
                alike.add(one)
                yield path, form
    for path in ways.keys() - met:
        filled = IN_PATH.sub(lambda part: IN_PATHS.get(part[1], SOME_ID), path)
        yield path, Form(filled, ELSEWHERE.get(path, {"act": "x"}))


def send(browser: TestClient, form: Form) -> int:
    """The status of the answer to the form, sent as another site's page has it sent."""
    files = dict.fromkeys(form.files, ("a.csv", b"date,offered\n"))
    return browser.post(form.action, data=form.fields, files=files or None, headers=FOREIGN).status_code


def refusals(database: Database) -> int:
    """How many entries of the log say that somebody was refused something."""
    with database.reading() as session:
        refused = select(func.count()).where(col(AuditEntry.action) == "access.refuse")
        return session.scalar(refused) or 0


def rows(database: Database) -> dict[str, int]:
    """How many rows each table has; refusals are entries of the log, as they should be."""
    with database.reading() as session:
        tables = [one for one in SQLModel.metadata.sorted_tables if one.name not in LOG]
        return {one.name: session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}
