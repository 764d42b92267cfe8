"""Large uploads: kept at once, read by a job, asked for until they are read; all or nothing, whoever dies."""

import gzip
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import text
from sqlmodel import select

from app.access.tables import AuditEntry
from app.jobs import run_due
from app.jobs.perform import MOST_STARTS
from app.jobs.work import start_over
from app.reports.arriving.large import is_large
from app.reports.context import Context
from app.reports.formats import kept, plain_rows
from app.reports.formats.progress import watched
from app.reports.reading.read import read_report
from tests.conftest import on_postgresql
from tests.desk import REF, Desk, calls

pytestmark = pytest.mark.slow  # the service as a whole

PATH = f"/contracts/{REF}/reports"
ROOT = Path(__file__).resolve().parents[3]
KILLS = 20 if os.environ.get("SCORECARD_SOAK") == "1" else 2


@pytest.fixture
def busy(agreed: Desk) -> Desk:
    """The desk where everything above 100 bytes is read by a job."""
    settings = agreed.settings.model_copy(update={"background_bytes": 100})
    agreed.app.state.settings = settings
    return agreed


def put_off(desk: Desk, content: bytes, **given: Any) -> str:
    """The address where to ask for an upload that is read later."""
    answer = desk.send(content, **given)
    assert answer.status_code == 202, answer.text
    assert (answer.json()["state"], answer.json()["percent"]) == ("being_read", 0)
    location = answer.headers["location"]
    assert location.endswith(f"/contracts/{REF}/uploads/{answer.json()['id']}")
    return location.removeprefix("/api/v1")


def counted(desk: Desk, table: str) -> int:
    with desk.database.reading() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_large_file_is_answered_at_once_and_read_by_a_job(busy: Desk) -> None:
    where = put_off(busy, calls(), params={"name": "january.csv"})
    waiting = busy.shown(where, "provider_clerk")
    assert (waiting["state"], waiting["status"], waiting["received"], waiting["problem"]) == (
        *("being_read", 0),
        *(None, None),
    )
    assert counted(busy, "report") == counted(busy, "sheet") == 0
    busy.judge()
    done = busy.shown(where, "provider_clerk")
    assert (done["state"], done["status"], done["percent"], done["rows"]) == ("accepted", 201, 100, 31)
    report = busy.shown(f"{PATH}/{done['received']['id']}")
    assert (report["name"], report["rows"], report["status"]) == ("january.csv", 31, "accepted")
    assert report["received_at"] == waiting["received_at"]  # when it came counts, not when it was read
    assert busy.get(f"{PATH}/{report['id']}/file").content == calls()


def test_the_answer_is_the_one_that_would_have_been_given_at_once(busy: Desk) -> None:
    good, bad = calls(), calls().replace(b"2026-01-05,billing,100", b"2026-01-05,billing,-1")
    later = {name: put_off(busy, content) for name, content in (("good", good), ("bad", bad))}
    busy.judge()
    busy.app.state.settings = busy.settings
    at_once = {"bad": busy.send(bad), "good": busy.send(calls(abandoned=8))}
    refused, accepted = busy.shown(later["bad"])["problem"], busy.shown(later["good"])["received"]
    assert at_once["bad"].status_code == refused["status"] == 422
    same = {key: part for key, part in at_once["bad"].json().items() if key not in ("report", "refused")}
    assert {key: refused[key] for key in same} == same
    assert refused["report"].startswith(f"/api/v1{PATH}/")
    assert busy.get(refused["refused"].removeprefix("/api/v1")).status_code == 200
    assert accepted.keys() == at_once["good"].json().keys()


def test_good_rows_alone_are_taken_later_too_where_the_clerk_says_so(busy: Desk) -> None:
    bad = calls().replace(b"2026-01-05,billing,100", b"2026-01-05,billing,-1")
    where = put_off(busy, bad, params={"refused": "leave_out"})
    busy.judge()
    done = busy.shown(where)
    assert (done["state"], done["status"], done["received"]["sheets_changed"]) == ("accepted", 201, 30)


