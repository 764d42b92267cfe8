"""While another writes for long: who sends is told to come again, who reads is answered, a job goes on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from app.database import Database, make_engine
from app.reports.arriving.read_upload import _Noting
from tests.desk import REF, Desk, calls

pytestmark = pytest.mark.slow  # the service as a whole

PATH = f"/contracts/{REF}/reports"


@contextmanager
def writing_held(desk: Desk) -> Iterator[None]:
    """Somebody else writes, for as long as this lasts."""
    file = sqlite3.connect(desk.settings.database_url.removeprefix("sqlite:///"), isolation_level=None)
    try:
        file.execute("BEGIN IMMEDIATE")
        yield
        file.execute("ROLLBACK")
    finally:
        file.close()


def test_m09_whoever_sends_while_another_writes_for_long_is_told_to_come_again(
    one_agreed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_agreed.app.state.database.close()
    monkeypatch.setattr("app.database.BUSY_SECONDS", 0.05)
    hasty = Database(make_engine(one_agreed.settings.database_url))
    one_agreed.app.state.database = hasty
    with writing_held(one_agreed):
        told = one_agreed.send(calls())
        assert (told.status_code, told.json()["title"]) == (503, "Not available just now")
        assert int(told.headers["retry-after"]) > 0
        assert one_agreed.get(PATH).status_code == 200  # reading goes on meanwhile
    assert one_agreed.send(calls()).status_code == 201
    assert len(one_agreed.shown(PATH)["items"]) == 1
    hasty.close()


def test_a_reading_goes_on_where_its_progress_cannot_be_noted(
    one_agreed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_agreed.app.state.settings = one_agreed.settings.model_copy(update={"background_bytes": 100})
    where = one_agreed.send(calls()).headers["location"].removeprefix("/api/v1")
    upload_id = UUID(where.rpartition("/")[2])
    monkeypatch.setattr("app.database.BUSY_SECONDS", 0.05)
    hasty = Database(make_engine(one_agreed.settings.database_url))
    note = _Noting(hasty, upload_id)
    with writing_held(one_agreed):
        note(50, 10)
    assert one_agreed.shown(where)["percent"] == 0
    _Noting(hasty, upload_id)(50, 10)
    assert one_agreed.shown(where)["percent"] == 30
    hasty.close()
