"""Tokens and the callers themselves, over HTTP."""

import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.access.routes import router
from app.access.tables import AuditEntry
from app.database import new_id
from tests.access.conftest import PASSWORD, Cast

pytestmark = pytest.mark.slow  # the service as a whole

Audited = Callable[[], list[AuditEntry]]
OWN = {"Sec-Fetch-Site": "same-origin"}


def sign_in(client: TestClient, who: str) -> None:
    body = {"email": f"{who}@example.com", "password": PASSWORD}
    assert client.post("/api/v1/session", json=body).status_code == 201


def test_me_says_who_and_what_is_allowed(client: TestClient, cast: Cast) -> None:
    me = client.get("/api/v1/me", headers=cast.bearer("provider_clerk")).json()
    assert me["organisation_name"] == "The provider"
    assert (me["role"], me["locale"], me["contracts"]) == ("clerk", "en", None)
    assert "reports:write" in me["permissions"]
    assert "terms:write" not in me["permissions"]


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/tokens", "/api/v1/organisations"])
def test_nobody_gets_in_without_valid_credentials(client: TestClient, cast: Cast, path: str) -> None:
    token = cast.tokens["client_reader"]
    bare = client.get(path)
    assert (bare.status_code, bare.headers["www-authenticate"]) == (401, 'Bearer realm="scorecard"')
    for headers in (
        {"Authorization": "Bearer"},
        {"Authorization": token},
        {"Authorization": f"Basic {token}"},
        {"Authorization": f"Bearer {token}x"},
        {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."},
        {"Cookie": f"scorecard={token}"},
        {"Cookie": f"__Host-scorecard={token}"},
        {"X-Forwarded-User": "client_administrator"},
    ):
        assert client.get(path, headers=headers).json() == bare.json()
    assert client.get(path, params={"token": token, "access_token": token}).status_code == 401
    assert client.get(path, headers={"Authorization": f"bearer {token}"}).status_code == 200


def test_a_token_is_shown_once_works_and_is_dead_when_revoked(
    client: TestClient, cast: Cast, audited: Audited
) -> None:
    sign_in(client, "client_auditor")
    made = client.post("/api/v1/tokens", json={"name": "nightly upload", "role": "clerk"}, headers=OWN)
    assert made.status_code == 201, made.text
    token = made.json()
    secret = token["secret"]
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/me", headers=bearer).json()["role"] == "clerk"
    listed = client.get("/api/v1/tokens")
    assert secret not in listed.text
    mine = next(item for item in listed.json()["items"] if item["id"] == token["id"])
    assert mine["shown"] == f"{secret[:8]}…{secret[-4:]}"
    assert mine["last_used_at"] is not None
    assert client.delete(f"/api/v1/tokens/{token['id']}", headers=OWN).status_code == 204
    assert client.get("/api/v1/me", headers=bearer).status_code == 401
    assert client.delete(f"/api/v1/tokens/{token['id']}", headers=OWN).status_code == 204
    actions = [entry.action for entry in audited()]
    assert actions == ["sign_in.open", "token.make", "token.revoke"]
    assert secret not in str([entry.after for entry in audited()])


def test_a_token_reaches_no_further_than_its_maker(client: TestClient, cast: Cast) -> None:
    sign_in(client, "client_auditor")
    for role, status in (("administrator", 403), ("auditor", 201), ("clerk", 201), ("owner", 422)):
        answer = client.post("/api/v1/tokens", json={"name": "x", "role": role}, headers=OWN)
        assert answer.status_code == status
    for contract, status in ((cast.contract, 201), (cast.other_contract, 404), (new_id(), 404)):
        body = {"name": "x", "role": "reader", "contracts": [str(contract)]}
        assert client.post("/api/v1/tokens", json=body, headers=OWN).status_code == status


def test_scopes_narrow_a_token_to_what_it_is_for(client: TestClient, cast: Cast) -> None:
    sign_in(client, "client_auditor")
    body = {"name": "x", "role": "clerk", "scopes": ["reports:write"], "contracts": [str(cast.contract)]}
    made = client.post("/api/v1/tokens", json=body, headers=OWN).json()
    assert (made["scopes"], made["contracts"]) == (["reports:write"], [str(cast.contract)])
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    for method, path in (("GET", "/me"), ("GET", "/tokens"), ("DELETE", f"/tokens/{made['id']}")):
        client.cookies.clear()
        assert client.request(method, f"/api/v1{path}", headers=bearer).status_code == 403


@pytest.mark.parametrize(
    ("role", "scopes"),
    [("reader", ["terms:write"]), ("clerk", ["everything"]), ("clerk", []), ("clerk", "reports:write")],
)
def test_a_scope_that_the_role_does_not_have_is_refused(
    client: TestClient, cast: Cast, role: str, scopes: object
) -> None:
    sign_in(client, "client_auditor")
    body = {"name": "x", "role": role, "scopes": scopes}
    refused = client.post("/api/v1/tokens", json=body, headers=OWN)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["where"].removeprefix("body.").startswith("scopes")


def test_a_token_makes_no_tokens(client: TestClient, cast: Cast) -> None:
    body = {"name": "x", "role": "reader"}
    answer = client.post("/api/v1/tokens", json=body, headers=cast.bearer("client_administrator"))
    assert (answer.status_code, answer.json()["detail"]) == (
        403,
        "A token cannot make tokens; sign in to make one.",
    )


def test_what_the_client_must_not_choose_is_refused(client: TestClient, cast: Cast) -> None:
    changes = (
        {"id": str(new_id())},
        {"expires_in_days": 0},
        {"expires_in_days": 731},
        {"organisation_id": "x"},
    )
    for change in changes:
        body = {"name": "x", "role": "reader", **change}
        answer = client.post("/api/v1/tokens", json=body, headers=cast.bearer("client_auditor"))
        assert answer.status_code == 422


def test_tokens_of_others_are_seen_by_ones_own_administrator_alone(client: TestClient, cast: Cast) -> None:
    def names(who: str) -> set[str]:
        return {
            item["name"] for item in client.get("/api/v1/tokens", headers=cast.bearer(who)).json()["items"]
        }

    assert names("client_administrator") == {name for name in cast.tokens if name.startswith("client_")}
    assert names("client_auditor") == {"client_auditor"}


def test_a_foreign_token_reads_like_an_unknown_one(client: TestClient, cast: Cast) -> None:
    listed = client.get("/api/v1/tokens", headers=cast.bearer("client_administrator")).json()["items"]
    someones = listed[0]["id"]
    bearer = cast.bearer("provider_administrator")
    foreign = client.delete(f"/api/v1/tokens/{someones}", headers=bearer)
    unknown = client.delete(f"/api/v1/tokens/{new_id()}", headers=bearer)
    assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())
    assert foreign.status_code == 404
    assert client.delete("/api/v1/tokens/9223372036854775808", headers=bearer).status_code == 422


