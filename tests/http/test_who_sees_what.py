"""Who sees what, route by route: the owner, the provider, an outsider; foreign and unknown read the same."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from sqlmodel import col, select

from app.access.roles import ROLES
from app.access.tables import AuditEntry
from tests.desk import REF, Desk, calls, terms

pytestmark = pytest.mark.slow  # the service as a whole

UNKNOWN = "NO-SUCH"
SOME_ID = "01a20568-e290-77f9-bb10-a28805b7f5e1"
FILLED = {
    "effective": "2026-01-01",
    "report_id": SOME_ID,
    "upload_id": SOME_ID,
    "source_id": SOME_ID,
    "exclusion_id": SOME_ID,
    "period": "2026-01",
    "stub": "1",
    "target": "abandonment",
    "entry": "1",
    "sequence": "1",
    "restatement": "1",
    "year": "2026",
    "mapping_id": SOME_ID,
    "form": "csv",
    "number": "1",
}
QUERY = {"from": "2026-01-01", "to": "2026-02-01", "expected": "<= 5%", "before": "1", "after": "2"}
BODIES: dict[str, dict[str, Any]] = {
    "/contracts/{ref}/actions": {"json": {"title": "Greeting left out"}},
    "/contracts/{ref}/actions/rule": {"json": {"close_after": 2}},
    "/contracts/{ref}/actions/{number}": {"json": {"cause": "A new script."}},
    "/contracts/{ref}/terms/{effective}": {"content": terms().encode()},
    "/contracts/{ref}/terms/lint": {"content": terms().encode()},
    "/contracts/{ref}/simulate": {"content": terms().encode()},
    "/contracts/{ref}/calendar/{year}": {"json": {"holidays": ["2026-02-17"]}},
    "/contracts/{ref}/exclusions": {
        "json": {
            "name": "Outage",
            "reason": "The carrier was down.",
            "start": "2026-01-02T01:00:00Z",
            "end": "2026-01-02T04:00:00Z",
        }
    },
    "/contracts/{ref}/reports": {"content": calls()},
    "/contracts/{ref}/reports/preview": {"content": calls()},
    "/contracts/{ref}/reports/{report_id}/reread": {"json": {}},
    "/contracts/{ref}/reports/{report_id}/erase": {"json": {"reason": "asked for"}},
    "/contracts/{ref}/invitations": {"json": {"email": "a@b.example", "role": "reader"}},
    "/contracts/{ref}/sources": {"json": {"name": "daily", "url": "https://reports.example/{start}"}},
    "/contracts/{ref}/sources/{source_id}": {"json": {"name": "hourly"}},
    "/contracts/{ref}/sources/{source_id}/try": {"json": {}},
    "/contracts/{ref}/sources/{source_id}/pull": {"json": {}},
    "/contracts/{ref}/scorecards/{period}/issue": {"json": {"sha256": "0" * 64}},
    "/contracts/{ref}/scorecards/{period}/confirm": {"json": {"sha256": "0" * 64}},
    "/contracts/{ref}/scorecards/{period}/reply": {"json": {}},
    "/contracts/{ref}/ledger/{entry}/events": {"json": {"what": "collected", "on": "2026-03-01"}},
    "/contracts/{ref}/ledger/{entry}/events/{sequence}/take-back": {"json": {}},
    "/contracts/{ref}/restatements/{restatement}": {"json": {"decision": "note"}},
    "/contracts/{ref}/confirmation": {"json": {"above": "1000"}},
    "/contracts/{ref}/mappings/{mapping_id}": {"json": {"mapping": {"schema": 1}}},
    "/contracts/{ref}/scorecards/{period}/settle": {"json": {"lines": [], "agreed_by": "somebody"}},
}


def routes(desk: Desk) -> Iterator[tuple[str, str]]:
    """Method and path of every route of a contract, as the description lists them."""
    for path, item in desk.app.openapi()["paths"].items():
        plain = path.removeprefix("/api/v1")
        if plain.startswith("/contracts/{ref}"):
            yield from ((method.upper(), plain) for method in item)


def asked(desk: Desk, who: str, method: str, path: str, ref: str) -> Any:
    filled = path.format(ref=ref, **FILLED)
    return desk.ask(who, method, filled, params=QUERY, **BODIES.get(path, {}))


def test_every_route_reads_the_same_for_a_foreign_and_an_unknown_contract(agreed: Desk) -> None:
    agreed.send(calls())
    agreed.judge()
    contract = agreed.shown(f"/contracts/{REF}")
    seen = list(routes(agreed))
    assert len(seen) >= 12
    for method, path in seen:
        foreign = asked(agreed, "outsider_administrator", method, path, REF)
        by_id = asked(agreed, "outsider_administrator", method, path, contract["id"])
        unknown = asked(agreed, "outsider_administrator", method, path, UNKNOWN)
        answers = (foreign, by_id, unknown)
        assert [one.status_code for one in answers] == [404] * 3, (method, path, unknown.text)
        assert foreign.json() == by_id.json() == unknown.json(), (method, path)
        assert asked(agreed, "", method, path, REF).status_code == 401, (method, path)


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
