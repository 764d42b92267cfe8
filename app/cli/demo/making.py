"""Making the demo's database, or keeping the one that is there; then serving it."""

import os
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from app.cli import STARTED
from app.cli.demo.history import Demo, DemoBroken, found, how_much, judge_everything, relive
from app.cli.demo.parts import Part, copy_database, put_together
from app.cli.demo.people import PASSWORD, PEOPLE, add_demo_people
from app.cli.demo.place import Place, Tell
from app.cli.demo.processes import Helper, have_failed, hear, shares
from app.cli.output import print_json, progress, say
from app.cli.serving.run_server import serve_on
from app.cli.stores import bring_up_to_date, opened, refuse_second, settings_or_stop
from app.database import Database
from app.main import create_app, set_up_logs
from app.sample.server import SampleServer
from app.settings import Settings
from app.sources.tables import Source


def serve_demo(settings: Settings, listener: socket.socket, *, browse: bool, as_json: bool) -> None:
    """Serve a demo that is complete, and show the first page in a browser."""
    app = create_app(settings)
    add_demo_people(app)
    _greet(settings.base_url, time.monotonic() - STARTED, as_json=as_json)
    if browse and _has_screen():
        first = settings.base_url + PEOPLE[0].href
        threading.Thread(target=webbrowser.open, args=(first,), daemon=True).start()
    serve_on(listener, app, settings)


def _has_screen() -> bool:
    """Whether a browser would open a window; one that runs in the terminal would take it from us."""
    named = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in named)


def make_or_keep(
    place: Place,
    server: SampleServer,
    base_url: str,
    now: datetime,
    *,
    fresh: bool = False,
    helpers: Sequence[Helper] = (),
) -> Settings:
    """The settings of a complete demo: made now, or the one that is here, pulling from today's server."""
    settings = _settings(place, base_url, server)
    set_up_logs(settings)
    refuse_second(settings)
    if fresh or not place.is_made(server.world):
        place.clear()
        settings = _settings(place, base_url, server)
        bring_up_to_date(settings)
        with opened(settings) as database:
            _make(place, Demo(database, settings, server, now), helpers)
        place.is_complete(server.world)
    else:
        bring_up_to_date(settings)
    _point_at(settings, server.base_url)
    return settings


def _settings(place: Place, base_url: str, server: SampleServer) -> Settings:
    return settings_or_stop(
        demo=True,
        secret_key=place.key(),
        database_url=f"sqlite:///{place.database}",
        base_url=base_url,
        allowed_fetch_hosts=server.base_url.removeprefix("http://"),
        log_level="warning",
        log_format="text",
    )


def _make(place: Place, demo: Demo, helpers: Sequence[Helper]) -> None:
    """Relive everything: a share of the contracts in this process, the others in the helpers'."""
    with progress() as bar:
        task = bar.add_task("Eighteen months of reports", total=how_much(demo.server.world, demo.now))

        def tell() -> None:
            bar.advance(task)

        found(demo.database)
        *others, mine = shares(1 + len(helpers))  # the first share is the largest, and we have more to do
        for number, (helper, share) in enumerate(zip(helpers, others, strict=True)):
            copy_database(place.database, place.part(number))
            helper.line.send(Part(demo.settings, place.part(number), demo.server.world, demo.now, share))
        relive(demo, mine, _telling(helpers, tell))
        judge_everything(demo.database, demo.settings)
        hear(helpers, tell, to_the_end=True)
        if have_failed(helpers):
            raise DemoBroken("a part of the sample world could not be pulled; the reason stands above")
        for number in range(len(helpers)):
            put_together(place.database, place.part(number))


def _telling(helpers: Sequence[Helper], tell: Tell) -> Tell:
    """A `tell` that passes on what the helpers have done meanwhile."""

    def both() -> None:
        tell()
        hear(helpers, tell)

    return both


def _point_at(settings: Settings, sample_url: str) -> None:
    """The sample server has another port each time; the sources follow it."""
    with opened(settings) as database:
        _follow(database, sample_url)


def _follow(database: Database, sample_url: str) -> None:
    with database.writing() as session:
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
