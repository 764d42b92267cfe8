"""What never reaches a route: heads of requests that do not end, that are huge, or whose address is.

The server waits for the end of a head as long as a client likes, and keeps what has come in memory. Here a
head has to come whole within a deadline and within a size; a client that is too slow or too loud is told so
and cut off.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from asyncio import Transport
from asyncio.events import TimerHandle
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.reports.exports.spooled import CUT

HEAD_SECONDS = 10.0  # from the connection, or from a further request's first byte, to the end of its head
LONGEST_URL = 8 * 1024
LONGEST_HEAD = 32 * 1024
_SAYS = {
    408: "The head of the request did not come in time.",
    414: f"An address has at most {LONGEST_URL:,} bytes.",
    431: f"The head of a request has at most {LONGEST_HEAD:,} bytes.",
}


class Guarded(HttpToolsProtocol):
    """One connection, whose requests begin in time and in bounds."""

    head_seconds = HEAD_SECONDS
    _deadline: TimerHandle | None = None
    _head = 0  # bytes of a head that has not ended
    _cut = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; those of a head that does not end are counted."""
        if self._cut:
            return
        self._head += len(data)
        super().data_received(data)
        if self._deadline is not None and self._head > LONGEST_HEAD:
            self._refuse(431)

    def on_message_begin(self) -> None:
        """The first byte of a further request on this connection."""
        super().on_message_begin()
        if self._deadline is None:
            self._head = 0
            self._await_head()

    def on_headers_complete(self) -> None:
        """The head is whole: judge its size before any route sees it."""
        self._head_is_here()
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if len(self.url) > LONGEST_URL:
            self._refuse(414)
        elif size > LONGEST_HEAD:
            self._refuse(431)
        else:
            self.scope.setdefault("extensions", {})[CUT] = {"act": self._drop}
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """What belongs to a refused head is dropped."""
        if not self._cut:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The same."""
        if not self._cut:
            super().on_message_complete()

    def _drop(self) -> None:
        """Drop the connection with all that waits in it, here and in the kernel: its reader sees a reset."""
        with socket.socket(fileno=os.dup(self.transport.get_extra_info("socket").fileno())) as same:
            same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _await_head(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self._refuse, 408)

    def _head_is_here(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: int) -> None:
        """Answer with the problem and close; what else comes on this connection is not read."""
        self._head_is_here()
        self._cut = True
        if self.transport.is_closing():
            return
        phrase = HTTPStatus(status).phrase
        problem = {
            "type": f"urn:scorecard:problem:{phrase.lower().replace(' ', '-')}",
            "title": phrase,
            "status": status,
            "detail": _SAYS[status],
        }
        body = json.dumps(problem).encode()
        head = f"HTTP/1.1 {status} {phrase}\r\ncontent-type: application/problem+json\r\n"
        head += f"content-length: {len(body)}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
        self.transport.write(head.encode() + body)
        self.transport.close()
