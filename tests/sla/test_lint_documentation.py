"""docs/lint.md shows each finding with terms that have it and terms that have not; both are linted here."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.sla.lint import SEVERITIES, Finding, lint
from app.sla.periods import Cadence, add_months
from app.sla.sheets import Sheet
from app.terms_files.nodes import compose
from app.terms_files.read import terms_of
from tests.sla.world import sheet

TEXT = (Path(__file__).parents[2] / "docs" / "lint.md").read_text(encoding="utf-8")
BLOCK = r"```yaml\n(.*?)```"
EXAMPLES = {
    code: (found, silent)
    for code, found, silent in re.findall(rf"\*\*`(\w+)`\*\*\n\n{BLOCK}\n\n{BLOCK}", TEXT, re.DOTALL)
}


def document(text: str) -> dict[str, Any]:
    root = compose(text).root
    assert isinstance(root, dict)
    return root


SOUND = document(re.findall(BLOCK, TEXT, re.DOTALL)[0])


def month(number: int, counts: Mapping[str, str]) -> Sheet:
    first = add_months(date(2026, 1, 1), number)
    days = Cadence().containing(first).days
    whole: dict[str, Any] = {name: int(text) for name, text in counts.items()}
    return sheet(first, days=days, **whole)


def findings(text: str) -> list[Finding]:
    said = document(text)
    previous, reported = said.pop("previous", None), said.pop("reported", None)
    sheets = [month(number, counts) for number, counts in enumerate(said.pop("counts", []))]
    return lint(
        terms_of({**SOUND, **said}),
        None if previous is None else terms_of({**SOUND, **previous}),
        sheets,
        None if reported is None else frozenset(reported),
    )


def test_the_terms_that_examples_are_laid_over_are_sound() -> None:
    assert lint(terms_of(SOUND)) == []


def test_every_code_has_its_example() -> None:
    assert list(EXAMPLES) == list(SEVERITIES)


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_first_example_has_the_finding_and_the_second_has_not(code: str) -> None:
    found, silent = EXAMPLES[code]
    assert code in {one.code for one in findings(found)}
    assert code not in {one.code for one in findings(silent)}


@pytest.mark.parametrize("code", EXAMPLES)
def test_each_finding_names_a_key_and_says_what_to_do(code: str) -> None:
    (one, *_) = [one for one in findings(EXAMPLES[code][0]) if one.code == code]
    assert one.path
    assert re.search(r"[;:,] \w", one.message), one.message
    assert not one.message.endswith((".", "?"))
