"""`scorecard demo`: a new database filled by pulling from the sample world, then serving it, in a browser."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.demo.place import Place
from app.cli.demo.processes import end_helpers, start_helpers
from app.cli.files.faults import stop
from app.cli.output import AsJson
from app.cli.serving.listen import listen
from app.sample.server import start_sample_server
from app.sample.world import World

commands = typer.Typer(add_completion=False)
HERE = Path("var/demo")
EARLIEST = date(2026, 11, 1)  # the sample terms begin eighteen months before


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
    place = Place(HERE.absolute())
    with listen("127.0.0.1", port) as listener, start_sample_server(now, world) as server:
        base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        helpers = start_helpers() if fresh or not place.is_made(world) else []
        # Everything large is loaded only now, beside the helpers.
        from app.cli.demo.history import DemoBroken  # noqa: PLC0415
        from app.cli.demo.making import make_or_keep, serve_demo  # noqa: PLC0415

        try:
            settings = make_or_keep(place, server, base_url, now, fresh=fresh, helpers=helpers)
        except DemoBroken as broken:
            stop("demo", str(broken))
        finally:
            end_helpers(helpers)
        serve_demo(settings, listener, browse=not no_browser, as_json=json)
