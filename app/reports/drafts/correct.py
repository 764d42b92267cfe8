"""A mapping corrected column by column: what somebody says each column is, laid over how it was read.

What the columns do not say (expressions, calls, time zone, preset) stays as it was; what was only found in
the rows before, such as their grain, is found anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.errors import Problem, Refused
from app.reports.mapping.document import Document

KEYS: Final = ("date", "time", "interval_start", "queue", "segment", "channel")
_OF_DAYS: Final = ("date", "interval_start")


@dataclass(frozen=True, slots=True)
class Said:
    """What a column is said to be: a part of the key, a measure, or nothing; and in which unit."""

    column: str
    meaning: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """What is said of the file as a whole; empty text leaves a thing as it was or lets it be found.

    ``day`` is the day that the whole file is about, where no column says it.
    """

    order: str = ""
    day: str = ""
    table: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""


def corrected(before: Mapping[str, Any], columns: Sequence[Said], whole: Whole) -> Document:
    """The mapping by which the file is to be read now; raises Refused where two columns are one thing."""
    _refuse_twins(columns)
    document: Document = {"schema": 1, **before}
    for found in ("grain", "inputs"):
        document.pop(found, None)
    listed = {one.column for one in columns}
    document["key"] = _key(before.get("key", {}), columns, listed, whole)
    document["columns"] = _measures(before.get("columns", {}), columns, listed)
    if not document["columns"]:
        del document["columns"]
    if table := {**before.get("table", {}), **{key: text for key, text in whole.table.items() if text}}:
        document["table"] = table
    if whole.encoding:
        document["encoding"] = whole.encoding
    return document


def _refuse_twins(columns: Sequence[Said]) -> None:
    first: dict[str, str] = {}
    for one in columns:
        if one.meaning and one.meaning in first:
            message = f"“{first[one.meaning]}” and “{one.column}” are both said to be {one.meaning}"
            raise Refused(
                "One thing is read from one column.", [Problem(f"column {one.column}", "ambiguous", message)]
            )
        first.setdefault(one.meaning, one.column)


def _key(before: Mapping[str, Any], columns: Sequence[Said], listed: set[str], whole: Whole) -> Document:
    key = {part: entry for part, entry in before.items() if entry.get("from") not in listed}
    named = {one.meaning: one.column for one in columns if one.meaning in KEYS}
    for part, column in named.items():
        old = before.get(part, {})
        key[part] = {**old, "from": column} if old.get("from") == column else {"from": column}
    if "interval_start" in named:
        key.pop("date", None)
    elif "date" in named:
        key.pop("interval_start", None)
    if whole.day and not named.keys() & set(_OF_DAYS):
        key["date"] = {"value": whole.day}
    for part in _OF_DAYS:
        if whole.order and "from" in key.get(part, {}):
            key[part] = {**key[part], "order": whole.order}
    return key


def _measures(before: Mapping[str, Any], columns: Sequence[Said], listed: set[str]) -> Document:
    kept = {name: entry for name, entry in before.items() if entry.get("from") not in listed}
    for one in columns:
        if not one.meaning or one.meaning in KEYS:
            continue
        old = before.get(one.meaning, {})
        entry = {**old, "from": one.column} if old.get("from") == one.column else {"from": one.column}
        entry.pop("unit", None)
        kept[one.meaning] = {**entry, "unit": one.unit} if one.unit else entry
    return kept
