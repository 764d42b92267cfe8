"""What stands before every route: whose host names are answered, the limit on bodies, a line of log."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Sequence

import anyio
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.database import new_id
from app.errors import Malformed, ScorecardError, TooLarge, TooSlow
from app.problems import MEDIA_TYPE, headers_of, problem_of

log = structlog.get_logger("scorecard.http")
_PROBES = ("/healthz", "/readyz")  # asked by machines under whatever name or address they know


class KnownHosts:
    """Answers only to its own names: any other in `Host` would find its way into links."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope["path"] not in _PROBES and not self._is_known(scope):
            await refuse(send, Malformed("This service is not known by the host name of this request."))
            return
        await self.app(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"host"]
        host = given[0].decode("latin-1").lower() if len(given) == 1 else ""
        name, _, port = host.rpartition(":")
        plain = name if name and port.isdigit() else host
        return "*" in self.hosts or plain in self.hosts


class BodyLimit:
    """Refuses a body above the limit, by its declared length before it is read, else while it comes.

    One of which nothing comes for `patience` seconds is refused too; it may be as slow as it likes otherwise.
    """

    def __init__(self, app: ASGIApp, limit: int, patience: float = 30.0) -> None:
        self.app = app
        self.limit = limit
        self.patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        too_large = TooLarge(f"A request has at most {self.limit:,} bytes.")
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self.limit:
            await refuse(send, too_large)
            return
        body = _Body(receive, send, too_large, self.limit, self.patience)
        await self.app(scope, body.receive, body.send)


class _Body:
    """One request's body on its way in; once it is at fault, the answer is that fault."""

    def __init__(
        self, receive: Receive, send: Send, too_large: TooLarge, limit: int, patience: float
    ) -> None:
        self._receive, self._send = receive, send
        self._too_large, self._limit, self._patience = too_large, limit, patience
        self._counted, self._whole, self._answered = 0, False, False
        self._fault: ScorecardError | None = None

    async def receive(self) -> Message:
        """The next piece. Raises TooLarge, or TooSlow when none comes."""
        if self._whole:  # whoever asks on waits for the end of the connection
            return await self._receive()
        try:
            with anyio.fail_after(self._patience):
                message = await self._receive()
        except TimeoutError:
            self._fault = TooSlow("The rest of the request did not come; send it again.")
            raise self._fault from None
        self._counted += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._counted > self._limit:
            self._fault = self._too_large
            raise self._fault
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on; whatever a reader of the body made of a fault, it was that one."""
        if self._fault is None:
            await self._send(message)
        elif not self._answered:
            self._answered = True
            await refuse(self._send, self._fault)


async def refuse(send: Send, error: ScorecardError, more: Sequence[tuple[bytes, bytes]] = ()) -> None:
    """Answer with the problem, without any route; `more` are headers beside those of every refusal."""
    document = problem_of(error)
    body = json.dumps(document).encode()
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"connection", b"close")]
    headers += [(b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    headers += [(name.lower().encode(), value.encode()) for name, value in headers_of(error).items()]
    headers += more
    await send({"type": "http.response.start", "status": document["status"], "headers": headers})
    await send({"type": "http.response.body", "body": body})


class RequestLog:
    """One line for each request: method, path, status, milliseconds, and the id that its answer carries."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = scope.setdefault("state", {}).setdefault("request_id", str(new_id()))
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            taken = round((time.perf_counter() - began) * 1000, 1)
            log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                ms=taken,
                request=request_id,
            )
