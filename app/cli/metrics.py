"""`scorecard metrics`: the catalogue of metrics and measures, as a page or as JSON."""

import typer

from app.cli.output import AsJson, print_json
from app.sla.catalogue.documents import measure_documents, metric_documents
from app.sla.catalogue.page import page

commands = typer.Typer(add_completion=False)
_EXAMPLES = """\b
Examples:
  scorecard metrics > docs/metrics.md
  scorecard metrics --json
"""


@commands.command(epilog=_EXAMPLES)
def metrics(json: AsJson = False) -> None:
    """Print every metric with its variants and formulas, and every measure."""
    if json:
        print_json({"metrics": metric_documents(), "measures": measure_documents()})
    else:
        typer.echo(page(), nl=False)
