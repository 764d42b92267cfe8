"""Judged but not collected, over every contract that the caller may see: one query, whatever their number."""

from dataclasses import dataclass

from sqlalchemy import func, literal, select, union_all
from sqlmodel import col

from app.access.unit import Work
from app.scorecards.life.tables import LedgerEntry, LedgerEvent
from app.sla.ledger import CLOSING

OWED_TO_THE_CLIENT = ("credit", "earn_back", "adjustment")


@dataclass(frozen=True, slots=True)
class Uncollected:
    """What was judged for clients in one currency, and what became of it, in minor units."""

    currency: str
    judged: int
    collected: int = 0
    set_off: int = 0
    waived: int = 0

    @property
    def outstanding(self) -> int:
        """What was judged and has not been collected, set off or waived."""
        return self.judged - self.collected - self.set_off - self.waived


def read_uncollected(w: Work) -> list[Uncollected]:
    """The sums by currency, of all periods that were issued; bonuses are owed the other way and left out."""
    mine = (
        col(LedgerEntry.contract_id).in_(w.visible),
        col(LedgerEntry.kind).in_(OWED_TO_THE_CLIENT),
    )
    currency, judged = col(LedgerEntry.currency), func.sum(col(LedgerEntry.amount))
    entries = select(currency, literal("judged"), judged).where(*mine).group_by(currency)
    of_entry = (
        col(LedgerEvent.organisation_id) == col(LedgerEntry.organisation_id),
        col(LedgerEvent.contract_id) == col(LedgerEntry.contract_id),
        col(LedgerEvent.entry) == col(LedgerEntry.entry),
    )
    kind, closed = col(LedgerEvent.kind), func.sum(col(LedgerEvent.amount))
    events = (
        select(currency, kind, closed)
        .where(*mine, *of_entry, kind.in_(sorted(CLOSING)))
        .group_by(currency, kind)
    )
    sums: dict[str, dict[str, int]] = {}
    for name, what, units in w.session.execute(union_all(entries, events)).all():
        sums.setdefault(name, {})[what] = int(units)
    return [Uncollected(name, **parts) for name, parts in sorted(sums.items())]
