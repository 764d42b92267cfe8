"""Which page follows: by the Link header, by a cursor in the answer, or by counting. Pure.

Three ways in use: RFC 8288's `Link: <…>; rel="next"`; a cursor that the answer carries and the next request
sends back, as a parameter, a field of the body, or as the whole next address; and page numbers or offsets,
until a page is empty or as many came as the provider states.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote_plus, urldefrag, urljoin, urlsplit

from app.sources.fetching.asking import Asking
from app.sources.outside.faults import Fault, FetchFailed

LONGEST_CURSOR = 4000
LINK = re.compile(r"<([^<>]*)>([^<]*)")
RELATION = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)


def first_page(asking: Asking) -> Asking:
    """Return the request for the first page: page numbers are sent from the first on."""
    paging = asking.paging or {}
    if paging["kind"] != "page":
        return asking
    return _sending(asking, paging, paging["first"])


def numbered_page(asking: Asking, count: int) -> Asking:
    """Return the request for the page after `count` pages."""
    paging = asking.paging or {}
    return _sending(asking, paging, paging["first"] + count * paging["step"])


def linked_page(asking: Asking, link: str) -> Asking | None:
    """Return the request for the page that a Link header calls next, None when it calls none so."""
    for target, more in LINK.findall(link):
        relation = RELATION.search(more)
        if relation and "next" in (relation[1] or relation[2]).lower().split():
            return _leading(asking, target)
    return None


def page_after_cursor(asking: Asking, answer: Any) -> Asking | None:
    """Return the request that sends the answer's cursor back, None when there is none (or null, "", false).

    Raises FetchFailed for a cursor that is no text and no number.
    """
    paging = asking.paging or {}
    cursor = at(answer, paging["cursor"])
    if cursor is None or cursor is False or cursor == "":
        return None
    if isinstance(cursor, bool) or not isinstance(cursor, str | int) or len(str(cursor)) > LONGEST_CURSOR:
        raise FetchFailed(Fault.PAGING, f"what stands at “{paging['cursor']}” is no cursor")
    if paging["into"] == "address":
        return _leading(asking, str(cursor))
    return _sending(asking, paging, cursor)


def at(document: Any, path: str) -> Any:
    """Return what stands at a path of keys with dots, None for nothing; a key may hold dots itself."""
    if not isinstance(document, dict):
        return None
    if path in document:
        return document[path]
    key, dot, rest = path.partition(".")
    return at(document.get(key), rest) if dot else None


def is_empty_page(answer: Any, rows: str) -> bool:
    """Return whether a JSON page holds no rows: at the path, or, without one, in none of its arrays.

    An object without any array is a row itself, unless it is empty.
    """
    if rows:
        return rows_of(answer, rows) == 0
    arrays = list(_arrays(answer))
    return not any(arrays) if arrays else not answer


def rows_of(answer: Any, rows: str) -> int:
    """Return how many entries the array at the path has; the page itself may be the array."""
    found = at(answer, rows) if rows else answer
    return len(found) if isinstance(found, list) else 0


def _arrays(node: Any) -> Iterator[list[Any]]:
    if isinstance(node, list):
        yield node
    elif isinstance(node, dict):
        for part in node.values():
            yield from _arrays(part)


def _leading(asking: Asking, target: str) -> Asking:
    try:
        return replace(asking, url=urldefrag(urljoin(asking.url, target.strip())).url)
    except ValueError:
        raise FetchFailed(Fault.PAGING, "the address of the next page cannot be read") from None


def _sending(asking: Asking, paging: Mapping[str, Any], value: str | int) -> Asking:
    if paging["into"] == "query":
        return replace(asking, url=_with_parameter(asking.url, paging["name"], str(value)))
    return replace(asking, body=_with_field(asking.body, paging["name"].split("."), value))


def _with_parameter(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    others = [one for one in parts.query.split("&") if one and unquote_plus(one.partition("=")[0]) != name]
    query = "&".join([*others, f"{quote(name)}={quote(value, safe='')}"])
    return parts._replace(query=query).geturl()


def _with_field(body: Any, path: list[str], value: str | int) -> dict[str, Any]:
    known = body if isinstance(body, dict) else {}
    key, rest = path[0], path[1:]
    return {**known, key: _with_field(known.get(key), rest, value) if rest else value}
