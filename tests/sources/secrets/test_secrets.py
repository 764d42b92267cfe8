"""Secrets of sources over HTTP: they go in, are used, and come out nowhere. N04, E16."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import inspect, text
from sqlmodel import select

from app.access.locked import CannotUnlock, box_of, unlock
from app.jobs import run_due
from app.settings import load_settings
from app.sources.secrets.keep_secrets import LOCKED, relock_all
from app.sources.tables import Source
from tests.sources.conftest import World
from tests.sources.faulty_provider import answer, raw
from tests.sources.outside.test_tls import certificate

pytestmark = pytest.mark.slow  # the service as a whole

AT = "/api/v1/contracts/ACME-2026-01/sources"
SECRET = "s3cret-value-0123456789"
Bearer = Callable[[str], dict[str, str]]
CREDENTIALS: dict[str, dict[str, str]] = {
    "bearer": {"kind": "bearer", "token": SECRET},
    "basic": {"kind": "basic", "user": "reports", "password": SECRET},
    "header": {"kind": "api_key", "name": "X-App-Key", "value": SECRET},
    "query": {"kind": "api_key", "where": "query", "name": "app_key", "value": SECRET},
    "oauth2": {
        "kind": "oauth2",
        "token_url": "https://login.example/token",
        "client_id": "client-7",
        "client_secret": SECRET,
        "scope": "analytics",
    },
}


@pytest.fixture
def body(world: World) -> dict[str, Any]:
    return {"name": "daily", "url": world.provider.url("good?from={start}"), "every_minutes": 60}


def everything_stored(world: World) -> str:
    """Every cell of every table, as text."""
    with world.database.reading() as session:
        names = inspect(session.connection()).get_table_names()
        rows = [row for name in names for row in session.execute(text(f'SELECT * FROM "{name}"'))]
    return repr([bytes(cell) if isinstance(cell, memoryview) else cell for row in rows for cell in row])


def pair(tmp_path: Any, name: str = "client.example") -> dict[str, str]:
    pem = certificate(tmp_path, name).read_text()
    key, _, found = pem.partition("-----BEGIN CERTIFICATE-----")
    return {"certificate": "-----BEGIN CERTIFICATE-----" + found, "key": key}


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_credentials_are_shown_by_their_end_and_day_only(
    client: TestClient, bearer: Bearer, body: dict[str, Any], kind: str
) -> None:
    who = bearer("clerk")
    made = client.post(AT, json={**body, "credentials": CREDENTIALS[kind]}, headers=who)
    assert made.status_code == 201, made.text
    told = made.json()["credentials"]
    assert (told["ends_in"], told["set_on"]) == ("6789", f"{datetime.now(UTC):%Y-%m-%d}")
    assert told["kind"] == CREDENTIALS[kind]["kind"]
    for name in ("user", "name", "token_url", "client_id", "scope"):
        assert told[name] == CREDENTIALS[kind].get(name)


def test_of_a_short_secret_not_even_the_end_is_shown(
    client: TestClient, bearer: Bearer, body: dict[str, Any]
) -> None:
    key = {"kind": "basic", "user": "an-api-key-as-user", "password": "x"}
    made = client.post(AT, json={**body, "credentials": key}, headers=bearer("clerk"))
    assert (made.json()["credentials"]["ends_in"], made.json()["credentials"]["user"]) == ("", None)
    assert "an-api-key" not in made.text


@pytest.mark.parametrize("kind", ["bearer", "basic", "header", "query"])
def test_n04_no_secret_comes_out_anywhere(
    client: TestClient,
    bearer: Bearer,
    body: dict[str, Any],
    world: World,
    kind: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Set up, tried, pulled, refused, changed, taken away; then every answer, log and cell is searched."""
    caplog.set_level(logging.DEBUG)
    who, seen = bearer("clerk"), []

    def ask(method: str, path: str, **given: Any) -> Any:
        answered = client.request(method, path, headers=who, **given)
        seen.append(answered.text + repr(answered.headers))
        return answered

    hidden = {**body, "url": body["url"] + f"&token={SECRET}", "headers": {"X-Other": f"{SECRET}-h"}}
    made = ask("POST", AT, json={**hidden, "credentials": CREDENTIALS[kind]})
    at = f"{AT}/{made.json()['id']}"
    assert ask("POST", f"{at}/try", json={"day": "2026-01-20"}).json()["outcome"] == "readable"
    assert SECRET.encode() in world.provider.requests[-1]
    ask("POST", f"{at}/pull", json={"day": "2026-01-20"})
    run_due(world.database, world.settings)
    world.provider.answers["good"] = raw(answer(SECRET.encode(), "401 Unauthorized"))
    world.pull(UUID(made.json()["id"]))
    world.provider.answers["good"] = raw(f"SSH-2.0 {SECRET}\r\n".encode())
    ask("POST", f"{at}/try", json={"day": "2026-01-20"})
    ask("POST", AT, json={**hidden, "credentials": CREDENTIALS[kind], "name": 5})
    ask("POST", AT, json={**hidden, "credentials": {**CREDENTIALS[kind], "more": SECRET}})
    for path in (AT, at, f"{at}/attempts"):
        ask("GET", path)
    ask("PATCH", at, json={"name": "renamed"})
    cells = everything_stored(world)
    ask("DELETE", at)
    written = capfd.readouterr()
    everything = "".join([*seen, cells, everything_stored(world), caplog.text, written.out, written.err])
    assert "renamed" in everything
    assert SECRET not in everything


