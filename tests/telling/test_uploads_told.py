"""Who sends a large file is called back: whatever becomes of it, an event names the upload."""

import json
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.jobs import Run
from app.reports.arriving.read_upload import _too_much
from app.reports.tables import ArrivingReport
from tests.desk import REF, Begin, Desk, agree, calls
from tests.telling.receiver import Receiver

pytestmark = pytest.mark.slow  # the service as a whole

BAD = calls().replace(b"2026-01-05,billing,100", b"2026-01-05,billing,-1")


@pytest.fixture
def desk(begin_one: Begin, receiver: Receiver) -> Desk:
    """The desk where every file is a large one, with a receiver of what becomes of them."""
    made = begin_one(agree, allowed_fetch_hosts=receiver.host, background_bytes=100)
    body = {"name": "tickets", "url": receiver.url, "kinds": ["report.received", "report.refused"]}
    assert made.ask("provider_administrator", "POST", "/webhooks", json=body).status_code == 201
    return made


def put_off(desk: Desk, content: bytes, **given: Any) -> str:
    """The id of an upload that a job reads."""
    answer = desk.send(content, **given)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def told(desk: Desk, receiver: Receiver) -> list[tuple[str, str, str]]:
    """What the receiver was told since the last time: the kind, the upload, and what became of that."""
    desk.judge()
    bodies = [json.loads(body) for _, body in receiver.came]
    receiver.came.clear()
    found = []
    for body in bodies:
        upload = str(body["data"]["upload"])
        shown = desk.shown(f"/contracts/{REF}/uploads/{upload}", "provider_clerk")
        found.append((body["type"], upload, shown["state"]))
    return found


def test_whatever_becomes_of_a_large_file_is_told(desk: Desk, receiver: Receiver) -> None:
    upload = put_off(desk, calls())
    assert told(desk, receiver) == [("report.received", upload, "accepted")]
    with_mapping = {"params": {"mapping": json.dumps({"schema": 1})}}
    upload = put_off(desk, calls(), **with_mapping)
    assert told(desk, receiver) == [("report.received", upload, "unchanged")]
    upload = put_off(desk, BAD)
    assert told(desk, receiver) == [("report.refused", upload, "refused")]


def test_a_large_file_that_cannot_be_read_is_told(desk: Desk, receiver: Receiver) -> None:
    upload = put_off(desk, calls())
    with desk.database.reading() as session:
        contract_id = session.exec(select(ArrivingReport.contract_id)).one()
        now = session.exec(select(ArrivingReport.received_at)).one()
    _too_much(Run(desk.database, desk.settings, UUID(str(contract_id)), 0, upload, 1, now), "it died")
    assert told(desk, receiver) == [("report.refused", upload, "refused")]


def test_a_large_report_that_is_read_again_is_told(desk: Desk, receiver: Receiver) -> None:
    put_off(desk, calls())
    told(desk, receiver)
    (report,) = desk.shown(f"/contracts/{REF}/reports")["items"]
    columns = {"offered": {"from": "offered"}, "answered": {"from": "answered"}}
    mapping = {"schema": 1, "columns": columns, "key": {"date": {"from": "date"}, "queue": {"from": "queue"}}}
    path = f"/contracts/{REF}/reports/{report['id']}/reread"
    answer = desk.ask("provider_clerk", "POST", path, json={"mapping": mapping})
    assert answer.status_code == 202, answer.text
    assert told(desk, receiver) == [("report.received", answer.json()["id"], "accepted")]
