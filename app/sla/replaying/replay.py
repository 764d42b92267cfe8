"""Replaying: from the record of a judgement and its terms to the same scorecard, digit for digit."""

from collections.abc import Mapping
from dataclasses import replace

from app.sla.beside import Beside
from app.sla.periods import Period
from app.sla.replaying.beside import calendar_of, exclusions_of
from app.sla.replaying.parts import Part, RecordFault, instant_text
from app.sla.replaying.past import history_of
from app.sla.replaying.sheets import sheets_of
from app.sla.scorecard import ENGINE, Scorecard, assess
from app.sla.terms import Terms
from app.sla.timeline import Due

_KEYS = (
    "arrived", "calendar", "day", "engine", "exclusions", "forecasts", "history", "other", "period",
    "reports", "sheets", "side", "terms", "terms_sha256", "time_zones",
)  # fmt: skip
_PERIOD = ("label", "start", "end", "begins", "ends", "whole", "parts", "index", "contract_ends")


def replay(record: Mapping[str, object], terms: Terms) -> Scorecard:
    """The scorecard that a record gives; ``terms`` are those of the record's own text, read anew.

    Raises RecordFault with the place of what cannot be replayed, and for an engine that is not this one's.
    """
    root = Part(record)
    root.only(*_KEYS)
    _check_engine(root)
    side = root.part("side").choice(("provider", "client"))
    agreed = replace(terms, measured_by="client" if side == "client" else "provider")
    locked, arrived = root.maybe("forecasts"), root.maybe("arrived")
    beside = Beside(
        forecasts=sheets_of(locked) if locked else None,
        arrived=arrived.day() if arrived else None,
        other=sheets_of(root.part("other")),
        exclusions=exclusions_of(root.part("exclusions")),
        calendar=calendar_of(root.part("calendar")),
    )
    due, sheets = _due(root.part("period"), agreed), sheets_of(root.part("sheets"))
    return assess(due, sheets, root.part("day").day(), history_of(root.part("history")), beside)


def reports_in(record: Mapping[str, object]) -> tuple[str, ...]:
    """The SHA-256 of the reports that stated the figures of a record."""
    return tuple(part.text() for part in Part(record).part("reports").each())


def _check_engine(root: Part) -> None:
    stated = root.part("engine").text()
    if stated != str(ENGINE):
        raise RecordFault(
            "engine",
            f"this scorecard was judged by engine {stated[:20]}, and this program is engine {ENGINE};"
            " verify it with a version that has that engine",
        )


def _due(part: Part, terms: Terms) -> Due:
    part.only(*_PERIOD)
    ends, parts, index = part.maybe("contract_ends"), part.part("parts"), part.part("index")
    due = Due(
        period=_period(part),
        whole=_period(part.part("whole")),
        terms=terms,
        parts=tuple(one.whole() for one in parts.each()),
        index=index.whole(),
        ends=ends.day() if ends else None,
    )
    if not 0 <= due.index < max(1, len(due.parts)):
        raise RecordFault(index.path, "is not the number of one of the parts of the period")
    if due.parts and (min(due.parts) < 1 or sum(due.parts) > due.whole.days):
        raise RecordFault(parts.path, "the days of the parts do not fit into the whole period")
    for key, instant in zip(("begins", "ends"), due.period.bounds(terms.zone), strict=True):
        if part.part(key).text() != instant_text(instant):
            raise RecordFault(
                part.part(key).path, f"by the time zones of this machine it is {instant_text(instant)}"
            )
    return due


def _period(part: Part) -> Period:
    start, end = part.part("start"), part.part("end")
    try:
        return Period(start.day(), end.day(), part.part("label").text())
    except ValueError as fault:
        raise part.faulty(fault) from fault
