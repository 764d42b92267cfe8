"""Fetching page after page: bounded in number, bytes and time, and never with credentials to another host."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.sources.fetching.asking import Asking
from app.sources.fetching.join_pages import answer_of, has_lines, joined
from app.sources.fetching.judge_content import is_empty, refuse_pages
from app.sources.fetching.paging import (
    at,
    first_page,
    is_empty_page,
    linked_page,
    numbered_page,
    page_after_cursor,
    rows_of,
)
from app.sources.outside.ask import Fetched
from app.sources.outside.destinations import Destination, NotFetchable, read_url
from app.sources.outside.faults import MEBIBYTE, Fault, FetchFailed
from app.sources.outside.transport import Door

AskOnce = Callable[[Door, Asking], Fetched]


@dataclass
class _Walk:
    """How far a walk through the pages has come."""

    asking: Asking  # the first request
    pages: list[Fetched] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    rows: int = 0
    last: str = ""  # what the page before held

    @property
    def paging(self) -> Mapping[str, Any]:
        """How the source is paged."""
        return self.asking.paging or {}


def fetch_pages(door: Door, asking: Asking, ask_once: AskOnce) -> Fetched:
    """Return all pages as one answer, or raise FetchFailed; `ask_once` fetches one of them."""
    walk, began = _Walk(asking), door.clock()
    following: Asking | None = first_page(asking)
    while following is not None:
        _refuse_endless(walk, following)
        page = _fetch(door, walk, following, ask_once, began)
        following = _next(door, walk, following, page)
    return joined(walk.pages)


def _fetch(door: Door, walk: _Walk, asking: Asking, ask_once: AskOnce, began: float) -> Fetched:
    number = len(walk.pages) + 1
    try:
        page = ask_once(_left(door, walk, began), asking)
        if not is_empty(page):
            refuse_pages(page)
    except FetchFailed as failed:
        sentence = _said(door, failed, number, began)
        raise FetchFailed(failed.fault, sentence, failed.status, failed.retry_after) from None
    return page


def _said(door: Door, failed: FetchFailed, number: int, began: float) -> str:
    """Say which page it was, and of limits that hold for all pages what they are."""
    if failed.fault is Fault.TIMEOUT and door.clock() - began >= door.limits.pages:
        return _overtime(door)
    if number > 1 and failed.fault is Fault.TOO_LARGE:
        size = door.limits.decoded // MEBIBYTE
        return f"page {number}: the pages together are larger than {size} MiB; ask for less at a time"
    return f"page {number}: {failed.sentence}" if number > 1 else failed.sentence


def _overtime(door: Door) -> str:
    return f"the pages were not complete after {door.limits.pages:g} seconds; ask for less at a time"


def _left(door: Door, walk: _Walk, began: float) -> Door:
    """The door with what is left of the time and bytes of the whole pull."""
    limits = door.limits
    seconds = limits.pages - (door.clock() - began)
    if seconds <= 0:
        raise FetchFailed(Fault.TIMEOUT, _overtime(door))
    less = replace(
        limits,
        total=min(limits.total, seconds),
        decoded=limits.decoded - sum(len(page.content) for page in walk.pages),
        received=limits.received - sum(page.received for page in walk.pages),
    )
    return replace(door, limits=less)


def _next(door: Door, walk: _Walk, asking: Asking, page: Fetched) -> Asking | None:
    """Take the page and return the request for the one after it, None after the last."""
    kind = walk.paging["kind"]
    if kind == "page":
        return _counted(walk, page)
    walk.pages.append(page)
    if kind == "link":
        following = linked_page(asking, page.headers.get("link", ""))
    elif page.status == 204:
        return None
    else:
        following = page_after_cursor(asking, _json(page, len(walk.pages)))
    return following and _where_it_may_go(door, walk, following)


def _counted(walk: _Walk, page: Fetched) -> Asking | None:
    paging, answer = walk.paging, answer_of(page.content)
    empty = is_empty(page) or (
        not has_lines(page.content) if answer is None else is_empty_page(answer, paging["rows"])
    )
    digest = hashlib.sha256(page.content).hexdigest()
    if digest == walk.last and not empty:
        raise FetchFailed(
            Fault.PAGING,
            f"pages {len(walk.pages)} and {len(walk.pages) + 1} are the same: "
            f"the provider seems not to know “{paging['name']}”",
        )
    count = len(walk.pages) + (not empty)
    if not empty or not walk.pages:
        walk.pages.append(page)
    walk.last, walk.rows = digest, walk.rows + rows_of(answer, paging["rows"])
    total = _stated(answer, paging)
    come = walk.rows if paging["total_of"] == "rows" else count
    if total is not None and come < total and empty:
        what = paging["total_of"]
        raise FetchFailed(Fault.PAGING, f"of {total} {what} that the provider states {come} came")
    done = empty if total is None else come >= total
    return None if done else numbered_page(walk.asking, len(walk.pages))


def _stated(answer: Any, paging: Mapping[str, Any]) -> int | None:
    if not paging["total"]:
        return None
    stated = at(answer, paging["total"])
    text = str(stated)
    if isinstance(stated, bool) or not (text.isascii() and text.isdecimal()) or len(text) > 9:
        raise FetchFailed(Fault.PAGING, f"there is no total at “{paging['total']}”")
    return int(text)


def _json(page: Fetched, number: int) -> Any:
    answer = answer_of(page.content)
    if answer is None and not is_empty(page):
        raise FetchFailed(Fault.PAGING, f"page {number} is no JSON, so there is no cursor in it")
    return answer


def _refuse_endless(walk: _Walk, asking: Asking) -> None:
    most = walk.paging["most_pages"]
    asked = repr((asking.url, asking.body))
    if asked in walk.asked:
        raise FetchFailed(
            Fault.PAGING, f"page {len(walk.pages)} leads back to one that came before: a circle without end"
        )
    if len(walk.pages) >= most:
        raise FetchFailed(
            Fault.PAGING,
            f"after {most} pages there is still a next one; choose a shorter window or raise `most_pages`",
        )
    walk.asked.add(asked)


def _where_it_may_go(door: Door, walk: _Walk, following: Asking) -> Asking:
    """The request for a page that the answer named: as it is on the same host, bare on one that is listed."""
    home, there = _place(door, walk.asking.url), _place(door, following.url)
    if (there.scheme, there.host, there.port) == (home.scheme, home.host, home.port):
        same = {name: getattr(walk.asking, name) for name in ("headers", "credentials", "certificate")}
        return replace(following, url=there.url, **same)
    if there.host not in walk.paging["other_hosts"] or there.scheme != home.scheme:
        raise FetchFailed(
            Fault.PAGING,
            f"the page after page {len(walk.pages)} lies on another host, {there.host}; "
            "list it in `other_hosts` if that is right (it gets no credentials)",
        )
    return Asking(there.url, paging=walk.paging)


def _place(door: Door, url: str) -> Destination:
    try:
        return read_url(url, door.allowed)
    except NotFetchable as refused:
        raise FetchFailed(Fault.DESTINATION, str(refused)) from None
