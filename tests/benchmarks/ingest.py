"""Ingest: half-hours of CSV from the HTTP request until they are committed and judged, by a real server.

Against csv.DictReader alone over the same file and a plain COPY of it.
"""

import csv
import http.client
import io
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import select

from app.access.credentials import Credentials
from app.contracts.amend import put_terms
from app.contracts.open import open_contract
from app.contracts.tables import Contract
from app.database import Database, make_engine, migrate
from app.reports.tables import Report
from app.scorecards.tables import AssessedRevision
from tests.benchmarks.measured import Row, Times, row, same, timed
from tests.benchmarks.over_http import server
from tests.benchmarks.world import ENDS, MEASURES, NOW, client, half_hours, months_before, terms_of

QUEUES = 20
WITHIN = 600.0  # seconds
Sums = tuple[int, ...]


def measure(url: str, rows: int, repeats: int) -> list[Row]:
    """The ratios for one report of so many rows: from the request until every period is judged and kept."""
    starts = _starts(rows)
    content = _report(rows, starts)
    migrate(url)
    database = Database(make_engine(url, statement_seconds=None))
    kind = database.engine.dialect.name
    try:
        with _copy_target(database), server("working", url) as (port, process):
            before = _peak_mb(process)
            ours, reader, copy = [], [], []
            for number in range(repeats):
                contract, caller = _contract(database, number, starts)
                ours.append(timed(lambda c=contract, who=caller: _send(database, port, c, who, content)))
                reader.append(timed(lambda: _read(content)))
                if kind == "postgresql":
                    copy.append(timed(lambda: _copy(database, content)))
            peak = _peak_mb(process)
            _check(database, contract, content, copied=bool(copy))
    finally:
        database.close()
    what = f"ingest of {rows:,} half-hours, from the request until judged"
    against = {"csv.DictReader alone": reader, "COPY of the same bytes": copy}
    return [
        row(kind, what, f"{name} ({before:.0f} MB before)", _times(ours, theirs), peak)
        for name, theirs in against.items()
        if theirs
    ]


def _starts(rows: int) -> date:
    """The first day of the contract, which has the months of the report and no more."""
    days = rows // QUEUES // 48 + 1
    return next(first for first in map(months_before, count(1)) if (ENDS - first).days >= days)


def _report(rows: int, starts: date) -> bytes:
    """The bytes of a report, made line by line, so that making it does not count as its reading's memory."""
    written = io.BytesIO()
    written.writelines(f"{line}\n".encode() for line in half_hours(rows, QUEUES, starts))
    return written.getvalue()


def _times(ours: list[float], theirs: list[float]) -> Times:
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return statistics.median(ours), statistics.median(theirs), statistics.median(ratios)


def _peak_mb(process: int) -> float:
    """The most memory that the process ever held, as the kernel counts it."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def _contract(database: Database, number: int, starts: date) -> tuple[Contract, Credentials]:
    with database.writing() as session:
        owner, caller = client(session, f"Client {number}")
        contract = open_contract(session, owner, "INGEST", "Chengdu Contact Services", NOW)
        terms = terms_of(contract, "Client", starts, QUEUES)
        put_terms(session, contract.id, starts, terms, NOW, None)
    _wait(lambda: _is_judged(database, contract, after_report=False), "without figures")
    return contract, caller


def _send(database: Database, port: int, contract: Contract, caller: Credentials, content: bytes) -> None:
    """Uploads the report and waits until it is read, committed, judged, and the judgements are committed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WITHIN)
    try:
        headers = {"Authorization": f"Bearer {caller.secret}", "Content-Type": "text/csv"}
        connection.request("POST", "/api/v1/contracts/INGEST/reports?side=provider", content, headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status not in (201, 202):
        raise RuntimeError(f"the report was answered {answer.status}: {body[:300]!r}")
    _wait(lambda: _is_judged(database, contract, after_report=True), "with the report")


def _wait(arrived: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + WITHIN
    while not arrived():
        if time.monotonic() > until:
            raise RuntimeError(f"the contract was not judged {what} in time")
        time.sleep(0.01)  # polling, as whoever sent it does


def _is_judged(database: Database, contract: Contract, *, after_report: bool) -> bool:
    """Whether all that changed is judged; with ``after_report`` the report has to be there."""
    with database.reading() as session:
        report = session.exec(select(Report.revision).where(Report.contract_id == contract.id)).first()
        judged = session.get(AssessedRevision, contract.id)
        last = report if after_report else session.get_one(Contract, contract.id).revision
    return last is not None and judged is not None and judged.revision >= last


def _read(content: bytes) -> None:
    for _ in csv.DictReader(io.TextIOWrapper(io.BytesIO(content), newline="")):
        continue


@contextmanager
def _copy_target(database: Database) -> Iterator[None]:
    """A plain table of the same columns, without keys; PostgreSQL alone has COPY."""
    if database.engine.dialect.name != "postgresql":
        yield
        return
    numbers = ", ".join(f"{name} bigint" for name in MEASURES)
    with database.writing() as session:
        session.execute(text(f"CREATE TABLE copied (interval_start timestamp, queue text, {numbers})"))
    yield
    with database.writing() as session:
        session.execute(text("DROP TABLE copied"))


def _copy(database: Database, content: bytes) -> None:
    connection: Any = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("TRUNCATE copied")
        with cursor.copy("COPY copied FROM STDIN (FORMAT csv, HEADER true)") as copy:
            copy.write(content)
        connection.commit()
    finally:
        connection.close()


def _check(database: Database, contract: Contract, content: bytes, *, copied: bool) -> None:
    """What came out of our sheets, of the DictReader and of COPY is the same, measure by measure."""
    stated = _read_sums(content)
    with database.reading() as session:
        one = "json_extract(totals, '$.{}')" if not copied else "CAST(totals ->> '{}' AS bigint)"
        added = ", ".join(f"sum({one.format(name)})" for name in MEASURES)
        kept = session.execute(
            text(f"SELECT {added} FROM sheet WHERE contract_id = :id AND to_revision IS NULL"),
            {"id": contract.id if copied else contract.id.hex},
        ).one()
        same("sums of sheets and of the file", _whole(kept, 1_000_000), stated)
        if copied:
            added = ", ".join(f"sum({name})" for name in MEASURES)
            same(
                "sums of COPY", _whole(session.execute(text(f"SELECT {added} FROM copied")).one(), 1), stated
            )


def _read_sums(content: bytes) -> Sums:
    sums = dict.fromkeys(MEASURES, 0)
    for line in csv.DictReader(io.TextIOWrapper(io.BytesIO(content), newline="")):
        for name in MEASURES:
            sums[name] += int(line[name])
    return tuple(sums.values())


def _whole(found: Any, over: int) -> tuple[Decimal, ...]:
    return tuple(Decimal(int(value)) / over for value in found)
