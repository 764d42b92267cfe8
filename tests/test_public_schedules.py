"""The rules of the public SLA schedules are worked examples, judged on both sides of each threshold."""

from pathlib import Path
from typing import Any

import pytest

from tests.test_worked_examples import FILES, load


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
