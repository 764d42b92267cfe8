"""A provider whose server knows the truth and mostly tells it: three answers in ten are a fault."""

import random
import socket
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from tests.sources.faulty_provider import Provider, answer, chunked, slow_body

Key = tuple[str, date]  # a source by its number, and the day
FAULTS = ("500", "429", "hang", "cut", "wrong length", "drip", "page", "reset")


@dataclass
class Truth:
    """What the provider's figures are; they change while they are asked for. `served` counts each answer."""

    chance: random.Random
    faulty: float = 0.3
    changing: float = 0.05
    versions: Counter[Key] = field(default_factory=Counter)
    served: Counter[tuple[Key, str]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def offered(self, key: Key) -> int:
        return 1000 * int(key[0]) + 10 * key[1].timetuple().tm_yday + self.versions[key]

    def answer(self, provider: Provider, connection: socket.socket, request: bytes) -> None:
        """Answer `…?source=7&from=2026-01-05`: the truth, or a fault."""
        line = request.split(b"\r\n", 1)[0]
        source = line.split(b"source=")[1].split(b"&")[0].decode()
        key = source, date.fromisoformat(line.split(b"from=")[1][:10].decode())
        with self.lock:
            fault = self.chance.choice(FAULTS) if self.chance.random() < self.faulty else "truth"
            self.served[key, fault] += 1
            body = f"date,offered\n{key[1]},{self.offered(key)}\n".encode()
            if fault == "truth" and self.chance.random() < self.changing:
                self.versions[key] += 1  # corrected a moment later
        self._send(fault, body, provider, connection, request)

    def _send(
        self, fault: str, body: bytes, provider: Provider, connection: socket.socket, request: bytes
    ) -> None:
        whole = answer(body)
        match fault:
            case "truth":
                connection.sendall(whole)
            case "500":
                connection.sendall(answer(b"", "500 Internal Server Error"))
            case "429":
                connection.sendall(answer(b"", "429 Too Many Requests", "Retry-After: 2"))
            case "hang":
                provider.closing.wait(20)
            case "cut":
                connection.sendall(chunked(body[:-7], end=False))
            case "wrong length":
                connection.sendall(answer(body, length=len(body) + 50))
            case "drip":
                slow_body(provider, connection, request)
            case "page":
                connection.sendall(answer(b"<!doctype html><html>Sign in</html>"))
            case "reset":
                connection.sendall(whole[:-7])
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01" + bytes(7))
