"""What can be done, by name: features register here, so that jobs know none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.database import Database
from app.settings import Settings


@dataclass(frozen=True)
class Run:
    """One attempt at one piece of work: what to do, with what, and when it began."""

    database: Database
    settings: Settings
    contract_id: UUID
    revision: int
    argument: str
    attempt: int  # 1 for the first
    now: datetime


@dataclass(frozen=True)
class Later:
    """What a job returns when it is to be tried again: the moment, and why, for people."""

    at: datetime
    why: str
    counted: bool = True  # False: it was not its turn yet, which is no attempt


# A job returns its outcome in a word or two, None for "done", or Later.
Job = Callable[[Run], str | Later | None]
# What is still to be said where the process died over the work time and again: why it is not tried any more.
GivenUp = Callable[[Run, str], None]
Plan = Callable[[Database, Settings, datetime], None]


@dataclass(frozen=True)
class Registered:
    """A job and how its work is taken."""

    work: Job
    newest_only: bool
    most_at_once: int | None  # in one process, so that one kind leaves room for the others
    follows: str = ""  # the kind of work whose end makes this due
    given_up: GivenUp | None = None


@dataclass(frozen=True)
class Scheduled:
    """A plan and when it runs, as cron text in UTC (with seconds first when it has six parts).

    It is told the moment at which it really runs. Clocks that jump and processes that die make it run late,
    or twice: the same moment planned again has to come to the same end.
    """

    plan: Plan
    cron: str


JOBS: dict[str, Registered] = {}
PLANS: dict[str, Scheduled] = {}


def job(
    kind: str,
    *,
    newest_only: bool = False,
    most_at_once: int | None = None,
    follows: str = "",
    given_up: GivenUp | None = None,
) -> Callable[[Job], Job]:
    """Register the decorated function as what is done for work of this kind.

    It may run more than once and must come to the same end: the process can die at any line. With
    `newest_only` the newest revision of a contract covers the older ones, which are then not done one by one;
    `most_at_once` bounds how many a process does at the same time. What `follows` other work is remembered by
    it (`followers_of`), so that a room below needs not know it. `given_up` is told when the process died over
    it so often that it is not tried again. ValueError when another function has the name.
    """

    def register(work: Job) -> Job:
        known = JOBS.get(kind)
        if known and _name(known.work) != _name(work):
            raise ValueError(f"two jobs are called {kind!r}: {_name(known.work)} and {_name(work)}")
        JOBS[kind] = Registered(work, newest_only, most_at_once, follows, given_up)
        return work

    return register


def followers_of(kind: str) -> list[str]:
    """The kinds of work that are due once work of this kind is done."""
    return [name for name, known in JOBS.items() if known.follows == kind]


def scheduled(name: str, cron: str) -> Callable[[Plan], Plan]:
    """Register the decorated function to run by the clock, once for all processes; it remembers work."""

    def register(plan: Plan) -> Plan:
        PLANS[name] = Scheduled(plan, cron)
        return plan

    return register


def _name(work: Job) -> str:
    return f"{work.__module__}.{work.__qualname__}"
