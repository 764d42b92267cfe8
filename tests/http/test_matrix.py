"""Every route × every role × (client, provider, other client, other provider, nobody), from the roles.

What is expected is generated: what an operation needs is read from its code (`acts.needed_by`), who has it
 from `ROLES`, whose part it is from `BELONGS_TO`; what is asked comes from the published description.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from httpx import Response
from sqlalchemy import event
from sqlalchemy import select as asked
from sqlmodel import Session, col, select

from app.access import visible
from app.access.acts import needed_by
from app.access.people import add_membership, add_organisation, add_person
from app.access.prepared import Prepared
from app.access.roles import ROLES, Permission, is_open_to
from app.access.tables import ContractParty, Person
from app.access.tokens import add_token
from app.access.unit import Work
from app.database import Database
from app.described import operations
from tests.desk import OPENED, REF, Begin, Desk, agree, calls

pytestmark = pytest.mark.slow  # the service as a whole

SOME_ID = "01a20568-e290-77f9-bb10-a28805b7f5e1"
IN_PATHS = {
    "effective": "2026-01-01",
    "period": "2026-01",
    "target": "abandonment",
    "year": "2026",
    "name": "figures",
    "form": "csv",
}
IN_QUERIES = {
    "before": "1",
    "after": "2",
    "from": "2026-01-01",
    "to": "2026-02-01",
    "expected": "<= 5%",
    "period": "2026-01",
}
OF_A_KIND = {"date": "2026-01-01", "uuid": SOME_ID, "date-time": "2026-01-01T00:00:00Z"}
# Open to whoever has no credentials yet, and tested there; what only a browser does.
TO_ANYBODY = {
    "POST /api/v1/session",
    "POST /api/v1/session/code",
    "POST /api/v1/session/passkey",
    "POST /api/v1/session/passkey/challenge",
    "POST /api/v1/session/second-step",
    "PUT /api/v1/session/second-step",
    "POST /api/v1/invitations/accept",
}
BY_HAND = {
    "DELETE /api/v1/session",
    "POST /api/v1/tokens",
    "GET /api/v1/sessions",
    "DELETE /api/v1/sessions",
    "DELETE /api/v1/sessions/{session_id}",
    "PUT /api/v1/me/password",
    "GET /api/v1/me/passkeys",
    "POST /api/v1/me/passkeys",
    "POST /api/v1/me/passkeys/challenge",
    "DELETE /api/v1/me/passkeys/{passkey_id}",
    "GET /api/v1/me/second-step",
    "POST /api/v1/me/second-step",
    "PUT /api/v1/me/second-step",
    "POST /api/v1/me/second-step/off",
    "POST /api/v1/me/second-step/recovery-codes",
}
# The client's alone, though the permission is not: the amount above which a second person confirms.
OF_THE_CLIENT = {
    "PUT /api/v1/contracts/{ref}/confirmation",
    "POST /api/v1/contracts/{ref}/actions",
    "PUT /api/v1/contracts/{ref}/actions/rule",
    "POST /api/v1/contracts/{ref}/actions/{number}/close",
    "POST /api/v1/contracts/{ref}/actions/{number}/reopen",
    "POST /api/v1/contracts/{ref}/reports/{report_id}/erase",
}


@dataclass(frozen=True)
class Act:
    """One operation as it is described, and the permission that its code asks for."""

    name: str
    needs: Permission
    described: dict[str, Any]

    @property
    def of_contract(self) -> bool:
        return "{ref}" in self.name

    @property
    def names_more(self) -> bool:
        """Whether its path names something that need not be there."""
        return bool(set(re.findall(r"{(\w+)}", self.name)) - {"ref"})

    def ask(self, desk: Desk, who: str, ref: str) -> Response:
        method, path = self.name.split(" ")
        for name in re.findall(r"{(\w+)}", path):
            path = path.replace(f"{{{name}}}", self._filled(name, ref))
        return desk.ask(who, method, path.removeprefix("/api/v1"), params=self._query(), **self._body())

    def _filled(self, name: str, ref: str) -> str:
        if name == "ref":
            return ref
        schema = next(one["schema"] for one in self.described["parameters"] if one["name"] == name)
        whole = schema.get("type") == "integer"
        return IN_PATHS.get(name) or ("1" if whole else SOME_ID if schema.get("format") == "uuid" else "x")

    def _query(self) -> dict[str, str]:
        asked_for = (one for one in self.described.get("parameters", ()) if one.get("required"))
        wanted = {one["name"]: one["schema"].get("format") for one in asked_for if one["in"] == "query"}
        return {name: IN_QUERIES.get(name) or OF_A_KIND.get(kind, "1") for name, kind in wanted.items()}

    def _body(self) -> dict[str, Any]:
        for kind, content in self.described.get("requestBody", {}).get("content", {}).items():
            example = content.get("example")
            if kind == "application/json" and example is not None:
                return {"json": example}
            if isinstance(example, str):
                return {"content": example.encode(), "headers": {"Content-Type": kind}}
        return {}


def acts_of(desk: Desk) -> list[Act]:
    """Every operation of the API, matched with the function that answers it."""
    answering: dict[str, Any] = {
        f"{method} {(context.path or '').replace(':path}', '}')}": context.endpoint
        for context in iter_route_contexts(desk.app.routes)
        for method in context.methods or ()
    }
    found = []
    described = dict(operations(desk.app.openapi()))
    assert described.keys() >= TO_ANYBODY
    for name, operation in described.items():
        if name in TO_ANYBODY:
            continue
        needs = needed_by(answering[name])
        assert len(needs) == 1, f"{name} needs {needs}: one permission decides who may"
        found.append(Act(name, needs[0], operation))
    return found


def expected(act: Act, role: str, standing: str) -> str:
    """What the table of roles says: `401`, `403`, `404`, or `open`."""
    if standing == "nobody":
        return "401"
    if act.needs not in ROLES[role] or act.name in BY_HAND:  # type: ignore[index]
        return "403"
    if not act.of_contract:
        return "open"
    if standing.startswith("other"):
        return "404"
    part = "client" if standing == "client" else "provider"
    mine = is_open_to(act.needs, part) and not (act.name in OF_THE_CLIENT and part == "provider")  # type: ignore[arg-type]
    return "open" if mine else "403"


def told(act: Act, answer: Response) -> str:
    """What was answered, in the words of `expected`."""
    status = answer.status_code
    if status == 404 and act.names_more and not answer.is_success:
        return "open or 404"
    return str(status) if status in (401, 403, 404) or status >= 500 else "open"


STANDINGS = {
    "client": "client",
    "provider": "provider",
    "other client": "outsider",
    "other provider": "rival",
}


def with_a_rival(agreed: Desk) -> None:
    """The desk, with a second provider of the same client and a client of somebody else's."""
    agreed.send(calls())
    agreed.judge()
    with agreed.database.writing() as session:
        rival = add_organisation(session, "The rival", now=OPENED)
        agreed.organisations["rival"] = rival.id
        for role in ROLES:
            person = add_person(session, f"rival_{role}@example.com", role, now=OPENED)
            add_membership(session, person.id, rival.id, role, now=OPENED)
            made = add_token(session, rival.id, person.id, role, role, now=OPENED)
            agreed.tokens[f"rival_{role}"] = made.secret
    for side in ("client", "outsider"):
        body = {"reference": f"OF-{side}", "provider": "The rival"}
        assert agreed.ask(f"{side}_administrator", "POST", "/contracts", json=body).status_code == 201


