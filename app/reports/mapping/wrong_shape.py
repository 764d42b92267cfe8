"""Why a mapping does not hold to its schema, in words of the field: the library's repeat whole values."""

from collections.abc import Callable
from typing import Any, Final

from jsonschema.exceptions import ValidationError

_SHOWN: Final = 40  # characters of a wrong value
_KINDS: Final = {
    "string": "a text",
    "integer": "a whole number",
    "object": "an object",
    "array": "a list",
    "boolean": "true or false",
}
_LIKE: Final = {
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "2020-01-31",
    "^[1-9][0-9]{0,4}s$": "20s",
    "^[0-9]{1,12}(\\.[0-9]{1,6})?$": "12.5",
    "^[a-z0-9-]{1,40}$": "amazon-connect",
}


def sentence_of(error: ValidationError) -> str:
    """What is wrong at the error's place, and what is expected there."""
    say = _SENTENCES.get(str(error.validator))
    return error.message[:300] if say is None else say(error, error.validator_value)


def _kind(_error: ValidationError, wanted: str | list[str]) -> str:
    kinds = [wanted] if isinstance(wanted, str) else wanted
    return f"is of another kind; expected is {' or '.join(_KINDS.get(kind, kind) for kind in kinds)}"


def _which(error: ValidationError, _wanted: object) -> str:
    if "expression" in error.schema.get("properties", {}):  # type: ignore[union-attr]
        return "give one of “from” (a column), “expression”, or “when” (the calls to count)"
    return "give either “from” (a column) or “value”"


def _lacks(error: ValidationError, wanted: list[str]) -> str:
    return f"lacks {', '.join(name for name in wanted if name not in error.instance)}"  # type: ignore[operator]


def _too_short(_error: ValidationError, _wanted: object) -> str:
    return "is empty, or too short"


def _too_long(_error: ValidationError, wanted: int) -> str:
    return f"is too long; at most {wanted} are taken"


def _among(error: ValidationError, wanted: list[object]) -> str:
    return f"“{_shown(error.instance)}” is not known here; known are {', '.join(map(str, wanted))}"


def _written(error: ValidationError, wanted: str) -> str:
    return f"“{_shown(error.instance)}” is not written like {_LIKE.get(wanted, wanted)}"


def _unknown(error: ValidationError, _wanted: object) -> str:
    known: dict[str, Any] = error.schema.get("properties", {})  # type: ignore[union-attr]
    unknown = [_shown(key) for key in error.instance if key not in known]  # type: ignore[union-attr]
    return f"unknown key {', '.join(map(repr, unknown))}; known are {', '.join(known)}"


def _alone(error: ValidationError, needs: dict[str, list[str]]) -> str:
    stated: Any = error.instance
    if "row_number" in stated:
        return "row_number needs “starts”, the date of the first row"
    lone = next(name for name, others in needs.items() if name in stated and not set(others) <= set(stated))
    return f"{lone} needs {', '.join(needs[lone])} beside it"


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_SENTENCES: Final[dict[str, Callable[[ValidationError, Any], str]]] = {
    "additionalProperties": _unknown,
    "oneOf": _which,
    "dependentRequired": _alone,
    "required": _lacks,
    "enum": _among,
    "type": _kind,
    "pattern": _written,
    "const": lambda _error, wanted: f"has to be {wanted}",
    "minimum": lambda _error, wanted: f"is less than {wanted}",
    "maximum": lambda _error, wanted: f"is more than {wanted}",
    **dict.fromkeys(("minLength", "minItems", "minProperties"), _too_short),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties"), _too_long),
}
