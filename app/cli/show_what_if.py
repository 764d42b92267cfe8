"""What-ifs for a terminal: drawn from their documents, so that people and machines are told the same."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from app.cli.show_scorecard import LEGEND, MARKS
from app.sla.what_if.sentences import REASONS

Document = dict[str, Any]


def variants_table(targets: Sequence[Document]) -> RenderableType:
    """Every target under every variant of its metric: the agreed one is marked, and so is each flip."""
    table = _table("Target", "Variant", "Value", "Credit", "")
    for target in targets:
        for one in target["variants"]:
            table.add_row(target["id"], one["variant"], *_outcome(one["outcome"]), _remark(one))
    return Group(Text("Sensitivity: the same counts under every variant", style="bold"), table, Text(""))


def _remark(one: Document) -> Text:
    if one["agreed"]:
        return Text("agreed", style="bold")
    if one["flips"]:
        return Text("the verdict flips", style="yellow")
    return Text(one["reason"], style="dim")


def _outcome(one: Document | None) -> tuple[Text, str]:
    if one is None:
        return Text("–"), ""
    mark, style = MARKS[one["verdict"]]
    return Text(f"{one['shown']} {mark}".strip(), style=style), one["credit"]


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(name, justify="right" if name in ("Value", "Credit") else "left")
    return table


def simulation_table(document: Document) -> RenderableType:
    """The periods under both terms side by side, and what they come to."""
    table = _table("Period", "Target")
    for name in ("Agreed", "Credit", "Other", "Credit", "Difference"):
        table.add_column(name, justify="right")
    for row in document["periods"]:
        for one in row["targets"]:
            agreed, other = _outcome(one["agreed"]), _outcome(one["other"])
            table.add_row(row["period"]["label"], one["id"], *agreed, *other, one["difference"])
    totals = ["", document["agreed_total"], "", document["other_total"], document["difference"]]
    table.add_row(f"Total {document['currency']}", "", *totals, style="bold")
    note = "Totals are credits less bonuses, after caps, with what was earned back."
    return Group(table, Text(f"\n{LEGEND}\n{note}", style="dim"))


def proposals_table(documents: Sequence[Document]) -> RenderableType:
    """For each target the proposed level, and how many of the last periods would have met it."""
    table = _table("Target", "Agreed", "Proposed", "Would have met it", "Why")
    for one in documents:
        held = one["achievability"]
        counted = len(held["met"]) + len(held["missed"])
        missed = f", not {', '.join(held['missed'])}" if held["missed"] else ""
        met = f"{len(held['met'])} of {counted}{missed}"
        why = REASONS[one["reason"]][0] if one["reason"] else ""
        table.add_row(one["id"], one["agreed"], held["level"], met, Text(why, style="dim"))
    return table
