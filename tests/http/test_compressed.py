"""Pages come compressed where the browser takes it; what answers a form, and what is short, does not."""

import gzip
from collections.abc import Callable

import brotli
import pytest
import zstandard
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient

from app.compressed import LEAST, Compressed, coding_of

PAGE = "<p>Which provider kept its promises? 成都</p>\n" * 100
OPENED: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "": bytes,
}


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.add_middleware(Compressed)

    @app.get("/page")
    @app.post("/page")
    def page() -> Response:
        return Response(PAGE, media_type="text/html", headers={"Vary": "Cookie"})

    @app.get("/short")
    def short() -> Response:
        return Response(PAGE[: LEAST // 4], media_type="text/html")

    @app.get("/data")
    def data() -> Response:
        return Response(PAGE, media_type="application/json")

    return TestClient(app)


def raw(client: TestClient, method: str, path: str, accepted: str) -> tuple[bytes, dict[str, str]]:
    with client.stream(method, path, headers={"Accept-Encoding": accepted}) as answer:
        body = b"".join(answer.iter_raw())
    assert answer.headers["content-length"] == str(len(body))
    return body, dict(answer.headers)


@pytest.mark.parametrize("coding", OPENED)
def test_a_page_comes_whole_in_what_the_browser_takes(client: TestClient, coding: str) -> None:
    body, headers = raw(client, "GET", "/page", coding)
    assert OPENED[coding](body).decode() == PAGE
    assert headers.get("content-encoding", "") == coding
    assert headers["vary"] == "Cookie, Accept-Encoding"
    assert (len(body) < len(PAGE) / 5) == bool(coding)


@pytest.mark.parametrize(("method", "path"), [("POST", "/page"), ("GET", "/short"), ("GET", "/data")])
def test_nothing_else_is_compressed(client: TestClient, method: str, path: str) -> None:
    _, headers = raw(client, method, path, "zstd, br, gzip")
    assert "content-encoding" not in headers


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip; q=0.0", ""),
        ("*", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_the_coding_is_one_that_is_accepted(accepted: str, chosen: str) -> None:
    assert coding_of(accepted) == chosen
