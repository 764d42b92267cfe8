"""Sums of measures over any span, by day, month or queue: the figures behind a scorecard."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Literal

from app.access.unit import Work
from app.contracts.open import find_contract
from app.errors import Problem, Refused
from app.reports.keeping.as_known import Side, sheets_known
from app.scorecards.live import known_at
from app.sla.measures import Measure
from app.sla.quantities import decimal_text
from app.sla.sheets import Sheet, add_up

By = Literal["day", "month", "queue"]
EVERY: tuple[By, ...] = ("day", "month", "queue")
LONGEST_DAYS = 1100


def read_measures(
    work: Work, reference: str, start: date, end: date, by: Sequence[By], side: str, as_of: datetime | None
) -> list[dict[str, object]]:
    """The sums of [start, end) by the asked groups, in order; numbers as decimal text.

    A sheet counts where its first day lies. Raises NotFound, or Refused for a span that ends before it
    begins or is longer than three years.
    """
    if not 0 < (end - start).days <= LONGEST_DAYS:
        raise Refused(
            "The span must have 1 to 1,100 days.", [Problem("to", "span", "1 to 1,100 days after from")]
        )
    contract = find_contract(work, reference)
    moment = known_at(work, contract, as_of)
    of = Side(contract.organisation_id, contract.id, side)
    known = sheets_known(work.session, of, start, end, moment.revision)
    groups: dict[tuple[str, ...], list[Sheet]] = {}
    for one in known:
        if one.sheet.first_day >= start:
            groups.setdefault(_group(one.sheet, by), []).append(one.sheet)
    lookup = moment.in_force.lookup()
    return [
        {**dict(zip(by, key, strict=True)), "measures": _sums(sheets, lookup)}
        for key, sheets in sorted(groups.items())
    ]


def _group(sheet: Sheet, by: Sequence[By]) -> tuple[str, ...]:
    day = sheet.first_day.isoformat()
    return tuple({"day": day, "month": day[:7], "queue": sheet.queue}[one] for one in by)


def _sums(sheets: list[Sheet], lookup: Callable[[str], Measure]) -> dict[str, str]:
    names = sorted({name for sheet in sheets for name in sheet.totals})
    totals = add_up(sheets, names, lookup)
    return {name: decimal_text(total.value) for name, total in totals.items()}
