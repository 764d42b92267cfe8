"""`/metrics` on a port of its own: nothing of it is reachable through the port that people use."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from app.database import Database
from app.errors import Conflict
from app.settings import Settings

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # where the client library lets several processes add up their counts


@contextmanager
def metrics_served(settings: Settings, database: Database | None = None, processes: int = 1) -> Iterator[int]:
    """Serve metrics while the body runs, where SCORECARD_METRICS_PORT is set; yields the port, else 0.

    `database` must be one that sees every organisation; without it only what this process counts is told.
    With several web processes it has to be entered before they start. Raises Conflict when the port is taken.
    """
    if settings.metrics_port is None:
        yield 0
        return
    folder = tempfile.mkdtemp(prefix="scorecard-metrics-") if processes > 1 else None
    if folder:
        os.environ[SHARED] = folder
    try:
        with _served(settings, settings.metrics_port, database, folder is not None) as port:
            yield port
    finally:
        if folder:
            del os.environ[SHARED]
            shutil.rmtree(folder)


@contextmanager
def _served(settings: Settings, port: int, database: Database | None, added_up: bool) -> Iterator[int]:
    # Only now, and only here: the library decides at its import whether processes are added up.
    from prometheus_client import REGISTRY, CollectorRegistry, start_http_server  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    from app.watching.stock import Stock  # noqa: PLC0415

    registry = REGISTRY
    if added_up:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    stock = Stock(database) if database is not None else None
    if stock:
        registry.register(stock)
    try:
        server, thread = start_http_server(port, settings.metrics_host, registry)
    except OSError as error:
        raise Conflict(
            f"Metrics cannot be served on {settings.metrics_host}:{port}: {error.strerror}."
        ) from error
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        if stock:
            registry.unregister(stock)
