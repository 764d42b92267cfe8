"""The web service: routers, error table, lifespan. The only place that knows every room."""

from __future__ import annotations

import json
import logging
import sys
import time
import zoneinfo
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import anyio.to_thread
import structlog
from fastapi import APIRouter, FastAPI, Request
from sqlalchemy import Engine

from app.access.account.routes import router as account_router
from app.access.audit_log.routes import router as audit_router
from app.access.member_routes import router as members_router
from app.access.passkeys.routes import router as passkeys_router
from app.access.routes import router as access_router
from app.access.second_step.routes import router as second_step_router
from app.access.wall_check import check_application
from app.actions import find  # noqa: F401 - registers its job
from app.actions.routes import router as actions_router
from app.allowed import add_allowed
from app.compressed import Compressed
from app.conditional import Conditional
from app.contracts.routes import router as contracts_router
from app.database import APPLICATION, JOBS, Database, make_engine, schema_is_current
from app.described import describe, operation_name
from app.errors import Unavailable
from app.jobs.engine import Jobs
from app.limits import BodyLimit, KnownHosts, RequestLog
from app.problems import add_problem_handlers
from app.rate_limits import RateLimits
from app.reports.arriving.places import add_places
from app.reports.changes.routes import router as changes_router
from app.reports.erasing.routes import router as erasing_router
from app.reports.exports.routes import router as exports_router
from app.reports.routes import router as reports_router
from app.safe_headers import add_safe_headers
from app.scorecards import reassess  # noqa: F401 - registers its job
from app.scorecards.exclusions.routes import router as exclusions_router
from app.scorecards.patterns.routes import router as patterns_router
from app.scorecards.reconciliation.routes import router as reconciliation_router
from app.scorecards.routes import router as scorecards_router
from app.settings import Settings
from app.single_sign_on.routes import router as single_sign_on_router
from app.sources.routes import router as sources_router
from app.sources.window_routes import router as windows_router
from app.telling.people.routes import pages as leaving_pages
from app.telling.people.routes import router as notices_router
from app.telling.routes import router as webhooks_router
from dashboards.assets import add_assets
from dashboards.failing import failure_page
from dashboards.pages import router as pages_router
from dashboards.review.routes import router as review_router

zoneinfo.reset_tzpath(to=())  # time zones are those of the pinned package, never the machine's

health = APIRouter(tags=["health"], include_in_schema=False)
DESCRIPTION = "Judges what outsourced call centres promised: exactly, provably, to the last cent."
OLD_SCHEMA = "The database has another schema; run “scorecard migrate”."
FORM_ROOM = 1_000_000  # bytes of a request beside the report that it carries
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@health.get("/healthz")
def alive() -> dict[str, str]:
    """The process lives."""
    return {"status": "alive"}


@health.get("/readyz")
def ready(request: Request) -> dict[str, str]:
    """The database answers and its schema is the one that this version expects; 503 otherwise."""
    database: Database = request.app.state.database
    if not schema_is_current(database.engine):
        raise Unavailable(OLD_SCHEMA)
    return {"status": "ready"}


# A request is compared with the routes in this order, so what is asked most stands first.
ROOMS = (
    health,
    review_router,  # before the scorecards: 2026-08.pdf is no period
    scorecards_router,
    contracts_router,
    reports_router,
    access_router,
    account_router,
    second_step_router,
    passkeys_router,
    members_router,
    single_sign_on_router,
    audit_router,
    sources_router,
    windows_router,
    webhooks_router,
    notices_router,
    leaving_pages,
    changes_router,
    exports_router,
    erasing_router,
    exclusions_router,
    actions_router,
    reconciliation_router,
    patterns_router,
    pages_router,
)


def create_app(
    settings: Settings, *, run_jobs: bool = True, clock: Callable[[], float] = time.time
) -> FastAPI:
    """The service on one database; with `run_jobs` its background work is done in this process too.

    `clock` is that of the rate limits: seconds since 1970.
    """
    app = FastAPI(
        title="Vendor SLA scorecard",
        version="0.1.0",
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_name,
        lifespan=_lifespan(settings, run_jobs),
    )
    app.state.settings = settings
    add_places(app, settings.thread_limit)
    for router in ROOMS:
        app.include_router(router)
    add_assets(app)
    describe(app)
    add_problem_handlers(app, failure_page)
    add_allowed(app)
    app.add_middleware(Conditional)
    app.add_middleware(Compressed)
    app.add_middleware(BodyLimit, limit=settings.body_limit + FORM_ROOM)
    app.add_middleware(RateLimits, settings=settings, clock=clock)
    app.add_middleware(KnownHosts, hosts=settings.hosts)
    app.add_middleware(RequestLog)
    add_safe_headers(app, encrypted=settings.encrypted)
    _let_watch(app, settings)
    return app


def _let_watch(app: FastAPI, settings: Settings) -> None:
    """Count and trace requests, where that is set; the libraries are loaded only then."""
    app.state.traces = None
    if settings.metrics_port is not None:
        from app.watching.requests import CountRequests  # noqa: PLC0415

        app.add_middleware(CountRequests)
    if settings.traces_url is not None:
        from app.watching.traces import TraceRequests, Traces  # noqa: PLC0415

        app.state.traces = Traces(settings.traces_url)
        app.add_middleware(TraceRequests, tracer=app.state.traces.tracer)


def _watch_database(app: FastAPI, settings: Settings, engine: Engine) -> None:
    if settings.metrics_port is not None:
        from app.watching.requests import watch_pool  # noqa: PLC0415

        watch_pool(engine)
    if app.state.traces is not None:
        app.state.traces.watch(engine)


def _lifespan(settings: Settings, run_jobs: bool) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.thread_limit
        room = settings.thread_limit + 10
        await anyio.to_thread.run_sync(refuse_unfit, settings)
        database = Database(make_engine(settings.database_url, pool_size=room, role=APPLICATION))
        app.state.database = database
        _watch_database(app, settings, database.engine)
        jobs = _jobs_of(settings, room) if run_jobs else None
        try:
            if jobs is not None:
                await anyio.to_thread.run_sync(jobs.start)
            yield
        finally:
            if jobs is not None:
                await anyio.to_thread.run_sync(jobs.stop)
                jobs.database.close()
            database.close()
            if app.state.traces is not None:
                await anyio.to_thread.run_sync(app.state.traces.close)

    return lifespan


def refuse_unfit(settings: Settings) -> None:
    """Raise RuntimeError when the schema is another one, or row-level security would not bind the service."""
    engine = make_engine(settings.database_url, pool_size=1)
    try:
        if not schema_is_current(engine):
            raise RuntimeError(OLD_SCHEMA)
        check_application(engine, strict=not settings.demo)
    finally:
        engine.dispose()


def _jobs_of(settings: Settings, room: int) -> Jobs:
    """The jobs sign in as themselves: they judge for every organisation."""
    return Jobs(Database(make_engine(settings.database_url, pool_size=room, role=JOBS)), settings)


def set_up_logs(settings: Settings) -> None:
    """Structured lines on standard error: JSON for machines, text for people."""
    shown = structlog.processors.JSONRenderer(serializer=_one_line)
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
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # whatever standard error is by then
    )


def _one_line(event: Any, **how: Any) -> str:
    """JSON that people can read, without anything that ends a line or steers a terminal."""
    text = json.dumps(event, ensure_ascii=False, **how)
    return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in text)
