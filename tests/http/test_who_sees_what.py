"""Who sees what, route by route: the owner, the provider, an outsider; foreign and unknown read the same."""

from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts
from sqlmodel import col, select

from app.access.roles import ROLES
from app.access.tables import AuditEntry
from tests.desk import REF, Desk, calls, terms

pytestmark = pytest.mark.slow  # the service as a whole


def routes(desk: Desk) -> Iterator[tuple[str, str]]:
    """Method and path of every route of a contract, as the description lists them."""
    for path, item in desk.app.openapi()["paths"].items():
        plain = path.removeprefix("/api/v1")
        if plain.startswith("/contracts/{ref}"):
            yield from ((method.upper(), plain) for method in item)


@pytest.mark.on_both
def test_an_outsider_finds_no_trace_anywhere(agreed: Desk) -> None:
    agreed.send(calls())
    agreed.judge()
    for path in ("/contracts", "/portfolio?period=2026-01", "/tokens", "/organisations", "/me"):
        answer = agreed.get(path, "outsider_administrator")
        assert answer.status_code == 200
        assert not {"ACME", "The client", "The provider"} & set(answer.text.split('"'))
    assert agreed.shown("/contracts", "outsider_administrator")["items"] == []
    assert agreed.shown("/portfolio", "outsider_administrator", params={"period": "2026-01"})["items"] == []


def test_every_role_of_both_parties_reads_the_contract(one_agreed: Desk) -> None:
    one_agreed.send(calls())
    one_agreed.judge()
    paths = (
        "",
        "/terms",
        "/terms/2026-01-01",
        "/reports",
        "/scorecards/2026-01",
        "/trends/abandonment",
        "/measures?from=2026-01-01&to=2026-02-01",
    )
    read = {
        path: {
            one_agreed.get(f"/contracts/{REF}{path}", f"{side}_{role}").content
            for side in ("client", "provider")
            for role in ROLES
        }
        for path in paths
    }
    assert {path for path, bodies in read.items() if len(bodies) != 1} == set()


def test_writes_belong_to_roles_and_parts_and_refusals_are_on_record(one_agreed: Desk) -> None:
    body = terms(level="5%").encode()
    for who in ("client_clerk", "client_procurement", "client_reader", "provider_administrator"):
        answer = one_agreed.ask(who, "PUT", f"/contracts/{REF}/terms/2026-01-01", content=body)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:scorecard:problem:not-allowed")
    for who in ("client_procurement", "provider_reader"):
        assert one_agreed.send(calls(), who).status_code == 403
    with one_agreed.database.reading() as session:
        chosen = (
            select(AuditEntry.subject)
            .where(AuditEntry.action == "access.refuse")
            .order_by(col(AuditEntry.id))
        )
        refused = list(session.exec(chosen))
    assert refused == ["terms:write"] * 4 + ["reports:write"] * 2
    assert len(one_agreed.shown(f"/contracts/{REF}/terms")["items"]) == 1


@pytest.mark.on_both
def test_a_provider_of_two_clients_sees_each_contract_and_neither_client_the_other(agreed: Desk) -> None:
    body = {"reference": "OTHER-1", "provider": "The provider"}
    made = agreed.ask("outsider_auditor", "POST", "/contracts", json=body)
    assert made.status_code == 201
    assert [one["reference"] for one in agreed.shown("/contracts", "provider_reader")["items"]] == [REF]
    assert agreed.get("/contracts/OTHER-1", "client_auditor").status_code == 404
    assert agreed.get(f"/contracts/{REF}", "outsider_auditor").status_code == 404


def test_a_report_of_one_contract_is_not_found_under_another(agreed: Desk) -> None:
    report = agreed.send(calls()).json()
    body = {"reference": "NEW-1", "provider": "One Centre"}
    assert agreed.ask("client_auditor", "POST", "/contracts", json=body).status_code == 201
    for ending in ("", "/file"):
        assert agreed.get(f"/contracts/{REF}/reports/{report['id']}{ending}").status_code == 200
        assert agreed.get(f"/contracts/NEW-1/reports/{report['id']}{ending}").status_code == 404


def test_no_route_of_the_api_goes_round_the_row_filter(one_desk: Desk) -> None:
    """Every route of a contract is described, so that the walk above meets it."""
    described = {(method, path) for method, path in routes(one_desk)}
    served = {
        (method, context.path.removeprefix("/api/v1").replace(":path}", "}"))
        for context in iter_route_contexts(one_desk.app.routes)
        if (context.path or "").startswith("/api/v1/contracts/{ref}")
        for method in context.methods or ()
    }
    assert served == described
