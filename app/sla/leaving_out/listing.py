"""The list of what was left out: name, dates, reason, who agreed, and how much of each measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

from app.sla.beside import Consent, Exclusion
from app.sla.quantities import decimal_text, from_millionths
from app.sla.sheets import Sheet

Kind = Literal["outside_service_hours", "holiday", "exclusion", "relief"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing that was left out, or would be if both parties agreed to it (``is_applied`` is False then).

    ``start`` and ``end`` are days, both included, or instants where the contract lives, the last one not.
    """

    kind: Kind
    start: str
    end: str
    name: str = ""
    reason: str = ""
    client: str = ""
    provider: str = ""
    is_applied: bool = True
    removed: tuple[Sheet, ...] = ()
    measures: Mapping[str, Fraction] = field(default_factory=dict)

    def document(self) -> dict[str, object]:
        """The entry as plain JSON values."""
        return {
            "kind": self.kind,
            "name": self.name,
            "reason": self.reason,
            "begins": self.start,
            "ends": self.end,
            "client": self.client,
            "provider": self.provider,
            "applied": self.is_applied,
            "measures": {name: decimal_text(value) for name, value in sorted(self.measures.items())},
        }


def days_left_out(kind: Kind, removed: Sequence[Sheet]) -> LeftOut:
    """What was left out of some days."""
    first, last = min(sheet.first_day for sheet in removed), max(sheet.last_day for sheet in removed)
    return LeftOut(kind, first.isoformat(), last.isoformat(), removed=tuple(removed))


def exclusion_left_out(exclusion: Exclusion, zone: ZoneInfo, removed: Sequence[Sheet] = ()) -> LeftOut:
    """What was left out under an exclusion; nothing yet where only one side wants it."""
    return LeftOut(
        kind="exclusion",
        start=exclusion.start.astimezone(zone).isoformat(timespec="minutes"),
        end=exclusion.end.astimezone(zone).isoformat(timespec="minutes"),
        name=exclusion.name,
        reason=exclusion.reason,
        client=_who(exclusion.client),
        provider=_who(exclusion.provider),
        is_applied=exclusion.is_agreed,
        removed=tuple(removed),
    )


def _who(consent: Consent | None) -> str:
    return consent.who if consent else ""


def summed(sheets: Sequence[Sheet], names: frozenset[str]) -> dict[str, Fraction]:
    """How much of each named measure these parts of sheets hold."""
    found: dict[str, int] = {}
    for sheet in sheets:
        for name in names & sheet.totals.keys():
            found[name] = found.get(name, 0) + sheet.totals[name]
    return {name: from_millionths(total) for name, total in found.items()}
