"""The pages in a real browser: a server on loopback, Chromium, and what may not happen on any page."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, expect, sync_playwright

from app.cli.demo.making import make_or_keep
from app.cli.demo.parts import copy_database
from app.cli.demo.people import add_demo_people
from app.cli.demo.place import Place
from app.database import Database, make_engine
from app.main import create_app
from app.sample.server import start_sample_server
from app.settings import Settings
from tests.browser.furnishing import furnish
from tests.browser.walking import Walk, walking
from tests.dashboards import world
from tests.sample_world import BASE, NOW, WORLD

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
expect.set_options(timeout=30_000)  # milliseconds: a busy machine is no fault of a page


@pytest.fixture(scope="session")
def furnished(
    _sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The address of the pages over the small world, and those of its pages whose addresses hold an id."""
    with small_pages(world.copy_of(_sqlite_template, tmp_path_factory.mktemp("browser"))) as found:
        yield found


@pytest.fixture(scope="session")
def address(furnished: tuple[str, Mapping[str, str]]) -> str:
    """The address of the pages over the small world."""
    return furnished[0]


@contextmanager
def small_pages(url: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The small world, furnished: the address of its pages, and those whose addresses hold an id."""
    app = world.application(url)
    world.build(app.state.database)
    more = furnish(app)
    with served(app) as at:
        yield at, more
    app.state.database.close()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address at which the application answers meanwhile."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def sample_pages(whole: Place, folder: Path) -> Iterator[str]:
    """The address of the whole service over a copy of the sample world, whose sources may be pulled."""
    mine = Place(folder)
    mine.clear()
    copy_database(whole.database, mine.database)
    for file in (whole.note, whole.folder / "secret.key"):
        shutil.copy(file, mine.folder)
    with start_sample_server(NOW, WORLD) as server:
        settings = make_or_keep(mine, server, BASE, NOW)
        app = create_app(settings, run_jobs=False)
        app.state.database = Database(make_engine(settings.database_url))
        add_demo_people(app)
        with closing(app.state.database), served(app) as at:
            yield at


@pytest.fixture
def walker(sample: tuple[Place, Settings], browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Walk]]:
    """Yield `walker(slug, path, …)`: one of the demo's people on a walk, in a copy of the sample world."""
    with sample_pages(sample[0], tmp_path / "demo") as at, walking(browser, at) as walk:
        yield walk


@pytest.fixture(
    scope="module"
)  # no longer: while it lasts, this thread has an event loop, which the jobs refuse
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, started once for a module."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()
