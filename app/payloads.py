"""What every room's payloads are made of: strict models, text without control characters, pages with cursors.

A payload is separate from a table, because a table as a body lets the client choose the primary key. Strict:
'5', '1_000', true and 5.0 are no integers. Unknown fields are refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
)

from app.columns import LARGEST
from app.errors import Malformed

Item = TypeVar("Item")
MOST = 200  # items of a page


class Payload(BaseModel):
    """A body of a request or an answer."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True
    )


def _storable(text: str) -> str:
    if any(ord(letter) < 32 and letter not in "\t\n\r" for letter in text) or "\x7f" in text:
        raise ValueError("control characters are not allowed")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("half a character (a lone surrogate) is not allowed")
    return text


def _one_line(text: str) -> str:
    if any(letter in "\t\n\r\x0b\x0c\x85\u2028\u2029" for letter in text):
        raise ValueError("this must be one line")
    if text != text.strip() or not text:
        raise ValueError("this must not be empty, nor begin or end with space")
    return _storable(text)


def _written(pattern: str, example: str) -> BeforeValidator:
    """Only this form: left alone, pydantic takes 1700000000 for a date and for an instant."""

    def check(value: Any) -> Any:
        if isinstance(value, str) and not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(f"write it like {example}")
        return value

    return BeforeValidator(check)


def _in_living_memory(moment: datetime) -> datetime:
    """The instant in UTC; far from the ends of the calendar, where another zone is in another year."""
    if not 1900 <= moment.year <= 2999:
        raise ValueError("this lies outside the years 1900 to 2999")
    return moment.astimezone(UTC)


_DAY, _CLOCK = "[0-9]{4}-[0-9]{2}-[0-9]{2}", r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
Day = Annotated[date, _written(_DAY, "2026-04-30")]
Moment = Annotated[
    AwareDatetime,
    _written(f"{_DAY}T{_CLOCK}(Z|[+-][0-9]{{2}}:[0-9]{{2}})", "2026-05-03T12:00:00Z"),
    AfterValidator(_in_living_memory),
]
# What the validators say, for the published description; they themselves say what is wrong in words.
_LETTER = r"[^\x00-\x1f\x7f\x85\u2028\u2029]"
_EDGE = r"[^\s\x00-\x1f\x7f\x85\u2028\u2029]"
_LINE = {"pattern": f"^{_EDGE}({_LETTER}*{_EDGE})?$"}
_PROSE = {"pattern": r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"}
Line = Annotated[str, Field(min_length=1, max_length=200, json_schema_extra=_LINE), AfterValidator(_one_line)]
Prose = Annotated[str, Field(max_length=4000, json_schema_extra=_PROSE), AfterValidator(_storable)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
# In JSON an id is text, which strict mode would refuse: it is told to read it.
Id = Annotated[UUID, Field(strict=False), PlainSerializer(str, when_used="json")]
Limit = Annotated[int, Query(ge=1, le=MOST, description=f"Items of a page, at most {MOST}.")]
Cursor = Annotated[
    Annotated[str, Field(max_length=64, json_schema_extra={"pattern": "^[A-Za-z0-9_-]{27}$"})] | None,
    Query(description="`next` of the page before."),
]


class Page(Payload, Generic[Item]):
    """A page of a list. `next` is the cursor of the page after it, null on the last one."""

    items: list[Item]
    next: str | None


def cursor_of(last: UUID) -> str:
    """An opaque cursor that stands behind this id; UUIDv7 ids are in order of their making."""
    return base64.urlsafe_b64encode(last.bytes + _check(last.bytes)).decode().rstrip("=")


def read_cursor(cursor: str | None) -> UUID | None:
    """The id behind a cursor. Raises Malformed when it is not one of ours.

    Its check finds slips and tampering by hand; it is no secret: what a page shows is filtered anyway.
    """
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 20 or _check(raw[:16]) != raw[16:]:
        raise Malformed("The cursor is not one that was given out; begin with the first page.")
    return UUID(bytes=raw[:16])


def _check(raw: bytes) -> bytes:
    return hashlib.sha256(b"cursor" + raw).digest()[:4]
