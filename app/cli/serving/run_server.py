"""One uvicorn on a socket that listens already."""

import gc
import signal
import socket
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI

from app.cli.files.faults import stop
from app.cli.serving.guarded import Guarded
from app.settings import Settings

GRACE = 20  # seconds for requests that run when the service is told to stop


def configure(app: FastAPI | str, settings: Settings, *, workers: int = 1) -> uvicorn.Config:
    """How uvicorn serves: the fast loop and parser, our own log lines, nothing told about the server.

    What a proxy says of the caller's address is believed of those that the operator names, of no others.
    """
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        loop="uvloop",
        http=Guarded,
        lifespan="on",
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE,
    )


def settle() -> None:
    """Take what is loaded by now out of every search for garbage: it stays, and answers wait for them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)  # what a request makes is mostly gone before so much of it is there


def serve_on(listener: socket.socket, app: FastAPI, settings: Settings) -> None:
    """Serve until told to stop (Ctrl+C, SIGTERM), which is no failure; BadInput when it cannot start."""
    server = uvicorn.Server(configure(app, settings))
    settle()
    signal.signal(signal.SIGTERM, _leave)  # uvicorn raises it again once it has shut down
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return
    if not server.started:
        stop("serve", "the service did not start; the reason stands above")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
