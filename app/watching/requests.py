"""Counting requests by route and status, and the database connections in use, in this process."""

from __future__ import annotations

import time
from typing import Any

from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import Engine, event
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUESTS = Counter("scorecard_requests", "Requests by route and status.", ("method", "route", "status"))
SECONDS = Histogram(
    "scorecard_request_seconds",
    "How long requests took.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
IN_USE = Gauge(
    "scorecard_database_connections_in_use", "Taken from the pool now.", multiprocess_mode="livesum"
)
OPEN = Gauge("scorecard_database_connections_open", "Open to the database now.", multiprocess_mode="livesum")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NONE = "none"  # no route of ours: whatever was asked, it is one label


class CountRequests:
    """Counts every request once it is answered, those that no route knows under one name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            route = _template(scope)
            method = scope["method"] if scope["method"] in _METHODS else _NONE
            REQUESTS.labels(method, route, str(status)).inc()
            SECONDS.labels(route).observe(time.perf_counter() - began)


def _template(scope: Scope) -> str:
    """The route's path with its parameters' names, such as /api/v1/contracts/{ref}."""
    return str(getattr(scope.get("route"), "path", _NONE))


def watch_pool(engine: Engine) -> None:
    """Count the engine's connections from now on."""
    for name, gauge, change in (
        ("checkout", IN_USE, 1),
        ("checkin", IN_USE, -1),
        ("connect", OPEN, 1),
        ("close", OPEN, -1),
    ):
        event.listen(engine, name, _changing(gauge, change))


def _changing(gauge: Gauge, change: int) -> Any:
    def changed(*_told: object) -> None:
        gauge.inc(change)

    return changed