def test_the_same_file_waits_once_and_is_known_afterwards(busy: Desk) -> None:
    key = {"Idempotency-Key": "one"}
    first, again = put_off(busy, calls(), headers=key), put_off(busy, calls(), headers=key)
    assert first == again == put_off(busy, calls())
    busy.judge()
    known: Response = busy.send(calls())
    assert (known.status_code, known.json()["status"]) == (200, "unchanged")
    assert counted(busy, "report") == 1


def test_an_upload_is_on_record_and_seen_by_both_parties_alone(busy: Desk) -> None:
    where = put_off(busy, calls())
    assert busy.get(where, "client_reader").status_code == 200
    assert busy.get(where, "outsider_administrator").status_code == 404
    busy.judge()
    with busy.database.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()  # type: ignore[arg-type]
    acts = {entry.action: entry for entry in entries if entry.action.startswith("report.")}
    assert list(acts) == ["report.upload", "report.receive"]
    assert acts["report.receive"].person_id == acts["report.upload"].person_id is not None
    assert acts["report.receive"].organisation_id == busy.organisations["provider"]


@pytest.mark.parametrize("how", ["raw", "form"])
def test_what_is_compressed_as_it_comes_is_the_file_that_was_sent(
    busy: Desk, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "HELD", 200)
    if how == "form":
        given: dict[str, Any] = {"files": {"file": ("january.csv", calls())}}
    else:  # of a length that nobody announced
        given = {"content": iter([calls()[:150], calls()[150:300], calls()[300:]])}
    answer = busy.ask("provider_clerk", "POST", PATH, **given)
    assert answer.status_code == 202, answer.text
    busy.judge()
    (report,) = busy.shown(PATH)["items"]
    assert (report["rows"], report["sha256"]) == (31, hashlib.sha256(calls()).hexdigest())
    assert busy.get(f"{PATH}/{report['id']}/file").content == calls()


def test_what_is_packed_counts_as_it_will_be() -> None:
    content = calls(days=range(1, 32)) * 50
    assert is_large(content, 1000)
    assert not is_large(content, len(content))
    packed = gzip.compress(content)
    assert is_large(packed, len(content) - 1)
    assert not is_large(packed, len(content))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.csv", content)
    assert is_large(held.getvalue(), len(content) - 1)
    assert not is_large(held.getvalue(), len(content))
    assert not is_large(held.getvalue()[:-30], 1)  # what is damaged is refused at once


def test_a_reading_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_rows, "PIECE", 2_000)
    lines = [f"2026-01-{day:02},q{queue},10" for queue in range(30) for day in range(1, 32)]
    content = "\n".join(["date,queue,offered", *lines]).encode()
    told: list[tuple[int, int]] = []
    with watched(lambda percent, rows: told.append((percent, rows))):
        context = Context("Asia/Shanghai", tuple(f"q{queue}" for queue in range(30)))
        reading = read_report(content, None, context)
    assert reading.rows == 930
    assert told == sorted(told)
    assert len(told) >= 5
    assert 0 < told[0][0] < told[-1][0] <= 100
    assert told[-1][1] > 800
    read_report(content, None, context)  # nobody watches any more
    assert len(told) < 20


WORKER = """
import sys
from app.database import Database, make_engine
from app.jobs import run_due
from app.main import create_app  # registers the jobs
from app.settings import load_settings
settings = load_settings(demo=True, database_url=sys.argv[1])
database = Database(make_engine(settings.database_url))
print("ready", flush=True)
run_due(database, settings)
"""


