"""A receiver of webhooks on loopback: writes down what comes, answers as it is told, also badly."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CHUNK = b"x" * 65536
KEY = "Rk7-long-enough-and-random-0123456789-abcdef"  # what every process of a test locks with


@dataclass
class Receiver:
    """Where it listens, what it answers next (the last answer stays), and what came."""

    port: int = 0
    answers: list[int | str] = field(default_factory=lambda: [200])
    headers: dict[str, str] = field(default_factory=dict)
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    sent: int = 0  # bytes of an endless answer that went out
    let_go: threading.Event = field(default_factory=threading.Event)
    got_one: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/hook?key=shown-to-nobody"

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.came]

    def next_answer(self) -> int | str:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver, closed in the end."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            receiver.got_one.set()
            told = receiver.next_answer()
            if told == "hang":
                receiver.let_go.wait(600)
                return
            self.send_response(200 if told == "endless" else int(told))
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(2**30) if told == "endless" else "0")
            self.end_headers()
            if told == "endless":
                self.pour()

        def pour(self) -> None:
            try:
                while receiver.sent < 2**30:
                    self.wfile.write(CHUNK)
                    receiver.sent += len(CHUNK)
            except OSError:
                self.close_connection = True  # the other side has heard enough

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield receiver
    finally:
        receiver.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()
