"""A crowd of clients on real sockets: readers that ask on and on, uploaders that want each file accepted."""

import hashlib
import http.client
import itertools
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.desk import calls

PATIENCE = 60  # seconds for one answer


@dataclass
class Seen:
    """What clients saw: seconds and statuses of answers, and connections that broke under them."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0

    def p99(self) -> float:
        """Milliseconds, 99 in 100 answers were faster."""
        return self.slowest(0.99)

    def slowest(self, part: float) -> float:
        """Milliseconds, such a part of the answers were faster."""
        return sorted(self.seconds)[int(len(self.seconds) * part)] * 1000

    def faults(self) -> dict[int, int]:
        """The answers that say that the fault is ours."""
        return {status: count for status, count in self.statuses.items() if status >= 500}


@dataclass
class Client:
    """One caller with one connection, which is opened anew when it breaks."""

    port: int
    token: str
    seen: Seen = field(default_factory=Seen)
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes] | None:
        """The answer's status and body; None when the connection broke before it was there."""
        headers["Authorization"] = f"Bearer {self.token}"
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            self.seen.broken += 1
            return None
        self.seen.seconds.append(time.perf_counter() - began)
        self.seen.statuses[answer.status] += 1
        return answer.status, content

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


Over = Callable[[], bool]


def read(client: Client, paths: list[str], over: Over) -> None:
    """Ask one after the other, from anywhere on, until it is over."""
    start = random.randrange(len(paths))
    for path in itertools.islice(itertools.cycle(paths), start, None):
        if over():
            break
        client.ask("GET", path)
    client.close()


@dataclass
class Uploader:
    """Sends files of its own contract; `accepted` are the digests of those that the service took."""

    client: Client
    ref: str
    accepted: list[str] = field(default_factory=list)

    def send(self, over: Over) -> None:
        """Send files, each again under its key until it is answered; the last one too."""
        for number in itertools.count():
            if over():
                break
            content = calls(abandoned=number % 50, month="2026-02", days=range(1 + number % 20, 22))
            content += f"\n2026-03-{1 + number % 28:02},billing,{1000 + number},900,{100 + number}".encode()
            digest = hashlib.sha256(content).hexdigest()
            if self._taken(content, f"{self.ref}-{digest}"):
                self.accepted.append(digest)
        self.client.close()

    def _taken(self, content: bytes, key: str) -> bool:
        path = f"/api/v1/contracts/{self.ref}/reports"
        while True:
            answer = self.client.ask("POST", path, content, **{"Idempotency-Key": key})
            if answer is not None:
                return answer[0] == 201 and bool(json.loads(answer[1])["status"] == "accepted")
            time.sleep(0.05)  # as a client does whose connection broke


@contextmanager
def together(acts: list[Callable[[Over], None]]) -> Iterator[None]:
    """Do all of it at once for as long as the context lasts, and wait for the last answers."""
    ended = threading.Event()
    threads = [threading.Thread(target=act, args=(ended.is_set,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def added(clients: list[Client]) -> Seen:
    """What all of them saw together."""
    whole = Seen()
    for one in clients:
        whole.seconds += one.seen.seconds
        whole.statuses += one.seen.statuses
        whole.broken += one.seen.broken
    return whole
