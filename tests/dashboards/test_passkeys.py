"""Passkeys on the pages: begun, made by the browser, listed, used on the way in, removed."""

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from app.access.passkeys.enter import ask
from app.settings import load_settings
from tests.access.passkeys.authenticator import Asked, Authenticator
from tests.access.passkeys.conftest import NOBODY, ORIGIN
from tests.dashboards.test_pages import ENGLISH, OWN, sign_in, text_of
from tests.dashboards.world import PASSWORD

pytestmark = pytest.mark.slow  # the service as a whole

CLERK = "clerk@example.com"
HERE, ENTRY = "/account/passkeys", "/sign-in/passkey"


@pytest.fixture
def named(browse: TestClient) -> Iterator[TestClient]:
    """The pages, reached by a name."""
    before = browse.app.state.settings
    browse.app.state.settings = load_settings(demo=True, base_url=ORIGIN)
    yield browse
    browse.app.state.settings = before


def asked_by(page: str) -> Asked:
    """What the script on that page would ask the browser for."""
    found = re.search(r'data-asked="([^"]+)"', page)
    assert found
    asked: Asked = json.loads(html.unescape(found[1]))
    return asked


def entry(named: TestClient, phone: Authenticator, **lie: str) -> dict[str, str]:
    challenge = ask(named.app.state.database, NOBODY, datetime.now(UTC))
    return phone.signs({"challenge": challenge.text, "relying_party": "localhost"}, **lie)


def test_one_is_made_used_and_removed(named: TestClient) -> None:
    sign_in(named, CLERK)
    assert "None. With a passkey" in text_of(named.get("/account", params=ENGLISH).text)
    typed = {"act": "begin", "name": "<b>phone</b>", "password": "wrong password"}
    refused = named.post(HERE, data=typed, headers=OWN, params=ENGLISH)
    assert refused.status_code == 422
    assert "This is not your password as it is now." in text_of(refused.text)
    begun = named.post(HERE, data={**typed, "password": PASSWORD}, headers=OWN, params=ENGLISH)
    assert (begun.status_code, begun.headers["cache-control"]) == (200, "no-store")
    phone = Authenticator(ORIGIN)
    made = {"act": "add", **phone.makes(asked_by(begun.text), "<b>phone</b>")}
    done = named.post(HERE, data=made, headers=OWN)
    assert (done.status_code, done.headers["location"]) == (303, "/account?done=passkeys")
    again = named.post(HERE, data=made, headers=OWN, params=ENGLISH)
    assert again.status_code == 409
    assert "it took too long, or was begun elsewhere" in text_of(again.text)
    assert "&lt;b&gt;phone&lt;/b&gt;" in again.text

    named.cookies.clear()
    assert "Sign in with a passkey" in named.get("/sign-in", params=ENGLISH).text
    wrong = named.post(ENTRY, data=entry(named, phone, origin="https://evil.example"), params=ENGLISH)
    assert wrong.status_code == 401
    assert "This passkey does not sign you in" in text_of(wrong.text)
    odd = named.post(ENTRY, data={"credential": "§", "following": "//evil.example"}, params=ENGLISH)
    assert odd.status_code == 422
    inside = named.post(ENTRY, data={**entry(named, phone), "following": "/account"}, headers=OWN)
    assert (inside.status_code, inside.headers["location"]) == (303, "/account")
    page = named.get("/account", params=ENGLISH).text
    number = re.search(r'name="id" value="([^"]+)"><button class="link" name="act" value="remove"', page)
    assert number
    for _ in range(2):  # one that is gone is as one wants it
        gone = named.post(HERE, data={"act": "remove", "id": number[1]}, headers=OWN)
        assert gone.headers["location"] == "/account?done=passkeys"
    assert "None. With a passkey" in text_of(named.get("/account", params=ENGLISH).text)


def test_by_a_number_there_are_none(browse: TestClient) -> None:
    assert "passkey" not in browse.get("/sign-in", params=ENGLISH).text
    sign_in(browse, CLERK)
    assert "passkey" not in browse.get("/account", params=ENGLISH).text
