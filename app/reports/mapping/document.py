"""The mapping document: how a report's columns become measures. Checked, typed, canonical, hashed.

A document may be partial: what it leaves out is found in the file and written out, so that the
completed document says everything that was assumed. ``mapping_hash`` of the completed document
identifies the reading.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from app.errors import Problem, Refused
from app.reports.formats.dates import day_of
from app.reports.mapping.schema import SCHEMA
from app.reports.mapping.wrong_shape import sentence_of
from app.sla.formula import Formula, FormulaError, parse
from app.sla.measures import Measure, UnknownMeasure, measure

Document = dict[str, Any]
TIME_UNITS = ("s", "ms", "min", "h", "h:mm:ss", "day")
_ALLOWED = {
    "count": ("count",),
    "seconds": TIME_UNITS,
    "hours": TIME_UNITS,
    "points": ("number",),
    "money": ("money",),
}
_VALIDATOR = Draft202012Validator(SCHEMA)


@dataclass(frozen=True, slots=True)
class Column:
    """Where one measure comes from: a column, or an expression; ``unit`` is None until it was found.

    A missing cell is 0 in rows where the column ``zero_beside`` states anything.
    """

    measure: Measure
    source: str | None
    expression: Formula | None
    unit: str | None
    zero_beside: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A queue, segment or channel: a column that names it, or one value for all rows."""

    source: str | None = None
    value: str | None = None


def measure_of(name: str, declared: Mapping[str, Measure]) -> Measure:
    """The measure of that name: the contract's own first, then the catalogue; raises UnknownMeasure."""
    return declared[name] if name in declared else measure(name)


def checked(document: Mapping[str, object] | None, declared: Mapping[str, Measure]) -> Document:
    """A copy of the document that holds to the schema and to itself; raises Refused with every fault's
    place.
    """
    if document is None:
        return {}
    document = _as_json(document)
    found = list(dict.fromkeys(_located(error) for error in _VALIDATOR.iter_errors(document)))
    if not found:
        found = list(_faults(document, declared))
    if found:
        raise Refused(f"The mapping cannot be used: {found[0].where}: {found[0].message}", found)
    return dict(document)


def _as_json(value: Any) -> Any:
    """The document with days as text, since YAML readers make dates of them."""
    if isinstance(value, Mapping):
        return {str(key): _as_json(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


def _located(error: ValidationError) -> Problem:
    place = ".".join(str(part) for part in error.absolute_path)
    return Problem(f"mapping: {place}" if place else "mapping", "mapping", sentence_of(error))


def _faults(document: Mapping[str, Any], declared: Mapping[str, Measure]) -> Iterable[Problem]:
    for name, entry in document.get("columns", {}).items():
        yield from _column_faults(name, entry, document, declared)
    yield from _key_faults(document.get("key", {}))
    if "calls" not in document and "columns" in document:
        for name, entry in document["columns"].items():
            if "when" in entry or "to" in entry:
                message = "“when” and “to” are of calls: say “calls” beside columns"
                yield Problem(f"mapping: columns.{name}", "mapping", message)
    table = document.get("table", {})
    if table.get("thousands") is not None and table["thousands"] == table.get("decimal", "."):
        yield Problem("mapping: table.thousands", "mapping", "decimal and thousands are the same character")
    if "time_zone" in document:
        try:
            ZoneInfo(document["time_zone"])
        except (ValueError, OSError, KeyError):
            yield Problem("mapping: time_zone", "mapping", "is not a known time zone, e.g. Asia/Shanghai")


def _key_faults(key: Mapping[str, Any]) -> Iterable[Problem]:
    day, start = key.get("date", {}), key.get("interval_start")
    if start and ("from" in day or "row_number" in day):
        yield Problem("mapping: key", "mapping", "give either date (with time) or interval_start, not both")
    if "from" in day and "starts" in day:
        yield Problem("mapping: key.date", "mapping", "give either from or starts (row n is day n), not both")
    if start and "time" in key:
        yield Problem("mapping: key.time", "mapping", "interval_start already says the time")
    if "value" in day and ("from" in day or "starts" in day or start):
        yield Problem(
            "mapping: key.date", "mapping", "value dates the whole file; give no other date beside it"
        )
    for part in ("starts", "value"):
        if part in day and not isinstance(day_of(day[part], None), date):
            yield Problem(f"mapping: key.date.{part}", "mapping", "is not a date like 2020-01-31")


def _column_faults(
    name: str, entry: Mapping[str, Any], document: Mapping[str, Any], declared: Mapping[str, Measure]
) -> Iterable[Problem]:
    where = f"mapping: columns.{name}"
    try:
        what = measure_of(name, declared)
    except UnknownMeasure as error:
        yield Problem(where, "unknown_measure", str(error))
        return
    unit = entry.get("unit")
    if unit is not None and unit not in _ALLOWED[what.unit]:
        allowed = ", ".join(_ALLOWED[what.unit])
        yield Problem(f"{where}.unit", "unit", f"{name} is measured in {what.unit}: say one of {allowed}")
    if "expression" in entry and "calls" in document:
        yield Problem(where, "mapping", "rows that are calls have no expressions; use from, to and when")
    elif "expression" in entry:
        yield from _expression_faults(f"{where}.expression", name, entry["expression"], document)


def _expression_faults(where: str, name: str, text: str, document: Mapping[str, Any]) -> Iterable[Problem]:
    try:
        formula = parse(text)
    except FormulaError as error:
        yield Problem(where, "formula", str(error))
        return
    if not formula.names:
        yield Problem(where, "formula", "the expression uses no column")
    columns = document.get("columns", {})
    for used in sorted(formula.names & set(columns)):
        if used == name or "expression" in columns[used]:
            yield Problem(
                where, "formula", f"“{used}” is itself an expression; use the columns it is made of"
            )


def columns_of(document: Document, declared: Mapping[str, Measure]) -> tuple[Column, ...]:
    """The columns of a checked document, typed, in the document's order."""
    return tuple(
        Column(
            measure_of(name, declared),
            entry.get("from"),
            parse(entry["expression"]) if "expression" in entry else None,
            entry.get("unit"),
            entry.get("zero_beside"),
        )
        for name, entry in document.get("columns", {}).items()
    )


def label_of(document: Document, part: str) -> Label:
    """Where queue, segment or channel come from."""
    entry = document.get("key", {}).get(part, {})
    return Label(entry.get("from"), entry.get("value"))


def canonical(document: Document) -> bytes:
    """The one text of a document: UTF-8, keys by code point, no white space."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def mapping_hash(document: Document) -> str:
    """SHA-256 (hexadecimal) of the canonical document."""
    return hashlib.sha256(canonical(document)).hexdigest()
