"""Throwing away what is long done: our rows after a month, the engine's after a day."""

from datetime import datetime, timedelta

from dbos import DBOS
from sqlalchemy import delete
from sqlmodel import col

from app.database import Database
from app.jobs.tables import Work

KEPT = timedelta(days=30)
KEPT_BY_THE_ENGINE = timedelta(days=1)
AT_ONCE = 1000


def tidy(database: Database, now: datetime) -> None:
    """Delete finished work that nobody asks about any more."""
    with database.writing() as session:
        session.execute(delete(Work).where(col(Work.done_at) < now - KEPT))
    before = (now - KEPT_BY_THE_ENGINE).isoformat()
    old = DBOS.list_workflows(
        status=["SUCCESS", "ERROR", "CANCELLED"],
        completed_before=before,
        limit=AT_ONCE,
        load_input=False,
        load_output=False,
    )
    if old:
        DBOS.delete_workflows([one.workflow_id for one in old])
