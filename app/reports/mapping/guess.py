"""Completes a mapping from the header's names: what is known is mapped, what is not is listed, nothing
is invented.

A stated rate is never read: it says nothing without its counts. An average is, where its count stands
beside it: the sum is then the expression average * count, marked as derived.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from app.errors import Problem
from app.reports.formats.clock_fractions import are_fractions
from app.reports.formats.layout import Layout
from app.reports.formats.table import Table
from app.reports.mapping.columns import missing_columns, named_columns
from app.reports.mapping.document import Document, columns_of
from app.reports.mapping.guess_calls import guess_calls
from app.reports.mapping.names import Meaning, meaning, same_name
from app.reports.refusal import ReportRefused, refuse, shown
from app.reports.refused_rows import OURS
from app.sla.measures import Measure, measure

_LOOKED_AT = 1000  # rows from which a unit is guessed; a later cell that contradicts it is a fault of its row
_WHEN = ("date", "interval_start")
_DAY_AND_TIME = ("time", "时间", "時間")


@dataclass(frozen=True, slots=True)
class Guess:
    """The completed document (units and grain are still to be found in the values), what is worth
    knowing, whether columns or keys were guessed, whether the guess is proven, and the column that
    counts the rows, if any.
    """

    document: Document
    notes: tuple[Problem, ...]
    guessed: bool
    proven: bool
    index: str | None


def known_name(given: Document, declared: Mapping[str, Measure]) -> Any:
    """The test by which the header line is found: the mapping's own columns, and known names where it
    is partial.
    """
    needed = _named(given)
    partial = not {"columns", "calls"} & given.keys() or not any(
        part in given.get("key", {}) for part in _WHEN
    )
    return lambda cell: same_name(cell) in needed or (partial and meaning(cell, declared) is not None)


def meanings(layout: Layout, declared: Mapping[str, Measure]) -> dict[str, Meaning]:
    """What each known column of the header states, after the weak names have given way to the certain
    ones.
    """
    found = {name: what for name in layout.header if name and (what := meaning(name, declared)) is not None}
    taken = {what.name for what in found.values() if what.weak is None and what.role in ("measure", "key")}
    for name, what in found.items():
        if what.weak is not None:
            fallback = Meaning("measure", what.weak) if what.weak else Meaning("unclear")
            found[name] = (
                fallback if what.name in taken or _has_time(what, taken) else Meaning(what.role, what.name)
            )
            taken.add(found[name].name)
    return found


def _has_time(what: Meaning, taken: set[str]) -> bool:
    return what.name == "time" and "interval_start" in taken


def complete(given: Document, layout: Layout, declared: Mapping[str, Measure]) -> Guess:
    """The given document with columns and key filled from the header's names; raises ReportRefused when
    a column that the mapping names is missing, when two columns have one meaning, or when nothing says
    which day a row is.
    """
    _refuse_missing(given, layout)
    known = meanings(layout, declared)
    document: Document = {"schema": 1, **given}
    notes: list[Problem] = []
    calls = None if {"columns", "calls"} & given.keys() else guess_calls(layout.header)
    if calls is not None:
        document["calls"], document["columns"] = calls.calls, calls.columns
        notes.append(calls.note)
    elif "calls" in given:
        document.setdefault("columns", {})
    elif "columns" not in given:
        document["columns"], inputs = _columns(known, notes)
        document["inputs"] = {**inputs, **given.get("inputs", {})}
    free = {name: what for name, what in known.items() if same_name(name) not in _named(given)}
    guessed_key = _key(free, given.get("key", {}))
    document["key"] = {**guessed_key, **given.get("key", {})}
    index = next((name for name, what in known.items() if what.name == "index"), None)
    _require_when(document["key"], layout)
    guessed = not {"columns", "calls"} & given.keys() or any(
        part in guessed_key for part in _WHEN if part not in given.get("key", {})
    )
    own = all(what.own for name, what in known.items() if name in named_columns(document))
    everything = all(name in known for name in layout.header if name)
    proven = not guessed or (calls is None and (own or everything))
    return Guess(document, tuple(notes), guessed, proven, index)


def _named(given: Document) -> set[str]:
    """The columns that a mapping reads already; none of them is guessed to be part of the key as well."""
    return {same_name(name) for name in named_columns(given)}


def _refuse_missing(given: Document, layout: Layout) -> None:
    missing = missing_columns(given, layout)
    if missing:
        names = ", ".join(f"“{shown(name)}”" for name in missing)
        raise refuse(
            "column_missing",
            f"The file has no column {names}, which the mapping names.",
            layout.where,
        )


def _ambiguous(first: str, second: str, what: str) -> ReportRefused:
    message = f"“{shown(first)}” and “{shown(second)}” may both be {what}: say in a mapping which one is."
    return refuse("ambiguous", message, f"column {shown(second)}")


def _columns(known: dict[str, Meaning], notes: list[Problem]) -> tuple[dict[str, Any], dict[str, Any]]:
    columns: dict[str, Any] = {}
    for name, what in known.items():
        if what.role == "measure":
            if what.name in columns:
                raise _ambiguous(columns[what.name]["from"], name, what.name)
            columns[what.name] = {"from": name}
    inputs: dict[str, Any] = {}
    for name, what in known.items():
        if what.role == "average" and what.name not in columns:
            if what.per in columns and '"' not in name and name.isprintable():
                columns[what.name] = {"expression": f'"{name}" * {what.per}', "unit": "s"}
                inputs[name] = {"unit": what.unit} if what.unit else {}
            else:
                message = f"“{shown(name)}” is an average; it is read only with its count ({what.per})"
                notes.append(Problem(f"column {shown(name)}", "average_without_count", message))
    if not columns:
        raise refuse(
            "no_measures",
            "No column is known to state a measure: give a mapping that names the columns; if each row is "
            "one call or contact, its “calls” says which count.",
        )
    return columns, inputs


def _key(known: dict[str, Meaning], given: Document) -> dict[str, Any]:
    key: dict[str, Any] = {}
    for name, what in known.items():
        if what.role != "key" or what.name == "index":
            continue
        if what.name in key and what.name not in given:
            raise _ambiguous(key[what.name]["from"], name, f"the {what.name}")
        key[what.name] = {"from": name}
    if not {"date", "interval_start"} & (key.keys() | given.keys()) and _says_both(key.get("time")):
        key["interval_start"] = key.pop("time")
    if "interval_start" in key or "interval_start" in given:
        key.pop("time", None)
        if "date" not in given:
            key.pop("date", None)
    if "date" in given:
        key.pop("interval_start", None)
        key.pop("date", None)
    return key


def _says_both(time: dict[str, str] | None) -> bool:
    """Whether a column says day and time by its name, where no other says the day."""
    return time is not None and same_name(time["from"]) in _DAY_AND_TIME


def _require_when(key: dict[str, Any], layout: Layout) -> None:
    if "interval_start" in key or "from" in key.get("date", {}) or "value" in key.get("date", {}):
        return
    if "starts" not in key.get("date", {}):
        message = (
            "No column says which day a row is (date, interval_start, 日期, fecha …): name it "
            "in key.date.from, or give key.date.starts, the date of the first row, when every row is "
            "the next day, or key.date.value, when the whole file is about one day, week or month."
        )
        raise refuse("date_missing", message, layout.where)
    key["date"] = {"row_number": True, **key["date"]}


def left_out(
    document: Document, table: Table, index: str | None, declared: Mapping[str, Measure]
) -> list[Problem]:
    """A note for every column that was not read, with the reason; empty columns without a name need none."""
    used = {same_name(name) for name in named_columns(document)}
    used |= {same_name(name) for name in (*document.get("skip", {}).get("columns", []), *OURS)}
    known = meanings(table.layout, declared)
    notes = []
    for place, name in enumerate(table.layout.header):
        if (name and same_name(name) in used) or (name and name == index):
            continue
        if name or (table.column(place) != "").any():
            named = name or f"(number {place + 1}, without a name)"
            notes.append(Problem(f"column {shown(named)}", *_why_left_out(named, known.get(name))))
    return notes


def _why_left_out(name: str, what: Meaning | None) -> tuple[str, str]:
    match what:
        case Meaning(role="rate"):
            return "stated_rate", f"“{shown(name)}” is a stated rate; it needs its counts and was not read"
        case Meaning(role="opaque"):
            return (
                "stated_rate",
                f"“{shown(name)}” is a stated rate whose counts are not published; it was not read",
            )
        case Meaning(role="unclear"):
            return "unclear", f"what “{shown(name)}” measures cannot be told from its name; it was not read"
        case Meaning(role="average"):
            return "average", f"“{shown(name)}” is an average and was not read"
        case None:
            return "ignored", f"“{shown(name)}” is not a known name and was not read"
        case _:
            return "ignored", f"“{shown(name)}” was not read"


def find_units(document: Document, table: Table, declared: Mapping[str, Measure]) -> None:
    """Writes into the document the unit of each column that has none: from its name, else from how
    cells look.
    """
    time = document.get("key", {}).get("time")
    if time and "unit" not in time and are_fractions(_cells(table, time["from"])):
        document["key"]["time"] = {**time, "unit": "day"}
    if wait := document.get("calls", {}).get("wait"):
        wait.setdefault("unit", _unit_of_measure(measure("wait_seconds"), wait["from"], table))
    for column in columns_of(document, declared):
        entry = document["columns"][column.measure.name]
        if column.unit is None:
            there = column.source is not None and table.layout.index(column.source) is not None
            entry["unit"] = _unit_of_measure(column.measure, column.source if there else None, table)
    names = {
        name
        for column in columns_of(document, declared)
        if column.expression
        for name in column.expression.names
    }
    inputs = document.setdefault("inputs", {})
    for name in sorted(names - set(document["columns"])):
        if "unit" not in inputs.setdefault(name, {}):
            inputs[name]["unit"] = unit_of_column(name, table)
    if not inputs:
        del document["inputs"]


def _unit_of_measure(measure: Measure, source: str | None, table: Table) -> str:
    plain = {"count": "count", "points": "number", "money": "money", "seconds": "s", "hours": "h"}[
        measure.unit
    ]
    if measure.unit not in ("seconds", "hours") or source is None:
        return plain
    what = meaning(source, {})
    stated = what.unit if what and what.unit != "percent" else ""
    return "h:mm:ss" if _has(table, source, ":") else stated or plain


def unit_of_column(name: str, table: Table) -> str:
    """The unit of a column that is no measure (an average, a rate, a count), by its name and first cells."""
    what = meaning(name, {})
    if _has(table, name, ":"):
        return "h:mm:ss"
    if _has(table, name, "%") or (what and what.unit == "percent"):
        return "percent"
    if what and what.unit:
        return what.unit
    if what and what.role in ("average", "unclear"):
        return "s"
    if what and what.role == "measure":
        return "count"
    if what and what.role in ("rate", "opaque"):
        return "ratio" if _largest(table, name) <= 1 else "percent"
    return "number"


def _cells(table: Table, name: str) -> pl.Series:
    return table.column(table.layout.place(name))


def _has(table: Table, name: str, mark: str) -> bool:
    return bool(_cells(table, name).head(_LOOKED_AT).str.contains(mark, literal=True).any())


def _largest(table: Table, name: str) -> int:
    whole = _cells(table, name).str.extract(r"^([0-9]{1,9})(?:[.,][0-9]+)?$").cast(pl.Int64, strict=False)
    return int(whole.max() or 0)  # type: ignore[arg-type]
