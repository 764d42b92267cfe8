"""Keeping sheets: what a report states is merged with what was known; old sheets are closed, not changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session

from app.columns import Written, canonical, plain_json
from app.database import new_id, new_ids
from app.errors import Problem, Refused
from app.reports.keeping.as_known import Side, is_known, sheets_current
from app.reports.keeping.merge import Key, Known, Overlap, key_of, merge, overlaps, says_the_same, sources_of
from app.reports.keeping.packing import pack, pack_written
from app.reports.keeping.put_rows import put_rows
from app.reports.reading.batch import Batch
from app.reports.reading.to_sheets import Stated
from app.reports.refusal import ReportRefused
from app.reports.side_by_side import side_by_side
from app.reports.tables import Report, SheetRow
from app.sla.measures import Measure
from app.sla.sheets import Sheet

Columns = dict[str, Sequence[Any]]
Touched = Mapping[Key, tuple[UUID, Known]]
Texts = dict[int, tuple[Mapping[str, Mapping[str, Any]], Written]]
_SHOWN = 100


def keep_sheets(
    session: Session, of: Side, report: Report, stated: Stated, lookup: Callable[[str], Measure]
) -> int:
    """Writes the merged sheets under the report's revision, closes those they replace; how many changed.

    Some thousands of rows at a time are held. ``lookup`` says how each measure adds up. Raises Refused when
    a figure would be counted twice because it is known at another grain, or when a total grows beyond all
    bounds: the caller's unit of work is undone then.
    """
    revision, changed = report.revision or 0, 0
    written: Texts = {}
    over = stated.last_day + timedelta(days=1)
    any_known = is_known(session, of, stated.first_day, over, revision)
    twice: list[Overlap] = []
    for made in _made(stated, str(report.id), fresh=not any_known):
        if not isinstance(made, Batch):
            changed += put_rows(session, SheetRow, _same_in_all(of, report), made)
            continue
        sheets = tuple(made.sheets())
        known = _known_beside(session, of, sheets, revision) if any_known else {}
        twice += overlaps(sheets, [old for _, old in known.values()])
        if not twice:
            changed += _keep_batch(session, of, report, sheets, known, lookup, written)
    if twice:
        raise counted_twice(twice)
    return changed


def _made(stated: Stated, report_id: str, *, fresh: bool) -> Iterator[Batch | Columns]:
    """The rows of each batch where nothing is known beside them and all can be written as they stand; else
    the batch. Nothing here touches the session: of a large report the next are made while one is written.
    """

    def make(span: tuple[int, int]) -> Batch | Columns:
        batch = stated.made(span)
        return _columns(batch, report_id) if fresh and batch.is_plain else batch

    return side_by_side(make, stated.spans()) if stated.is_large else map(make, stated.spans())


def _columns(batch: Batch, report_id: str) -> Columns:
    """What `_row` makes of each sheet, made of all at once."""
    names, grains = tuple(batch.totals.columns), batch.keys["grain"].to_list()
    sources: Texts = {}
    blocks = pack_written(batch.intervals_written()) if batch.intervals.width else [None] * len(grains)
    return {
        "id": new_ids(len(grains)),
        **batch.keys.to_dict(as_series=False),
        "totals": [Written(text) for text in batch.totals_written()],
        "intervals": blocks,
        "sources": [_text_of(sources_of(report_id, grain, names), sources) for grain in grains],
    }


def _known_beside(session: Session, of: Side, batch: Sequence[Sheet], revision: int) -> Touched:
    """The sheets known before that touch the span of these, of the same queues."""
    first, last = min(sheet.first_day for sheet in batch), max(sheet.last_day for sheet in batch)
    queues = {sheet.queue for sheet in batch}
    current = sheets_current(session, of, first, last + timedelta(days=1), revision, queues)
    return {key_of(known.sheet): (row_id, known) for row_id, known in current}


def counted_twice(found: Sequence[Overlap]) -> ReportRefused:
    """The refusal of figures that are known at another grain; to be raised."""
    return ReportRefused(
        "This report states figures that are known at another grain; they would be counted twice. "
        "Send it at the grain of the earlier reports, or leave these columns out.",
        [_problem(overlap) for overlap in found[:_SHOWN]],
        count=len(found),
    )


def _problem(overlap: Overlap) -> Problem:
    sheet, known = overlap.sheet, overlap.known
    return Problem(
        where=f"{_span(sheet)}, queue {sheet.queue or '(none)'}, {overlap.measure}",
        code="overlap_of_grains",
        message=f"known for {_span(known)} at {_grain(overlap.known_grain)}, stated at {_grain(sheet.grain)}",
    )


def _span(sheet: Sheet) -> str:
    return f"{sheet.first_day}" if sheet.days == 1 else f"{sheet.first_day} to {sheet.last_day}"


def _grain(minutes: int) -> str:
    return f"{minutes // 1440} day(s)" if minutes >= 1440 else f"{minutes} minutes"


def _keep_batch(
    session: Session,
    of: Side,
    report: Report,
    batch: Sequence[Sheet],
    known: Touched,
    lookup: Callable[[str], Measure],
    written: Texts,
) -> int:
    closed: list[UUID] = []
    fresh: list[dict[str, Any]] = []
    for sheet in batch:
        row_id, old = known.get(key_of(sheet), (None, None))
        new = _merged(sheet, old, report, lookup)
        if old is not None and says_the_same(new.sheet, old.sheet):
            continue
        if row_id is not None:
            closed.append(row_id)
        fresh.append(_row(of, report, new, written))
    _replace(session, closed, fresh, report.revision or 0)
    return len(fresh)


def _merged(stated: Sheet, old: Known | None, report: Report, lookup: Callable[[str], Measure]) -> Known:
    try:
        return merge(stated, old, str(report.id), lookup)
    except ValueError as fault:
        raise Refused(f"{_span(stated)}: together with what is known, {fault}.") from fault


def _row(of: Side, report: Report, known: Known, written: Texts) -> dict[str, Any]:
    sheet = known.sheet
    return {
        **_same_in_all(of, report),
        "id": new_id(),
        "queue": sheet.queue,
        "segment": sheet.segment,
        "channel": sheet.channel,
        "first_day": sheet.first_day,
        "last_day": sheet.last_day,
        "grain": sheet.grain,
        "totals": Written(plain_json(dict(sheet.totals))),  # a sheet checks that they fit
        "intervals": pack(sheet.intervals),
        "sources": _text_of(known.sources, written),
    }


def _same_in_all(of: Side, report: Report) -> dict[str, Any]:
    return {
        "organisation_id": of.organisation_id,
        "contract_id": of.contract_id,
        "side": of.side,
        "from_revision": report.revision,
        "to_revision": None,
    }


def _text_of(sources: Mapping[str, Mapping[str, Any]], written: Texts) -> Written:
    """The text of the sources; where sheets share them, made once. What has a text is kept, so ids stay."""
    if id(sources) not in written:
        text = Written(canonical({name: dict(source) for name, source in sources.items()}))
        written[id(sources)] = sources, text
    return written[id(sources)][1]


def _replace(session: Session, closed: list[UUID], fresh: list[dict[str, Any]], revision: int) -> None:
    connection = session.connection()
    if closed:
        table = SheetRow.__table__  # type: ignore[attr-defined]
        closing = update(table).where(table.c.id == bindparam("row_id")).values(to_revision=revision)
        connection.execute(closing, [{"row_id": row_id} for row_id in closed])
    if fresh:
        connection.execute(insert(SheetRow), fresh)


def put_sheets(
    session: Session, of: Side, report: Report, closed: list[UUID], fresh: Sequence[Known]
) -> None:
    """Writes these sheets under the report's revision as they stand, and closes the rows of those ids."""
    written: Texts = {}
    rows = [_row(of, report, known, written) for known in fresh]
    _replace(session, closed, rows, report.revision or 0)
