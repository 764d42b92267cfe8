"""The service, an organisation of it, and its company's provider in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from app.access.people import plain_email
from tests.desk import Begin, Desk, begin
from tests.single_sign_on.company import CLIENT, SECRET

__all__ = ["begin"]
ROOT = Path(__file__).resolve().parents[2]
DOMAIN = "client.example"


@pytest.fixture(scope="session")
def company() -> Iterator[str]:
    """The address of the provider; the process ends with the tests."""
    command = [sys.executable, "-m", "tests.single_sign_on.company"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()


@dataclass
class Walk:
    """Somebody with a browser, between the service and the provider."""

    desk: Desk
    issuer: str

    @property
    def http(self) -> TestClient:
        return self.desk.http

    @property
    def path(self) -> str:
        return f"/organisations/{self.desk.organisations['client']}/single-sign-on"

    def set_up(self, **more: Any) -> dict[str, Any]:
        body = {
            "issuer": self.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "domains": [DOMAIN],
            **more,
        }
        answer = self.desk.ask("client_administrator", "PUT", self.path, json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def leave(self, email: str, following: str = "/people") -> str:
        """Begin with an e-mail address; the address of the provider that the page leads to."""
        form = {"email": email, "following": following}
        page = self.http.post("/sign-in/company", data=form)
        assert page.status_code == 200, page.text
        return page.text.split('<a class="button do" href="')[1].split('"')[0].replace("&amp;", "&")

    def at_company(self, address: str, email: str, **wish: Any) -> dict[str, str]:
        """Sign in there; what the browser brings back."""
        wish["claims"] = {"email": plain_email(email), "name": "Mei Lin", **wish.get("claims", {})}
        answer = httpx.get(address, params={"wish": json.dumps(wish)} | query(address), trust_env=False)
        assert answer.status_code == 302, answer.text
        where = answer.headers["location"]
        assert where.startswith("http://127.0.0.1:8000/sign-in/company/back?")
        return query(where)

    def come(self, brought: dict[str, str]) -> httpx.Response:
        answer: httpx.Response = self.http.get(
            "/sign-in/company/back", params=brought, follow_redirects=False
        )
        return answer

    def sign_in(self, email: str, **wish: Any) -> httpx.Response:
        """The whole way, with a browser that is nobody yet."""
        self.http.cookies.clear()
        return self.come(self.at_company(self.leave(email), email, **wish))


def query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.fixture
def walk(begin: Begin, company: str) -> Walk:
    """On each kind of database; the operator allows the provider's loopback port, as for sources."""
    return Walk(begin(allowed_fetch_hosts=company.removeprefix("http://")), company)
