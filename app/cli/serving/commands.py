"""`scorecard serve`, `worker`, `migrate`: what an operator runs."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType
from typing import Annotated

import typer
from fastapi import FastAPI

from app.access.logins import make_logins
from app.cli.files.faults import stop
from app.cli.output import AsJson, print_json, say
from app.cli.serving.listen import listen
from app.cli.serving.run_server import configure, serve_on, settle
from app.cli.serving.several import Several
from app.cli.stores import (
    bring_up_to_date,
    is_embedded,
    is_empty,
    kind_of,
    opened,
    refuse_second,
    settings_or_stop,
)
from app.cli.stores import telling_of_the_database as telling
from app.database import migrate as migrate_database
from app.jobs.engine import Jobs
from app.main import create_app, set_up_logs
from app.settings import Settings, load_settings
from app.watching.serve import metrics_served

serving = typer.Typer(add_completion=False)
working = typer.Typer(add_completion=False)
migrating = typer.Typer(add_completion=False)

Host = Annotated[str | None, typer.Option(help="Where to listen; omitted: SCORECARD_BIND_HOST.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Omitted: SCORECARD_BIND_PORT.")]


@serving.command(
    epilog="""\b
Examples:
  SCORECARD_SECRET_KEY=… scorecard serve
  scorecard serve --host 0.0.0.0 --port 8080 --workers 4     # on PostgreSQL, beside “scorecard worker”
"""
)
def serve(
    host: Host = None,
    port: Port = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Web processes; many need PostgreSQL.")] = 1,
    json: AsJson = False,
) -> None:
    """Start the web service; on the embedded database it migrates first and does the jobs too."""
    settings = settings_or_stop(bind_host=host, bind_port=port)
    embedded = is_embedded(settings)
    if workers > 1 and embedded:
        stop(
            "--workers",
            "several web processes need PostgreSQL; set SCORECARD_DATABASE_URL, or serve with one",
        )
    with listen(settings.bind_host, settings.bind_port) as listener:
        address, port = listener.getsockname()[:2]
        if "base_url" not in settings.model_fields_set:
            settings = settings.model_copy(update={"base_url": f"http://127.0.0.1:{port}"})
        if embedded:
            refuse_second(settings)
        bring_up_to_date(settings)
        set_up_logs(settings)
        if json:
            print_json({"listening": f"{address}:{port}", "base_url": settings.base_url, "workers": workers})
        say(f"Serving {settings.base_url} on {address}:{port}; Ctrl+C stops.")
        if is_empty(settings):
            say("Nobody can sign in yet; “scorecard user add” adds the first person.")
        with _watched(settings, embedded, workers):
            if workers == 1:
                serve_on(listener, create_app(settings, run_jobs=embedded), settings)
            else:
                os.environ["SCORECARD_BASE_URL"] = settings.base_url  # the web processes read it there
                config = configure("app.cli.serving.commands:web_process", settings, workers=workers)
                Several(config, [listener]).run()


@contextmanager
def _watched(settings: Settings, embedded: bool, workers: int) -> Iterator[None]:
    """Metrics, where they are wanted; the embedded database tells of the jobs too, which see every row."""
    with (
        opened(settings) if embedded else nullcontext() as database,
        metrics_served(settings, database, workers) as port,
    ):
        if port:
            say(f"Metrics on {settings.metrics_host}:{port}.")
        yield


def web_process() -> FastAPI:
    """The service for one of several web processes; the jobs are done by `scorecard worker`."""
    settings = load_settings()
    set_up_logs(settings)
    app = create_app(settings, run_jobs=False)
    settle()
    return app


@working.command(
    epilog="""\b
Example:
  SCORECARD_DATABASE_URL=postgresql://… SCORECARD_SECRET_KEY=… scorecard worker
"""
)
def worker(json: AsJson = False) -> None:
    """Do the jobs: pulls, and judging after each change. Any number of workers share them on PostgreSQL."""
    settings = settings_or_stop().as_worker()
    set_up_logs(settings)
    stopping = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    with opened(settings) as database:
        jobs = Jobs(database, settings)
        with telling():
            jobs.start()
        settle()
        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave)
        if json:
            print_json({"executor": jobs.executor, "database": kind_of(settings)})
        say("Working; Ctrl+C stops.")
        with metrics_served(settings, database):
            stopping.wait()
        jobs.stop()


@migrating.command(epilog="\b\nExample:\n  SCORECARD_DATABASE_URL=postgresql://… scorecard migrate")
def migrate(json: AsJson = False) -> None:
    """Bring the database to the schema of this version; doing it again changes nothing."""
    settings = settings_or_stop()
    with telling():
        migrate_database(settings.as_owner().database_url)
        made = make_logins(settings)
    if json:
        print_json({"database": kind_of(settings), "schema": "current"})
    say("The database has the schema of this version.")
    for name in made:
        say(f"{name} can sign in to it.")
