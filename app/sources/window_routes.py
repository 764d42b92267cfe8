"""The windows of a source over HTTP: how far it is, what is missing; and a stopped source tried again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.contracts.open import find_contract
from app.errors import Malformed
from app.payloads import Cursor, Id, Limit, Page, Payload, cursor_of, read_cursor
from app.sources.fetching.prepare import contract_in_force
from app.sources.pulling.fare import circuit_of
from app.sources.pulling.plan import half_open
from app.sources.pulling.progress import WindowState, progress_of
from app.sources.setting_up.change import find_source
from app.sources.setting_up.payloads import SourceShown, WindowShown

router = APIRouter(prefix="/api/v1/contracts/{ref}/sources", tags=["sources"])
Missing = Annotated[bool, Query(description="Only the windows whose report should be there and is not.")]


class WindowStateShown(Payload):
    """A window and its report: `done`, `refused` (what came cannot be taken) or `waiting`."""

    window: WindowShown
    state: Literal["done", "refused", "waiting"]
    missing: bool = Field(description="Its report should be there by now and is not.")
    checked_at: datetime | None
    report_id: Id | None
    next_try_at: datetime | None = Field(description="When a pull that waits is due; null when none waits.")

    @classmethod
    def of(cls, one: WindowState) -> WindowStateShown:
        """A window as it is shown."""
        same = {name: getattr(one, name) for name in ("state", "checked_at", "report_id", "next_try_at")}
        return cls(window=WindowShown.of(one.window), missing=one.is_missing, **same)


class WindowsShown(Page[WindowStateShown]):
    """A page of windows, and how far the source is as a whole."""

    caught_up_to: date | None = Field(description="The last day up to which nothing is missing.")
    expected: int = Field(description="Windows whose report should be there by now.")
    missing: int = Field(description="Those of them whose report is not there.")


@router.get("/{source_id}/windows")
def source_windows(
    ref: str,
    source_id: UUID,
    caller: Caller,
    database: Stored,
    missing: Missing = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> WindowsShown:
    """How far a source is: every window, the oldest first, or the missing ones alone."""
    after = _day_of(cursor)
    with work(database, caller, "sources:read") as w:
        source = find_source(w, find_contract(w, ref).id, source_id)
        _, in_force = contract_in_force(w.session, source.contract_id)
        progress = progress_of(w.session, source, in_force, w.now)
    chosen = progress.missing if missing else progress.windows
    rest = [one for one in chosen if after is None or one.window.start > after]
    more = cursor_of(UUID(int=rest[limit - 1].window.start.toordinal())) if len(rest) > limit else None
    return WindowsShown(
        items=[WindowStateShown.of(one) for one in rest[:limit]],
        next=more,
        caught_up_to=progress.caught_up_to,
        expected=sum(one.expected for one in progress.windows),
        missing=len(progress.missing),
    )


@router.post("/{source_id}/reopen")
def reopen_source(ref: str, source_id: UUID, caller: Caller, database: Stored) -> SourceShown:
    """Try a source that was stopped with one window now: an answer brings it back. Any other stays as is."""
    with work(database, caller, "sources:write") as w:
        source = find_source(w, find_contract(w, ref).id, source_id)
        w.part_of(source.contract_id)
        if circuit_of(source).state != "closed":
            _, in_force = contract_in_force(w.session, source.contract_id)
            half_open(w.session, source, in_force, w.now)
            w.audit("source.reopen", ref, after={"source": str(source.id), "name": source.name})
    return SourceShown.of(source)


def _day_of(cursor: str | None) -> date | None:
    behind = read_cursor(cursor)
    if behind is None:
        return None
    try:
        return date.fromordinal(behind.int)
    except (ValueError, OverflowError):
        raise Malformed("The cursor is not one that was given out; begin with the first page.") from None
