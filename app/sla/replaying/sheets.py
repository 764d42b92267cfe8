"""Sheets in a record: the totals that a judgement consumed, and the intervals where a rule looked inside.

What they state is all that counts: at which grain it was reported leaves no trace. A judgement spends most of
its time here, so the canonical text is written straight from the millionths.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.sla.evidence import quoted
from app.sla.quantities import MILLION, millionths_text
from app.sla.replaying.parts import Part
from app.sla.sheets import MINUTES_A_DAY, Sheet

_KEYS = ("channel", "first_day", "intervals", "last_day", "queue", "segment", "slack", "totals")


def sheets_text(
    sheets: Iterable[Sheet], names: frozenset[str], opened: Sequence[tuple[date, date]] = ()
) -> str:
    """The canonical text of what these sheets state of these measures, in an order of its own.

    A sheet that states none of them stands with nothing: that there is a report at all was seen. On the days
    of ``opened``, spans [start, end), a rule looked inside; intervals of other days leave no trace.
    """
    known = {name: quoted(name) for name in sorted(names)}
    rows = [_text(sheet, known, opened) for sheet in sheets]
    return f"[{','.join(sorted(rows))}]"


def _text(sheet: Sheet, known: Mapping[str, str], opened: Sequence[tuple[date, date]]) -> str:
    looked = opened and any(start <= sheet.first_day < end for start, end in opened)
    return (
        f'{{"channel":{quoted(sheet.channel)},"first_day":"{sheet.first_day}",'
        f"{_inside(sheet, known) if looked else ''}"
        f'"last_day":"{sheet.last_day}",'
        f'"queue":{quoted(sheet.queue)},"segment":{quoted(sheet.segment)},'
        f'"slack":{{{_figures(_not_zero(sheet.slack), known) if sheet.slack else ""}}},'
        f'"totals":{{{_figures(sheet.totals, known)}}}}}'
    )


def _not_zero(slack: Mapping[str, int]) -> Mapping[str, int]:
    return {name: value for name, value in slack.items() if value}


def _figures(values: Mapping[str, int], known: Mapping[str, str]) -> str:
    return ",".join(
        [
            f'{text}:"{millionths_text(value) if value % MILLION else value // MILLION}"'
            for name, text in known.items()
            if (value := values.get(name)) is not None
        ]
    )


def _inside(sheet: Sheet, known: Mapping[str, str]) -> str:
    """The value of each interval of the day; one without a figure is an empty text."""
    rows = [
        f"{text}:[{','.join(_cell(value) for value in sheet.intervals[name])}]"
        for name, text in known.items()
        if name in sheet.intervals
    ]
    return f'"intervals":{{{",".join(rows)}}},' if rows else ""


def _cell(value: int | None) -> str:
    return '""' if value is None else f'"{millionths_text(value)}"'


def sheets_of(rows: Part) -> list[Sheet]:
    """The sheets that a record holds; raises RecordFault with the place of what is none."""
    return [_sheet(row) for row in rows.each()]


def _sheet(row: Part) -> Sheet:
    row.only(*_KEYS)
    first, last = row.part("first_day").day(), row.part("last_day").day()
    inside = row.maybe("intervals")
    try:
        return Sheet(
            queue=row.part("queue").text(),
            segment=row.part("segment").text(),
            channel=row.part("channel").text(),
            first_day=first,
            last_day=last,
            grain=MINUTES_A_DAY * ((last - first).days + 1),
            totals=_read(row.part("totals")),
            intervals=_intervals(inside) if inside else {},
            slack=_read(row.part("slack")),
        )
    except ValueError as fault:
        raise row.faulty(fault) from fault


def _read(part: Part) -> dict[str, int]:
    return {name: value.millionths() for name, value in part.entries().items()}


def _intervals(inside: Part) -> dict[str, tuple[int | None, ...]]:
    return {
        name: tuple(cell.millionths() if cell.value != "" else None for cell in cells.each())
        for name, cells in inside.entries().items()
    }
