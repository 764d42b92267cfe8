"""`scorecard lint`: what is doubtful in terms before somebody signs them, in place."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.files.judge import merge_files
from app.cli.files.read import read_terms_file
from app.cli.output import AsJson, out, print_json, say
from app.cli.score import MappingPath, Starts, TermsPath, read_reports
from app.sla.lint import Finding
from app.sla.lint import lint as findings_in
from app.sla.sheets import Sheet
from app.sla.terms import Terms
from app.terms_files.nodes import compose, write_path

commands = typer.Typer(add_completion=False)
_STYLES = {"error": "red", "warning": "yellow", "note": "dim"}
_EXAMPLES = """\b
Examples:
  scorecard lint terms.yaml
  scorecard lint terms-2027.yaml last-year.csv --previous terms-2026.yaml --json
"""


@commands.command(epilog=_EXAMPLES)
def lint(
    terms: TermsPath,
    reports: Annotated[
        list[Path] | None,
        typer.Argument(metavar="REPORT…", help="Past reports: shows what they would have meant."),
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(metavar="TERMS", help="The version before, which these amend.")
    ] = None,
    mapping: MappingPath = None,
    starts: Starts = None,
    json: AsJson = False,
) -> None:
    """Say what is wrong, dear or odd in terms. Exit code 2 when anything is an error."""
    file, text = read_terms_file(terms)
    before = read_terms_file(previous)[0].terms if previous else None
    sheets = _sheets(file.terms, reports or [], mapping, starts)
    found = findings_in(file.terms, before, sheets)
    if json:
        print_json([_document(one) for one in found])
    else:
        _print(str(terms), text, found)
    if any(one.severity == "error" for one in found):
        raise typer.Exit(2)


def _sheets(
    terms: Terms, reports: Sequence[Path], mapping: Path | None, starts: datetime | None
) -> list[Sheet]:
    today = datetime.now(UTC).astimezone(terms.zone).date()
    files = read_reports(terms, reports, mapping, starts.date() if starts else None, today)
    return [one.sheet for one in merge_files(files, terms).known]


def _document(one: Finding) -> dict[str, str]:
    path = write_path(one.path)
    return {"code": one.code, "severity": one.severity, "path": path, "message": one.message}


def _print(name: str, text: str, found: Sequence[Finding]) -> None:
    tree = compose(text)
    for one in found:
        place = f"{name}:{tree.line_of(one.path)}"
        told = f"{place}: {one.severity}: {write_path(one.path)}: {one.message} [{one.code}]"
        out().print(told, style=_STYLES[one.severity], soft_wrap=True)
    grave = sum(one.severity == "error" for one in found)
    say(f"Findings: {len(found)}, errors among them: {grave}." if found else "Nothing is doubtful.")
