import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import pytest

from app.terms_files.nodes import FileFault, compose
from app.terms_files.read import read_terms, terms_of
from app.terms_files.schema import terms_schema
from app.terms_files.typed import _WORDS, typed
from app.terms_files.write import yaml_of
from tests.terms_files.example import FULL, changed

SCHEMA = terms_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def parts(schema: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if "anyOf" in schema:  # a word, or keys and values
        word, keys = schema["anyOf"]
        yield path, word
        yield from list(parts(keys, path))[1:]
        return
    yield path, schema
    for key, part in schema.get("properties", {}).items():
        yield from parts(part, f"{path}.{key}" if path else key)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from parts(schema["additionalProperties"], f"{path}.*")
    if "items" in schema:
        yield from parts(schema["items"], f"{path}[]")


def test_the_schema_is_a_json_schema_that_takes_what_we_write_and_what_people_write() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    json.dumps(SCHEMA)
    VALIDATOR.validate(read_terms(FULL).document)
    VALIDATOR.validate(compose(FULL).root)


@pytest.mark.parametrize(
    ("path", "part"), list(parts(SCHEMA)), ids=[path or "file" for path, _ in parts(SCHEMA)]
)
def test_every_key_is_typed_and_described(path: str, part: Mapping[str, Any]) -> None:
    if part.get("type") in ("object", "array"):
        assert part.get("additionalProperties") is not None or "items" in part
    else:
        assert part["x-kind"] == "enum" or part["x-kind"] in _WORDS
        assert part["description"] or path.endswith("[]")
    assert "default" not in part or part["default"] in part.get("enum", ["1"])


@pytest.mark.parametrize("numeric", [40, 33.3])
def test_numbers_may_be_numbers_in_json(numeric: float) -> None:
    document = {**read_terms(FULL).document}
    document["targets"] = [{**document["targets"][0], "weight": numeric}, *document["targets"][1:]]
    VALIDATOR.validate(document)
    assert str(read_terms(json.dumps(document)).document["targets"][0]["weight"]) == str(numeric)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight: 40", "wieght: 40"),
        ("currency: CNY", "currency: cny"),
        ("every: month", "every: fortnight"),
        ("  billing: {", "  bill ing: {"),
        ("queues: [billing]", "queues: []"),
        ("contract: ACME-2026-01\n", ""),
        ("threshold: 20s", "threshold: 20"),
    ],
)
def test_what_the_schema_refuses_the_reader_refuses_too(old: str, new: str) -> None:
    tree = compose(changed(old, new))
    assert typed(tree, SCHEMA)[1]
    assert not VALIDATOR.is_valid(tree.root)


def filled(document: Any, schema: Mapping[str, Any]) -> Any:
    """The document with every default of the schema written out where its place is there."""
    if isinstance(document, list):
        return [filled(part, schema["items"]) for part in document]
    if not isinstance(document, dict):
        return document
    keys = schema.get("properties", {})
    defaults = {key: part["default"] for key, part in keys.items() if "default" in part}
    others = schema.get("additionalProperties")
    given = {key: filled(part, keys.get(key, others)) for key, part in document.items()}
    return {**defaults, **given}


def test_defaults_of_the_schema_are_those_of_the_reader() -> None:
    small = compose(
        """
schema: 1
contract: C-1
client: C
provider: P
currency: CNY
timezone: UTC
starts: 2026-01-01
effective: 2026-01-01
period: {}
queues: {q: {}}
measures: {m: {title: m}}
metrics: {n: {formula: m}}
reports: {}
charges: {fixed: 1}
targets: [{id: t, metric: n, expected: "> 1%", round: {digits: 1}}]
"""
    ).root
    written = filled(small, SCHEMA)
    assert len(json.dumps(written)) > len(json.dumps(small)) + 200
    assert terms_of(written) == terms_of(small)
    assert read_terms(yaml_of(terms_of(written))).terms == terms_of(small)


def test_a_file_may_not_be_of_another_schema() -> None:
    with pytest.raises(FileFault, match="is not one of 1"):
        read_terms(changed("schema: 1", "schema: 1.0"))
