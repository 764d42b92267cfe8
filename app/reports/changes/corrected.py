"""Figures of a span that were corrected: known, and later known otherwise.

What only came beside them, such as surveys beside calls, is no correction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.columns import read_document
from app.reports.keeping.as_known import Side
from app.reports.tables import SheetRow

_KEY = ("contract_id", "side", "queue", "segment", "channel", "first_day", "last_day")


@dataclass(frozen=True, slots=True)
class Corrected:
    """How many figures of queues' days were corrected, on which days, and the reports that corrected them."""

    figures: int
    first: date
    last: date
    reports: tuple[UUID, ...]


def corrected_figures(session: Session, of: Side, start: date, end: date, revision: int) -> Corrected | None:
    """What was corrected in [start, end) up to the revision; None where nothing was."""
    old: Any = aliased(SheetRow)
    new: Any = aliased(SheetRow)
    same = (getattr(old, part) == getattr(new, part) for part in _KEY)
    chosen = (
        select(new.first_day, old.totals, new.totals, cast(new.sources, Text))
        .select_from(old)
        .join(new, old.to_revision == new.from_revision)
        .where(
            *same,
            old.organisation_id == of.organisation_id,
            new.organisation_id == of.organisation_id,
            old.contract_id == of.contract_id,
            old.side == of.side,
            old.last_day >= start,
            old.first_day < end,
            col(new.from_revision) <= revision,
        )
    )
    figures, days, reports = 0, set[date](), set[UUID]()
    for day, before, after, sources in session.execute(chosen):
        if turned := _turned(before, after):
            figures += len(turned)
            days.add(day)
            reports |= {UUID(source["report"]) for name, source in _read(sources).items() if name in turned}
    return Corrected(figures, min(days), max(days), tuple(sorted(reports))) if days else None


def _turned(before: Mapping[str, int], after: Mapping[str, int]) -> set[str]:
    return {name for name, value in before.items() if after.get(name) != value}


def _read(sources: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_document(sources)
    return found
