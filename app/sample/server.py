"""A little HTTP server that gives out the sample world's reports as four vendors would.

`GET /{provider}/{kind}.csv?start=YYYY-MM-DD&end=YYYY-MM-DD[&as_of=instant]`, with the provider's bearer
token. It listens on the loopback alone, and knows nothing that lies after its own present.
"""

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from app.sample.columns import SHAPES
from app.sample.providers import provider
from app.sample.published import not_yet
from app.sample.shapes import render, touched
from app.sample.sources import token
from app.sample.world import World

_LONGEST = 400  # days of a window


@dataclass(frozen=True)
class Answer:
    """What goes back: a status and a body, which is a CSV where the status is 200, else a sentence."""

    status: HTTPStatus
    body: bytes
    content_type: str = "text/plain; charset=utf-8"
    etag: str = ""


class SampleServer(ThreadingHTTPServer):
    """Serves one world; what exists is decided by `now`, which `travel_to` may move."""

    daemon_threads = True

    def __init__(self, world: World, now: datetime) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.world = world
        self.now = now

    @property
    def base_url(self) -> str:
        """The address without a closing slash."""
        return f"http://127.0.0.1:{self.server_port}"

    def travel_to(self, now: datetime) -> None:
        """Sets the server's present (aware), backwards too: what was not yet reported then vanishes."""
        if now.tzinfo is None:
            raise ValueError("the server's present needs a time zone")
        self.now = now

    def answer(self, path: str, query: str, authorization: str) -> Answer:
        """The answer to one request, before conditions."""
        slug, _, file = path.strip("/").partition("/")
        kind = file.removesuffix(".csv")
        if (slug, kind) not in SHAPES or not file.endswith(".csv"):
            known = ", ".join(f"/{one}/{report}.csv" for one, report in SHAPES)
            return _refusal(HTTPStatus.NOT_FOUND, f"There is no such report; there are {known}.")
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token(provider(slug))}".encode()):
            return _refusal(HTTPStatus.UNAUTHORIZED, "Send the provider's bearer token.")
        try:
            start, end, at = self._window(query)
        except ValueError as fault:
            return _refusal(HTTPStatus.BAD_REQUEST, str(fault))
        missing = not_yet(self.world, slug, touched(start, end), at)
        if missing:
            return _refusal(HTTPStatus.NOT_FOUND, missing)
        body = render(self.world, slug, kind, start, end, at)
        charset = SHAPES[slug, kind].encoding.removesuffix("-sig")
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        return Answer(HTTPStatus.OK, body, f"text/csv; charset={charset}", etag)

    def _window(self, query: str) -> tuple[date, date, datetime]:
        given = {name: values[-1] for name, values in parse_qs(query).items()}
        try:
            start, end = date.fromisoformat(given["start"]), date.fromisoformat(given["end"])
            at = datetime.fromisoformat(given["as_of"]) if "as_of" in given else self.now
        except (KeyError, ValueError) as fault:
            raise ValueError(
                "Say start= and end= as YYYY-MM-DD, and as_of= as an instant with offset."
            ) from fault
        if not 0 < (end - start).days <= _LONGEST:
            raise ValueError(f"The end is excluded: it lies 1 to {_LONGEST} days after the start.")
        if at.tzinfo is None or at > self.now:
            raise ValueError("as_of= needs an offset from UTC (write + as %2B) and cannot lie in the future.")
        return start, end, at


class _Handler(BaseHTTPRequestHandler):
    server: SampleServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body waits 40 ms for the receipt of the headers
    wbufsize = 1 << 16

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        answer = self.server.answer(asked.path, asked.query, self.headers.get("Authorization", ""))
        if answer.etag and self.headers.get("If-None-Match") in (answer.etag, "*"):
            answer = Answer(HTTPStatus.NOT_MODIFIED, b"", answer.content_type, answer.etag)
        self._send(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the library's
        """Says nothing: who pulls keeps the account."""

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.status is HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", "Bearer")
        if answer.etag:
            self.send_header("ETag", answer.etag)
        if answer.status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)


def _refusal(status: HTTPStatus, sentence: str) -> Answer:
    return Answer(status, sentence.encode())


@contextmanager
def start_sample_server(now: datetime, world: World | None = None) -> Iterator[SampleServer]:
    """Serves on a free loopback port while the block runs; by default the world that ends before `now`."""
    with SampleServer(world or World(now.date()), now) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
