"""A provider's server that misbehaves on purpose, on loopback: each path is one fault.

It writes bytes to the socket itself, because no HTTP library would send most of this.
"""

import gzip
import re
import socket
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache

import brotli

CSV = b"date,offered,answered,abandoned\n2026-01-05,100,90,10\n2026-01-06,120,100,20\n"
HTML = b"<!DOCTYPE html><html><body><form>Please sign in</form></body></html>"
DRIP = 0.05  # seconds between two dripped bytes
PAUSE = 0.3  # seconds; as five against the twenty that a read may take, so this against a test's limit


@dataclass
class Provider:
    """The running server: its port, what it was asked, and answers that a test may add or change."""

    port: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    requests: list[bytes] = field(default_factory=list)
    answers: dict[str, Callable[["Provider", socket.socket, bytes], None]] = field(default_factory=dict)
    closing: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    @property
    def allowed(self) -> str:
        return f"127.0.0.1:{self.port}"


def answer(body: bytes = b"", status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/csv", f"Content-Length: {size}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


def raw(data: bytes) -> Callable[[Provider, socket.socket, bytes], None]:
    return lambda _, connection, __: connection.sendall(data)


def chunked(*pieces: bytes, end: bool = True) -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + body + (b"0\r\n\r\n" if end else b"")


def drip(provider: Provider, connection: socket.socket, data: bytes) -> None:
    for byte in data:
        connection.sendall(bytes([byte]))
        if provider.closing.wait(DRIP):
            return


def slow_body(provider: Provider, connection: socket.socket, _: bytes) -> None:
    connection.sendall(answer(b"", length=100_000))
    drip(provider, connection, b"1" * 100_000)


def slow_body_pausing(provider: Provider, connection: socket.socket, _: bytes) -> None:
    """A byte after each pause that is just too short for the limit of one read."""
    connection.sendall(answer(b"", length=100_000))
    while not provider.closing.wait(PAUSE):
        connection.sendall(b"1")


def slow_header(provider: Provider, connection: socket.socket, _: bytes) -> None:
    drip(provider, connection, b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000)


def hundred_continue(provider: Provider, connection: socket.socket, _: bytes) -> None:
    while not provider.closing.wait(DRIP / 5):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def hang(provider: Provider, connection: socket.socket, _: bytes) -> None:
    provider.closing.wait()


def half_then_hang(provider: Provider, connection: socket.socket, _: bytes) -> None:
    connection.sendall(answer(CSV[:20], length=len(CSV)))
    provider.closing.wait()


def endless(provider: Provider, connection: socket.socket, _: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    piece = b"10000\r\n" + b"7" * 65_536 + b"\r\n"
    while not provider.closing.is_set():
        connection.sendall(piece)


def endless_chunk(provider: Provider, connection: socket.socket, _: bytes) -> None:
    """One chunk that says to be a terabyte long, and is as long as anybody listens."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000\r\n")
    while not provider.closing.is_set():
        connection.sendall(b"7" * 65_536)


def reset(provider: Provider, connection: socket.socket, _: bytes) -> None:
    connection.sendall(answer(CSV[:20], length=len(CSV)))
    time.sleep(DRIP)  # so that the reset does not overtake the bytes before it
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def flaky(provider: Provider, connection: socket.socket, _: bytes) -> None:
    down = provider.hits["flaky"] <= 2
    connection.sendall(answer(b"", "503 Service Unavailable") if down else answer(CSV))


def with_etag(provider: Provider, connection: socket.socket, request: bytes) -> None:
    known = b'if-none-match: "v1"' in request.lower()
    tag = 'ETag: "v1"'
    connection.sendall(
        b"HTTP/1.1 304 Not Modified\r\n" + tag.encode() + b"\r\n\r\n" if known else answer(CSV, "200 OK", tag)
    )


@lru_cache
def bomb() -> bytes:
    """96 MiB of zeros in 97 KB, in one member."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1024 * 1024)
    return b"".join(packer.compress(block) for _ in range(96)) + packer.flush()


def gigabyte() -> bytes:
    """1 GiB of zeros in 1 MB: as many members of a mebibyte, which cost nothing to make."""
    return gzip.compress(bytes(1024 * 1024)) * 1024


GZIP = "Content-Encoding: gzip"
ANSWERS: dict[str, Callable[[Provider, socket.socket, bytes], None]] = {
    "good": raw(answer(CSV)),
    "good-chunked": raw(chunked(CSV[:10], CSV[10:])),
    "good-gzip": raw(answer(gzip.compress(CSV), "200 OK", GZIP)),
    "good-gzip-members": raw(answer(gzip.compress(CSV[:30]) + gzip.compress(CSV[30:]), "200 OK", GZIP)),
    "good-deflate": raw(answer(zlib.compress(CSV), "200 OK", "Content-Encoding: deflate")),
    "good-raw-deflate": raw(answer(zlib.compress(CSV, wbits=-15), "200 OK", "Content-Encoding: deflate")),
    "good-br": raw(answer(brotli.compress(CSV), "200 OK", "Content-Encoding: br")),
    "etag": with_etag,
    "flaky": flaky,
    "slow-body": slow_body,
    "slow-body-5s": slow_body_pausing,
    "slow-header": slow_header,
    "hundred-continue": hundred_continue,
    "hang": hang,
    "half-then-hang": half_then_hang,
    "endless": endless,
    "endless-chunk": endless_chunk,
    "reset": reset,
    "big-length": raw(answer(b"x", length=10**12)),
    "gzip-bomb": lambda _, connection, __: connection.sendall(answer(bomb(), "200 OK", GZIP)),
    "gzip-bomb-1g": lambda _, connection, __: connection.sendall(answer(gigabyte(), "200 OK", GZIP)),
    "gzip-cut": raw(answer(gzip.compress(CSV * 200)[:-30], "200 OK", GZIP)),
    "gzip-no-trailer": raw(answer(gzip.compress(CSV)[:-4], "200 OK", GZIP)),
    "gzip-empty": raw(answer(b"", "200 OK", GZIP)),
    "gzip-lie": raw(answer(CSV, "200 OK", GZIP)),
    "gzip-trailing": raw(answer(gzip.compress(CSV) + b"more", "200 OK", GZIP)),
    "gzip-stack": raw(answer(gzip.compress(gzip.compress(CSV)), "200 OK", "Content-Encoding: gzip, gzip")),
    "deflate-trailing": raw(answer(zlib.compress(CSV) + b"more", "200 OK", "Content-Encoding: deflate")),
    "br-cut": raw(answer(brotli.compress(CSV * 50)[:-3], "200 OK", "Content-Encoding: br")),
    "encoding-unknown": raw(answer(CSV, "200 OK", "Content-Encoding: zstd")),
    "length-too-long": raw(answer(CSV, length=len(CSV) + 50)),
    "no-length": raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\n" + CSV),
    "chunk-cut": raw(chunked(CSV, end=False)),
    "chunk-bad": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"),
    "close": raw(b""),
    "http09": raw(CSV),
    "length-two": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nhello"),
    "length-twice-the-same": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
    "length-and-chunked": raw(
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    ),
    "length-negative": raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"),
    "length-text": raw(b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello"),
    "header-bad": raw(b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 5\r\n\r\nhello"),
    "header-nul": raw(b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 5\r\n\r\nhello"),
    "status-line": raw(b"HELLO 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
    "header-huge": raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\nContent-Length: 5\r\n\r\nhello"),
    "partial": raw(answer(CSV[:20], "206 Partial Content")),
    "cookie": raw(answer(CSV, "200 OK", "Set-Cookie: session=secret")),
    "redirect": raw(answer(b"", "302 Found", "Location: http://127.0.0.1:1/target")),
    "redirect-crlf": raw(answer(b"", "301 Moved", "Location: /x%0d%0aSet-Cookie:a=b")),
    "redirect-nowhere": raw(answer(b"", "302 Found")),
    "html-200": raw(answer(HTML)),
    "empty": raw(answer(b"")),
    "204": raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "401": raw(answer(b"the password was hunter2", "401 Unauthorized")),
    "403": raw(answer(b"", "403 Forbidden")),
    "404": raw(answer(b"", "404 Not Found")),
    "410": raw(answer(b"", "410 Gone")),
    "429": raw(answer(b"", "429 Too Many Requests", "Retry-After: 3")),
    "429-huge": raw(answer(b"", "429 Too Many Requests", "Retry-After: 999999999")),
    "503-date": raw(answer(b"", "503 Unavailable", "Retry-After: Sun, 06 Nov 1999 08:49:37 GMT")),
    "500": raw(answer(b"", "500 Internal Server Error")),
    "999": raw(answer(b"", "999 Go Away")),
}


@contextmanager
def faulty_provider() -> Iterator[Provider]:
    """Yield a running provider; close it and every connection of it afterwards."""
    provider = Provider(answers=dict(ANSWERS))
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    provider.port = listener.getsockname()[1]
    accepting = threading.Thread(target=_accept, args=(provider, listener), daemon=True)
    accepting.start()
    try:
        yield provider
    finally:
        provider.closing.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(5)


def _accept(provider: Provider, listener: socket.socket) -> None:
    with suppress(OSError):  # the listener is closed to end this
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(provider, connection), daemon=True).start()


def _rest(connection: socket.socket, request: bytes) -> bytes:
    """Return what of the body is still to come; it may be none."""
    head, _, body = request.partition(b"\r\n\r\n")
    stated = re.search(rb"content-length: ([0-9]+)", head.lower())
    missing, rest = int(stated[1]) - len(body) if stated else 0, b""
    while len(rest) < missing and (received := connection.recv(65_536)):
        rest += received
    return rest


def _serve(provider: Provider, connection: socket.socket) -> None:
    with connection, suppress(OSError):  # the other side may go away in the middle: that is what is tested
        request = b""
        while b"\r\n\r\n" not in request:
            received = connection.recv(65_536)
            if not received:
                return
            request += received
        request += _rest(connection, request)
        path = request.split(b" ")[1].decode("ascii").lstrip("/").partition("?")[0]
        provider.requests.append(request)
        provider.hits[path] += 1
        provider.answers[path](provider, connection, request)
