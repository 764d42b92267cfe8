"""Fetching what a pull asks for, whole: every request of it goes through the one door."""

from app.sources.fetching.asking import Asking
from app.sources.fetching.fetch_pages import fetch_pages
from app.sources.fetching.tokens import TOKENS, Tokens
from app.sources.outside.ask import Fetched
from app.sources.outside.faults import FetchFailed
from app.sources.outside.transport import Door

UNAUTHORISED = 401


def fetch(door: Door, asking: Asking, tokens: Tokens = TOKENS) -> Fetched:
    """Return the whole answer to what is asked, all its pages as one, or raise FetchFailed."""
    began = door.clock()

    def once(way: Door, one: Asking) -> Fetched:
        return _ask_once(way, one, tokens)

    try:
        return fetch_pages(door, asking, once) if asking.paging else once(door, asking)
    except FetchFailed as failed:
        failed.seconds = door.clock() - began
        raise


def _ask_once(door: Door, asking: Asking, tokens: Tokens) -> Fetched:
    """Return the answer to one request; a token that is refused is renewed once. Raises FetchFailed."""
    if not asking.needs_token:
        return door.fetch(asking.request())
    token = tokens.token(door, asking)
    try:
        return door.fetch(asking.request(token))
    except FetchFailed as failed:
        if failed.status != UNAUTHORISED:
            raise
        tokens.forget(asking, token)
        return door.fetch(asking.request(tokens.token(door, asking)))
