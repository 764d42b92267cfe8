"""A worker process for the test that kills it: `python -m tests.telling.worker DATABASE_URL HOST:PORT`."""

import signal
import sys

import structlog

from app.database import Database, make_engine
from app.jobs.engine import Jobs
from app.settings import load_settings
from app.telling import deliver as _registers_its_job  # noqa: F401
from app.telling import fan_out as _registers_its_job_too  # noqa: F401
from tests.telling.receiver import KEY


def main() -> None:
    """Run the jobs of a database until SIGTERM."""
    url, allowed = sys.argv[1:]
    settings = load_settings(demo=True, secret_key=KEY, database_url=url, allowed_fetch_hosts=allowed)
    jobs = Jobs(Database(make_engine(url)), settings)
    jobs.start()
    sys.stdout.write("works\n")
    sys.stdout.flush()
    signal.sigwait({signal.SIGTERM})
    jobs.stop()


QUIET = structlog.PrintLoggerFactory(file=sys.stderr)  # nobody empties the pipe of standard output

if __name__ == "__main__":
    structlog.configure(logger_factory=QUIET, processors=[structlog.processors.JSONRenderer()])
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    main()