def test_what_is_locked_opens_with_the_key_alone_and_is_destroyed_with_the_source(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World, tmp_path: Any
) -> None:
    given = {**body, "credentials": CREDENTIALS["bearer"], "certificate": pair(tmp_path)}
    made = client.post(AT, json=given, headers=bearer("clerk")).json()
    source = world.one(UUID(made["id"]))
    assert unlock(box_of(world.settings), source.credentials) == CREDENTIALS["bearer"]
    assert unlock(box_of(world.settings), source.certificate)["key"].startswith("-----BEGIN PRIVATE KEY")
    with pytest.raises(CannotUnlock):
        unlock(box_of(load_settings(demo=True)), source.credentials)
    client.delete(f"{AT}/{made['id']}", headers=bearer("clerk"))
    gone = world.one(UUID(made["id"]))
    assert [getattr(gone, name) for name in LOCKED] == [b""] * len(LOCKED)


def test_e16_the_address_is_stored_without_its_secret_and_fetched_with_it(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    who, url = bearer("clerk"), world.provider.url("good?api_key=hunter2&from={start}")
    made = client.post(AT, json={**body, "url": url}, headers=who).json()
    at = f"{AT}/{made['id']}"
    assert "api_key=•••&from={start}" in made["url"]
    assert "hunter2" not in everything_stored(world)
    client.post(f"{at}/try", json={"day": "2026-01-20"}, headers=who)
    assert b"api_key=hunter2&from=2026-01-01" in world.provider.requests[-1]
    again = client.patch(at, json={"url": made["url"] + "&to={end}"}, headers=who)  # as it was shown
    assert again.status_code == 200
    client.post(f"{at}/try", json={"day": "2026-01-20"}, headers=who)
    assert b"api_key=hunter2&from=2026-01-01&to=2026-02-01" in world.provider.requests[-1]


@pytest.mark.parametrize("kept", ["credentials", "headers", "url"])
def test_e13_secrets_do_not_follow_an_address_to_another_host(
    client: TestClient, bearer: Bearer, body: dict[str, Any], kept: str
) -> None:
    """Who may change an address must not learn by it what a colleague has entered."""
    parts = {
        "credentials": {"credentials": CREDENTIALS["bearer"]},
        "headers": {"headers": {"X-Key": SECRET}},
        "url": {"url": body["url"] + "&token=abc"},
    }
    who = bearer("clerk")
    made = client.post(AT, json={**body, **parts[kept]}, headers=who).json()
    elsewhere = "https://elsewhere.example/" + ("?token=•••" if kept == "url" else "")
    refused = client.patch(f"{AT}/{made['id']}", json={"url": elsewhere}, headers=who)
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, kept)
    anew = {"url": "https://elsewhere.example/", "credentials": None, "headers": {}}
    moved = client.patch(f"{AT}/{made['id']}", json=anew, headers=who)
    assert (moved.status_code, moved.json()["credentials"], moved.json()["header_names"]) == (200, None, [])


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"credentials": {"kind": "magic"}}, "body.credentials"),
        ({"credentials": {"kind": "bearer", "token": "a\r\nX: y"}}, "body.credentials.bearer.token"),
        ({"credentials": {"kind": "bearer", "token": ""}}, "body.credentials.bearer.token"),
        ({"credentials": {"kind": "basic", "user": "a:b", "password": "c"}}, "body.credentials.basic.user"),
        ({"credentials": {"kind": "api_key", "name": "Host", "value": "x"}}, "body.credentials.api_key"),
        ({"credentials": {"kind": "api_key", "name": "X Y", "value": "x"}}, "body.credentials.api_key"),
        ({"credentials": {**CREDENTIALS["query"], "name": "a&b"}}, "body.credentials.api_key"),
        ({"credentials": {**CREDENTIALS["query"], "where": "body"}}, "credentials.where"),
        ({"credentials": CREDENTIALS["bearer"], "headers": {"authorization": "x"}}, "credentials"),
        (
            {"credentials": {**CREDENTIALS["oauth2"], "token_url": "http://127.0.0.1:1/"}},
            "credentials.token_url",
        ),
        (
            {"credentials": {**CREDENTIALS["oauth2"], "token_url": "file:///etc/passwd"}},
            "credentials.token_url",
        ),
        ({"certificate": {"certificate": "x", "key": "y"}}, "body.certificate.certificate"),
        ({"verify": False}, "body.verify"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    client: TestClient, bearer: Bearer, body: dict[str, Any], given: dict[str, Any], where: str
) -> None:
    refused = client.post(AT, json={**body, **given}, headers=bearer("clerk"))
    assert refused.status_code == 422, refused.text
    assert any(error["where"].startswith(where) for error in refused.json()["errors"]), refused.text
    assert SECRET not in refused.text


