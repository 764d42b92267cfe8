"""Ingest: half-hours of CSV from bytes to committed sheets, against csv.DictReader alone and a plain COPY."""

import csv
import io
import resource
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from app.access.people import add_organisation
from app.contracts.amend import put_terms
from app.contracts.open import open_contract
from app.contracts.tables import Contract
from app.database import Database, make_engine, migrate
from app.reports.receive import Sent, receive
from tests.benchmarks.measured import Row, Times, row, same, timed
from tests.benchmarks.world import MEASURES, NOW, half_hours, terms_of

QUEUES = 20
STARTS = date(2022, 1, 1)
Sums = tuple[int, ...]


def measure(url: str, rows: int, repeats: int) -> list[Row]:
    """The ratios for one report of so many rows; run it in a process of its own, for its peak memory."""
    content = _report(rows)
    migrate(url)
    database = Database(make_engine(url, statement_seconds=None))
    kind = database.engine.dialect.name
    before = _peak_mb()
    try:
        with _copy_target(database):
            ours, reader, copy = [], [], []
            for number in range(repeats):
                contract = _contract(database, number)
                ours.append(timed(lambda c=contract: _receive(database, c, content)))
                peak = _peak_mb()
                reader.append(timed(lambda: _read(content)))
                if kind == "postgresql":
                    copy.append(timed(lambda: _copy(database, content)))
            _check(database, contract, content, copied=bool(copy))
    finally:
        database.close()
    what = f"ingest of {rows:,} half-hours"
    against = {"csv.DictReader alone": reader, "COPY of the same bytes": copy}
    return [
        row(kind, what, f"{name} ({before:.0f} MB before)", _times(ours, theirs), peak)
        for name, theirs in against.items()
        if theirs
    ]


def _report(rows: int) -> bytes:
    """The bytes of a report, made line by line, so that making it does not count as its reading's memory."""
    written = io.BytesIO()
    written.writelines(f"{line}\n".encode() for line in half_hours(rows, QUEUES, STARTS))
    return written.getvalue()


def _times(ours: list[float], theirs: list[float]) -> Times:
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return statistics.median(ours), statistics.median(theirs), statistics.median(ratios)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _contract(database: Database, number: int) -> Contract:
    with database.writing() as session:
        client = add_organisation(session, f"Client {number}", now=NOW)
        contract = open_contract(session, client.id, "INGEST", "Chengdu Contact Services", NOW)
        terms = terms_of(contract, "Client", STARTS, QUEUES)
        put_terms(session, contract.id, STARTS, terms, NOW, None)
    return contract


def _receive(database: Database, contract: Contract, content: bytes) -> None:
    with database.writing() as session:
        sent = Sent(content, "half-hours.csv", "provider", contract.organisation_id)
        receive(session, contract.id, sent, NOW)


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