@on_postgresql
def test_m01_killed_at_any_moment_it_is_all_or_nothing_and_goes_on(busy: Desk) -> None:
    lines = [
        f"2026-01-{day:02} {slot // 2:02}:{slot % 2 * 30:02},billing,s{segment},{day},1"
        for segment in range(20)
        for day in range(1, 32)
        for slot in range(48)
    ]
    content = "\n".join(["interval_start,queue,segment,offered,abandoned", *lines]).encode()
    where = put_off(busy, content)
    chance, seen = random.Random(20261123), set()
    for _ in range(KILLS):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, busy.settings.database_url],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 2.0))  # the moment of death, not a wait for anything
        worker.kill()
        worker.wait()
        worker.stdout.close()
        state = busy.shown(where)["state"]
        seen.add((state, counted(busy, "report"), counted(busy, "sheet")))
        with busy.database.writing() as session:
            start_over(session)  # what the others do when its lease has run out
    assert seen <= {("being_read", 0, 0), ("accepted", 1, 620)}
    busy.judge()
    done = busy.shown(where)
    assert (done["state"], done["rows"]) == ("accepted", len(lines))
    assert (counted(busy, "report"), counted(busy, "sheet")) == (1, 620)
    sums = busy.shown(
        f"/contracts/{REF}/measures", params={"from": "2026-01-01", "to": "2026-02-01", "by": "month"}
    )
    assert sums["items"][0]["measures"] == {"abandoned": str(len(lines)), "offered": str(20 * 48 * 496)}


def test_an_upload_that_cannot_be_read_for_a_reason_of_ours_says_so(
    busy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = put_off(busy, calls())
    with busy.database.writing() as session:
        session.execute(text("UPDATE arriving_report SET content = :none"), {"none": b"no zstd"})
        session.execute(text("UPDATE work SET attempt = 6 WHERE kind = 'read_upload'"))
    with pytest.raises(AssertionError):
        busy.judge()
    done = busy.shown(where)
    assert (done["state"], done["status"]) == ("refused", 500)
    assert "tell the operator" in done["problem"]["detail"]
    assert json.dumps(done).count("zstd") == 0
    kept = busy.shown(done["problem"]["report"].removeprefix("/api/v1"))
    assert (kept["status"], kept["problems"][0]["code"]) == ("refused", "not_read")


def test_an_upload_over_which_the_process_dies_time_and_again_ends_as_failed(busy: Desk) -> None:
    where = put_off(busy, calls())
    with busy.database.writing() as session:  # as eight deaths leave it behind: begun, and never ended
        session.execute(
            text("UPDATE work SET starts = :died WHERE kind = 'read_upload'"), {"died": MOST_STARTS}
        )
    assert "failed" in run_due(busy.database, busy.settings)
    done = busy.shown(where)
    assert (done["state"], done["status"]) == ("refused", 500)
    assert "the process died 8 times in the middle of it" in done["problem"]["detail"]
    assert "Send it in smaller parts" in done["problem"]["detail"]
    kept = done["problem"]["report"].removeprefix("/api/v1")
    assert busy.get(f"{kept}/file").content == calls()
    assert busy.shown(kept)["problem_count"] == 1
    assert counted(busy, "sheet") == 0


def test_a_large_report_is_read_again_by_a_job(busy: Desk) -> None:
    table = "\n".join(["Tag,a,b,c", *(f"2026-01-{day:02},100,90,7" for day in range(1, 15))]).encode()
    key = {"date": {"from": "Tag"}, "queue": {"value": "billing"}}
    wrong = {"columns": {"offered": {"from": "b"}, "abandoned": {"from": "c"}}, "key": key}
    where = put_off(busy, table, params={"mapping": json.dumps(wrong)})
    busy.judge()
    first = busy.shown(where)["received"]["id"]

    def again(**columns: str) -> str:
        mapping = {"columns": {name: {"from": source} for name, source in columns.items()}, "key": key}
        body = {"mapping": mapping}
        answer = busy.ask("provider_clerk", "POST", f"{PATH}/{first}/reread", json=body)
        assert (answer.status_code, answer.json()["again_of"]) == (202, first), answer.text
        return str(answer.headers["location"]).removeprefix("/api/v1")

    asked = again(offered="Tag", abandoned="c"), again(offered="a", abandoned="c")
    assert counted(busy, "report") == 1
    busy.judge()
    refused, done = (busy.shown(one) for one in asked)
    assert (refused["state"], refused["status"], refused["problem"]["report"][-36:]) == (
        "refused",
        422,
        first,
    )
    assert (done["state"], done["status"], done["received"]["sheets_changed"]) == ("accepted", 201, 14)
    report = busy.shown(f"{PATH}/{done['received']['id']}")
    assert (report["replaces"], counted(busy, "report")) == (first, 2)
    assert busy.shown(f"{PATH}/{first}")["replaced_by"] == report["id"]
