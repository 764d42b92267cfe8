"""Sending a spooled file: a chunk at a time, cut off at a deadline or when the asker may no longer see it."""

import time
from collections.abc import Callable, Mapping
from urllib.parse import quote

import anyio
import anyio.to_thread
import structlog
from fastapi import Response
from starlette.types import Receive, Scope, Send

from app.errors import ScorecardError
from app.reports.exports.files import Spooled

CHUNK = 64 * 1024
CUT = "scorecard.cut"  # where a server says how a connection is dropped
LOOK_AGAIN = 5.0  # seconds after which it is asked again whether the asker may see this
log = structlog.get_logger("scorecard.http")


class SpooledResponse(Response):
    """An answer from a file. No session is open while it is sent, and memory holds one chunk of it.

    A reader that is slower than ``seconds`` is cut off in the middle: the length that was told says so. Its
    connection is dropped with what waits in it: closed in good order, it would wait for hours.
    """

    def __init__(
        self, spooled: Spooled, name: str, media_type: str, seconds: float, allowed: Callable[[], object]
    ) -> None:
        super().__init__(b"", headers=_headers(spooled, name), media_type=media_type)
        self.spooled = spooled
        self.seconds = seconds
        self.allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file; it is closed in any case."""
        with self.spooled.file:
            start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
            with anyio.move_on_after(self.seconds) as deadline:
                await send(start)
                await self._send_file(send)
            if deadline.cancelled_caught:
                log.warning("an export was cut off at its deadline", path=scope["path"], seconds=self.seconds)
                cut = scope.get("extensions", {}).get(CUT)
                if cut is not None:
                    cut["act"]()

    async def _send_file(self, send: Send) -> None:
        looked = time.monotonic()
        while part := await anyio.to_thread.run_sync(self.spooled.file.read, CHUNK):
            await send({"type": "http.response.body", "body": part, "more_body": True})
            if time.monotonic() - looked > LOOK_AGAIN:
                try:
                    await anyio.to_thread.run_sync(self.allowed)
                except ScorecardError:
                    return  # not ended: the answer stays short of its length
                looked = time.monotonic()
        await send({"type": "http.response.body", "body": b""})


def _headers(spooled: Spooled, name: str) -> Mapping[str, str]:
    return {
        "Content-Length": str(spooled.size),
        "ETag": f'"{spooled.sha256}"',
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f"attachment; filename=\"export\"; filename*=UTF-8''{quote(name, safe='')}",
    }
