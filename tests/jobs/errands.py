"""Jobs for the tests, and a process that does them: `python -m tests.jobs.errands DATABASE_URL`.

What an errand did is a line in the file that its argument names, so that another process can count.
"""

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import structlog

from app.database import Database, make_engine
from app.errors import Refused
from app.jobs import Later, Run, job
from app.jobs.engine import Jobs
from app.settings import Settings, load_settings

PATIENCE = 20.0  # seconds that a test waits for what takes a fraction of one


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


def main() -> None:
    """Run the jobs of a database until SIGTERM."""
    url = sys.argv[1]
    jobs = Jobs(Database(make_engine(url)), settings_for(url))
    jobs.start()
    sys.stdout.write(f"{jobs.executor}\n")
    sys.stdout.flush()
    signal.sigwait({signal.SIGTERM})
    jobs.stop()


QUIET = structlog.PrintLoggerFactory(file=sys.stderr)  # nobody empties the pipe of standard output

if __name__ == "__main__":
    structlog.configure(logger_factory=QUIET, processors=[structlog.processors.JSONRenderer()])
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    main()
