"""Files of the service's own: the right bytes, for ever, and nothing but them."""

import gzip

import brotli
import plotly.offline
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.problems import add_problem_handlers
from dashboards import assets


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    add_problem_handlers(app)
    app.include_router(assets.router)
    return TestClient(app)


@pytest.mark.parametrize("file", ["site.css", "site.js", "icon.svg", "plotly-cartesian-4.1.1.min.js"])
@pytest.mark.parametrize(
    ("coding", "opened"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)]
)
def test_a_file_comes_whole_in_every_coding(
    client: TestClient, file: str, coding: str, opened: object
) -> None:
    headers = {"Accept-Encoding": coding}
    with client.stream("GET", assets.address(file), headers=headers) as answer:
        raw = b"".join(answer.iter_raw())
    assert callable(opened)
    assert opened(raw) == (assets.FOLDER / file).read_bytes()
    assert answer.headers.get("content-encoding", "identity") == coding
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_types_are_what_browsers_demand(client: TestClient) -> None:
    kinds = {
        file: client.get(assets.address(file)).headers["content-type"]
        for file in ("site.css", "site.js", "icon.svg")
    }
    assert kinds == {
        "site.css": "text/css; charset=utf-8",
        "site.js": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
    }


@pytest.mark.parametrize(
    "name",
    ["site.css", "nothing.js", "..%2Fassets.py", "%2e%2e/pages.py", "..%5Cx", "%00", "LICENSE", "site.css/"],
)
def test_no_other_name_reaches_a_file(client: TestClient, name: str) -> None:
    assert client.get(f"{assets.PREFIX}/{name}").status_code == 404


def test_plotly_is_the_version_that_the_python_package_carries() -> None:
    version = plotly.offline.get_plotlyjs_version()
    bundle = assets.FOLDER / f"plotly-cartesian-{version}.min.js"
    assert f"plotly.js (cartesian - minified) v{version}" in bundle.read_text(encoding="utf-8")[:200]


def test_what_others_wrote_has_its_licence_beside_it() -> None:
    licences = {path.name for path in assets.FOLDER.glob("LICENSE.*")}
    assert licences == {"LICENSE.plotly.txt", "LICENSE.modern-normalize.txt"}
