"""The published description: valid, complete, true of what is answered, an example on every operation."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from app.described import EXAMPLES, Problem, complete, operations
from app.main import create_app
from app.settings import load_settings
from tests.desk import REF, Begin, Desk, calls
from tests.http.story import BY_NAME, provider_of, published, tell

pytestmark = pytest.mark.slow  # the service as a whole

WRITES = os.environ.get("WRITE_EXAMPLES") == "1"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    described: dict[str, Any] = create_app(load_settings(demo=True)).openapi()
    return described


def fits(document: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    """What of the value contradicts the schema; references lead into the document."""
    whole = Draft202012Validator({**schema, "components": document["components"]})
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message}"[:300]
        for error in whole.iter_errors(value)
    ]


def answers(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for status, answer in operation["responses"].items():
        if status.startswith("2") and "application/json" in answer.get("content", {}):
            yield status, answer["content"]["application/json"]


def test_the_description_is_valid_and_each_operation_has_one_name(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"].startswith("3.1")
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(names) == len(set(names)) >= 30
    assert all(name.replace("_", "").isalnum() and name.isascii() for name in names)
    assert "HTTPValidationError" not in document["components"]["schemas"]
    twice = [name for name in document["components"]["schemas"] if "__" in name]
    assert twice == []  # two rooms that call different things the same: generated clients lose one of them


def test_every_operation_says_how_its_errors_look(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for status in ("401", "403", "422", "default", *(["404"] if "{" in name else [])):
            content = operation["responses"][status]["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}, (name, status)
        assert operation.get("summary"), name
        assert operation.get("description"), name


def test_no_answer_is_left_open(document: dict[str, Any]) -> None:
    """A generated client gets fields, not a bag; mappings and terms have schemas of their own."""
    open_ones = {
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, part in schema.get("properties", {}).items()
        for one in (part, *part.get("anyOf", ()))
        if one.get("type") == "object" and one.get("additionalProperties") is True
    }
    assert {one.partition(".")[2] for one in open_ones} <= {"mapping", "document"}
    for name, operation in operations(document):
        for status, content in answers(operation):
            assert "$ref" in content["schema"], (name, status)


def test_every_operation_has_a_true_example(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for status, content in answers(operation):
            assert "example" in content, f"{name} {status}: run the story with WRITE_EXAMPLES=1"
            assert fits(document, content["schema"], content["example"]) == [], (name, status)
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            if kind == "application/json" and "$ref" in content["schema"]:
                assert fits(document, content["schema"], content["example"]) == [], name
            elif kind in ("application/yaml", "text/csv"):
                assert isinstance(content["example"], str), name
    assert "127.0.0.1" not in EXAMPLES.read_text(encoding="utf-8")


def test_what_is_answered_is_what_is_published(begin_one: Begin, document: dict[str, Any]) -> None:
    """Every operation, asked once: its real answer fits the schema of that status."""
    with provider_of(calls(month="2026-02", days=range(1, 3))) as provider:
        reached = provider.removeprefix("http://")
        desk = begin_one(allowed_fetch_hosts=reached, background_bytes=500, base_url=BY_NAME)
        told = tell(desk, provider)
    if WRITES:
        EXAMPLES.write_text(published(told, provider), encoding="utf-8")
    known = dict(operations(document))
    assert set(told) == set(known)
    for name, noted in told.items():
        for status, body in noted["answers"].items():
            assert status in known[name]["responses"], (name, status)
            if body is not None:
                schema = known[name]["responses"][status]["content"]["application/json"]["schema"]
                assert fits(document, schema, body) == [], (name, status)


def test_problems_are_what_they_are_described_as(one_agreed: Desk, document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["Problem"]
    asked = (
        one_agreed.get("/contracts/NO-SUCH"),
        one_agreed.get("/me", ""),
        one_agreed.get("/contracts", params={"limit": "x"}),
        one_agreed.send(b"date,offered\n2026-01-01,x\n"),
        one_agreed.send(calls(), "client_reader"),
        one_agreed.ask("client_auditor", "PUT", f"/contracts/{REF}/terms/2026-01-01", content=b"schema: 2"),
    )
    for answer in asked:
        assert fits(document, schema, answer.json()) == [], answer.text
        Problem.model_validate(answer.json())


def test_exact_numbers_are_text_in_the_schema_too(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name in ("LineShown", "MoneyShown", "ScoreShown", "Sums"):
        for field, part in schemas[name]["properties"].items():
            kinds = {one.get("type") for one in (part, *part.get("anyOf", ()))}
            assert "number" not in kinds, (name, field)
    assert not fits(
        document,
        schemas["ScoreShown"],
        {"value": "0.5", "status": "scored", "weight_judged": "1", "weight": "2"},
    )
    assert fits(
        document,
        schemas["ScoreShown"],
        {"value": 0.5, "status": "scored", "weight_judged": "1", "weight": "2"},
    )


def test_completing_twice_changes_nothing() -> None:
    plain = {"paths": {"/x": {"get": {"responses": {"200": {"description": "ok"}}}}}}
    once = complete(plain)
    assert complete(json.loads(json.dumps(once))) == once
