"""An uploaded file as it came over HTTP: a form's field, or the raw body; parsed, not yet believed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, NoReturn

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from app.columns import canonical
from app.errors import Malformed, Problem, Refused, TooLarge
from app.reports.formats.kept import Content, Incoming
from app.reports.keeping.whose_word import SideGiven
from app.reports.presets.choose import with_preset
from app.settings import Settings

OnRefused = Literal["refuse_file", "leave_out"]
LONGEST_MAPPING = 200_000
_PART = 1024 * 1024  # bytes that are compressed at once
ON_REFUSED = (
    "What becomes of a file with refused rows: refuse_file (nothing of it is taken), or leave_out (the other "
    "days are taken; the refused rows are kept and listed, and their days stay missing)."
)
_BYTES: dict[str, Any] = {"type": "string", "format": "binary"}
_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": _BYTES,
        "side": {"enum": ["provider", "client"], "description": "Whose figures these are."},
        "mapping": {"type": "string", "description": "The mapping as JSON."},
        "preset": {"type": "string", "description": "A known system (`GET /api/v1/presets`)."},
        "confirm": {"enum": ["true", "on"], "description": "You have looked at how its columns are guessed."},
        "name": {"type": "string", "maxLength": 300, "description": "The file's name, for people."},
        "refused": {"enum": ["refuse_file", "leave_out"], "description": ON_REFUSED},
    },
}
UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": _FORM},
            "text/csv": {"schema": _BYTES},
            "application/octet-stream": {"schema": _BYTES},
        },
    }
}


@dataclass(frozen=True)
class Upload:
    """A file as it was uploaded, with what was said about it."""

    content: Content
    name: str
    side: SideGiven | None = None
    mapping: dict[str, Any] | None = None
    confirmed: bool = False
    good_rows: bool = False
    sha256: str = ""  # of the bytes
    quota: int = 0  # bytes that its sender may keep here; 0 is no limit


async def read_upload(
    request: Request,
    side: Annotated[
        SideGiven | None, Query(description="Whose figures these are; yours when omitted.")
    ] = None,
    name: Annotated[str, Query(max_length=300, description="The file's name, for people.")] = "",
    mapping: Annotated[
        str | None,
        Query(max_length=8000, description="The mapping as JSON; guessed or remembered when omitted."),
    ] = None,
    preset: Annotated[
        str | None,
        Query(max_length=40, description="A known system (`GET /api/v1/presets`); `mapping` lies over it."),
    ] = None,
    confirm: Annotated[
        bool, Query(description="You have looked at how the columns of this file are guessed.")
    ] = False,
    refused: Annotated[OnRefused, Query(description=ON_REFUSED)] = "refuse_file",
) -> Upload:
    """The uploaded file: the field `file` of a form (with `side` and `mapping`), or the raw body."""
    settings: Settings = request.app.state.settings
    given = with_preset(_mapping(mapping), preset or None)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    good_rows = refused == "leave_out"
    said = Upload(b"", name, side, given, confirm, good_rows, quota=settings.stored_bytes)
    if kind == "multipart/form-data":
        return await _from_form(request, settings.body_limit, said)
    size = request.headers.get("content-length", "")
    content, sha256 = await _taken_in(
        request.stream(), int(size) if size.isdecimal() else -1, settings.body_limit
    )
    return replace(said, content=content, name=name or "report", sha256=sha256)


async def _taken_in(parts: AsyncIterator[bytes], size: int, limit: int) -> tuple[Content, str]:
    """The file and its digest; a large one is compressed while it comes, beside the loop of requests."""
    incoming, held = Incoming(size), bytearray()
    async for part in parts:
        held += part
        if incoming.size + len(held) > limit:
            raise _too_large(limit)
        if len(held) >= _PART:
            await run_in_threadpool(incoming.add, bytes(held))
            held.clear()
    await run_in_threadpool(incoming.add, bytes(held))
    return await run_in_threadpool(incoming.done)


async def _from_form(request: Request, limit: int, said: Upload) -> Upload:
    """What the form says counts before what the address says."""
    async with request.form(max_files=1, max_fields=8, max_part_size=LONGEST_MAPPING) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Refused(
                "Send the report in the form's field “file”.", [Problem("file", "missing", "is missing")]
            )
        content, sha256 = await _taken_in(_parts(file), -1 if file.size is None else file.size, limit)
        name = _text(form, "name") or said.name or file.filename or "report"
        side = _side(_text(form, "side")) or said.side
        confirmed = said.confirmed or _text(form, "confirm") in ("true", "on")
        mapping = _mapping(_text(form, "mapping")) or said.mapping
        mapping = with_preset(mapping, _text(form, "preset") or None)
        good_rows = _good_rows(_text(form, "refused"), said)
        return Upload(content, name, side, mapping, confirmed, good_rows, sha256, said.quota)


async def _parts(file: UploadFile) -> AsyncIterator[bytes]:
    while part := await file.read(_PART):
        yield part


def _good_rows(text: str, said: Upload) -> bool:
    match text:
        case "":
            return said.good_rows
        case "refuse_file" | "leave_out":
            return text == "leave_out"
    raise Refused("“refused” is refuse_file or leave_out.", [Problem("refused", "unknown", ON_REFUSED)])


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _side(text: str) -> SideGiven | None:
    match text:
        case "":
            return None
        case "provider" | "client":
            return text
    raise Refused("“side” is provider or client.", [Problem("side", "unknown", "is provider or client")])


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"A report has at most {limit:,} bytes; split it by months.")


def _mapping(text: str | None) -> dict[str, Any] | None:
    """The mapping as it was sent; numbers that are not whole stay text: none passes through a float."""
    if not text:
        return None
    try:
        mapping = json.loads(
            text, parse_float=str, parse_constant=_no_number, object_pairs_hook=_without_twins
        )
        canonical(mapping)
    except (ValueError, TypeError, RecursionError) as fault:
        raise Malformed("The mapping is not JSON that can be read and stored as it stands.") from fault
    if not isinstance(mapping, dict):
        raise Refused("The mapping is a JSON object.", [Problem("mapping", "mapping", "is not an object")])
    return mapping


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice")
    return made


Uploaded = Annotated[Upload, Depends(read_upload)]
