"""Jobs for the tests, and a process that does them: `python -m tests.jobs.errands DATABASE_URL`.

What an errand did is a line in the file that its argument names, so that another process can count.
"""

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from app.errors import Refused
from app.jobs import Later, Run, job
from app.settings import Settings, load_settings
from tests.workers import be_quiet, work

PATIENCE = 60.0  # seconds that a test waits for what takes a fraction of one


def settings_for(url: str) -> Settings:
    return load_settings(demo=True, database_url=url)


def note(run: Run, what: str) -> None:
    with Path(run.argument).open("a", encoding="utf-8") as file:
        file.write(f"{what} {run.revision} {run.attempt}\n")


@job("test.note")
def take_note(run: Run) -> str:
    note(run, "did")
    return "noted"


@job("test.newest", newest_only=True)
def take_newest(run: Run) -> None:
    note(run, "did")


@job("test.flaky")
def fail_twice(run: Run) -> str | Later:
    note(run, "tried")
    return Later(run.now + timedelta(seconds=1), "not yet") if run.attempt <= 2 else "at last"


@job("test.broken")
def break_down(run: Run) -> None:
    raise ZeroDivisionError("the secret is 42")


@job("test.refused")
def be_refused(run: Run) -> None:
    raise Refused("The report has no rows.")


@job("test.slow")
def go_slowly(run: Run) -> str:
    """Begin, wait until the file `…\u200b.go` is there, end."""
    note(run, "began")
    until = time.monotonic() + PATIENCE
    while not Path(f"{run.argument}.go").exists() and time.monotonic() < until:
        time.sleep(0.02)  # the other process says when to go on by making a file
    note(run, "ended")
    return "slowly"


@job("test.deadly")
def die(run: Run) -> None:
    note(run, "died")
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    be_quiet()
    work(settings_for(sys.argv[1]), lambda jobs: jobs.executor)
