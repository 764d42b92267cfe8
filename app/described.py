"""The published description of the API: OpenAPI that a generated client can use as it is.

Every operation says how its errors look (RFC 9457), who may call it, and shows an example of its answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import Field

from app.payloads import Payload
from app.problems import MEDIA_TYPE

EXAMPLES = Path(__file__).with_name("examples.json")
_METHODS = ("get", "put", "post", "delete", "patch")
# What stands for `{ref}`, `{period}`, `{target}`: one step of the address, as references and labels are.
_NAME = {"minLength": 1, "maxLength": 100, "pattern": "^[A-Za-z0-9_][A-Za-z0-9._-]*$"}
_ALWAYS = {
    "401": "No credentials, or none that are valid.",
    "403": "Valid credentials that do not reach this far.",
    "422": "The request is wrong; every problem with its place.",
    "default": "Any other error, in the same form.",
}
_NARROWED = {"format", "enum", "pattern"}
_MALFORMED = {
    "cursor": "The cursor is not one that was given out.",
    "mapping": "The mapping is not JSON that can be stored as it stands.",
    "Idempotency-Key": "The key has other than printable characters, or too many of them.",
}


class ProblemError(Payload):
    """One thing that is wrong: its place (row and column, line, field), a stable code, a sentence."""

    where: str
    code: str
    message: str


class Problem(Payload):
    """An error (RFC 9457). `errors` lists the first hundred things that are wrong, `count` how many are."""

    type: Annotated[str, Field(examples=["urn:scorecard:problem:refused"])]
    title: str
    status: int
    detail: str
    errors: list[ProblemError] | None = None
    count: int | None = None
    request_id: Annotated[str | None, Field(description="Of an error of ours: tell it to the operator.")] = (
        None
    )
    report: Annotated[str | None, Field(description="Where a refused report lies in the inbox.")] = None
    refused: Annotated[str | None, Field(description="Where all of its refused rows are listed, as CSV.")] = (
        None
    )


def operation_name(route: APIRoute) -> str:
    """The id of an operation: its room and the function that answers; clients call their methods so."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


def describe(app: FastAPI) -> None:
    """Let the app publish the completed description; it is made once, at the first request."""
    plain = app.openapi

    @cache
    def completed() -> dict[str, Any]:
        return complete(plain())

    app.openapi = completed  # type: ignore[method-assign]


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """The description with problems, security and examples added."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {**problem.pop("$defs"), "Problem": problem}
    document["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": "__Host-scorecard"},
    }
    document["security"] = [{"token": []}, {"cookie": []}]
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for name, operation in operations(document):
        _errors(name, operation)
        _parameters(operation)
        _examples(operation, examples.get(name, {}))
    return document


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation under its method and path, such as `GET /api/v1/contracts/{ref}`."""
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def _errors(name: str, operation: dict[str, Any]) -> None:
    found = dict(_ALWAYS)
    if "{" in name:
        found["404"] = "Unknown, or not yours: nobody may tell the two apart."
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers = operation["responses"]
    answers |= {status: {"description": text, "content": content} for status, text in found.items()}
    if name.startswith("GET "):
        answers["304"] = {"description": "What you have (`If-None-Match`) is what there is."}


def _parameters(operation: dict[str, Any]) -> None:
    """Says what names in an address look like, and what a cursor or a key is refused with."""
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        if parameter["in"] == "path" and schema.get("type") == "string" and not _NARROWED & schema.keys():
            schema |= _NAME
        if text := _MALFORMED.get(parameter["name"]):
            operation["responses"]["400"] = {**operation["responses"]["422"], "description": text}


def _examples(operation: dict[str, Any], example: Mapping[str, Any]) -> None:
    """Puts the request's and the answer's example to their JSON (or text) content."""
    if "request" in example:
        for content in operation["requestBody"]["content"].values():
            if content.get("schema", {}).get("type") != "object" or isinstance(example["request"], dict):
                content["example"] = example["request"]
    for status, answer in example.get("answers", {}).items():
        operation["responses"][status]["content"]["application/json"]["example"] = answer
