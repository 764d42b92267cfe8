"""Keeping sheets: what a report states is merged with what was known; old sheets are closed, not changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from app.contracts.tables import Contract
from app.database import new_id
from app.errors import Problem, Refused
from app.reports.packing import pack, unpack
from app.reports.merge import Key, Known, Overlap, key_of, merge, overlaps, says_the_same
from app.reports.tables import Report, SheetRow
from app.sla.measures import Measure, UnknownMeasure, measure
from app.sla.sheets import Sheet

Touched = Mapping[Key, tuple[UUID, Known]]
_SHOWN = 100


def sheets_touched(session: Session, contract: Contract, side: str, stated: Sequence[Sheet]) -> Touched:
    """The current sheets of the side that touch the span of the stated ones, in one query."""
    if not stated:
        return {}
    rows = session.exec(
        select(SheetRow).where(
            col(SheetRow.organisation_id) == contract.organisation_id,
            col(SheetRow.contract_id) == contract.id,
            col(SheetRow.side) == side,
            col(SheetRow.to_revision).is_(None),
            col(SheetRow.last_day) >= min(sheet.first_day for sheet in stated),
            col(SheetRow.first_day) <= max(sheet.last_day for sheet in stated),
        )
    ).all()
    return {key_of(known.sheet): (row.id, known) for row in rows for known in [_known(row)]}


def _known(row: SheetRow) -> Known:
    slack = {name: source["slack"] for name, source in row.sources.items() if source.get("slack")}
    place = (row.queue, row.segment, row.channel, row.first_day, row.last_day, row.grain)
    return Known(Sheet(*place, row.totals, unpack(row.intervals), slack), row.sources)


def refuse_overlaps(stated: Sequence[Sheet], known: Touched) -> None:
    """Raises Refused when a figure would be counted twice because it is known at another grain."""
    found = overlaps(stated, [old for _, old in known.values()])
    if found:
        raise Refused(
            "This report states figures that are known at another grain; they would be counted twice. "
            "Send it at the grain of the earlier reports, or leave these columns out.",
            [_problem(overlap) for overlap in found[:_SHOWN]],
        )


def _problem(overlap: Overlap) -> Problem:
    sheet, known = overlap.sheet, overlap.known
    span = f"{sheet.first_day}" if sheet.days == 1 else f"{sheet.first_day} to {sheet.last_day}"
    older = f"{known.first_day}" if known.days == 1 else f"{known.first_day} to {known.last_day}"
    return Problem(
        where=f"{span}, queue {sheet.queue or '(none)'}, {overlap.measure}",
        code="overlap_of_grains",
        message=f"known for {older} at {_grain(overlap.known_grain)}, stated at {_grain(sheet.grain)}",
    )


def _grain(minutes: int) -> str:
    return f"{minutes // 1440} day(s)" if minutes >= 1440 else f"{minutes} minutes"


def keep_sheets(
    session: Session, contract: Contract, report: Report, stated: Iterable[Sheet], known: Touched
) -> int:
    """Writes the merged sheets under the report's revision, closes those they replace; how many changed."""
    closed: list[UUID] = []
    fresh: list[dict[str, Any]] = []
    for sheet in stated:
        row_id, old = known.get(key_of(sheet), (None, None))
        new = merge(sheet, old, str(report.id), _adding)
        if old is not None and says_the_same(new.sheet, old.sheet):
            continue
        if row_id is not None:
            closed.append(row_id)
        fresh.append(_row(contract, report, new))
    _replace(session, closed, fresh, report.revision or 0)
    return len(fresh)


def _adding(name: str) -> Measure:
    """How a measure adds up; one that the contract declares adds as a sum within its day."""
    try:
        return measure(name)
    except UnknownMeasure:
        return Measure(name, name)


def _row(contract: Contract, report: Report, known: Known) -> dict[str, Any]:
    sheet = known.sheet
    return {
        "id": new_id(),
        "organisation_id": contract.organisation_id,
        "contract_id": contract.id,
        "side": report.side,
        "queue": sheet.queue,
        "segment": sheet.segment,
        "channel": sheet.channel,
        "first_day": sheet.first_day,
        "last_day": sheet.last_day,
        "grain": sheet.grain,
        "totals": dict(sheet.totals),
        "intervals": pack(sheet.intervals),
        "sources": {name: dict(source) for name, source in known.sources.items()},
        "from_revision": report.revision,
        "to_revision": None,
    }


def _replace(session: Session, closed: list[UUID], fresh: list[dict[str, Any]], revision: int) -> None:
    connection = session.connection()
    if closed:
        table = SheetRow.__table__  # type: ignore[attr-defined]
        closing = update(table).where(table.c.id == bindparam("row_id")).values(to_revision=revision)
        connection.execute(closing, [{"row_id": row_id} for row_id in closed])
    if fresh:
        connection.execute(insert(SheetRow), fresh)