@pytest.fixture
def world(begin: Begin) -> Desk:
    return begin(agree, with_a_rival)


@pytest.mark.on_both
def test_every_route_for_every_role_on_every_side(world: Desk, how_many: Callable[[int, int], int]) -> None:
    sqlite = world.database.engine.dialect.name == "sqlite"
    roles = sorted(ROLES)[: len(ROLES) if sqlite else how_many(1, len(ROLES))]
    acts = acts_of(world)
    assert len(acts) >= 60
    wrong: list[tuple[str, ...]] = []
    for act in acts:
        for role in roles:
            for standing, side in STANDINGS.items():
                answer = act.ask(world, f"{side}_{role}", REF)
                wanted, got = expected(act, role, standing), told(act, answer)
                if wanted not in got.split(" or "):
                    wrong.append((act.name, role, standing, wanted, got, answer.text[:200]))
        answer = act.ask(world, "", REF)
        if expected(act, "", "nobody") not in told(act, answer).split(" or "):
            wrong.append((act.name, "", "nobody", str(answer.status_code)))
    assert wrong == []


@contextmanager
def asked_of(database: Database) -> Iterator[list[str]]:
    """The statements that the service sends while the context is open, without their values."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_i01_a_foreign_contract_reads_like_an_unknown_one_for_everybody(world: Desk) -> None:
    """The same words; and the same questions to the database, one for one, which are what takes the time."""
    ids = {one["id"] for one in world.shown("/contracts", "client_administrator")["items"]}
    (by_id,) = ids & {world.shown(f"/contracts/{REF}")["id"]}
    for who in ("outsider_administrator", "rival_administrator"):
        assert world.get("/me", who).status_code == 200  # that a token is in use is noted once
        for act in (one for one in acts_of(world) if one.of_contract):
            answers, asked_for = [], []
            for ref in (REF, "NO-SUCH", by_id, SOME_ID):
                with asked_of(world.app.state.database) as sent:
                    answers.append(act.ask(world, who, ref))
                asked_for.append(sent)
            bodies = {re.sub(r'"request_id":"[^"]*"', "", answer.text) for answer in answers}
            assert ({one.status_code for one in answers}, len(bodies)) == ({404}, 1), act.name
            assert len(asked_for[0]) > 1, act.name
            assert asked_for[0] == asked_for[1], act.name
            assert asked_for[2] == asked_for[3], act.name


def test_a_token_for_uploads_uploads_and_does_nothing_else(world: Desk) -> None:
    """H01: scopes narrow the role, contracts narrow what is seen."""
    contract = world.shown(f"/contracts/{REF}")["id"]
    with world.database.writing() as session:
        person = person_of(session, world, "provider_clerk")
        made = add_token(
            *(session, world.organisations["provider"], person, "upload", "clerk"),
            now=OPENED,
            scopes=["reports:write"],
            contracts=[contract],
        )
    world.tokens["upload"] = made.secret
    for act in acts_of(world):
        answer = act.ask(world, "upload", REF)
        assert (answer.status_code == 403) == (act.needs != "reports:write"), (act.name, answer.text)
    assert world.send(calls(abandoned=9), "upload").status_code == 201
    assert world.send(calls(), "upload", ref="OF-client").status_code == 404


def person_of(session: Session, desk: Desk, name: str) -> Any:
    return session.exec(select(Person.id).where(Person.email == f"{name}@example.com")).one()


def test_removing_the_row_filter_is_noticed(one_agreed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """I10: on SQLite nothing stands behind the filter, so the walk above must see that it is gone."""
    everything = asked(col(ContractParty.contract_id))
    monkeypatch.setattr(visible, "visible_contracts", lambda _identity: everything)

    def ask(self: Prepared, work: Work, **values: Any) -> Any:
        dialect = work.session.get_bind().dialect.name
        return work.session.execute(self._built(everything, dialect), values).all()

    monkeypatch.setattr(Prepared, "ask", ask)
    seen = [
        act.name
        for act in acts_of(one_agreed)
        if act.of_contract and act.ask(one_agreed, "outsider_administrator", REF).is_success
    ]
    assert len(seen) >= 10
    assert "GET /api/v1/contracts/{ref}" in seen
