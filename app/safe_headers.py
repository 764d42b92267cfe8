"""Headers of every answer, also of refusals that no route sees: nothing is sniffed, framed or told elsewhere.

What a route says itself stays: pages have a policy of their own. Over https browsers are told to come by
https alone from now on (HSTS).
"""

from __future__ import annotations

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

USUAL = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}  # two years


def add_safe_headers(app: FastAPI, *, encrypted: bool) -> None:
    """Let every answer of `app` have them, also those to faults, which no middleware sees."""
    inner = app.build_middleware_stack
    app.build_middleware_stack = lambda: SafeHeaders(inner(), encrypted=encrypted)  # type: ignore[method-assign]


class SafeHeaders:
    """Puts the usual headers on an answer that does not have them; HSTS where people come over https."""

    def __init__(self, app: ASGIApp, *, encrypted: bool) -> None:
        self.app = app
        self.headers = USUAL | (HSTS if encrypted else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, adding)
