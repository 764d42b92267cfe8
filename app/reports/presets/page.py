"""`docs/presets.md`: the page of the presets, made from their files."""

from collections.abc import Iterator

from app.reports.mapping.document import Document
from app.reports.presets.read import SAID, Preset, presets

_INTRODUCTION = """\
# Presets

This page is made from the files under `app/reports/presets/vendors` (`scorecard presets > docs/presets.md`);
a test compares them. The API answers the same under `GET /api/v1/presets`, with the whole mappings.

A preset says how the reports of a known system are read. Name it as `preset` with an upload or a source, or
on the command line as `scorecard score --preset`. It is a mapping like any other: columns that a file lacks
are left out, and what you give under `mapping` lies over it, so that you say no more than what is yours:

```yaml
preset: genesys-cloud
key: {queue: {names: {05f1c285-6777: billing}, others: left_out}}
columns: {answered_within_20s: {from: oServiceLevel.stats.numerator, unit: count}}
```

The report keeps the completed mapping, in which every column that was read stands by its name. What each
preset was tested on is said with every report that is read by it.

## Outbound lists with result codes

A row for each record, with its result code: each code is counted as `outcome.CODE`. Which codes are contacts
and successes is agreed in each campaign and is said in the mapping:

```yaml
preset: contact-list
columns:
  connected: {when: [{column: code, is: [SALE, REFUSED, CALLBACK]}]}
  contacts: {when: [{column: code, is: [SALE, REFUSED]}]}
  successes: {when: [{column: code, is: [SALE]}]}
  refusals: {when: [{column: code, is: [REFUSED]}]}
```
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([_INTRODUCTION, *_table(), "", *(line for one in presets() for line in _section(one))])


def _table() -> Iterator[str]:
    yield "## All presets\n"
    yield "| id | system | shapes | tested on |"
    yield "|---|---|---|---|"
    for one in presets():
        titles = "; ".join(shape.title for shape in one.shapes)
        yield f"| [`{one.id}`](#{one.id}) | {one.title} | {titles} | {_TESTED[one.tested_on]} |"
    yield ""
    yield "\n".join(f"*{_TESTED[key]}*: {text}." for key, text in SAID.items())


_TESTED = {"documented_answer": "answers", "names_only": "**names only**"}


def _section(preset: Preset) -> Iterator[str]:
    yield f"## {preset.id}\n"
    yield f"{preset.title}, {preset.said}. Source: {preset.source}\n"
    yield f"{preset.add}\n"
    for shape in preset.shapes:
        yield f"**{shape.title}**\n"
        yield "| measure or key | column | unit |"
        yield "|---|---|---|"
        yield from _rows(shape.mapping)
        yield ""


def _rows(mapping: Document) -> Iterator[str]:
    for name, entry in {**mapping.get("key", {}), **_calls(mapping), **mapping.get("columns", {})}.items():
        yield f"| `{name}` | {_said(entry)} | {entry.get('unit', '')} |"


def _calls(mapping: Document) -> Document:
    """Which calls count as answered and abandoned, and how long they waited."""
    calls = mapping.get("calls", {})
    told = {name: {"when": calls[name]} for name in ("answered", "abandoned") if name in calls}
    return told | {name: calls[name] for name in ("wait", "outcomes") if name in calls}


def _said(entry: Document) -> str:
    if "expression" in entry:
        return f"`{entry['expression']}`"
    if "from" not in entry:
        return " and ".join(_condition(one) for one in entry["when"]) or "every row"
    names = [entry["from"]] if isinstance(entry["from"], str) else entry["from"]
    told = " or ".join(f"`{name}`" for name in names)
    if "when" in entry:
        told += " where " + " and ".join(_condition(one) for one in entry["when"])
    return told + (f", 0 beside `{entry['zero_beside']}`" if "zero_beside" in entry else "")


def _condition(one: Document) -> str:
    [(how, what)] = [(how, what) for how, what in one.items() if how != "column"]
    listed = " or ".join(what) if isinstance(what, list) else str(what)
    return f"`{one['column']}` {how.replace('_', ' ')} {listed}"
