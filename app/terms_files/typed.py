"""From the located tree to a typed document, driven by the schema; every fault is collected."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from app.sla.periods import FIRST_DAY, LAST_DAY
from app.sla.quantities import exact
from app.terms_files.nodes import Fault, Path, Tree
from app.terms_files.places import is_known

_PLAIN_TEXT = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]{1,500}")
_WORDS = {
    "date": "a date such as 2026-01-31",
    "decimal": "a plain decimal number such as 5000 or 99.95",
    "integer": "a whole number",
    "share": "a share such as 12% or 0.12",
    "price": "a share such as 12% or an amount such as 30000",
    "expiry": "contract_end, or a number of periods such as 12 periods",
    "duration": "a time such as 20s or 5m",
    "days": "a number of days such as 7d",
    "hours": "hours such as 08:00-20:00",
    "condition": "a condition such as surveys_sent > 0",
    "moment": "a day or a time such as 2026-01-31T09:00",
    "due": "a time such as 10 business days",
    "country": "a country such as CN or US-CA",
    "identifier": "a name of letters, digits, dots and dashes",
    "name": "a name of small letters, digits and underscores",
    "currency": "a currency such as CNY",
    "timezone": "a time zone such as Asia/Shanghai",
    "text": "a text of 1 to 500 characters",
    "level": "a level such as “>= 80%”",
    "quantity": "a number such as 8% or 45s",
}


def typed(tree: Tree, schema: Mapping[str, Any]) -> tuple[Any, list[Fault]]:
    """The document by the schema (dicts, lists and texts) and everything that does not fit it."""
    faults: list[Fault] = []
    return _value(tree.root, schema, (), tree, faults), faults


def _value(value: object, schema: Mapping[str, Any], path: Path, tree: Tree, faults: list[Fault]) -> Any:
    if "anyOf" in schema:  # a word, or keys and values
        word, keys = schema["anyOf"]
        schema = keys if isinstance(value, dict) else word
    if schema.get("type") == "object":
        return _object(value, schema, path, tree, faults)
    if schema.get("type") == "array":
        return _array(value, schema, path, tree, faults)
    message = _scalar_fault(value, schema)
    if message:
        faults.append(Fault(tree.line_of(path), path, message))
        return None
    return value


def _object(value: object, schema: Mapping[str, Any], path: Path, tree: Tree, faults: list[Fault]) -> Any:
    if not isinstance(value, dict):
        faults.append(Fault(tree.line_of(path), path, "expected keys and values here"))
        return None
    known: Mapping[str, Any] = schema.get("properties", {})
    others = schema.get("additionalProperties")
    names = schema.get("propertyNames", {}).get("pattern")
    made = {}
    for key, part in value.items():
        here = (*path, key)
        inner = known.get(key, others or None)
        if inner is None:
            faults.append(Fault(tree.line_of(here), here, _unknown(key, list(known))))
        elif names and not re.fullmatch(names.strip("^$"), key):
            faults.append(Fault(tree.line_of(here), here, f"“{key[:60]}” is not a name that can stand here"))
        else:
            made[key] = _value(part, inner, here, tree, faults)
    faults.extend(
        Fault(tree.line_of(path), (*path, key), f"“{key}” is missing; it is required")
        for key in schema.get("required", ())
        if key not in value
    )
    return made


def _unknown(key: str, known: list[str]) -> str:
    return f"“{key[:60]}” is not a key that can stand here; known are {', '.join(sorted(known))}"


def _array(value: object, schema: Mapping[str, Any], path: Path, tree: Tree, faults: list[Fault]) -> Any:
    if not isinstance(value, list):
        faults.append(Fault(tree.line_of(path), path, "expected a list here"))
        return None
    if len(value) < schema.get("minItems", 0):
        faults.append(Fault(tree.line_of(path), path, "this list is empty; leave it out or fill it"))
    return [_value(part, schema["items"], (*path, n), tree, faults) for n, part in enumerate(value)]


def _scalar_fault(value: object, schema: Mapping[str, Any]) -> str | None:
    kind = schema["x-kind"]
    if not isinstance(value, str):
        return f"expected {_WORDS.get(kind, 'a single value')} here"
    if kind == "enum":
        known = [part for part in schema["enum"] if isinstance(part, str)]
        return None if value in known else f"“{value[:40]}” is not one of {', '.join(known)}"
    pattern = schema.get("pattern")
    if not _PLAIN_TEXT.fullmatch(value) or (
        pattern and not re.fullmatch(pattern.strip("^$"), value, re.ASCII)
    ):
        return f"“{value[:40]}” is not {_WORDS[kind]}"
    return _meaning_fault(value, kind)


def _meaning_fault(value: str, kind: str) -> str | None:
    try:
        if kind == "date":
            if not FIRST_DAY <= date.fromisoformat(value) <= LAST_DAY:
                return f"“{value}” lies outside the years {FIRST_DAY.year} to {LAST_DAY.year}"
        elif kind == "timezone":
            ZoneInfo(value)
        elif kind == "decimal":
            exact(value)
        elif kind == "country" and not is_known(value):
            return f"the holidays of “{value}” are not known; leave it out, and list its days under dates"
    except (ValueError, OSError, KeyError):
        return f"“{value[:40]}” is not {_WORDS[kind]}"
    return None
