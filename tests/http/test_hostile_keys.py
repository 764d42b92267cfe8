"""Keys that are none, or none any more (H02, H05), and doors that were never built (H08)."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.access.keys import fingerprint
from app.access.people import person_with
from app.access.tables import ApiToken, Person
from app.access.tokens import add_token
from tests.desk import OPENED, Desk

pytestmark = pytest.mark.slow  # the service as a whole


def status(desk: Desk, bearer: str, path: str = "/me") -> int:
    answer = desk.http.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {bearer}"})
    if answer.status_code == 401:
        assert answer.headers["www-authenticate"] == 'Bearer realm="scorecard"'
    return answer.status_code


def test_a_key_is_dead_from_the_request_after_it_ended(one_desk: Desk) -> None:
    """H02: revoked, expired, its person disabled; nothing keeps it alive in between."""
    with one_desk.database.writing() as session:
        person = person_with(session, "client_auditor@example.com")
        organisation = one_desk.organisations["client"]
        of_person = (session, organisation, person.id)
        revoked = add_token(*of_person, "to be revoked", "reader", now=OPENED).secret
        lasts = datetime.now(UTC) - OPENED - timedelta(seconds=1)
        expired = add_token(*of_person, "over", "reader", now=OPENED, lasts=lasts).secret
    assert (status(one_desk, revoked), status(one_desk, expired)) == (200, 401)
    with one_desk.database.writing() as session:
        ended = update(ApiToken).where(col(ApiToken.secret_hash) == fingerprint(revoked))
        session.execute(ended.values(revoked_at=datetime.now(UTC)))
    assert status(one_desk, revoked) == 401
    mine = one_desk.tokens["client_auditor"]
    assert status(one_desk, mine) == 200
    with one_desk.database.writing() as session:
        gone = update(Person).where(col(Person.email) == "client_auditor@example.com")
        session.execute(gone.values(disabled_at=datetime.now(UTC)))
    assert status(one_desk, mine) == 401


def test_a_key_counts_in_its_header_and_nowhere_else(one_desk: Desk) -> None:
    """H02: in an address it would stand in logs; H07: as a cookie other sites would send it."""
    secret = one_desk.tokens["client_auditor"]
    for name in ("token", "access_token", "api_key", "key", "Authorization"):
        assert one_desk.http.get("/api/v1/me", params={name: secret}).status_code == 401
    for name in ("scorecard", "__Host-scorecard", "token"):
        one_desk.http.cookies.set(name, secret)
        assert one_desk.http.get("/api/v1/me").status_code == 401
    one_desk.http.cookies.clear()
    for scheme in ("Basic", "Token", ""):
        headers = {"Authorization": f"{scheme} {secret}".strip()}
        assert one_desk.http.get("/api/v1/me", headers=headers).status_code == 401


def jwt(head: dict[str, Any], claims: dict[str, Any], key: bytes = b"") -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in (head, claims)]
    text = b".".join(parts)
    signed = hmac.new(key, text, hashlib.sha256).digest() if key else b""
    return (text + b"." + base64.urlsafe_b64encode(signed).rstrip(b"=")).decode()


def test_a_signed_claim_of_who_one_is_is_no_key(one_desk: Desk) -> None:
    """H05: no JWT is ever believed, whatever signs it: also not one under the service's own key."""
    own = one_desk.settings.secret_key.get_secret_value().encode()
    claims = {"sub": "client_administrator@example.com", "exp": 4_000_000_000, "nbf": 0}
    for head, key in (({"alg": "none"}, b""), ({"alg": "HS256"}, b"guess"), ({"alg": "HS256"}, own)):
        assert status(one_desk, jwt(head, claims, key)) == 401


def test_there_is_no_set_up_to_come_back_to(one_desk: Desk) -> None:
    """H08: the first person is added on the machine itself; over HTTP nobody becomes one uninvited."""
    for path in ("/setup", "/install", "/register", "/first", "/api/v1/setup", "/api/v1/people"):
        for method in ("GET", "POST"):
            assert one_desk.http.request(method, path, json={}).status_code == 404, path
    assert one_desk.http.post("/api/v1/users", json={"email": "a@b.example"}).status_code == 405
