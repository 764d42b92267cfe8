"""How requests are proven: bearer, basic, API keys, and tokens of OAuth2, against a server that looks."""

import base64
import json
import re
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.sources.fetching.asking import Asking
from app.sources.fetching.fetch import fetch
from app.sources.fetching.tokens import Tokens
from app.sources.outside.ask import Fetched
from app.sources.outside.destinations import allow
from app.sources.outside.faults import Fault, FetchFailed
from app.sources.outside.transport import Door
from tests.sources.conftest import PATIENT
from tests.sources.faulty_provider import CSV, Provider, answer, raw

pytestmark = pytest.mark.slow  # the service as a whole


def ask(provider: Provider, credentials: dict[str, str], path: str = "good", **more: Any) -> bytes:
    """Fetch once and return the request as it came in."""
    door = Door(allow([provider.allowed]), PATIENT)
    fetch(door, Asking(provider.url(path), credentials=credentials, **more), Tokens())
    return provider.requests[-1]


def basic(user: str, password: str) -> bytes:
    return b"authorization: basic " + base64.b64encode(f"{user}:{password}".encode())


def lower(request: bytes) -> bytes:
    """The request with the names of its headers in lower case, values untouched but for the scheme."""
    return re.sub(
        rb"(?m)^[A-Za-z-]+: (Basic |Bearer )?", lambda found: found[0].lower(), request.replace(b"\r", b"")
    )


def test_a_bearer_token(provider: Provider) -> None:
    sent = ask(provider, {"kind": "bearer", "token": "t0ken"}, headers={"authorization": "other", "X": "y"})
    assert b"authorization: bearer t0ken" in lower(sent)
    assert b"other" not in sent
    assert b"x: y" in lower(sent)


def test_a_user_and_password_in_utf_8(provider: Provider) -> None:
    sent = ask(provider, {"kind": "basic", "user": "jürgen", "password": "pass:wört"})
    assert basic("jürgen", "pass:wört") in lower(sent)


def test_a_key_in_a_header(provider: Provider) -> None:
    sent = ask(provider, {"kind": "api_key", "where": "header", "name": "X-App-Key", "value": "k3y"})
    assert b"x-app-key: k3y" in lower(sent)


def test_a_key_in_the_address_stands_there_once(provider: Provider) -> None:
    key = {"kind": "api_key", "where": "query", "name": "key", "value": "k&y=1"}
    sent = ask(provider, key, path="good?key=old&from=1&keys=2")
    assert sent.startswith(b"GET /good?from=1&keys=2&key=k%26y%3D1 HTTP")


def test_a_key_in_the_body(provider: Provider) -> None:
    key = {"kind": "api_key", "where": "body", "name": "apiKey", "value": 'k"y'}
    sent = ask(provider, key, method="POST", body={"from": "2026-01-01"})
    assert json.loads(sent.rsplit(b"\r\n\r\n", 1)[1]) == {"from": "2026-01-01", "apiKey": 'k"y'}


class Issuer:
    """A token address and a report that wants the newest of its tokens."""

    def __init__(self, provider: Provider, expires_in: object = 3600) -> None:
        self.issued = 0
        self.expires_in = expires_in
        self.provider = provider
        provider.answers |= {"token": self.issue, "report": self.report}

    def issue(self, _: Provider, connection: socket.socket, __: bytes) -> None:
        self.issued += 1
        said = {"access_token": f"token-{self.issued}", "token_type": "Bearer", "expires_in": self.expires_in}
        connection.sendall(answer(json.dumps(said).encode()))

    def report(self, _: Provider, connection: socket.socket, request: bytes) -> None:
        good = f"bearer token-{self.issued}\r\n".encode() in request.lower()
        connection.sendall(answer(CSV) if good else answer(b"", "401 Unauthorized"))

    def credentials(self, **more: str) -> dict[str, str]:
        return {
            "kind": "oauth2",
            "token_url": self.provider.url("token"),
            "client_id": "an id",
            "client_secret": "s3cret/",
            "client_in": "header",
            "scope": "",
            "audience": "",
            **more,
        }

    def fetch(self, tokens: Tokens, clock: Callable[[], float] | None = None, **more: str) -> Fetched:
        door = Door(allow([self.provider.allowed]), PATIENT, **({"clock": clock} if clock else {}))
        asking = Asking(self.provider.url("report"), credentials=self.credentials(**more), source="one")
        return fetch(door, asking, tokens)


def test_a_token_is_asked_for_once_and_kept(provider: Provider) -> None:
    issuer, tokens = Issuer(provider), Tokens()
    assert [issuer.fetch(tokens).content for _ in range(3)] == [CSV] * 3
    assert issuer.issued == 1
    asked = provider.requests[0]
    assert basic("an+id", "s3cret%2F") in lower(asked)  # RFC 6749 §2.3.1
    assert asked.rsplit(b"\r\n\r\n", 1)[1] == b"grant_type=client_credentials"


