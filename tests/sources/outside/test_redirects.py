"""Redirects against real servers: E09, E10 and E13 of the hostile addresses, and what may be followed."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from app.sources.fetching.asking import Asking
from app.sources.fetching.fetch import fetch
from app.sources.outside.ask import Ask, Fetched
from app.sources.outside.destinations import allow
from app.sources.outside.faults import Fault, FetchFailed
from app.sources.outside.redirects import MOST
from app.sources.outside.transport import Door, trusted_authorities
from app.sources.pulling.retry import after
from tests.sources.conftest import NOW, PATIENT
from tests.sources.faulty_provider import CSV, Provider, answer, faulty_provider, raw
from tests.sources.outside.test_tls import certificate, server

pytestmark = pytest.mark.slow  # real servers

ALL = ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]


def away(target: str, status: str = "302 Found") -> Any:
    return raw(answer(b"", status, f"Location: {target}"))


def door(*providers: Provider) -> Door:
    return Door(allow([one.allowed for one in providers]), PATIENT)


def follow(provider: Provider, *others: Provider, method: str = "GET", body: bytes | None = None) -> Fetched:
    return door(provider, *others).fetch(Ask(provider.url("away"), method, {}, body, follows=True))


def failed(provider: Provider, *others: Provider, **more: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as failure:
        follow(provider, *others, **more)
    assert failure.value.fault is Fault.REDIRECT, failure.value.sentence
    return failure.value


@pytest.fixture
def storage() -> Iterator[Provider]:
    """Another host: the same machine at another port, which is another origin."""
    with faulty_provider() as running:
        yield running


# E09: what lies inside, in every spelling; {port} is open there, and must never be asked.
INSIDE = {
    "loopback": "http://127.0.0.1:{port}/good",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "decimal": "http://2130706433:{port}/good",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/good",
    "userinfo": "http://provider.example@127.0.0.1:{port}/good",
    "name": "http://localhost:{port}/good",
    "no-scheme": "//127.0.0.1:{port}/good",
    "file": "file:///etc/passwd",
    "gopher": "gopher://127.0.0.1:{port}/_GET%20/good",
    "plain": "http://provider.example/good",
    "long": "/" + "a" * 9000,
    "nowhere": "",
    "bad": "http://[::1",
    "blank": "/good bad",
    "backslash": "/\\127.0.0.1:{port}/good",
}


@pytest.mark.parametrize("where", INSIDE)
@pytest.mark.parametrize("status", ["302 Found", "308 Permanent"])
def test_e09_each_hop_passes_the_same_guard(
    provider: Provider, storage: Provider, where: str, status: str
) -> None:
    target = INSIDE[where].format(port=storage.port)
    provider.answers["away"] = raw(answer(b"", status, *([f"Location: {target}"] if target else [])))
    told = failed(provider)
    assert (provider.hits["away"], provider.hits.total(), storage.hits.total()) == (1, 1, 0)
    assert not [part for part in ("127.0.0.1", "169.254", "good", str(storage.port)) if part in told.sentence]


def test_e09_what_follows_a_line_break_in_an_address_is_no_header(provider: Provider) -> None:
    provider.answers["away"] = away("/good?%0d%0aX-Injected:%20a=b")
    assert follow(provider).content == CSV
    assert b"\r\nx-injected" not in provider.requests[-1].lower()


def test_e09_a_name_that_leads_inside_reads_like_an_address_that_may_not_be_fetched(
    provider: Provider, storage: Provider
) -> None:
    provider.answers["away"] = away("https://rebinding.example/")
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    through = Door(allow([provider.allowed]), PATIENT, resolve)
    with pytest.raises(FetchFailed) as failure:
        through.fetch(Ask(provider.url("away"), follows=True))
    assert asked == ["127.0.0.1", "rebinding.example"]
    provider.answers["away"] = away(INSIDE["loopback"].format(port=storage.port))
    assert failure.value.sentence == failed(provider).sentence


@pytest.mark.parametrize("status", ["300 Choices", "305 Use Proxy", "306 Unused"])
def test_e10_other_redirects_and_two_addresses_are_not_followed(provider: Provider, status: str) -> None:
    provider.answers["away"] = away("/good", status)
    failed(provider)
    provider.answers["away"] = raw(answer(b"", "302 Found", "Location: /good", "Location: /etag"))
    failed(provider)
    assert (provider.hits["good"], provider.hits["etag"]) == (0, 0)


def test_e10_a_circle_ends_after_three_hops(provider: Provider) -> None:
    provider.answers["away"] = away("/away")
    assert f"more than {MOST} times" in failed(provider).sentence
    assert provider.hits["away"] == 1 + MOST


def test_three_hops_are_followed_and_no_fourth(provider: Provider) -> None:
    provider.answers |= {"away": away("/two"), "two": away("/three"), "three": away("/four")}
    provider.answers["four"] = raw(answer(CSV))
    assert follow(provider).content == CSV
    provider.answers["four"] = away("/good")
    failed(provider)
    assert provider.hits["good"] == 0


def test_all_hops_share_one_deadline_and_one_limit_of_bytes(provider: Provider) -> None:
    provider.answers["away"] = raw(answer(b"", "302 Found", "Location: /good", *["X-Long: " + "a" * 900] * 5))
    size = len(answer(CSV)) + 4000
    with pytest.raises(FetchFailed) as failure:
        Door(allow([provider.allowed]), replace(PATIENT, received=size)).fetch(
            Ask(provider.url("away"), follows=True)
        )
    assert failure.value.fault is Fault.TOO_LARGE
    assert provider.hits["good"] == 0


def test_only_pulls_follow(provider: Provider) -> None:
    """Where a token is asked for, and where people are told, an address is what was typed."""
    provider.answers["away"] = away("/good")
    with pytest.raises(FetchFailed) as failure:
        door(provider).fetch(Ask(provider.url("away"), "POST", {}, b"{}"))
    assert (failure.value.fault, provider.hits["good"]) == (Fault.REDIRECT, 0)


PROOFS: dict[str, dict[str, Any]] = {
    "headers": {"headers": {"Authorization": "Bearer hunter2", "X-Key": "hunter2"}},
    "bearer": {"credentials": {"kind": "bearer", "token": "hunter2"}},
    "basic": {"credentials": {"kind": "basic", "user": "u", "password": "hunter2"}},
    "query": {"credentials": {"kind": "api_key", "where": "query", "name": "k", "value": "hunter2"}},
    "body": {
        "method": "POST",
        "body": {"day": "2026-01-05"},
        "credentials": {"kind": "api_key", "where": "body", "name": "k", "value": "hunter2"},
    },
}


@pytest.mark.parametrize("kind", PROOFS)
@pytest.mark.parametrize("status", ALL)
def test_e13_credentials_never_go_to_another_host(
    provider: Provider, storage: Provider, kind: str, status: str
) -> None:
    provider.answers["away"] = away(storage.url("good?signed=yes"), status)
    asking = Asking(provider.url("away"), **PROOFS[kind])
    if kind == "body" and status[:3] in ("307", "308"):
        with pytest.raises(FetchFailed) as failure:
            fetch(door(provider, storage), asking)
        assert (failure.value.fault, storage.hits.total()) == (Fault.REDIRECT, 0)
        return
    assert fetch(door(provider, storage), asking).content == CSV
    (request,) = storage.requests
    assert request.startswith(b"GET /good?signed=yes HTTP/1.1\r\n")
    assert not [word for word in (b"authorization", b"x-key", b"hunter2", b"dtpo") if word in request.lower()]
    assert request.partition(b"\r\n\r\n")[2] == b""


def test_e13_credentials_do_not_come_back_with_a_second_redirect(
    provider: Provider, storage: Provider
) -> None:
    provider.answers["away"] = away(storage.url("back"))
    storage.answers["back"] = away(provider.url("good"))
    fetch(door(provider, storage), Asking(provider.url("away"), **PROOFS["headers"]))
    assert b"hunter2" in provider.requests[0]
    assert b"hunter2" not in provider.requests[1]


@pytest.mark.parametrize("status", ALL)
def test_on_the_same_host_credentials_stay(provider: Provider, status: str) -> None:
    provider.answers["away"] = away("/good#part", status)
    fetch(door(provider), Asking(provider.url("away"), "POST", body={"day": 5}, **PROOFS["bearer"]))
    repeats = status[:3] in ("307", "308")
    assert provider.requests[1].startswith(b"POST /good " if repeats else b"GET /good ")
    assert b"hunter2" in provider.requests[1]
    assert provider.requests[1].endswith(b'{"day":5}' if repeats else b"\r\n\r\n")
    assert (b"content-type" in provider.requests[1].lower()) is repeats


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "410 Gone"])
def test_a_link_that_has_expired_says_nothing_of_our_credentials(
    provider: Provider, storage: Provider, status: str
) -> None:
    """401, 403 and 410 of the provider itself stop a source until its owner acts."""
    provider.answers["away"] = away(storage.url("expired"))
    storage.answers["expired"] = raw(answer(b"", status))
    told = failed(provider, storage)
    assert after(told, 1, NOW, 0.5).act == "next_turn"
    assert status[:3] in told.sentence


class Away(BaseHTTPRequestHandler):
    target = ""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", Away.target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def test_e13_nothing_goes_from_https_to_http(
    provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate(tmp_path, "reports.example")
    monkeypatch.setattr(Away, "target", f"http://reports.example:{provider.port}/good")
    with server(file, handler=Away) as port:
        context = trusted_authorities()
        context.load_verify_locations(file)
        allowed = allow([f"reports.example:{port}", f"reports.example:{provider.port}"])
        through = Door(allowed, PATIENT, lambda *_: ["127.0.0.1"], lambda: context)
        with pytest.raises(FetchFailed) as failure:
            through.fetch(Ask(f"https://reports.example:{port}/", follows=True))
    assert "https to http" in failure.value.sentence
    assert provider.hits.total() == 0


def test_a_closed_storage_host_is_a_passing_fault(provider: Provider) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = closed.getsockname()[1]
    provider.answers["away"] = away(f"http://127.0.0.1:{nobody}/")
    with pytest.raises(FetchFailed) as failure:
        Door(allow([provider.allowed, f"127.0.0.1:{nobody}"]), PATIENT).fetch(
            Ask(provider.url("away"), follows=True)
        )
    assert after(failure.value, 1, NOW, 0.5).act == "again"
