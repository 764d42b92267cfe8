"""Pages go out compressed: fifty contracts are a quarter of a megabyte of text that repeats itself.

Only whole pages that were read (GET) are: what answers a form may show a secret once, and a secret beside
words that a request chose is not compressed with them. Files of our own come compressed by themselves.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from types import MappingProxyType

import brotli  # type: ignore[import-untyped]
import zstandard
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST = 1_000  # bytes; below that the headers weigh more
# In the order in which they are chosen: quick before small, because a page is made anew each time.
CODINGS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {
        "zstd": lambda body: zstandard.ZstdCompressor(level=5).compress(body),
        "br": lambda body: bytes(brotli.compress(body, quality=4)),
        "gzip": lambda body: gzip.compress(body, 5, mtime=0),
    }
)


def coding_of(accepted: str) -> str:
    """The coding to answer in by an Accept-Encoding header; empty for none."""
    offers = (part.replace(" ", "").lower().partition(";q=") for part in accepted[:500].split(","))
    taken = {name for name, _, quality in offers if quality.strip("0.") or not quality}
    return next((coding for coding in CODINGS if coding in taken), "")


class Compressed:
    """Compresses pages that are answered whole to GET, in what the browser takes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope["method"] == "GET":
            send = _Page(send, coding_of(Headers(scope=scope).get("accept-encoding", ""))).send
        await self.app(scope, receive, send)


class _Page:
    """One answer on its way out; the start of a page waits for its bytes."""

    def __init__(self, send: Send, coding: str) -> None:
        self._send, self._coding = send, coding
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        """Pass on a message, compressed if it is a page."""
        if message["type"] == "http.response.start" and _is_page(Headers(raw=message.get("headers", []))):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            start, self._start = self._start, None
            body = message.get("body", b"")
            headers = MutableHeaders(scope=start)
            headers.add_vary_header("Accept-Encoding")
            if self._coding and len(body) >= LEAST and not message.get("more_body", False):
                body = CODINGS[self._coding](body)
                headers["Content-Encoding"], headers["Content-Length"] = self._coding, str(len(body))
            await self._send(start)
            await self._send({**message, "body": body})


def _is_page(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
