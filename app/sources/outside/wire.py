"""Connections to addresses that were checked, watched: how long all of it may take, how many bytes may come.

These are httpcore's own interfaces, so Host and the name in TLS stay those of the URL while the connection
goes to the address that was checked. A time-out of one read does not end a server that drips; the watch does.
"""

import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore


class DeadlinePassed(Exception):
    """The time for the whole fetch is over."""


class TooMuchReceived(Exception):
    """More bytes came than the limit."""


class Watch:
    """Counts the seconds and bytes of one fetch. Durations come from a monotonic clock."""

    def __init__(self, seconds: float, most: int, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began = clock()
        self._seconds = seconds
        self._most = most
        self.received = 0

    def spent(self) -> float:
        """Return the seconds since the fetch began."""
        return self._clock() - self._began

    def left(self, timeout: float | None) -> float:
        """Return the seconds that one operation may wait; raise DeadlinePassed when none are left."""
        remaining = self._seconds - self.spent()
        if remaining <= 0:
            raise DeadlinePassed
        return remaining if timeout is None else min(timeout, remaining)

    def count(self, data: bytes) -> bytes:
        """Return the bytes; raise TooMuchReceived when they go over the limit (headers count too)."""
        self.received += len(data)
        if self.received > self._most:
            raise TooMuchReceived
        return data


class WatchedStream(httpcore.NetworkStream):
    """A connection whose every wait ends with the deadline and whose bytes are counted."""

    def __init__(self, inner: httpcore.NetworkStream, watch: Watch) -> None:
        self._inner = inner
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there; a time-out that the deadline cut short is the deadline's."""
        try:
            return self._watch.count(self._inner.read(max_bytes, self._watch.left(timeout)))
        except httpcore.ReadTimeout:
            self._watch.left(timeout)
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything."""
        self._inner.write(buffer, self._watch.left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return the same connection under TLS; the handshake as a whole has the time that is left."""
        left = self._watch.left(timeout)
        return WatchedStream(self._inner.start_tls(ssl_context, server_hostname, left), self._watch)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows about itself."""
        return self._inner.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the checked addresses of one host, in their order, and to nothing else."""

    def __init__(self, host: str, addresses: tuple[str, ...], watch: Watch) -> None:
        self._host = host
        self._addresses = addresses
        self._watch = watch
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first address that answers; raise what the last one raised."""
        if host.strip("[]") != self._host:
            raise httpcore.ConnectError("another host than the one that was checked")
        for address in self._addresses[:-1]:
            try:
                return self._connect(address, port, timeout, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(self._addresses[-1], port, timeout, socket_options)

    def _connect(
        self, address: str, port: int, timeout: float | None, options: Iterable[Any] | None
    ) -> httpcore.NetworkStream:
        left = self._watch.left(timeout)
        stream = self._inner.connect_tcp(address, port, left, None, options)
        return WatchedStream(stream, self._watch)
