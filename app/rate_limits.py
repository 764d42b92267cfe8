"""Rate limits before every route: who asks too much is told when to come again, before anything is read.

A request counts for its token (or browser) and its organisation where they are known to be valid; else, and
for signing in, for its network address. What is valid is learned from earlier answers, so that a limit costs
no question of its own and guessed tokens get no quota of theirs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import partial
from http.cookies import CookieError, SimpleCookie
from uuid import UUID

import anyio
import anyio.to_thread
import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.credentials import cookie_name
from app.access.keys import fingerprint
from app.access.rates.counting import Counts
from app.access.rates.quotas import Left, Quota, headers_of, network_of, window_of
from app.access.rates.shared import shared_in
from app.errors import TooMany
from app.limits import refuse
from app.settings import Settings

log = structlog.get_logger("scorecard.rates")
FREE = ("/healthz", "/readyz", "/static/")
SIGNING_IN = frozenset(
    {
        *("/sign-in", "/sign-in/code", "/sign-in/second-step", "/sign-in/company"),
        *("/sign-in/passkey", "/api/v1/session/passkey", "/api/v1/session/passkey/challenge"),
        *("/api/v1/session", "/api/v1/session/code", "/api/v1/session/second-step"),
        *("/api/v1/invitations/accept", "/api/v1/me/password", "/api/v1/me/second-step/off"),
    }
)
KNOWN = 20_000  # callers that are remembered as valid
SENTENCE = "Too many requests; wait for as long as Retry-After says."


class RateLimits:
    """Counts each request and refuses those above a quota; tells what is left in the headers."""

    def __init__(self, app: ASGIApp, settings: Settings, clock: Callable[[], float]) -> None:
        self.app, self.clock = app, clock
        self.cookie = cookie_name(settings)
        self.of_token = Quota("token", settings.rate_per_token)
        self.of_organisation = Quota("organisation", settings.rate_per_organisation)
        self.of_address = Quota("address", settings.rate_per_address)
        self.of_sign_in = Quota("sign-in", settings.rate_sign_in)
        self.counts: Counts | None = None
        self._known: OrderedDict[str, UUID] = OrderedDict()
        self._asking: anyio.CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"].startswith(FREE):
            await self.app(scope, receive, send)
            return
        secret = self._secret(scope)
        lefts = [await self._count(scope, key, quota) for key, quota in self._keys(scope, secret)]
        headers = headers_of(lefts) if lefts else []
        if refused := next((one for one in lefts if one.refused), None):
            await refuse(send, TooMany(SENTENCE, refused.reset), headers)
            return

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._learn(scope, secret, message["status"])
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        await self.app(scope, receive, telling)

    def _secret(self, scope: Scope) -> str:
        """The fingerprint of the credentials that came along; empty without any."""
        headers = Headers(scope=scope)
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme:
            return fingerprint(given.strip())
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return ""
        return fingerprint(cookies[self.cookie].value) if self.cookie in cookies else ""

    def _keys(self, scope: Scope, secret: str) -> Iterator[tuple[str, Quota]]:
        """What the request counts for, each with its quota; a quota of 0 is none."""
        network = network_of(scope["client"][0] if scope.get("client") else "")
        organisation = self._known.get(secret)
        wanted: list[tuple[str, Quota]] = []
        if organisation is None:
            wanted.append((network, self.of_address))
        else:
            wanted += [(secret, self.of_token), (organisation.hex, self.of_organisation)]
        if scope["method"] in ("POST", "PUT") and scope["path"] in SIGNING_IN:
            wanted.append((network, self.of_sign_in))
        yield from ((fingerprint(f"{quota.name} {key}"), quota) for key, quota in wanted if quota.most)

    async def _count(self, scope: Scope, key: str, quota: Quota) -> Left:
        now = self.clock()
        if self.counts is None:
            self.counts = Counts(shared_in(scope["app"].state.database))
            self._asking = anyio.CapacityLimiter(2)
        taken = self.counts.take(key, quota, now)
        if isinstance(taken, Left):
            return taken
        assert self.counts.share is not None  # noqa: S101 - there is no lease without
        share = partial(self.counts.share, key, window_of(now), taken.more)
        try:
            total = await anyio.to_thread.run_sync(share, limiter=self._asking)
        except SQLAlchemyError as error:  # the route will say so; a limit is no reason to fail
            log.warning("the shared count does not answer", fault=type(error).__name__)
            total = 0
        return self.counts.granted(taken, total, now)

    def _learn(self, scope: Scope, secret: str, status: int) -> None:
        """Remember whose valid credentials these are; forget those that are valid no more."""
        organisation = scope.get("state", {}).get("organisation_id")
        if status == 401:
            self._known.pop(secret, None)
        elif secret and organisation is not None:
            self._known[secret] = organisation
            self._known.move_to_end(secret)
            if len(self._known) > KNOWN:
                self._known.popitem(last=False)
