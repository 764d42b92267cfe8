"""Printing: results go to standard output, everything else to standard error."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli.files.faults import SHOWN, BadInput

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON; exact numbers are strings.")]
_PIPED = 110  # columns where there is no terminal to ask


def out() -> Console:
    """Where results go."""
    return _console(stderr=False)


def err() -> Console:
    """Where notes, progress and faults go."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr, highlight=False, markup=False, emoji=False, width=None if stream.isatty() else _PIPED
    )


def print_json(value: object) -> None:
    """Print a JSON value as it is, for machines and for people."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()  # who starts a service waits for this line


def say(text: str) -> None:
    """Tell people something that is no result."""
    sys.stderr.write(text + "\n")


def print_faults(bad: BadInput) -> None:
    """Print what is wrong, a line each; of very many the first ones and how many follow."""
    for fault in bad.faults[:SHOWN]:
        say(fault.text())
    more = bad.count - min(len(bad.faults), SHOWN)
    if more > 0:
        say(f"{bad.faults[0].file}: and {more} more")


@contextmanager
def progress(*, wanted: bool = True) -> Iterator[Progress]:
    """A progress bar on a terminal, gone when done; nothing where nobody watches."""
    console = err()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    shown = wanted and console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as bar:
        yield bar
