"""Credentials as they came with a request: parsed, not yet believed. Nothing here touches the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Annotated, Literal

from fastapi import Depends, Request, Response

from app.access.device import device_of
from app.access.identity import Identity
from app.problems import request_id_of
from app.settings import Settings

Page = Literal["own", "foreign", "unsaid"]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def _unheard(_who: Identity) -> None:
    """Nobody wants to know whose credentials these are."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request says about who sends it."""

    kind: Literal["token", "cookie", "none"]
    secret: str = field(repr=False)
    address: str  # of the connection; what X-Forwarded-For claims counts for nothing here
    request_id: str
    method: str = "GET"
    page: Page = "unsaid"  # which page a browser says that it comes from; programs say nothing
    recognised: Callable[[Identity], None] = field(default=_unheard, repr=False, compare=False)
    device: str = ""  # browser and system in words of ours, as its User-Agent claims

    @property
    def forged(self) -> bool:
        """Whether another site's page may have sent it: a browser's cookie goes along with those, too."""
        return self.kind == "cookie" and self.method not in SAFE_METHODS and self.page != "own"


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and to https; over plain http browsers refuse such a name."""
    return "__Host-scorecard" if settings.encrypted else "scorecard"


def half_cookie_name(settings: Settings) -> str:
    """The cookie of half a sign-in, which no request but those of the second step reads."""
    return f"{cookie_name(settings)}-half"


async def parse_credentials(request: Request) -> Credentials:
    """A request's credentials. A token counts only in `Authorization`, a cookie's secret only in a cookie."""
    settings: Settings = request.app.state.settings
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(cookie_name(settings), "")
    kind: Literal["token", "cookie", "none"] = "none"
    if scheme:  # a header that is there decides, even when it is wrong
        kind = "token"
    elif cookie:
        kind = "cookie"
    return Credentials(
        kind=kind,
        secret=(bearer.strip() if scheme.lower() == "bearer" else "") if kind == "token" else cookie,
        address=request.client.host if request.client else "",
        request_id=request_id_of(request),
        method=request.method,
        page=_page(request, settings),
        recognised=partial(_note, request),
        device=device_of(request.headers.get("user-agent", "")),
    )


Caller = Annotated[Credentials, Depends(parse_credentials)]


def _note(request: Request, who: Identity) -> None:
    """For the rate limits, and for the frame of a page that says what went wrong."""
    request.state.organisation_id, request.state.identity = who.organisation_id, who


def _page(request: Request, settings: Settings) -> Page:
    """A browser states in Sec-Fetch-Site where a request comes from, older ones and plain http in Origin."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is None and origin is None:
        return "unsaid"
    own = site in ("same-origin", "none") if site is not None else origin == settings.origin
    return "own" if own else "foreign"


def set_cookie(response: Response, settings: Settings, secret: str, now: datetime, until: datetime) -> None:
    """Hand the secret of a sign-in to the browser, out of reach of scripts and other sites."""
    _set(response, settings, cookie_name(settings), secret, now, until)


def set_half_cookie(
    response: Response, settings: Settings, secret: str, now: datetime, until: datetime
) -> None:
    """Hand the secret of half a sign-in to the browser; what it was signed in as stays until the rest."""
    _set(response, settings, half_cookie_name(settings), secret, now, until)


def clear_half_cookie(response: Response, settings: Settings) -> None:
    """Take the cookie of half a sign-in back: it is whole now."""
    _clear(response, settings, half_cookie_name(settings))


def _set(
    response: Response, settings: Settings, name: str, secret: str, now: datetime, until: datetime
) -> None:
    response.set_cookie(
        name,
        secret,
        max_age=int((until - now).total_seconds()),
        path="/",
        secure=settings.encrypted,
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Take the cookie back, with the same attributes, else the browser keeps it; and kept answers with it."""
    _clear(response, settings, cookie_name(settings))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def _clear(response: Response, settings: Settings, name: str) -> None:
    response.delete_cookie(name, path="/", secure=settings.encrypted, httponly=True, samesite="lax")
