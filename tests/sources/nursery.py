"""Workers that start at once, for the tests that kill many: everything is imported before they are forked.

`python -m tests.sources.nursery DATABASE_URL HOST:PORT SECONDS` starts a worker for each line of its
input and says which: `PID EXECUTOR`.
"""

import os
import signal
import sys

import structlog

from app.database import Database, make_engine
from app.jobs.engine import Jobs
from app.settings import load_settings
from app.sources import plan as _registers_its_plan  # noqa: F401
from app.sources import pull as _registers_its_job  # noqa: F401
from tests.sources.puller import QUIET


def work(url: str, allowed: str, seconds: str) -> None:
    """Run the jobs of a database until SIGTERM."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    settings = load_settings(
        demo=True, database_url=url, allowed_fetch_hosts=allowed, fetch_seconds=float(seconds)
    )
    jobs = Jobs(Database(make_engine(url)), settings)
    jobs.start()
    sys.stdout.write(f"{os.getpid()} {jobs.executor}\n")
    sys.stdout.flush()
    signal.sigwait({signal.SIGTERM})
    jobs.stop()


def main() -> None:
    """Fork a worker for each line that comes in; end when no more can come."""
    structlog.configure(logger_factory=QUIET, processors=[structlog.processors.JSONRenderer()])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended: they are killed
    for _ in sys.stdin:
        if os.fork() == 0:
            sys.stdin.close()
            work(*sys.argv[1:])
            os._exit(0)


if __name__ == "__main__":
    main()
