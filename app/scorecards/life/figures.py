"""The figures of a judged period that a restatement compares: verdicts, values, and money."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.sla.quantities import Money, exact

Figures = dict[str, Any]
_LINE = ("id", "verdict", "value", "shown", "credit", "bonus")
_LISTS = ("carried_in", "carried_forward", "expired", "earned_back")
_SUMS = ("credits", "bonuses", "total")


def figures_of(document: Mapping[str, Any]) -> Figures:
    """The figures of a scorecard's document; ``app.sla.ledger.money_of`` reads them like the document."""
    money = document["money"]
    return {
        "period": {"label": document["period"]["label"]},
        "targets": [{key: line[key] for key in _LINE} for line in document["targets"]],
        "money": {key: money[key] for key in ("currency", "charges", *_SUMS, *_LISTS)},
    }


def merged(label: str, parts: Sequence[Figures]) -> Figures:
    """The figures of the parts into which an amendment cut a period after it was issued, as one.

    Credits and bonuses add up; a value that differs between the parts is none, and both are shown. What is
    carried forward is that of the last part.
    """
    if len(parts) == 1:
        return {**parts[0], "period": {"label": label}}
    money = [part["money"] for part in parts]
    currency = money[0]["currency"]
    lists = {key: [entry for one in money for entry in one[key]] for key in _LISTS}
    sums = {key: _sum(currency, [one[key] for one in money]) for key in _SUMS}
    charges = [one["charges"] for one in money]
    by_id: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        for line in part["targets"]:
            by_id.setdefault(line["id"], []).append(line)
    return {
        "period": {"label": label},
        "targets": [_joined(currency, lines) for lines in by_id.values()],
        "money": {
            "currency": currency,
            "charges": None if None in charges else _sum(currency, charges),
            **sums,
            **lists,
            "carried_forward": money[-1]["carried_forward"],
        },
    }


def same_facts(old: Figures, new: Figures) -> bool:
    """Whether verdicts, values and charges are the same: any difference then follows from other periods."""
    return _facts(old) == _facts(new)


def _facts(figures: Figures) -> tuple[object, ...]:
    lines = [(line["id"], line["verdict"], line["value"]) for line in figures["targets"]]
    return figures["money"]["charges"], lines


def _joined(currency: str, lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    first, last = lines[0], lines[-1]
    return {
        "id": first["id"],
        "verdict": last["verdict"],
        "value": first["value"] if all(line["value"] == first["value"] for line in lines) else None,
        "shown": " / ".join(dict.fromkeys(line["shown"] for line in lines)),
        "credit": _sum(currency, [line["credit"] for line in lines]),
        "bonus": _sum(currency, [line["bonus"] for line in lines]),
    }


def _sum(currency: str, amounts: Sequence[str]) -> str:
    units = sum(Money(exact(amount), currency).minor_units() for amount in amounts)
    return Money.of_minor_units(units, currency).text()