def test_the_client_may_stand_in_the_body_with_scope_and_audience(provider: Provider) -> None:
    Issuer(provider).fetch(Tokens(), client_in="body", scope="read all", audience="https://api")
    head, body = provider.requests[0].rsplit(b"\r\n\r\n", 1)
    assert b"authorization" not in head.lower()
    assert body == (
        b"grant_type=client_credentials&scope=read+all&audience=https%3A%2F%2Fapi"
        b"&client_id=an+id&client_secret=s3cret%2F"
    )


@pytest.mark.parametrize(
    ("expires_in", "kept"),
    [(3600, 3540), ("3600", 3540), (3600.0, 3540), (100, 75), (None, 240), (True, 240), ("soon", 240)],
)
def test_a_token_is_renewed_shortly_before_it_ends(provider: Provider, expires_in: object, kept: int) -> None:
    issuer, tokens, now = Issuer(provider, expires_in), Tokens(), [0.0]
    for moment, issued in ((0.0, 1), (kept - 1.0, 1), (kept, 2)):
        now[0] = moment
        issuer.fetch(tokens, clock=lambda: now[0])
        assert issuer.issued == issued


def test_a_token_that_is_refused_is_renewed_once(provider: Provider) -> None:
    issuer, tokens = Issuer(provider), Tokens()
    issuer.fetch(tokens)
    issuer.issued += 1  # the first was revoked by another's
    assert issuer.fetch(tokens).content == CSV
    provider.answers["report"] = raw(answer(b"", "401 Unauthorized"))
    with pytest.raises(FetchFailed) as failed:
        issuer.fetch(tokens)
    assert failed.value.status == 401
    assert provider.hits["report"] == 5


def test_several_pulls_at_once_share_one_token(provider: Provider) -> None:
    issuer, tokens, got = Issuer(provider), Tokens(), []
    pulls = [threading.Thread(target=lambda: got.append(issuer.fetch(tokens).status)) for _ in range(8)]
    for pull in pulls:
        pull.start()
    for pull in pulls:
        pull.join()
    assert (got, issuer.issued) == ([200] * 8, 1)


def test_changed_credentials_and_other_sources_get_no_older_token(provider: Provider) -> None:
    issuer, tokens = Issuer(provider), Tokens()
    issuer.fetch(tokens)
    issuer.fetch(tokens, client_secret="another")
    assert issuer.issued == 2


@pytest.mark.parametrize(
    ("reply", "fault", "words"),
    [
        (answer(b"hunter2", "401 Unauthorized"), Fault.STATUS, "enter new ones"),
        (answer(b"hunter2", "400 Bad Request"), Fault.STATUS, "check client id"),
        (answer(b"hunter2", "404 Not Found"), Fault.STATUS, "answers 404"),
        (answer(b"hunter2"), Fault.NOT_A_REPORT, "no access token"),
        (answer(b'{"access_token": 5, "x": "hunter2"}'), Fault.NOT_A_REPORT, "no access token"),
        (answer(b'{"access_token": "hunter2\\r\\nX: y"}'), Fault.NOT_A_REPORT, "no access token"),
        (answer(b'{"access_token": "hunter2", "token_type": "mac"}'), Fault.NOT_A_REPORT, "no bearer"),
        (answer(b"[" * 100_000), Fault.NOT_A_REPORT, "no access token"),
        (answer(b"", "302 Found", "Location: https://elsewhere.example/"), Fault.REDIRECT, "redirects"),
        (answer(b"x" * 2_000_000), Fault.TOO_LARGE, "larger"),
    ],
)
def test_a_token_address_that_gives_none_fails_with_its_reason(
    provider: Provider, reply: bytes, fault: Fault, words: str
) -> None:
    issuer = Issuer(provider)
    provider.answers["token"] = raw(reply)
    with pytest.raises(FetchFailed) as failed:
        issuer.fetch(Tokens())
    assert failed.value.fault is fault
    assert failed.value.sentence.startswith("asking for a token: ")
    assert words in failed.value.sentence
    assert "hunter2" not in failed.value.sentence
    assert provider.hits["report"] == 0
    assert failed.value.status != 404  # which would say that this window's report is not there yet


def test_e09_the_token_address_passes_the_same_guard(provider: Provider) -> None:
    issuer = Issuer(provider)
    for inside in ("http://127.0.0.1:1/token", "https://169.254.169.254/", "https://[::ffff:7f00:1]/"):
        with pytest.raises(FetchFailed) as failed:
            issuer.fetch(Tokens(), token_url=inside)
        assert failed.value.fault is Fault.DESTINATION
    assert provider.hits.total() == 0
