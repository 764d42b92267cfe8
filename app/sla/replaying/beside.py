"""What counts beside the sheets, in a record: exclusions with who agreed to them, and the calendar."""

from collections.abc import Iterable
from datetime import date
from typing import Literal, cast

from app.sla.beside import CalendarYear, Consent, Exclusion
from app.sla.replaying.parts import Part, instant_text

_EXCLUSION = (
    "id", "name", "reason", "start", "end", "queues", "channels", "whole_days", "client", "provider",
)  # fmt: skip


def exclusions_document(exclusions: Iterable[Exclusion]) -> list[dict[str, object]]:
    """Exclusions as plain values, by when they begin."""
    return [_exclusion(one) for one in sorted(exclusions, key=Exclusion.place)]


def _exclusion(one: Exclusion) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "reason": one.reason,
        "start": instant_text(one.start),
        "end": instant_text(one.end),
        "queues": list(one.queues),
        "channels": list(one.channels),
        "whole_days": one.whole_days,
        "client": _consent(one.client),
        "provider": _consent(one.provider),
    }


def _consent(consent: Consent | None) -> dict[str, object] | None:
    return None if consent is None else {"who": consent.who, "at": instant_text(consent.at)}


def exclusions_of(rows: Part) -> tuple[Exclusion, ...]:
    """The exclusions that a record holds; raises RecordFault with the place of what is none."""
    return tuple(_read_exclusion(row) for row in rows.each())


def _read_exclusion(row: Part) -> Exclusion:
    row.only(*_EXCLUSION)
    try:
        return Exclusion(
            id=row.part("id").text(),
            name=row.part("name").text(),
            reason=row.part("reason").text(),
            start=row.part("start").instant(),
            end=row.part("end").instant(),
            queues=tuple(part.text() for part in row.part("queues").each()),
            channels=tuple(part.text() for part in row.part("channels").each()),
            whole_days=row.part("whole_days").flag(),
            client=_read_consent(row.maybe("client")),
            provider=_read_consent(row.maybe("provider")),
        )
    except ValueError as fault:
        raise row.faulty(fault) from fault


def _read_consent(part: Part | None) -> Consent | None:
    if part is None:
        return None
    part.only("who", "at")
    return Consent(part.part("who").text(), part.part("at").instant())


def calendar_document(years: Iterable[CalendarYear]) -> list[dict[str, object]]:
    """The years of a calendar as plain values, in order."""
    return [
        {
            "year": year.year,
            "state": year.state,
            "holidays": _days(year.holidays),
            "makeup_days": _days(year.makeup_days),
        }
        for year in sorted(years, key=lambda year: year.year)
    ]


def _days(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def calendar_of(rows: Part) -> tuple[CalendarYear, ...]:
    """The years that a record holds; raises RecordFault with the place of what is none."""
    return tuple(_read_year(row) for row in rows.each())


def _read_year(row: Part) -> CalendarYear:
    row.only("year", "state", "holidays", "makeup_days")
    state = row.part("state").choice(("confirmed", "proposed"))
    return CalendarYear(
        year=row.part("year").whole(),
        holidays=frozenset(part.day() for part in row.part("holidays").each()),
        makeup_days=frozenset(part.day() for part in row.part("makeup_days").each()),
        state=cast("Literal['confirmed', 'proposed']", state),
    )
