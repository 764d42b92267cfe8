"""`scorecard presets`: the systems whose reports are known, as the page of the documentation or as JSON."""

import sys

import typer

from app.cli.output import AsJson, print_json
from app.reports.presets.page import page
from app.reports.presets.read import presets as known

commands = typer.Typer(add_completion=False)
_EXAMPLES = """\b
Examples:
  scorecard presets > docs/presets.md
  scorecard score terms.yaml answer.json --preset genesys-cloud --mapping queues.yaml
"""


@commands.command(epilog=_EXAMPLES)
def presets(json: AsJson = False) -> None:
    """Print how the reports of known systems are read, and what each preset was tested on."""
    if not json:
        sys.stdout.write(page())
        return
    names = ("id", "title", "source", "tested_on", "add")
    shapes = {
        one.id: [{"id": s.id, "title": s.title, "mapping": s.mapping} for s in one.shapes] for one in known()
    }
    print_json(
        [{**{name: getattr(one, name) for name in names}, "shapes": shapes[one.id]} for one in known()]
    )
