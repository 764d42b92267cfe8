"""A mapping that names a preset: what is laid over it, and which of its shapes a file has."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.errors import Problem
from app.reports.context import Context
from app.reports.formats.kept import Content, whole
from app.reports.formats.kinds import kind_of
from app.reports.formats.packed import unpack
from app.reports.formats.table import Foot
from app.reports.mapping.columns import fitted, missing_columns
from app.reports.mapping.document import Document, checked
from app.reports.presets.read import Preset, Shape, preset_named
from app.reports.reading.open_report import open_report
from app.reports.refusal import ReportRefused
from app.sla.measures import Measure

_TABLES = ("csv", "xlsx", "xls", "ods")  # what a shape may be that names no format
_AN_EPOCH = r"^[0-9]{9,14}(?:\.[0-9]+)?$"
Given = Mapping[str, Any]
Notes = tuple[Problem, ...]


def with_preset(mapping: Given | None, preset: str | None) -> dict[str, Any] | None:
    """The mapping that says both, as it is stored with a source: what is given lies over the preset."""
    if preset is None:
        return None if mapping is None else dict(mapping)
    return {**(mapping or {}), "preset": preset}


def check_mapping(mapping: Given | None, declared: Mapping[str, Measure]) -> Document:
    """The mapping as it was given, once it holds to the schema with every shape of the preset that it names.

    Raises Refused with every fault's place, or where there is no such preset.
    """
    if not mapping or "preset" not in mapping:
        return checked(mapping, declared)
    for shape in preset_named(str(mapping["preset"])).shapes:
        checked(_laid_over(shape.mapping, mapping), declared)
    return dict(mapping)


def mapping_for(content: Content, mapping: Given | None, context: Context) -> tuple[Document, Notes]:
    """The checked mapping to read the bytes by, and what to say of the preset that it came from, if any.

    Raises Refused for a wrong mapping, ReportRefused where the file has no shape of the preset.
    """
    if not mapping or "preset" not in mapping:
        return checked(mapping, context.declared), ()
    preset = preset_named(str(mapping["preset"]))
    given = [(one, checked(_laid_over(one.mapping, mapping), context.declared)) for one in preset.shapes]
    shape, document = given[0] if len(given) == 1 else _fitting(whole(content), preset, given, context)
    return document, (Problem("file", "preset", f"is read as {preset.title}, {shape.title}: {preset.said}"),)


def _laid_over(below: Given, above: Given) -> Document:
    """The preset's document with what was given in its place: columns and labels whole, the rest by key."""
    made = {name: value for name, value in below.items() if name != "preset"}
    for name, value in above.items():
        if name == "preset":
            continue
        if name == "columns":
            made[name] = {**below.get(name, {}), **value} if isinstance(value, Mapping) else value
        elif isinstance(value, Mapping) and isinstance(below.get(name), Mapping) and not _starts_anew(value):
            made[name] = _laid_over(below[name], value)
        else:
            made[name] = value
    return made


def _starts_anew(entry: Given) -> bool:
    """Whether it says itself where a part of the key comes from, and so takes nothing from the preset."""
    return "from" in entry or "value" in entry


def _fitting(
    content: bytes, preset: Preset, given: list[tuple[Shape, Document]], context: Context
) -> tuple[Shape, Document]:
    kind = kind_of(unpack(content, given[0][1].get("archive", {}).get("entry")), None)
    likely = [(shape, document) for shape, document in given if kind in _kinds(document)]
    if len(likely) == 1:
        return likely[0]
    why: list[Problem] = []
    for shape, document in likely:
        reasons = list(_why_not(content, document, context))
        if not reasons:
            return shape, document
        why += [Problem(f"preset: {shape.id}", "preset", f"{shape.title}: {reason}") for reason in reasons]
    titles = "; ".join(shape.title for shape, _ in given)
    message = f"This file is none that {preset.title} is known to give ({titles})."
    raise ReportRefused(message, why or [Problem("preset", "preset", f"the file is {kind}")])


def _kinds(document: Document) -> tuple[str, ...]:
    return (document["format"],) if "format" in document else _TABLES


def _why_not(content: bytes, document: Document, context: Context) -> Iterator[str]:
    """Why a file has not this shape; nothing where it has."""
    try:
        opened = open_report(content, document, context)
        document = fitted(document, opened.layout)
    except ReportRefused as refusal:
        yield refusal.message
        return
    if missing := missing_columns(document, opened.layout):
        yield f"there is no column {', '.join(missing)}"
        return
    start = document.get("key", {}).get("interval_start", {})
    if "from" in start:
        cells = opened.rows(Foot(None, ())).column(opened.layout.place(start["from"]))
        are_epochs = bool(cells.str.contains(_AN_EPOCH).any())
        if are_epochs != ("unit" in start):
            yield f"the stamps of {start['from']} are {'' if are_epochs else 'no '}epochs"
