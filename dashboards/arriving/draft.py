"""From a draft and its preview to the page on which it is corrected; and from its form to a mapping."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.errors import Problem, Refused
from app.reports.drafts.correct import KEYS, Said, Whole, corrected
from app.reports.drafts.see_columns import columns_seen
from app.reports.formats.kept import Content
from app.reports.mapping.document import Document
from app.reports.mapping.names import same_name
from app.reports.mapping.schema import UNITS
from app.reports.reading.preview import Example, Preview
from app.reports.tables import DraftReport
from app.sla.measures import CATALOGUE
from dashboards.arriving.context import Became, Draft, FileColumn, FileForm, Refusal
from dashboards.arriving.reading import refusals_of, samples_of
from dashboards.parts import Trouble
from dashboards.readings import contract_href
from dashboards.typing_in import Typed

MOST_COLUMNS: Final = 200
LONGEST_TEXT: Final = 100_000
_FIRST: Final = ("date", "interval_start")
_TABLE: Final = ("delimiter", "decimal", "thousands")
_WORDS: Final = {"\t": "tab", " ": "space"}  # what a form can say only in a word
_SIGNS: Final = {word: sign for sign, word in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Looked:
    """A draft with what became of reading it: a preview, or why not even its rows can be read."""

    draft: DraftReport
    content: Content
    seen: Preview | None
    refused: Refused | None = None

    @property
    def mapping(self) -> Mapping[str, Any]:
        """How it is read: as completed, else as far as it was given."""
        return self.seen.mapping if self.seen else self.draft.mapping or {}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file, as far as they can be told."""
        return (self.seen.columns if self.seen else columns_seen(self.content))[:MOST_COLUMNS]


def draft_of(
    looked: Looked, reference: str, ref: str, typed: Typed | None = None, trouble: Trouble | None = None
) -> Draft:
    """The page of a draft; what was typed and refused stands in its form."""
    draft, seen = looked.draft, looked.seen
    here = contract_href(ref, "drafts", str(draft.id))
    own = {same_name(name) for name in looked.columns}
    document = _json_of(typed) if typed else ""
    return Draft(
        reference=reference,
        name=draft.name,
        side=draft.side,
        state=_state(seen),
        action=here,
        reports_href=contract_href(ref, "reports"),
        refused_href=f"{here}/refused.csv",
        version=draft.version,
        rows=seen.rows if seen else 0,
        columns=tuple(_columns(looked, typed)),
        others=tuple(
            one
            for one in samples_of(looked.mapping)
            if same_name(one.column) not in own or one.measure.startswith("calls.")
        ),
        became=tuple(_became(one) for one in seen.examples) if seen else (),
        names=(*KEYS, *CATALOGUE),
        units=UNITS,
        form=_form(looked.mapping, typed),
        mapping=document or json.dumps(looked.mapping, ensure_ascii=False, indent=2),
        notes=refusals_of(seen.flags) if seen else (),
        refusals=_refusals(looked),
        refused=seen.problem_count if seen else 0,
        refused_rows=seen.refused_rows if seen else 0,
        again=contract_href(ref, "reports", str(draft.again_of)) if draft.again_of else "",
        trouble=trouble,
    )


def _state(seen: Preview | None) -> str:
    if seen is None:
        return "unreadable"
    if seen.problem_count:
        return "faulty"
    return "guessed" if seen.guessed and not seen.proven else "ready"


def _refusals(looked: Looked) -> tuple[Refusal, ...]:
    if looked.seen is not None:
        return refusals_of(looked.seen.problems)
    refused = looked.refused
    return refusals_of(refused.problems or [Problem("file", "refused", refused.message)]) if refused else ()


def _columns(looked: Looked, typed: Typed | None) -> Iterator[FileColumn]:
    """Each column as it is read, or as it was typed, beside its cells in the first rows."""
    known = dict(_meanings(looked.mapping))
    examples = looked.seen.examples if looked.seen else ()
    for place, name in enumerate(looked.columns):
        meaning, unit = known.get(same_name(name), ("", ""))
        if typed is not None and typed.get(f"column.{place}") == name:
            meaning, unit = typed.get(f"meaning.{place}"), typed.get(f"unit.{place}")
        yield FileColumn(name, meaning, unit, tuple(_cell(one, name) for one in examples))


def _cell(example: Example, name: str) -> str:
    return example.cells.get(name, "")


def _meanings(mapping: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for part, entry in mapping.get("key", {}).items():
        if part in KEYS and isinstance(entry.get("from"), str):
            yield same_name(entry["from"]), (part, "")
    for measure, entry in mapping.get("columns", {}).items():
        if isinstance(entry.get("from"), str):
            yield same_name(entry["from"]), (measure, str(entry.get("unit", "")))


def _became(example: Example) -> Became:
    first = [part for part in _FIRST if part in example.becomes]
    named = dict.fromkeys([*first, *example.becomes])
    return Became(example.line, tuple((name, example.becomes[name]) for name in named))


def _form(mapping: Mapping[str, Any], typed: Typed | None) -> FileForm:
    if typed is not None and typed.get("act") == "columns":
        return FileForm(**{name: typed.get(name) for name in FileForm.__dataclass_fields__})
    key, table = mapping.get("key", {}), mapping.get("table", {})
    orders = (key.get(part, {}).get("order") for part in ("date", "interval_start"))
    return FileForm(
        order=str(next(filter(None, orders), "")),
        day=str(key.get("date", {}).get("value", "")),
        encoding=str(mapping.get("encoding", "")),
        **{name: _WORDS.get(str(table.get(name) or ""), str(table.get(name) or "")) for name in _TABLE},
    )


def mapping_typed(typed: Typed, before: Mapping[str, Any]) -> Document:
    """The mapping that the form says: its columns laid over the one before, or a whole document as text."""
    if typed.get("act") == "document":
        return _document(_json_of(typed))
    columns = [
        Said(typed.get(f"column.{place}"), typed.get(f"meaning.{place}"), typed.get(f"unit.{place}"))
        for place in typed.after("column.")
    ]
    table = {name: _SIGNS.get(typed.get(name), typed.get(name)) for name in _TABLE}
    whole = Whole(typed.get("order"), typed.get("day"), table, typed.get("encoding"))
    return corrected(before, _with_units(columns, before), whole)


def _with_units(columns: Sequence[Said], before: Mapping[str, Any]) -> list[Said]:
    """A unit stays with its measure: one that was found for another one is found anew."""
    known = dict(_meanings(before))
    return [
        Said(one.column, one.meaning, "" if moved and one.unit == was[1] else one.unit)
        for one in columns
        for was in [known.get(same_name(one.column), ("", ""))]
        for moved in [was[0] != one.meaning]
    ]


def _json_of(typed: Typed) -> str:
    return typed.get("mapping")[:LONGEST_TEXT] if typed.get("act") == "document" else ""


def _document(text: str) -> Document:
    try:
        found = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as fault:
        problem = Problem("mapping", "mapping", "is not JSON; check its commas and quotes")
        raise Refused("The mapping cannot be read.", [problem]) from fault
    if not isinstance(found, dict):
        raise Refused("The mapping cannot be read.", [Problem("mapping", "mapping", "is not an object")])
    return found
