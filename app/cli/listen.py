"""The listening socket, bound before anything slow so that a taken port is told at once; uvicorn on it."""

import signal
import socket
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI

from app.cli.faults import stop

BACKLOG = 2048
GRACE = 20  # seconds for requests that run when the service is told to stop


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; who connects before the service runs waits. Raises BadInput when taken."""
    listener = None
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections inherit it. Several workers get the socket without its protocol, so that their event
        # loops do not set it, and every answer would wait 40 ms for the receipt of its first half.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        if listener is not None:
            listener.close()
        stop(f"{host}:{port}", f"cannot listen here ({error.strerror}); choose another port with --port")
    listener.set_inheritable(True)
    return listener


def configure(app: FastAPI | str, *, workers: int = 1) -> uvicorn.Config:
    """How uvicorn serves: the fast loop and parser, our own log lines, nothing told about the server."""
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        loop="uvloop",
        http="httptools",
        lifespan="on",
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )


def serve_on(listener: socket.socket, app: FastAPI) -> None:
    """Serve until told to stop (Ctrl+C, SIGTERM), which is no failure; BadInput when it cannot start."""
    server = uvicorn.Server(configure(app))
    signal.signal(signal.SIGTERM, _leave)  # uvicorn raises it again once it has shut down
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return
    if not server.started:
        stop("serve", "the service did not start; the reason stands above")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
