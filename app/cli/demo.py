"""`scorecard demo`: a new database filled by pulling from the sample world, then serving it, in a browser."""

import json as json_text
import os
import secrets
import shutil
import sys
import threading
import time
import webbrowser
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import col, select

from app.cli import STARTED
from app.cli.demo_history import Demo, DemoBroken, found, how_much, judge_everything
from app.cli.demo_people import PASSWORD, PEOPLE, add_demo_people
from app.cli.demo_workers import relive_side_by_side
from app.cli.faults import stop
from app.cli.listen import listen, serve_on
from app.cli.output import AsJson, print_json, progress, say
from app.cli.stores import bring_up_to_date, opened, refuse_second, settings_or_stop
from app.main import create_app, set_up_logs
from app.sample.server import SampleServer, start_sample_server
from app.sample.world import World
from app.settings import Settings
from app.sources.tables import Source

commands = typer.Typer(add_completion=False)
HERE = Path("var/demo")
VERSION = 1  # raise it when a database that an older version made would tell another story
EARLIEST = date(2026, 11, 1)  # the sample terms begin eighteen months before


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of the demo: its database, the key of this database, and a note when it is complete."""

    folder: Path

    @property
    def note(self) -> Path:
        """Says which world the database holds; written last."""
        return self.folder / "made.json"

    def is_made(self, world: World) -> bool:
        """Whether a complete database of this world is here."""
        return self.note.exists() and self.note.read_text() == _stamp(world)

    def clear(self) -> None:
        """Begin afresh."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def settings(self, base_url: str, sample_url: str) -> Settings:
        """The demo's settings; the key lies beside the database that it opens."""
        self.folder.mkdir(parents=True, exist_ok=True)
        key = self.folder / "secret.key"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(secrets.token_urlsafe(48))
        return settings_or_stop(
            demo=True,
            secret_key=key.read_text(),
            database_url=f"sqlite:///{self.folder / 'scorecard.db'}",
            base_url=base_url,
            allowed_fetch_hosts=sample_url.removeprefix("http://"),
            log_level="warning",
            log_format="text",
        )


def _stamp(world: World) -> str:
    return json_text.dumps({"version": VERSION, "world": f"{world.start} {world.end} {world.seed}"})


@commands.command(epilog="\b\nExamples:\n  scorecard demo\n  scorecard demo --port 8080 --no-browser --fresh")
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the service listens.")] = 8000,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make the database anew even if one is there.")
    ] = False,
    json: AsJson = False,
) -> None:
    """A bank, four outsourced centres, eighteen months: pulled, judged, and served on this machine."""
    now = datetime.now(UTC)
    world = World(max(now.date(), EARLIEST))
    with listen("127.0.0.1", port) as listener, start_sample_server(now, world) as server:
        base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            settings = make_or_keep(Place(HERE.absolute()), server, base_url, now, fresh=fresh)
        except DemoBroken as broken:
            stop("demo", str(broken))
        app = create_app(settings)
        add_demo_people(app)
        _greet(base_url, time.monotonic() - STARTED, as_json=json)
        if not no_browser and _has_screen():
            first = base_url + PEOPLE[0].href
            threading.Thread(target=webbrowser.open, args=(first,), daemon=True).start()
        serve_on(listener, app)


def _has_screen() -> bool:
    """Whether a browser would open a window; one that runs in the terminal would take it from us."""
    named = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in named)


def make_or_keep(
    place: Place, server: SampleServer, base_url: str, now: datetime, *, fresh: bool = False
) -> Settings:
    """The settings of a complete demo: made now, or the one that is here, pulling from today's server."""
    settings = place.settings(base_url, server.base_url)
    set_up_logs(settings)
    refuse_second(settings)
    if place.is_made(server.world) and not fresh:
        bring_up_to_date(settings)
        _point_at(settings, server.base_url)
        return settings
    place.clear()
    settings = place.settings(base_url, server.base_url)
    bring_up_to_date(settings)
    with opened(settings) as database, progress() as bar:
        found(database)
        task = bar.add_task("Eighteen months of reports", total=how_much(server.world, now))
        everything = Demo(database, settings, server, now)
        relive_side_by_side(everything, lambda: bar.advance(task))
        bar.update(task, description="Judging every period")
        judge_everything(database, settings)
    _point_at(settings, server.base_url)
    place.note.write_text(_stamp(server.world))
    return settings


def _point_at(settings: Settings, sample_url: str) -> None:
    """The sample server has another port each time; the sources follow it."""
    with opened(settings) as database, database.writing() as session:
        for source in session.exec(select(Source).where(col(Source.deleted_at).is_(None))):
            if source.url.startswith("http://127.0.0.1:"):
                path = source.url.removeprefix("http://").partition("/")[2]
                source.url = f"{sample_url}/{path}"
                session.add(source)


def _greet(base_url: str, seconds: float, *, as_json: bool) -> None:
    if as_json:
        people = [
            {"name": one.name, "organisation": one.organisation, "role": one.role, "url": base_url + one.href}
            for one in PEOPLE
        ]
        print_json({"base_url": base_url, "seconds": f"{seconds:.1f}", "people": people})
        return
    say(f"The demo is ready after {seconds:.1f} s: {base_url}  (Ctrl+C stops it)\n")
    say(f"Sign in by a click, or by e-mail with the password {PASSWORD}:")
    for one in PEOPLE:
        say(f"  {base_url + one.href:<42} {one.name}, {one.role} of {one.organisation} <{one.email}>")
