"""A scorecard for a terminal: drawn from its document, so that people and machines are told the same."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.sla.wording import say
from app.sla.working import Step

Document = dict[str, Any]
# The mark says it without colour as well.
MARKS = {
    "met": ("✓", "green"),
    "below_expected": ("▽", "yellow"),
    "below_minimum": ("✗", "red"),
    "deemed_failed": ("✗", "red"),
    "no_data": ("–", "dim"),
    "excluded": ("–", "dim"),
    "not_enough_volume": ("–", "dim"),
}
LEGEND = "✓ met   ▽ below expected   ✗ below minimum   – not judged   ~ provisional"


def periods_table(judged: Sequence[Document]) -> RenderableType:
    """One row for each period: the value of every target and what it is worth."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Period", no_wrap=True)
    targets = list(dict.fromkeys(line["id"] for document in judged for line in document["targets"]))
    for name in ("Score", *targets, f"Credit {judged[-1]['money']['currency']}"):
        table.add_column(name, justify="right")
    for document in judged:
        lines = {line["id"]: line for line in document["targets"]}
        cells = [_cell(lines[name]) if name in lines else Text("") for name in targets]
        table.add_row(document["period"]["label"], _score(document), *cells, document["money"]["credits"])
    return Group(table, Text(f"\n{LEGEND}\n", style="dim"))


def _cell(line: Document) -> Text:
    mark, style = MARKS.get(line["verdict"], ("?", ""))
    tilde = "~" if line["provisional"] else ""
    return Text(f"{tilde}{line['shown']} {mark}".strip(), style=style)


def _score(document: Document) -> str:
    score = document["score"]
    return "–" if score["value"] is None else f"{_percent(score['value'])}"


def _percent(text: str) -> str:
    """A ratio as a percentage of at most two digits; for people, the exact one stands in the JSON."""
    hundredths = round(Fraction(text) * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def full(document: Document) -> RenderableType:
    """One period in full: every target with its working, the money, the evidence."""
    period, money = document["period"], document["money"]
    title = f"{period['label']} ({period['start']} until before {period['end']}), {document['status']}"
    parts: list[RenderableType] = [
        Text(title, style="bold"),
        Padding(_targets(document), (1, 0), expand=False),
    ]
    for line in document["targets"]:
        parts += [Text(f"{line['title']} ({line['id']}{_clause(line)})", style="bold"), *_workings(line)]
    parts += [Text(f"Money, {money['currency']}", style="bold"), *_money(money), *_evidence(document)]
    return Group(*parts)


def _targets(document: Document) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Target", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    for name in ("Value", "Expected", "Minimum", "Weight", f"Credit {document['money']['currency']}"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in document["targets"]:
        mark, style = MARKS.get(line["verdict"], ("?", ""))
        verdict = Text(f"{mark} {line['verdict'].replace('_', ' ')}", style=style)
        if line["provisional"]:
            verdict.append(" ~ provisional")
        levels = (line["expected"], line["minimum"] if line["minimum"] != line["expected"] else "")
        table.add_row(line["id"], verdict, line["shown"] or "–", *levels, line["weight"], _worth(line))
    judged, whole = document["score"]["weight_judged"], document["score"]["weight"]
    weight = f"{judged} of {whole} weight judged"
    table.add_row("Score", weight, _score(document), "", "", "", "", style="bold")
    return table


def _worth(line: Document) -> str:
    return line["credit"] if line["bonus"] in ("0", "0.00") else f"{line['credit']} (bonus {line['bonus']})"


def _clause(line: Document) -> str:
    return f", {line['clause']}" if line["clause"] else ""


def _workings(line: Document) -> list[RenderableType]:
    steps = [_indented(_step(step, line["unit"])) for step in line["working"]]
    if line["provisional"]:
        why = ", ".join(line["provisional"]).replace("_", " ")
        steps.append(_indented(f"provisional: {why}", "yellow"))
    if line["derived"]:
        steps.append(_indented(f"derived from a rounded rate: {', '.join(line['derived'])}", "dim"))
    steps += [_indented(_left_out(one), "dim") for one in line["excluded"]]
    if line["excluded"]:
        steps.append(_indented(_raw(line), "dim"))
    coverage = line["coverage"]
    if coverage["missing"]:
        first = coverage["missing"][0]
        told = f"{coverage['stated']} of {coverage['expected']} days and queues reported; first missing: "
        steps.append(_indented(told + f"{first['day']} {first['queue']}".strip(), "yellow"))
    return [*steps, Text("")]


def _left_out(one: Document) -> str:
    """One thing that was left out: what, when, why, who agreed, how much."""
    name = one["name"] or one["kind"].replace("_", " ")
    span = one["begins"] if one["begins"] == one["ends"] else f"{one['begins']} to {one['ends']}"
    agreed = [f"{party} {one[party]}" for party in ("client", "provider") if one[party]]
    amounts = [f"{measure} {amount}" for measure, amount in one["measures"].items()]
    told = ", ".join(part for part in (span, one["reason"], *agreed, *amounts) if part)
    return f"{'left out' if one['applied'] else 'proposed, not agreed'}: {name}, {told}"


def _raw(line: Document) -> str:
    verdict = line["raw_verdict"].replace("_", " ")
    return f"with nothing left out: {line['raw_shown'] or '–'}, {verdict}, credit {line['raw_credit']}"


def _indented(text: str, style: str = "") -> Padding:
    return Padding(Text(text, style=style), (0, 0, 0, 2), expand=False)


def _step(step: Document, unit: str = "") -> str:
    return say(Step(step["rule"], step["inputs"], step["result"]), unit=unit)


def _money(money: Document) -> list[RenderableType]:
    names = ("charges", "at_risk", "credits", "bonuses", "cap", "total")
    stated = [f"{name.replace('_', ' ')} {money[name]}" for name in names if money[name] is not None]
    capped = ["the cap was applied"] if money["cap_applied"] else []
    steps = [_indented(_step(step)) for step in money["working"]]
    return [_indented(", ".join(stated + capped)), *steps, Text("")]


def _evidence(document: Document) -> list[Text]:
    evidence = document["evidence"]
    names = ", ".join(f"{one['name']} ({one['rows']} rows)" for one in evidence["reports"]) or "no report"
    digest = f"evidence sha256 {evidence['sha256']}, engine {evidence['engine']}"
    return [Text(f"From {names}, {evidence['side']}'s figures", style="dim"), Text(digest, style="dim")]
