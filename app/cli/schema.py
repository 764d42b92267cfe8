"""`scorecard schema`: the published JSON Schema of terms files and of mappings."""

from typing import Annotated

import typer

from app.cli.output import AsJson, print_json
from app.reports.mapping.schema import SCHEMA
from app.terms_files.schema import terms_schema

commands = typer.Typer(add_completion=False)
_EXAMPLES = """\b
Examples:
  scorecard schema > terms.schema.json
  scorecard schema --mapping > mapping.schema.json
"""


@commands.command(epilog=_EXAMPLES)
def schema(
    mapping: Annotated[bool, typer.Option("--mapping", help="The schema of mappings instead.")] = False,
    json: AsJson = True,  # a schema is nothing else
) -> None:
    """Print the JSON Schema of terms files, for editors and checks."""
    if mapping:
        print_json(SCHEMA)
    else:
        print_json(terms_schema())
