"""A mail server on loopback that takes every mail, or refuses as it is told: enough SMTP for one client."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


@dataclass
class MailServer:
    """Where it listens and what came."""

    port: int = 0
    refuses: bool = False
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"mailto://127.0.0.1:{self.port}?from=scorecard@sla.example&mode=insecure"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """The server, closed in the end."""
    server = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 ready")
            while line := self.rfile.readline():
                self.answer(line.strip().upper())

        def answer(self, command: bytes) -> None:
            if command.startswith((b"EHLO", b"HELO")):
                self.say("250 here")
            elif command.startswith(b"RCPT") and server.refuses:
                self.say("550 not here")
            elif command == b"DATA":
                self.say("354 go on")
                self.take()
                self.say("250 taken")
            else:
                self.say("221 bye" if command == b"QUIT" else "250 fine")

        def take(self) -> None:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line[1:] if line.startswith(b"..") else line)
            mail = message_from_bytes(b"".join(lines), policy=policy.default)
            server.mails.append(cast("EmailMessage", mail))

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        server.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()
