"""Passkeys in real Chromium with its virtual authenticator: made on the account page, and used to sign in."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, expect

from app.database import Database, make_engine
from app.main import create_app
from app.settings import load_settings
from tests.browser.test_pages import enter
from tests.browser.walking import Walk, accessible, keep_picture
from tests.browser.watching import Watch
from tests.conftest import SOAK
from tests.dashboards import world
from tests.dashboards.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLERK = "clerk@example.com"
WAYS = [("en", 1280), ("zh_Hans", 390)] if SOAK else [("en", 1280)]
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def named(_sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """The address of the whole service, by a name: browsers make no passkeys for a number."""
    url = world.copy_of(_sqlite_template, tmp_path)
    database = Database(make_engine(url))
    world.build(database)
    database.close()
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://localhost:{listener.getsockname()[1]}"
    app = create_app(load_settings(demo=True, database_url=url, base_url=address), run_jobs=False)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield address
    server.should_exit = True
    thread.join()
    listener.close()


def with_phone(page: Page) -> tuple[CDPSession, str]:
    """The page's browser has an authenticator whose owner shows a finger whenever asked."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    return tools, tools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})["authenticatorId"]


def looked_at(page: Page, name: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        where = f"{name}-{page.viewport_size['width'] if page.viewport_size else 0}-{scheme}"
        keep_picture(page, f"passkeys-{where}")
        accessible(page, f"passkeys, {where}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def makes_one(walk: Walk) -> None:
    page = walk.page
    page.goto("/account")
    walk.field("Name of the passkey").fill("my phone")
    named = page.locator("form", has_text=walk.said("Name of the passkey"))
    named.get_by_label(walk.said("Password")).fill(PASSWORD)
    walk.press("Add a passkey")
    made = page.get_by_role("button", name=walk.said("Make the passkey"))
    expect(made).to_be_focused()  # and so in sight, however far down the page it stands
    looked_at(page, "asked")
    walk.press("Make the passkey")
    walk.sees("Done; your passkeys are listed below.")
    expect(page.get_by_role("row", name="my phone")).to_contain_text(walk.said("never"))
    looked_at(page, "listed")


@pytest.mark.parametrize(("tag", "width"), WAYS)
def test_a_passkey_is_made_and_signs_in_and_without_the_finger_it_does_not(
    browser: Browser, named: str, tag: str, width: int
) -> None:
    size: ViewportSize = {"width": width, "height": 900}
    context = browser.new_context(base_url=named, reduced_motion="reduce", viewport=size)
    page = context.new_page()
    walk = Walk(page, "passkeys", tag, "light")
    watch = Watch(page, named)
    tools, phone = with_phone(page)
    enter(page, CLERK)
    page.goto(f"/?lang={tag}")
    makes_one(walk)
    page.locator("summary", has_text="clerk").click()
    page.get_by_role("button", name=walk.said("Sign out"), exact=True).last.click()

    page.goto("/sign-in?following=/account")
    looked_at(page, "sign-in")
    known = {"authenticatorId": phone, "isUserVerified": False}
    tools.send("WebAuthn.setUserVerified", known)
    walk.press("Sign in with a passkey")
    walk.sees("Nothing was signed: no passkey for this service was chosen.")
    looked_at(page, "refused")
    tools.send("WebAuthn.setUserVerified", {**known, "isUserVerified": True})
    walk.press("Sign in with a passkey")
    walk.is_asked("Where am I signed in?")
    expect(page.get_by_role("row", name="my phone")).not_to_contain_text(walk.said("never"))
    looked_at(page, "signed-in")
    context.close()
    assert watch.faults == []


def test_without_scripts_there_is_no_button(browser: Browser, named: str) -> None:
    context = browser.new_context(base_url=named, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in?lang=en")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    context.close()
