"""D06: headers of every answer, of refusals too: HSTS over https, nothing sniffed, framed or kept."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.safe_headers import HSTS, USUAL
from app.settings import load_settings

pytestmark = pytest.mark.slow  # the service as a whole

PAGES = ("/sign-in", "/no-such-page")
API = ("/api/v1/me", "/api/v1/nothing", "/api/v1/openapi.json")
OTHERS = ("/healthz", "/readyz", "/static/none.css")


@pytest.fixture
def http(sqlite_url: str) -> Iterator[TestClient]:
    settings = load_settings(demo=True, database_url=sqlite_url, base_url="https://sla.example.com")
    app = create_app(settings, run_jobs=False)
    with TestClient(app, base_url="https://sla.example.com", raise_server_exceptions=False) as client:
        yield client


def test_every_answer_has_them(http: TestClient) -> None:
    def breaks() -> None:
        raise RuntimeError

    http.app.add_api_route("/breaks", breaks)  # type: ignore[attr-defined]
    for path in (*PAGES, *API, *OTHERS, "/breaks"):
        answer = http.get(path, headers={"Accept": "text/html"})
        for name, value in (USUAL | HSTS).items():
            given = answer.headers.get_list(name)
            assert len(given) == 1, (path, name)
            assert given == [value] or name == "Content-Security-Policy", (path, name)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        scripts = policy.partition("script-src")[2].partition(";")[0]
        assert "unsafe" not in scripts, path  # pages have no script of their own, so they need no nonce
    refused = http.get("/api/v1/me", headers={"Host": "evil.example"})
    assert (refused.status_code, refused.headers["strict-transport-security"]) == (400, *HSTS.values())
    huge = http.post("/api/v1/session", content=b"x", headers={"Content-Length": "999999999"})
    assert (huge.status_code, huge.headers["strict-transport-security"]) == (413, *HSTS.values())


def test_pages_are_never_kept(http: TestClient) -> None:
    for path in (*PAGES, "/account", "/"):
        answer = http.get(path, headers={"Accept": "text/html"}, follow_redirects=False)
        assert answer.headers["cache-control"] == "no-store", path


def test_over_plain_http_no_browser_is_told_to_use_https(sqlite_url: str) -> None:
    app = create_app(load_settings(demo=True, database_url=sqlite_url), run_jobs=False)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        assert "strict-transport-security" not in client.get("/healthz").headers
