"""The listening socket, bound before anything slow is loaded so that a taken port is told at once."""

import socket

from app.cli.files.faults import stop

BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; who connects before the service runs waits. Raises BadInput when taken."""
    listener = None
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections inherit it. Several workers get the socket without its protocol, so that their event
        # loops do not set it, and an answer in two pieces would wait 40 ms for the receipt of the first.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        if listener is not None:
            listener.close()
        stop(f"{host}:{port}", f"cannot listen here ({error.strerror}); choose another port with --port")
    listener.set_inheritable(True)
    return listener
