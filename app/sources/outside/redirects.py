"""Following where a provider redirects: a few hops, the same guard at each, and no secret to another host.

Providers answer a request for a report with the signed address of a storage host. So a pull follows; but what
the server names is judged like any address that a user typed, credentials stay with the host that they were
given for, and nothing goes from https to http.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import urldefrag, urljoin

from app.sources.outside.ask import Ask, Fetched
from app.sources.outside.destinations import Allowed, Destination, NotFetchable, read_url
from app.sources.outside.faults import Fault, FetchFailed

MOST = 3  # hops: from an API to its storage is one, an address that has moved before it another
LONGEST = 8192  # characters; a signed address carries its whole proof
AS_GET = frozenset({301, 302, 303})  # of what was a POST, as every browser does (RFC 9110 §15.4)
FOLLOWED = AS_GET | {307, 308}
CREDENTIALS = frozenset({401, 403, 410})  # of a storage host: the link has expired, not our credentials
_NOT_FETCHED = (
    "the server redirects to an address that may not be fetched; "
    "put the final address into the source, or ask the operator to allow its host"
)


class Redirected(FetchFailed):
    """The server says where else to ask; `places` are its Location headers."""

    def __init__(self, status: int, places: Sequence[bytes]) -> None:
        told = "which is not followed; put the final address into the source"
        super().__init__(Fault.REDIRECT, f"the server redirects ({status}), {told}", status)
        self.places = tuple(places)


AskAt = Callable[[Ask, Destination], Fetched]


def walk(ask: Ask, allowed: Allowed, ask_at: AskAt) -> Fetched:
    """Return the answer at the end of at most three redirects, none where the request does not follow.

    Raises FetchFailed, whose sentence quotes nothing of where a redirect leads, and NotFetchable where the
    first address may not be fetched.
    """
    home = here = read_url(ask.url, allowed)
    for _ in range(MOST if ask.follows else 0):
        try:
            return _ask(ask, here, home, ask_at)
        except Redirected as away:
            ask, here = _next(ask, here, away, allowed)
    try:
        return _ask(ask, here, home, ask_at)
    except Redirected as away:
        if not ask.follows:
            raise
        raise _failed(away, f"the server redirects more than {MOST} times") from None


def _ask(ask: Ask, here: Destination, home: Destination, ask_at: AskAt) -> Fetched:
    """The answer here; a storage host that knows nothing of our credentials says nothing about them."""
    try:
        return ask_at(ask, here)
    except NotFetchable:
        if here is home:
            raise
        raise FetchFailed(Fault.REDIRECT, _NOT_FETCHED) from None
    except FetchFailed as failed:
        if _is_same(here, home) or failed.status not in CREDENTIALS:
            raise
        sentence = f"the server redirects to another host, which answers {failed.status}"
        raise FetchFailed(Fault.REDIRECT, sentence) from None


def _next(ask: Ask, here: Destination, away: Redirected, allowed: Allowed) -> tuple[Ask, Destination]:
    """The next request and where it goes: as it was on the same host, bare on another."""
    there = _place(here, away, allowed)
    as_get = away.status in AS_GET or ask.method == "GET"
    if here.scheme == "https" and there.scheme != "https":
        raise _failed(away, "the server redirects from https to http, which is not followed")
    following = replace(ask, url=there.url)
    if as_get:
        following = replace(following, method="GET", body=None, headers=_without_body(ask))
    if _is_same(here, there):
        return following, there
    if not as_get:
        raise _failed(away, "the server redirects what is posted to another host, which is not followed")
    return replace(following, headers={}, certificate=None), there


def _place(here: Destination, away: Redirected, allowed: Allowed) -> Destination:
    if away.status not in FOLLOWED or len(away.places) != 1:
        raise _failed(away, f"the server redirects ({away.status}) and does not say where to")
    try:
        named = urldefrag(urljoin(here.url, away.places[0].decode())).url
        return read_url(named, allowed, LONGEST)
    except (ValueError, NotFetchable):  # no UTF-8 and no address are ValueErrors
        raise _failed(away, _NOT_FETCHED) from None


def _without_body(ask: Ask) -> dict[str, str]:
    return {name: text for name, text in ask.headers.items() if not name.lower().startswith("content-")}


def _is_same(one: Destination, other: Destination) -> bool:
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


def _failed(away: Redirected, sentence: str) -> FetchFailed:
    return FetchFailed(Fault.REDIRECT, sentence, away.status)
