"""The whole service on each kind of database, and a browser of one of the cast."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from app.access.sign_in import Lasting
from app.database import Database
from app.main import create_app
from app.settings import Settings, load_settings
from tests.access.conftest import PASSWORD, Cast

OWN = {"Sec-Fetch-Site": "same-origin"}
BASE = "http://127.0.0.1:8000"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
AUDITOR = "client_auditor@example.com"


class Browser:
    """A browser with its cookies, on pages of the service."""

    def __init__(self, http: TestClient) -> None:
        self.http = http

    def __call__(self, method: str, path: str, **given: Any) -> Response:
        answer: Response = self.http.request(method, f"/api/v1{path}", headers=OWN, **given)
        return answer

    def sign_in(self, email: str = AUDITOR, password: str = PASSWORD, **more: str) -> Response:
        return self("POST", "/session", json={"email": email, "password": password, **more})

    @property
    def secret(self) -> str:
        return str(self.http.cookies["scorecard"])


Opened = Callable[..., AbstractContextManager[Browser]]


@pytest.fixture
def settings(database_url: str) -> Settings:
    return load_settings(demo=True, database_url=database_url)


@pytest.fixture
def app(database: Database, settings: Settings, cast: Cast) -> FastAPI:
    """On PostgreSQL it acts as the application, behind row-level security."""
    return create_app(settings, run_jobs=False)


@pytest.fixture
def browse(app: FastAPI) -> Iterator[Opened]:
    """Return `browse(user_agent)`: another browser, not signed in; all of them on one running service."""

    @contextmanager
    def opened(agent: str = FIREFOX) -> Iterator[Browser]:
        other = TestClient(app, base_url=BASE, raise_server_exceptions=False, headers={"User-Agent": agent})
        yield Browser(other)
        other.close()

    with TestClient(app, base_url=BASE):
        yield opened


@pytest.fixture
def lasting(settings: Settings) -> Lasting:
    return Lasting.of(settings)
