"""Every rule of the public SLA schedules is a worked example, judged on both sides of its threshold."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.test_worked_examples import FILES, load

RULES: dict[str, list[str]] = {}
for path in FILES:
    for rule in load(path).get("rules", []):
        RULES.setdefault(rule, []).append(path.stem)


def rules_of(schedules: list[dict[str, Any]]) -> list[str]:
    """The id of each rule: its schedule and its number there, from 1."""
    return [f"{one['id']}/{number}" for one in schedules for number, _ in enumerate(one["rules"], 1)]


def test_every_rule_of_the_schedules_is_named_by_some_example(shared_data: Path) -> None:
    text = (shared_data / "sla_schedules" / "sla_schedules.json").read_text(encoding="utf-8")
    known = rules_of(json.loads(text))
    assert len(known) == len(set(known)) > 0
    assert [rule for rule in known if rule not in RULES] == []
    assert [rule for rule in RULES if rule not in known] == []


def verdicts(example: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for case in example.get("cases", [example]):
        for name, line in case["expected"].get("targets", {}).items():
            found.setdefault(name, set()).add(line.get("verdict", ""))
    return found


def is_rate(target: dict[str, Any]) -> bool:
    return "not_expressible" not in target


@pytest.mark.parametrize(
    "path", [path for path in FILES if "rules" in load(path)], ids=lambda path: path.stem
)
def test_each_target_is_met_and_missed_in_some_case(path: Path) -> None:
    example = load(path)
    said = verdicts(example)
    for target in filter(is_rate, example["terms"]["targets"]):
        assert {"met", "below_minimum"} <= said[target["id"]], target["id"]
