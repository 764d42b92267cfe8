"""The web service: routers, error table, lifespan. The only place that knows every room."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import anyio.to_thread
import structlog
from dashboards.pages import failure_page
from dashboards.pages import router as pages_router
from fastapi import APIRouter, FastAPI, Request
from starlette.middleware.trustedhost import TrustedHostMiddleware

from app import access, contracts, reports, scorecards, sources  # noqa: F401 - rooms register their jobs
from app.access.routes import router as access_router
from app.contracts.routes import router as contracts_router
from app.database import Database, make_engine, schema_is_current
from app.errors import Unavailable
from app.jobs.engine import Jobs
from app.limits import BodyLimit, RequestLog
from app.problems import add_problem_handlers
from app.reports.routes import router as reports_router
from app.scorecards import reassess  # noqa: F401 - registers its job
from app.scorecards.routes import router as scorecards_router
from app.settings import Settings
from app.sources.routes import router as sources_router
from dashboards.assets import add_assets

health = APIRouter(tags=["health"])
DESCRIPTION = "Judges what outsourced call centres promised: exactly, provably, to the last cent."


@health.get("/healthz")
def alive() -> dict[str, str]:
    """The process lives."""
    return {"status": "alive"}


@health.get("/readyz")
def ready(request: Request) -> dict[str, str]:
    """The database answers and its schema is the one that this version expects; 503 otherwise."""
    database: Database = request.app.state.database
    if not schema_is_current(database.engine):
        raise Unavailable("The database has another schema; run “scorecard migrate”.")
    return {"status": "ready"}


def create_app(settings: Settings, *, run_jobs: bool = True) -> FastAPI:
    """The service on one database; with `run_jobs` its background work is done in this process too."""
    app = FastAPI(
        title="Vendor SLA scorecard",
        version="0.1.0",
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(settings, run_jobs),
    )
    app.state.settings = settings
    for router in (
        health,
        access_router,
        contracts_router,
        reports_router,
        sources_router,
        scorecards_router,
    ):
        app.include_router(router)
    app.include_router(pages_router)
    add_assets(app)
    add_problem_handlers(app, failure_page)
    app.add_middleware(BodyLimit, limit=settings.body_limit + 1_000_000)
    if settings.trusted_hosts:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.trusted_hosts))
    app.add_middleware(RequestLog)
    return app


def _lifespan(settings: Settings, run_jobs: bool) -> Callable[[FastAPI], object]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.thread_limit
        database = Database(make_engine(settings.database_url, pool_size=settings.thread_limit + 10))
        app.state.database = database
        jobs = Jobs(database, settings) if run_jobs else None
        if jobs is not None:
            await anyio.to_thread.run_sync(jobs.start)
        try:
            yield
        finally:
            if jobs is not None:
                await anyio.to_thread.run_sync(jobs.stop)
            database.close()

    return lifespan


def set_up_logs(settings: Settings) -> None:
    """Structured lines on standard error: JSON for machines, text for people."""
    shown = structlog.processors.JSONRenderer(ensure_ascii=False)
    processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        shown if settings.log_format == "json" else structlog.dev.ConsoleRenderer(colors=False),
    ]
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
