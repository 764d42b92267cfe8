"""Which columns of a file a mapping names, and a mapping fitted to the header that a file has.

A mapping that is written for many files may give several names for one column, of which the first that is
there counts (``from: [Calls offered, Contacts queued]``), and columns that a file may lack (``optional``).
Once the header is known both are settled, so the completed mapping says plainly what was read.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from app.reports.formats.layout import Layout
from app.reports.mapping.document import Document
from app.reports.refusal import refuse
from app.sla.formula import parse

Entry = dict[str, Any]


def named_columns(document: Document) -> tuple[str, ...]:
    """Every column of the file that the document names, once each; of several names for one, all."""
    names = [name for choice in _wanted(document, everything=True) for name in choice]
    return tuple(dict.fromkeys(names))


def missing_columns(document: Document, layout: Layout) -> list[str]:
    """Those that must be there and are not; of several names for one column the first.

    A column beside which another stands (``zero_beside``) may be missing: then it is 0 in all its rows.
    """
    choices = _wanted(document, everything=False)
    absent = [choice[0] for choice in choices if all(layout.index(name) is None for name in choice)]
    return list(dict.fromkeys(absent))


def _wanted(document: Document, *, everything: bool) -> Iterator[tuple[str, ...]]:
    """The names of each column that is read; without those that may be missing, unless ``everything``."""
    measures = document.get("columns", {})
    for entry in measures.values():
        if "from" in entry and (everything or not {"optional", "zero_beside"} & entry.keys()):
            yield _names(entry["from"])
        if "zero_beside" in entry and (everything or "optional" not in entry):
            yield _names(entry["zero_beside"])
        if "expression" in entry and (everything or "optional" not in entry):
            yield from ((name,) for name in sorted(parse(entry["expression"]).names - set(measures)))
    for entry in document.get("key", {}).values():
        if everything or "optional" not in entry:
            yield from (_names(entry[end]) for end in ("from", "to") if end in entry)
    if everything:
        yield from ((name,) for name in document.get("inputs", {}))
    yield from ((one["column"],) for one in document.get("skip", {}).get("rows", []))
    yield from ((name,) for name in _of_calls(document))


def _names(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _of_calls(document: Document) -> list[str]:
    calls, columns = document.get("calls", {}), document.get("columns", {}).values()
    conditions = [*calls.get("answered", ()), *calls.get("abandoned", ())]
    conditions += [one for entry in columns for one in entry.get("when", ())]
    names = [one["column"] for one in conditions] + [entry["to"] for entry in columns if "to" in entry]
    parts = [calls[part] for part in ("wait", "outcomes", "id") if part in calls]
    return names + [part[end] for part in parts for end in ("from", "to") if end in part]


def fitted(document: Document, layout: Layout) -> Document:
    """The document with one name for each column, and without optional ones that the file has not.

    Raises ReportRefused where it may read several columns and the file has none of them.
    """
    made = dict(document)
    if "columns" in document:
        made["columns"] = _columns(document["columns"], layout)
        if document["columns"] and not made["columns"]:
            raise refuse("no_measures", "The file has none of the columns that the mapping may read.")
    if "key" in document:
        parts = {part: _fit(entry, layout) for part, entry in document["key"].items()}
        made["key"] = {part: entry for part, entry in parts.items() if entry is not None}
    if "inputs" in document:
        made["inputs"] = _inputs(document["inputs"], made.get("columns", {}), layout)
    return made


def _columns(columns: Mapping[str, Entry], layout: Layout) -> dict[str, Entry]:
    fit: dict[str, Entry | None] = {
        name: _fit(entry, layout) for name, entry in columns.items() if "expression" not in entry
    }
    there = {name for name, entry in fit.items() if entry is not None}
    for name, entry in columns.items():
        if "expression" in entry:
            used = parse(entry["expression"]).names
            lacking = [part for part in used if part not in there and layout.index(part) is None]
            fit[name] = None if lacking and "optional" in entry else _strict(entry)
    return {name: made for name in columns if (made := fit[name]) is not None}


def _fit(entry: Entry, layout: Layout) -> Entry | None:
    """The entry with the names that the header has; None for an optional one whose column is not there."""
    made, optional = _strict(entry), "optional" in entry
    for part in ("from", "to", "zero_beside"):
        if part not in entry:
            continue
        names = _names(entry[part])
        found = next((name for name in names if layout.index(name) is not None), None)
        if found is None and optional and part == "from":
            return None
        if found is None and optional:
            del made[part]
        else:
            made[part] = found or names[0]
    return made


def _strict(entry: Entry) -> Entry:
    return {name: value for name, value in entry.items() if name != "optional"}


def _inputs(inputs: Mapping[str, Entry], columns: Mapping[str, Entry], layout: Layout) -> dict[str, Entry]:
    used = {
        name
        for entry in columns.values()
        if "expression" in entry
        for name in parse(entry["expression"]).names
    }
    return {name: entry for name, entry in inputs.items() if name in used or layout.index(name) is not None}
