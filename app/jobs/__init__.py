"""Durable work: remembered in the transaction that causes it, done later, at least once, and never lost.

`@job(kind)` registers what is done, `remember_work` writes down that it is due, `Jobs` (in `app.jobs.engine`)
does it in the background, `run_due` does it here and now. A feature above registers its work; nothing here
calls upwards.
"""

from app.jobs.inline import run_due
from app.jobs.registry import Later, Run, followers_of, job, scheduled
from app.jobs.tables import Executor, Work
from app.jobs.work import behind, count_open, hasten, open_moments, remember_work

__all__ = [
    "Executor",
    "Later",
    "Run",
    "Work",
    "behind",
    "count_open",
    "followers_of",
    "hasten",
    "job",
    "open_moments",
    "remember_work",
    "run_due",
]
__all__ += ["scheduled"]