def test_a_client_certificate_is_judged_when_it_is_given(
    client: TestClient, bearer: Bearer, body: dict[str, Any], tmp_path: Any
) -> None:
    mine, other = pair(tmp_path), pair(tmp_path, "other.example")
    cut = {**mine, "key": re.sub("[A-Za-z0-9+/=]{20}\n", "\n", mine["key"])}
    for wrong, words in (
        ({**mine, "key": other["key"]}, "not that of the first certificate"),
        (cut, "the key is no PEM"),
        ({**mine, "certificate": mine["key"]}, "the certificate is no PEM"),
    ):
        refused = client.post(AT, json={**body, "certificate": wrong}, headers=bearer("clerk"))
        assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "certificate")
        assert words in refused.text
    made = client.post(AT, json={**body, "certificate": mine}, headers=bearer("clerk"))
    shown = made.json()["certificate"]
    assert (shown["subject"], len(shown["sha256"])) == ("CN=client.example", 64)
    assert "PRIVATE" not in made.text


def test_every_secret_is_locked_with_the_newest_key(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World, tmp_path: Any
) -> None:
    given = {"credentials": CREDENTIALS["basic"], "headers": {"X-Key": SECRET}, "certificate": pair(tmp_path)}
    made = client.post(AT, json={**body, **given, "url": body["url"] + "&token=abc"}, headers=bearer("clerk"))
    old = world.settings.secret_key
    fresh = load_settings(demo=True)
    both = fresh.model_copy(update={"older_secret_keys": (old,)})
    plain = world.source(url=world.provider.url("good?token=plain"))  # as an earlier version stored it
    stray = world.source()  # locked with a key that nobody has any more
    with world.database.writing() as session:
        session.get_one(Source, stray).credentials = b"gAAAAA-none-of-ours"
    with world.database.writing() as session:
        assert relock_all(session, box_of(both)) == (2, [str(stray)])
    source = world.one(UUID(made.json()["id"]))
    values = [unlock(box_of(fresh), getattr(source, name)) for name in LOCKED]
    assert values[:2] == [{"X-Key": SECRET}, CREDENTIALS["basic"]]
    assert values[3] == {"token": "abc"}
    assert unlock(box_of(fresh), world.one(plain).address_values) == {"token": "plain"}
    with world.database.reading() as session:
        assert all("abc" not in one.url and "plain" not in one.url for one in session.exec(select(Source)))