def test_a_list_is_paged_without_gaps_or_repeats(client: TestClient, cast: Cast) -> None:
    bearer, seen, cursor = cast.bearer("client_administrator"), [], None
    for _ in range(5):
        params = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = client.get("/api/v1/tokens", headers=bearer, params=params).json()
        seen += [item["name"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(name for name in cast.tokens if name.startswith("client_"))
    assert len(seen) == 5
    tampered = client.get("/api/v1/tokens", headers=bearer, params={"cursor": "AAAA"})
    assert tampered.status_code == 400


@pytest.mark.on_both
def test_sixty_four_requests_at_once_are_all_answered(client: TestClient, cast: Cast) -> None:
    """The session is opened inside the call: as a dependency with yield this stands still."""
    with ThreadPoolExecutor(64) as pool:
        jobs = [
            pool.submit(client.get, "/api/v1/me", headers=cast.bearer("client_reader")) for _ in range(256)
        ]
        assert {job.result(timeout=60).status_code for job in jobs} == {200}


def test_no_dependency_of_these_routes_opens_a_session(web: FastAPI) -> None:
    for route in router.routes:
        for dependency in route.dependant.dependencies:  # type: ignore[attr-defined]
            assert not inspect.isgeneratorfunction(dependency.call)
            assert not inspect.isasyncgenfunction(dependency.call)
