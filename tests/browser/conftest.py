"""The pages in a real browser: a server on loopback, Chromium, and what may not happen on any page."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.dashboards import world

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def address(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the pages over the small world."""
    app = world.application(world.copy_of(_sqlite_template, tmp_path_factory.mktemp("browser")))
    world.build(app.state.database)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()
    app.state.database.close()


@pytest.fixture(
    scope="module"
)  # no longer: while it lasts, this thread has an event loop, which the jobs refuse
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, started once for a module."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


class Watch:
    """Notes what no page may do: errors on the console, requests to another host, breaches of the policy."""

    def __init__(self, page: Page, address: str) -> None:
        self.faults: list[str] = []
        home = urlsplit(address).netloc
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.note(True, str(error)))
        page.on("dialog", lambda dialog: self.note(True, f"dialog {dialog.message}"))
        page.on("request", lambda asked: self.note(urlsplit(asked.url).netloc not in ("", home), asked.url))

    def _heard(self, line: ConsoleMessage) -> None:
        wanted = "/scorecards/never" in line.location["url"]  # Chromium itself tells of a page's 404
        self.note(line.type in ("error", "warning") and not wanted, line.text)

    def note(self, fault: bool, text: str) -> None:
        if fault:
            self.faults.append(text)
