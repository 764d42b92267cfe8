"""docs/terms.md tells every key of the schema, with an example that is read by the reader itself."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.terms_files.nodes import compose
from app.terms_files.read import terms_of
from app.terms_files.schema import terms_schema
from tests.terms_files.test_schema import parts

TEXT = (Path(__file__).parents[2] / "docs" / "terms.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
ROWS = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", TEXT, re.MULTILINE))
SCHEMA = {path: part for path, part in parts(terms_schema()) if path}


def document(example: str) -> dict[str, Any]:
    root = compose(example).root
    assert isinstance(root, dict)
    return root


def paths(value: object, schema: Any, path: str = "") -> Iterator[str]:
    """The path in the schema of everything that an example uses."""
    yield path
    if "anyOf" in schema:
        schema = schema["anyOf"][1]
    if isinstance(value, dict):
        for key, part in value.items():
            known = schema.get("properties", {})
            inner = key if key in known else "*"
            yield from paths(
                part, known.get(key) or schema["additionalProperties"], f"{path}.{inner}" if path else inner
            )
    if isinstance(value, list):
        for part in value:
            yield from paths(part, schema["items"], f"{path}[]")


USED = {path for example in EXAMPLES for path in paths(document(example), terms_schema())}


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_is_read(number: int) -> None:
    made = terms_of({**document(EXAMPLES[0]), **document(EXAMPLES[number])})
    assert made.targets


@pytest.mark.parametrize("path", SCHEMA)
def test_every_key_is_told_and_shown(path: str) -> None:
    assert path in ROWS, f"docs/terms.md has no row for {path}"
    assert path in USED, f"no example of docs/terms.md uses {path}"


@pytest.mark.parametrize("path", ROWS)
def test_every_row_is_a_key(path: str) -> None:
    assert path in SCHEMA


@pytest.mark.parametrize(
    ("path", "part"), [(path, part) for path, part in SCHEMA.items() if "default" in part]
)
def test_the_default_is_told(path: str, part: dict[str, Any]) -> None:
    assert f"Default `{part['default']}`." in ROWS[path] or f"Default {part['default']}." in ROWS[path]


@pytest.mark.parametrize(("path", "part"), [(path, part) for path, part in SCHEMA.items() if "enum" in part])
def test_every_word_that_can_stand_is_told(path: str, part: dict[str, Any]) -> None:
    assert [
        word for word in part["enum"] if f"`{word}`" not in ROWS[path] and f" {word}." not in ROWS[path]
    ] == []


REQUIRED = [
    f"{path}.{key}" if path else key
    for path, part in parts(terms_schema())
    for key in part.get("required", ())
]


@pytest.mark.parametrize("path", REQUIRED)
def test_what_is_required_is_told(path: str) -> None:
    assert "Required" in ROWS[path]
