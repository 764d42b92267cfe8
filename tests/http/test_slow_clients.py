"""L01–L03: heads and bodies that do not end, heads that are huge, on real sockets; others are answered."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import uvicorn

from app.cli.serving.guarded import LONGEST_HEAD, LONGEST_URL, Guarded
from app.cli.serving.run_server import configure
from app.errors import TooSlow
from app.limits import BodyLimit
from app.settings import load_settings

pytestmark = pytest.mark.slow  # a server that waits for its slow clients

SLOW = 0.5  # seconds of the test's deadlines
HELLO = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Hasty(Guarded):
    head_seconds = SLOW


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Tell how long the body was, whatever becomes of it: as a framework may."""
    if scope["type"] != "http":
        return
    size, more = 0, True
    while more:
        try:
            message = await receive()
        except TooSlow:
            break
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server with our protocol and our limit of bodies, with little patience."""
    config = configure(BodyLimit(echo, limit=100_000, patience=SLOW), load_settings(demo=True))
    assert config.http is Guarded
    config.http, config.lifespan = Hasty, "off"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield int(listener.getsockname()[1])
        server.should_exit = True
        thread.join(30)


def whole(connection: socket.socket) -> bytes:
    """All that is answered until the server closes."""
    connection.settimeout(60)
    found = b""
    while piece := connection.recv(65_536):
        found += piece
    return found


def asked(port: int, *pieces: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return whole(connection)


def problem(answer: bytes) -> tuple[int, int]:
    """The status of the line and of the problem in the body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return int(head.split()[1]), json.loads(body)["status"]


def test_two_hundred_half_heads_are_cut_off_and_others_answered_meanwhile(port: int) -> None:
    with ExitStack() as stack:
        halves = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(200)]
        for number, one in enumerate(halves):
            one.sendall(HELLO[: number % 20])  # of some not even the first byte
        assert asked(port, HELLO).startswith(b"HTTP/1.1 200")
        assert {problem(whole(one)) for one in halves} == {(408, 408)}


def test_a_second_head_on_a_connection_has_its_deadline_too(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(HELLO.replace(b"Connection: close\r\n", b""))
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET / HT")
        assert problem(b"HTTP" + whole(connection).partition(b"HTTP")[2]) == (408, 408)


def test_a_body_that_never_comes_ends(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n"
    assert problem(asked(port, head + b"half")) == (408, 408)
    assert b"\r\n10\r\n" in asked(port, head + b"five!" * 2)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /" + b"a" * LONGEST_URL + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET /?" + b"a=1&" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * LONGEST_HEAD + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70_000, 431),  # and it does not end
        (b"POST / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 40_000 + b"\r\nContent-Length: 4\r\n\r\nbody", 431),
    ],
)
def test_a_huge_head_is_refused(port: int, head: bytes, status: int) -> None:
    assert problem(asked(port, head)) == (status, status)


def test_a_long_body_after_a_short_head_is_no_head(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 90000\r\n\r\n"
    assert b"\r\n90000\r\n" in asked(port, head + b"x" * 45_000, b"x" * 45_000)
