"""What the schema of a terms file is made of: objects, lists and scalars of a kind."""

from typing import Any

Schema = dict[str, Any]

DURATION = r"^[1-9][0-9]{0,5}(s|m|h)$"
DAYS = r"^[1-9][0-9]{0,2}d$"
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
NAME = r"^[a-z][a-z0-9_]{0,62}$"
DECIMAL = r"^[0-9]{1,18}(\.[0-9]{1,18})?$"
SHARE = r"^[0-9]{1,15}(\.[0-9]{1,18})?%?$"
PRICE = r"^[0-9]{1,18}(\.[0-9]{1,18})?%?$"
FEW = r"^[0-9]{1,3}$"


def to_object(keys: Schema, required: list[str] | None = None, description: str = "") -> Schema:
    """An object of exactly these keys."""
    made: Schema = {"type": "object", "properties": keys, "additionalProperties": False}
    if required:
        made["required"] = required
    if description:
        made["description"] = description
    return made


def mapped(value: Schema, names: str, description: str) -> Schema:
    """An object of any keys of that form, each with such a value."""
    return {
        "type": "object",
        "propertyNames": {"pattern": names},
        "additionalProperties": value,
        "description": description,
    }


def text(kind: str, pattern: str | None, description: str) -> Schema:
    """A scalar of that kind; numeric kinds may be written as numbers."""
    numeric = kind in ("decimal", "integer", "share", "price", "quantity")
    made: Schema = {
        "type": ["string", "number"] if numeric else "string",
        "x-kind": kind,
        "description": description,
    }
    if pattern:
        made["pattern"] = pattern
    return made


def enum(values: list[str], description: str, default: str | None = None) -> Schema:
    """One of these words."""
    made: Schema = {"x-kind": "enum", "enum": values, "description": description}
    if values == ["1"]:
        made["enum"] = ["1", 1]
    if default is not None:
        made["default"] = default
    return made


def share(description: str) -> Schema:
    """A share, written 12% or 0.12."""
    return text("share", SHARE, description + " Written 12% or 0.12.")


def listed(kind: str, pattern: str, description: str) -> Schema:
    """A list of such scalars, not empty."""
    return {"type": "array", "items": text(kind, pattern, ""), "minItems": 1, "description": description}


def price(description: str) -> Schema:
    """A price: a share of the charges with its %, or an amount of money."""
    return text("price", PRICE, description)


def few(description: str) -> Schema:
    """A small whole number."""
    return text("integer", FEW, description)
