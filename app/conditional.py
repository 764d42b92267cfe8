"""Conditional reading: every answer of the API carries an ETag, and who has it already is told so (RFC 9110).

The tag is the digest of the bytes that this caller is given, so that nobody is answered from what another
may see; the answer may be kept, and must be asked for again each time (`private, no-cache`).
"""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

API = "/api/v1/"
_KEPT_IN_304 = ("etag", "cache-control", "vary", "x-content-type-options")


class Conditional:
    """Gives 200 answers to GET an ETag, and answers 304 to an `If-None-Match` that holds it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope["path"].startswith(API):
            wanted = Headers(scope=scope).get("if-none-match", "") if scope["method"] == "GET" else None
            send = _Answer(send, wanted).send
        await self.app(scope, receive, send)


class _Answer:
    """One answer on its way out; that of a GET is held back until its bytes are known."""

    def __init__(self, send: Send, wanted: str | None) -> None:
        self._send = send
        self._wanted = wanted
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        """Pass on a message of the answer, or keep it until the answer is whole."""
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is None:
            await self._send(message)
        else:
            if "etag" not in Headers(raw=self._start["headers"]):
                self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.add_vary_header("Authorization, Cookie")
        if self._wanted is not None and message["status"] == 200:
            headers.setdefault("Cache-Control", "private, no-cache")
            if "ETag" not in headers or is_listed(headers["ETag"], self._wanted):
                self._start = message
                return  # what knows its tag may be long, and is not held back
        headers.setdefault("Cache-Control", "no-store")
        await self._send(message)

    async def _finish(self, start: Message) -> None:
        headers = MutableHeaders(scope=start)
        etag = headers.setdefault("ETag", f'"{hashlib.sha256(self._body).hexdigest()}"')
        if is_listed(etag, self._wanted or ""):
            kept = [pair for pair in start["headers"] if pair[0].decode("latin-1").lower() in _KEPT_IN_304]
            start, self._body = {**start, "status": 304, "headers": kept}, bytearray()
        await self._send(start)
        await self._send({"type": "http.response.body", "body": bytes(self._body)})


def is_listed(etag: str, header: str) -> bool:
    """Whether an `If-None-Match` names the tag; a weak one is the same here."""
    listed = {part.strip().removeprefix("W/") for part in header.split(",")}
    return "*" in listed or etag in listed
