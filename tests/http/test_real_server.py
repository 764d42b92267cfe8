"""A real server on loopback, real sockets: what a test client does not show."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient

from app.database import Database
from app.main import create_app
from app.settings import load_settings
from tests.desk import REF, calls, staffed, terms, with_contract

pytestmark = pytest.mark.slow  # the service as a whole


@pytest.fixture
def served(database: Database, database_url: str) -> Iterator[tuple[httpx.Client, dict[str, str]]]:
    """A client of the running service, and the tokens of its cast."""
    organisations, tokens = staffed(database)
    with_contract(database, organisations)
    settings = load_settings(demo=True, database_url=database_url)
    with (
        running(create_app(settings, run_jobs=False)) as base,
        httpx.Client(base_url=base, timeout=60) as http,
    ):
        yield http, tokens


@contextmanager
def running(app: object) -> Iterator[str]:
    """The app behind uvicorn on a free port of loopback, in a thread."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=5)
        )  # type: ignore[arg-type]
        ready = threading.Event()
        startup = server.startup

        async def noted(sockets: list[socket.socket] | None = None) -> None:
            await startup(sockets)
            ready.set()

        server.startup = noted  # type: ignore[method-assign]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert ready.wait(30)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1"
        finally:
            server.should_exit = True
            thread.join(30)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_the_whole_way_over_real_sockets(served: tuple[httpx.Client, dict[str, str]]) -> None:
    http, tokens = served
    auditor, clerk = bearer(tokens["client_auditor"]), bearer(tokens["provider_clerk"])
    put = http.put(f"/contracts/{REF}/terms/2026-01-01", content=terms().encode(), headers=auditor)
    assert put.status_code == 201, put.text
    form = {"file": ("january.csv", calls(), "text/csv")}
    sent = http.post(f"/contracts/{REF}/reports", files=form, headers=clerk)
    assert sent.status_code == 201, sent.text
    in_pieces = http.post(
        f"/contracts/{REF}/reports", content=iter([calls()[:500], calls()[500:]]), headers=clerk
    )
    assert (in_pieces.status_code, in_pieces.json()["status"]) == (200, "unchanged")
    card = http.get(f"/contracts/{REF}/scorecards/2026-01", headers=auditor)
    assert card.json()["targets"][0]["value"] == "0.07"
    again = http.get(
        f"/contracts/{REF}/scorecards/2026-01",
        headers={**auditor, "If-None-Match": card.headers["etag"]},
    )
    assert (again.status_code, again.content) == (304, b"")
    file = http.get(f"/contracts/{REF}/reports/{sent.json()['id']}/file", headers=auditor)
    assert file.content == calls()


@pytest.mark.on_both
def test_eight_at_once_over_real_sockets(served: tuple[httpx.Client, dict[str, str]]) -> None:
    http, tokens = served
    auditor, clerk = bearer(tokens["client_auditor"]), bearer(tokens["provider_clerk"])
    http.put(f"/contracts/{REF}/terms/2026-01-01", content=terms().encode(), headers=auditor)
    files = [calls(abandoned=number, days=range(number, number + 20)) for number in range(1, 9)] + [
        calls()
    ] * 8

    def send(content: bytes) -> httpx.Response:
        return http.post(f"/contracts/{REF}/reports", content=content, headers=clerk)

    with ThreadPoolExecutor(16) as pool:
        statuses = sorted(answer.status_code for answer in pool.map(send, files))
    assert statuses == [200] * 7 + [201] * 9
    assert http.get(f"/contracts/{REF}", headers=auditor).json()["revision"] == 10


def test_malformed_requests_get_a_4xx_and_the_next_one_an_answer(
    served: tuple[httpx.Client, dict[str, str]],
) -> None:
    http, tokens = served
    host, port = http.base_url.host, http.base_url.port or 0
    for raw in (
        b"GET /api/v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
        b"GET /api/v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET http://evil.example/api/v1/me HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"\xff\xfe\r\n\r\n",
    ):
        with socket.create_connection((host, port), timeout=60) as connection:
            connection.sendall(raw)
            answer = connection.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 4"), (raw, answer[:80])
    assert http.get("/me", headers=bearer(tokens["client_reader"])).status_code == 200


def test_an_old_schema_stops_the_start(empty_database_url: str) -> None:
    settings = load_settings(demo=True, database_url=empty_database_url)
    app = create_app(settings, run_jobs=False)
    with pytest.raises(RuntimeError, match="run “scorecard migrate”"), TestClient(app):
        pytest.fail("this must not be reached")
