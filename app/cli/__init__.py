"""The command line: parse, open what is needed, call a feature, print.

Exit codes: 0 done, 1 judged and missed (only where that was asked for), 2 bad input.

Each command lives in a module that is loaded when it is asked for, so that judging a file starts no web
framework and opens no database.
"""

import gc
import os
import sys
import time
import zoneinfo
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from app.cli.files.faults import BadInput, bad_input
from app.cli.output import print_faults
from app.errors import ScorecardError

STARTED = time.monotonic()
# Where each command lives, and what the help of all says about it.
COMMANDS = {
    "score": ("score:commands", "Judge reports by terms: no server, no database."),
    "lint": ("lint:commands", "Say what is doubtful in terms before somebody signs them."),
    "verify": ("verify:commands", "Recompute a scorecard from its evidence, offline."),
    "simulate": ("what_if:simulating", "What other terms would have cost over the same history."),
    "propose": ("what_if:proposing", "What the next contract could ask for, from the last 12 periods."),
    "guess": ("guess:commands", "Show how a report would be read: its mapping and five rows."),
    "presets": ("presets:commands", "Print how the reports of known systems are read."),
    "schema": ("schema:commands", "Print the JSON Schema of terms files or of mappings."),
    "metrics": ("metrics:commands", "Print every metric and measure with its formulas."),
    "demo": ("demo.command:commands", "A sample world in a new database, in your browser."),
    "serve": ("serving.commands:serving", "Start the web service."),
    "worker": ("serving.commands:working", "Do the jobs, beside a service on PostgreSQL."),
    "migrate": ("serving.commands:migrating", "Bring the database to the schema of this version."),
    "backup": ("backup:backing_up", "Everything in one file."),
    "restore": ("backup:restoring", "Fill an empty database from a backup."),
    "relock": ("relock:commands", "Lock stored secrets with the newest key."),
    "user": ("people:users", "Add people who sign in."),
    "token": ("people:tokens", "Make keys for programs."),
    "audit": ("audit:commands", "Verify the audit log."),
    "erase": ("erase:commands", "Erase the file of a report for good."),
    "organisation": ("organisations:commands", "Delete an organisation, with proof."),
}


class _Commands(TyperGroup):
    """Knows every command by name and loads the one that is called."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = {name: TyperCommand(name, help=text) for name, (_, text) in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] in COMMANDS:
            self.commands[args[0]] = _load(args[0])
        return super().resolve_command(ctx, args)


def _load(name: str) -> Any:
    module, _, attribute = COMMANDS[name][0].partition(":")
    gc.disable()  # all that is loaded stays: to look for garbage in it takes an eighth of the start
    try:
        loaded = import_module(f"app.cli.{module}")
    finally:
        gc.enable()
    return typer.main.get_command(getattr(loaded, attribute))


root = typer.Typer(cls=_Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@root.callback(epilog="First steps:  scorecard demo  ·  scorecard score terms.yaml report.csv")
def about() -> None:
    """Judges what outsourced call centres promised: exactly, provably, to the last cent."""


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command that the arguments name (default: those of the process) and exit with its code.

    Time zones are those of the pinned package, never the machine's: the same files give the same digits
    everywhere.
    """
    zoneinfo.reset_tzpath(to=())
    os.environ["PYTHONTZPATH"] = ""  # for the processes that this one starts
    try:
        root(args=args, prog_name="scorecard")
    except BadInput as bad:
        print_faults(bad)
    except ScorecardError as error:
        print_faults(bad_input("scorecard", error))
    sys.exit(2)
