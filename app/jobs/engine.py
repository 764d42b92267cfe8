"""The durable engine: DBOS runs what `work` says is due, resumes it after a crash, and keeps the schedules.

Five rules, each from a failure that was reproduced: every process has its own executor id (the default makes
a second process re-run the first one's work); the application version is fixed (the default, a hash of the
source, strands old work); whoever lives rescues the workflows of those that do not; steps run at least once
and take ids only; nothing is enqueued inside our own transaction: the row comes first and names the workflow.
"""

import os
import socket
import threading
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import make_url

from app.database import Database
from app.jobs.discard import SCHEMA
from app.jobs.heartbeat import BEAT_SECONDS, LEASE, beat, leave
from app.jobs.only_one import OnlyOne
from app.jobs.perform import perform
from app.jobs.registry import PLANS
from app.jobs.rescue import rescue
from app.jobs.take import take
from app.jobs.tidy import tidy
from app.jobs.work import WAKE, Taken
from app.settings import Settings

NAME = "scorecard"
VERSION = "1"
LOOK_SECONDS = 1.0  # for work of other processes; our own wakes us at once
TIDY_SECONDS = 3600.0
LOOK_FOR_DEAD = LEASE.total_seconds() / 3
EVERY_MINUTE = "* * * * *"
SILENCE = 150.0  # seconds of the steady clock after which a plan of every minute runs without its schedule
log = structlog.get_logger("scorecard.jobs")


def store_url(settings: Settings) -> str:
    """Return where the engine keeps its own state: as set, else a file beside ours, else our server."""
    if settings.jobs_database_url:
        return settings.jobs_database_url
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{url.database}.jobs.db"
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


class Jobs:
    """The background engine of one process. `start`, `stop`; in between all due work gets done."""

    def __init__(self, database: Database, settings: Settings, *, threads: int = 8) -> None:
        self.database = database
        self.settings = settings
        self.executor = f"{socket.gethostname()[:20]}-{os.getpid()}-{uuid4().hex[:12]}"
        self.threads = threads
        self._lock = OnlyOne(settings.database_url)
        self._running: set[UUID] = set()
        self._planned: dict[str, float] = {}
        self._stopping = threading.Event()
        self._sweeper = threading.Thread(target=self._sweep_on, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin to work. Raises Conflict when another process runs the jobs of this SQLite database."""
        global _current  # noqa: PLW0603 - DBOS is one per process, and so are we
        self._lock.take()
        self._planned = dict.fromkeys(PLANS, time.monotonic())
        try:
            self._beat()
            DBOS(config=self._config())
            _current = self
            DBOS.launch()
            self._apply_schedules()
        except BaseException:
            self._lock.give_back()
            raise
        self._sweeper.start()

    def stop(self, within: int = 20) -> None:
        """Take no more work, let what runs finish for up to `within` seconds, and leave in good order."""
        global _current  # noqa: PLW0603
        self._stopping.set()
        WAKE.set()
        self._sweeper.join()
        until = time.monotonic() + within
        while self._running and time.monotonic() < until:
            WAKE.wait(0.05)
            WAKE.clear()
        # What runs is waited for, schedules too: one that is left behind asks a closed store for ever.
        DBOS.destroy(workflow_completion_timeout_sec=max(1, int(until - time.monotonic())))
        _current = None
        if not self._running:  # else the others find a silent executor and rescue what it had
            with self.database.writing() as session:
                leave(session, self.executor)
        self._lock.give_back()

    def do(self, taken: Taken) -> str:
        """Do one piece of work in this process; called by the workflow, possibly a resumed one."""
        self._running.add(taken.id)
        try:
            return perform(self.database, self.settings, taken, self.executor)
        finally:
            self._running.discard(taken.id)
            WAKE.set()

    def plan(self, name: str) -> None:
        """Run one schedule's plan, as of this moment: when it should have run may be long past."""
        if name in PLANS:
            self._planned[name] = time.monotonic()
            PLANS[name].plan(self.database, self.settings, datetime.now(UTC))

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            name=NAME,
            system_database_url=store_url(self.settings),
            dbos_system_schema=SCHEMA,
            application_version=VERSION,
            executor_id=self.executor,
            log_level="WARNING",
            max_executor_threads=self.threads + 8,
            sys_db_pool_size=8,
        )

    def _apply_schedules(self) -> None:
        for known in DBOS.list_schedules():
            if known["schedule_name"] not in PLANS:
                DBOS.delete_schedule(known["schedule_name"])
        wanted: list[Any] = [
            {"schedule_name": name, "workflow_fn": run_plan, "schedule": plan.cron, "context": name}
            for name, plan in PLANS.items()
        ]
        if wanted:
            DBOS.apply_schedules(wanted)

    def _sweep_on(self) -> None:
        turns = {self._beat: BEAT_SECONDS, self.look_after_the_dead: LOOK_FOR_DEAD, self._tidy: TIDY_SECONDS}
        turns[self._plan_what_is_silent] = LOOK_SECONDS
        last = dict.fromkeys(turns, float("-inf"))
        while not self._stopping.is_set():
            WAKE.clear()
            try:
                for act, every in turns.items():
                    if time.monotonic() - last[act] >= every:
                        act()
                        last[act] = time.monotonic()
                self.sweep()
            except Exception:
                log.exception("the jobs cannot go on just now; they try again")
            WAKE.wait(LOOK_SECONDS)

    def _beat(self) -> None:
        with self.database.writing() as session:
            beat(session, self.executor)

    def _tidy(self) -> None:
        tidy(self.database, datetime.now(UTC))

    def _plan_what_is_silent(self) -> None:
        """A clock that was set back keeps the engine's schedules silent for as long: do not wait for them."""
        for name, plan in PLANS.items():
            now = time.monotonic()
            if plan.cron == EVERY_MINUTE and now - self._planned.get(name, now) > SILENCE:
                self._planned[name] = now
                DBOS.start_workflow(run_plan, datetime.now(UTC), name)

    def look_after_the_dead(self) -> None:
        """Resume the workflows of processes that are gone; happens by itself every few seconds."""
        rescue(self.database, self.executor, self._running, alone=self._lock.path is not None)

    def sweep(self) -> None:
        """Start a workflow for each piece of work that is due, as far as there is room."""
        room = self.threads - len(self._running)
        if room <= 0:
            return
        with self.database.writing() as session:
            taken = take(session, self.executor, datetime.now(UTC), room)
        for one in taken:
            self._running.add(one.id)
            try:
                with SetWorkflowID(f"{one.id}.{one.generation}"):
                    DBOS.start_workflow(run_work, str(one.id), one.generation)
            except BaseException:  # taken, but nobody does it: `look_after_the_dead` gives it back
                self._running.discard(one.id)
                raise


_current: Jobs | None = None


@DBOS.workflow(name="work")
def run_work(work_id: str, generation: int) -> str:
    """Do one piece of work, by the id of its row."""
    return _engine().do(Taken(UUID(work_id), generation))


@DBOS.workflow(name="plan")
def run_plan(_at: datetime, name: str) -> None:
    """Run one schedule's plan; its moment means nothing where a clock has jumped."""
    _engine().plan(name)


def _engine() -> Jobs:
    if _current is None:
        raise RuntimeError("the jobs of this process are not started")
    return _current
