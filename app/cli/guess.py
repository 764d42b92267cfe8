"""`scorecard guess`: how a report would be read, as a mapping to correct, and its first rows beside it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.files.faults import bad_input, locate
from app.cli.files.read import context_of, dated, given_mapping, read_bytes, read_terms_file
from app.cli.output import AsJson, err, out, print_json, say
from app.cli.score import MappingPath, PresetName, Starts
from app.errors import Refused
from app.reports.context import Context
from app.reports.mapping.text import write_mapping_text
from app.reports.reading.preview import Example, Preview, preview

commands = typer.Typer(add_completion=False)
_ANY = "any"
_EXAMPLES = """\b
Examples:
  scorecard guess april.csv > mapping.yaml
  scorecard guess answer.json --preset amazon-connect --terms terms.yaml
  scorecard guess calls.xlsx --terms terms.yaml --mapping calls.yaml --json
"""


@dataclass(frozen=True)
class _AnyQueue(Context):
    """Where nobody gave terms: every name of a queue is taken as it stands."""

    def queue_named(self, text: str) -> str | None:
        return text


@commands.command(epilog=_EXAMPLES)
def guess(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="The file that would be read.")],
    terms: Annotated[
        Path | None,
        typer.Option(metavar="TERMS", help="Whose queues and time zone it is; omitted: any, in UTC."),
    ] = None,
    mapping: MappingPath = None,
    preset: PresetName = None,
    starts: Starts = None,
    json: AsJson = False,
) -> None:
    """Print how a report would be read: its mapping as YAML, and what its first five rows become."""
    file = read_terms_file(terms)[0].terms if terms else None
    now = datetime.now(UTC)
    context = context_of(file, now.astimezone(file.zone).date()) if file else _AnyQueue("UTC", (_ANY,))
    given = given_mapping(mapping, preset, file)
    if starts is not None:
        given = dated(given, starts.date())
    try:
        seen = preview(read_bytes(report), given, context)
    except Refused as refusal:
        raise bad_input(str(report), refusal) from refusal
    if json:
        print_json(_document(seen))
    else:
        _print(str(report), seen)


def _plain(mapping: dict[str, Any]) -> dict[str, Any]:
    """Without the queue that was made up because nobody gave terms."""
    key = {part: entry for part, entry in mapping["key"].items() if entry != {"value": _ANY}}
    return {**mapping, "key": key}


def _document(seen: Preview) -> dict[str, Any]:
    names = ("guessed", "proven", "header_line", "rows", "problem_count")
    return {
        "mapping": _plain(seen.mapping),
        **{name: getattr(seen, name) for name in names},
        "examples": [
            {"line": one.line, "cells": dict(one.cells), "becomes": dict(one.becomes)}
            for one in seen.examples
        ],
        "flags": [{"where": one.where, "code": one.code, "message": one.message} for one in seen.flags],
        "problems": [{"where": one.where, "code": one.code, "message": one.message} for one in seen.problems],
    }


def _print(name: str, seen: Preview) -> None:
    out().print(write_mapping_text(_plain(seen.mapping)), end="", soft_wrap=True)
    certain = (
        "as it was told"
        if not seen.guessed
        else "guessed and proven"
        if seen.proven
        else "guessed: look at it"
    )
    say(f"\n{name}: {seen.rows:,} rows, {certain}. The first {len(seen.examples)}:")
    for one in seen.examples:
        say(f"  row {one.line}: {_told(one)}")
    for note in (*seen.flags, *seen.problems):
        err().print(f"note: {locate(name, note).text()}", style="dim", soft_wrap=True)


def _told(example: Example) -> str:
    cells = ", ".join(cell for cell in example.cells.values() if cell)
    return f"{cells}  →  " + ", ".join(f"{name} {value}" for name, value in example.becomes.items())
