"""The whole working of every worked example, as worked_examples/workings.txt keeps it for people to read.

Each step stands with its rule, what went in, what came out, and its sentence. A change of any of them is seen
in the file's difference: run this test with WRITE_WORKINGS=1 to write it anew, and read what changed.
"""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from app.sla.document import scorecard_document
from app.sla.wording import say
from app.sla.working import Step
from tests.test_worked_examples import FOLDER, Document, card_of, cases

pytestmark = pytest.mark.slow  # every example once more

KEPT = FOLDER / "workings.txt"
HEADING = "## "
CASES = {str(case.id): case.values for case in cases()}


def workings(part: object, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every step of a document with the line or sum to which it belongs, in order."""
    if isinstance(part, list):
        for one in part:
            yield from workings(one, str(one.get("id", path)) if isinstance(one, dict) else path)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "working":
                yield from ((path, step) for step in value)
            else:
                yield from workings(value, f"{path} {key}".strip() if isinstance(value, dict) else path)


def written(where: str, step: Mapping[str, Any]) -> str:
    inputs = "; ".join(f"{name} {value}" for name, value in step["inputs"].items())
    sentence = say(Step(step["rule"], step["inputs"], step["result"]))
    return f"{where}: {step['rule']} ({inputs}) = {step['result']} | {sentence}".replace("\n", " ")


def told(example: Document, case: Document) -> list[str]:
    document = scorecard_document(card_of(example, case))
    return [written(where, step) for where, step in workings(document)]


@cache
def kept() -> dict[str, list[str]]:
    sections = KEPT.read_text(encoding="utf-8").split(HEADING)[1:]
    return {name: lines for name, *lines in (section.strip().splitlines() for section in sections)}


def test_the_file_holds_the_working_of_every_example() -> None:
    if os.environ.get("WRITE_WORKINGS") == "1":
        sections = ["\n".join([HEADING + name, *told(*values)]) for name, values in CASES.items()]
        KEPT.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    assert [*kept()] == [*CASES]


@pytest.mark.parametrize("name", CASES)
def test_the_working_reads_as_it_is_kept(name: str) -> None:
    assert told(*CASES[name]) == kept()[name]
