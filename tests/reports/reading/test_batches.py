"""Sheets as columns and sheets one by one are the same figures, and they are those of the file."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select as sql_select
from sqlmodel import select

from app.columns import plain_json
from app.contracts.tables import Contract
from app.database import Database
from app.reports.keeping import put_rows as putting
from app.reports.keeping.as_known import Side
from app.reports.keeping.keep_sheets import keep_sheets
from app.reports.keeping.packing import pack_written, unpack
from app.reports.reading.batch import Batch
from app.reports.reading.read import Context, Reading
from app.reports.tables import Report, SheetRow
from app.sla.measures import measure
from app.sla.quantities import MILLION
from app.sla.sheets import Sheet
from tests.desk import Desk
from tests.reports.written import TODAY, columns, read

ZONE = ZoneInfo("Europe/Berlin")
QUEUES = ("billing", "orders")
BERLIN = Context("Europe/Berlin", QUEUES, earliest=date(2025, 1, 1), latest=TODAY)
FIRST = datetime(2025, 3, 29, tzinfo=ZONE).astimezone(UTC)  # the day after it has 46 half-hours
HALF_HOUR = timedelta(minutes=30)
HALF_HOURS = {"schema": 1, "grain": 30}
MEASURES = ("offered", "transferred", "wait_seconds")
Stated = dict[tuple[str, int], tuple[int | None, ...]]
figures = st.one_of(st.none(), st.integers(0, 999))
reports: st.SearchStrategy[Stated] = st.dictionaries(
    st.tuples(st.sampled_from(QUEUES), st.integers(0, 140)),
    st.one_of(st.tuples(*[st.integers(0, 999)] * 3), st.tuples(*[figures] * 3)),
    min_size=1,
    max_size=60,
).filter(lambda stated: any(value is not None for row in stated.values() for value in row))


def file_of(stated: Stated) -> bytes:
    rows = []
    for (queue, place), values in stated.items():
        at = (FIRST + place * HALF_HOUR).astimezone(ZONE)
        rows.append([at.isoformat(timespec="minutes"), queue, *("" if v is None else v for v in values)])
    return columns(("interval_start", "queue", *MEASURES), rows)


def sheets_of(stated: Stated) -> list[Sheet]:
    """The sheets of the same figures, reckoned by hand."""
    days: dict[tuple[str, date], dict[int, tuple[int | None, ...]]] = defaultdict(dict)
    for (queue, place), values in stated.items():
        moment = FIRST + place * HALF_HOUR
        day = moment.astimezone(ZONE).date()
        start = datetime.combine(day, datetime.min.time(), ZONE).astimezone(UTC)
        days[queue, day][(moment - start) // HALF_HOUR] = values
    return [one for (queue, day), slots in sorted(days.items()) for one in _sheet(queue, day, slots)]


def _sheet(queue: str, day: date, slots: dict[int, tuple[int | None, ...]]) -> Iterator[Sheet]:
    size = 46 if day == date(2025, 3, 30) else 48
    intervals = {}
    for number, name in enumerate(MEASURES):
        values = [slots[slot][number] if slot in slots else None for slot in range(size)]
        if any(value is not None for value in values):
            intervals[name] = tuple(None if value is None else value * MILLION for value in values)
    totals = {name: sum(value or 0 for value in values) for name, values in intervals.items()}
    if totals:
        yield Sheet(queue, "", "voice", day, day, 30, totals, intervals)


def as_written(batch: Batch) -> list[tuple[Any, ...]]:
    """What is stored of a plain batch."""
    blocks = map(unpack, pack_written(batch.intervals_written()))
    return list(zip(batch.keys.rows(), batch.totals_written(), blocks, strict=True))


def as_stored(sheet: Sheet) -> tuple[Any, ...]:
    """The same of one sheet."""
    key = (sheet.queue, sheet.segment, sheet.channel, sheet.first_day, sheet.last_day, sheet.grain)
    return key, plain_json(dict(sheet.totals)), dict(sheet.intervals)


@settings(max_examples=40)
@given(reports)
def test_columns_and_sheets_are_the_figures_of_the_file(stated: Stated) -> None:
    reading = read(file_of(stated), HALF_HOURS, BERLIN)
    assert list(reading.sheets) == sheets_of(stated)
    for batch in reading.stated.batches():
        whole = all(not column.has_nulls() for column in batch.totals)
        assert batch.is_plain == whole
        if whole:
            assert as_written(batch) == [as_stored(sheet) for sheet in batch.sheets()]


def test_a_total_beyond_all_bounds_is_not_plain() -> None:
    reading = read(file_of({("billing", 0): (1, 2, 3)}), HALF_HOURS, BERLIN)
    batch = next(reading.stated.batches())
    large = batch.totals.with_columns(offered=10**17)
    assert batch.is_plain
    assert not Batch(batch.keys, large, batch.slack, batch.intervals).is_plain


def kept(database: Database, reading: Reading, many: int) -> list[tuple[Any, ...]]:
    """The rows that keeping the reading writes, which are undone again."""
    table = SheetRow.__table__  # type: ignore[attr-defined]
    shown = [column for column in table.columns if column.name != "id"]
    with database.writing() as session, pytest.MonkeyPatch.context() as patch:
        contract = session.exec(select(Contract)).one()
        of = Side(contract.organisation_id, contract.id, "provider")
        patch.setattr(putting, "MANY", many)
        changed = keep_sheets(session, of, Report(id=UUID(int=7), revision=9), reading.stated, measure)
        rows = session.execute(sql_select(*shown).order_by("queue", "first_day")).all()
        found = [tuple(row) for row in rows]
        ids = session.execute(sql_select(table.c.id)).scalars()
        assert len(found) == len(set(ids)) == changed
        session.rollback()
    return found


@pytest.mark.slow
def test_the_bulk_the_plain_insert_and_sheet_by_sheet_write_the_same_rows(
    agreed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = read(
        file_of({(queue, place): (3, 2, place) for queue in QUEUES for place in range(0, 120, 5)}),
        context=BERLIN,
    )
    bulk, plain = (kept(agreed.database, reading, many) for many in (1, 1000))
    assert len(bulk) == 6
    assert bulk == plain
    monkeypatch.setattr(Batch, "is_plain", False)
    assert kept(agreed.database, reading, 1) == bulk
