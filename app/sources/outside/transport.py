"""The one door to the outside: every byte that this service fetches comes through here.

httpx obeys proxies of the environment, waits for ever on a body that drips one byte a second and hands out
bodies that were cut off. So it is left with URLs and framing: the connection goes to a checked address
through a network backend of ours, one deadline stands around the whole fetch, bytes are counted as they come
and as they decode, and no cookie outlives its answer.
"""

import ipaddress
import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import certifi
import httpcore
import httpx
import structlog

from app.sources.outside.ask import Ask, Fetched
from app.sources.outside.certificates import present
from app.sources.outside.decoding import OFFERED, NotDecodable, decoder_for
from app.sources.outside.destinations import (
    Allowed,
    Destination,
    NotFetchable,
    Resolver,
    ask_resolver,
    check_addresses,
    is_public,
)
from app.sources.outside.faults import Fault, FetchFailed, explain
from app.sources.outside.redirects import Redirected, walk
from app.sources.outside.wire import CheckedBackend, DeadlinePassed, TooMuchReceived, Watch

log = structlog.get_logger("scorecard.sources")
MEBIBYTE = 1024 * 1024
REDIRECTS = frozenset({300, 301, 302, 303, 305, 306, 307, 308})
EMPTY = frozenset({204, 304})


@dataclass(frozen=True)
class Limits:
    """How long a fetch may take, in seconds, and how many bytes it may bring, received and decoded."""

    total: float = 60.0
    connect: float = 10.0
    read: float = 20.0
    received: int = 25 * MEBIBYTE
    decoded: int = 25 * MEBIBYTE
    pages: float = 300.0  # seconds for all pages of one pull; the bytes are limited over all of them


def trusted_authorities() -> ssl.SSLContext:
    """Return a TLS set-up: certificates and names checked, TLS 1.2 at least, SSLKEYLOGFILE not obeyed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(certifi.where())
    context.load_default_certs()  # a company's own authority is installed in the system's store
    return context


usual_trust = lru_cache(maxsize=1)(trusted_authorities)  # reading all authorities takes a while
for name in ("httpx", "httpcore"):  # their notes hold whole addresses
    logging.getLogger(name).setLevel(logging.WARNING)

NOTHING_MORE = Allowed()
USUAL = Limits()


@dataclass(frozen=True)
class Door:
    """How to fetch: what the operator allows, the limits, the machine's resolver and clock."""

    allowed: Allowed = NOTHING_MORE
    limits: Limits = USUAL
    resolve: Resolver = ask_resolver
    trust: Callable[[], ssl.SSLContext] | None = None
    clock: Callable[[], float] = time.monotonic

    def fetch(self, ask: Ask) -> Fetched:
        """Return the whole answer or raise FetchFailed, within the limits of seconds and bytes."""
        watch = Watch(self.limits.total, self.limits.received, self.clock)
        try:
            return self._fetch(ask, watch)
        except FetchFailed as failed:
            failed.seconds = watch.spent()
            raise

    def _fetch(self, ask: Ask, watch: Watch) -> Fetched:
        try:
            return walk(ask, self.allowed, lambda one, where: self._ask(one, where, watch))
        except NotFetchable as refused:
            raise FetchFailed(Fault.DESTINATION, str(refused)) from None
        except NotDecodable as coded:
            raise FetchFailed(Fault.ENCODING, str(coded)) from None
        except (DeadlinePassed, TooMuchReceived, ssl.SSLError, OSError, httpcore.NetworkError) as fault:
            raise explain(fault, self.limits.total, self.limits.decoded) from None
        except (
            httpcore.TimeoutException,
            httpcore.ProtocolError,
            httpx.HTTPError,
            httpx.InvalidURL,
        ) as fault:
            raise explain(fault, self.limits.total, self.limits.decoded) from None

    def _trust(self, ask: Ask) -> ssl.SSLContext:
        """Whom to trust; a set-up that presents a certificate is this request's alone."""
        if ask.certificate is None:
            return (self.trust or usual_trust)()
        context = (self.trust or trusted_authorities)()
        present(context, ask.certificate)
        return context

    def _addresses(self, destination: Destination, watch: Watch) -> tuple[str, ...]:
        """Resolve within the deadline: the system's resolver knows none, so it gets a thread of its own."""
        found: list[tuple[str, ...] | NotFetchable] = []

        def look_up() -> None:
            try:
                found.append(check_addresses(destination, self.allowed, self.resolve))
            except NotFetchable as refused:
                found.append(refused)

        thread = threading.Thread(target=look_up, daemon=True, name="resolve")
        thread.start()
        thread.join(watch.left(self.limits.connect))
        if not found:
            raise DeadlinePassed
        if isinstance(found[0], NotFetchable):
            raise found[0]
        if not all(is_public(ipaddress.ip_address(one)) for one in found[0]):
            log.info("fetch.inside", host=destination.host, port=destination.port, addresses=found[0])
        return found[0]

    def _ask(self, ask: Ask, destination: Destination, watch: Watch) -> Fetched:
        backend = CheckedBackend(destination.host, self._addresses(destination, watch), watch)
        limits = httpx.Timeout(self.limits.read, connect=self.limits.connect)
        with (
            _Pool(backend, self._trust(ask)) as pool,
            httpx.Client(transport=pool, trust_env=False, follow_redirects=False, timeout=limits) as client,
        ):
            headers = {"accept-encoding": OFFERED, "user-agent": "vendor-sla-scorecard", **ask.headers}
            request = client.build_request(ask.method, destination.url, headers=headers, content=ask.body)
            answer = client.send(request, stream=True)
            try:
                content = _status_alone(answer) if ask.for_status else _read(answer, self.limits)
            finally:
                answer.close()
        return Fetched(answer.status_code, dict(answer.headers), content, watch.received, watch.spent())


class _Pool(httpx.BaseTransport):
    """httpx over one httpcore connection of ours; errors pass through untranslated."""

    def __init__(self, backend: httpcore.NetworkBackend, trust: ssl.SSLContext) -> None:
        self.pool = httpcore.ConnectionPool(ssl_context=trust, network_backend=backend, max_connections=1)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self.pool.handle_request(
            httpcore.Request(
                request.method,
                url,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        # Even told not to follow, httpx reads where a redirect leads, and quotes it when it cannot.
        headers = [(name, value) for name, value in answer.headers if name.lower() != b"location"]
        places = [value for name, value in answer.headers if name.lower() == b"location"]
        return httpx.Response(
            answer.status, headers=headers, stream=_Body(answer), extensions={"places": places}
        )

    def close(self) -> None:
        self.pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self.answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self.answer.iter_stream()

    def close(self) -> None:
        self.answer.close()


def _status_alone(answer: httpx.Response) -> bytes:
    """Nothing of the body, however long it is; raises FetchFailed for a bad status."""
    _judge_status(answer)
    return b""


def _read(answer: httpx.Response, limits: Limits) -> bytes:
    """Return the decoded body of a good answer; that of a bad one is not even read, so never quoted."""
    _judge_status(answer)
    if answer.status_code in EMPTY:
        return b""
    coding = answer.headers.get("content-encoding", "")
    _judge_framing(answer.headers, coding, limits)
    decoder = decoder_for(coding)
    pieces, size = [], 0
    for received in answer.iter_raw():
        for piece in decoder.feed(received):
            size += len(piece)
            if size > limits.decoded:
                raise TooMuchReceived
            pieces.append(piece)
    content = b"".join(pieces)
    if content or coding == "" or answer.num_bytes_downloaded:
        decoder.finish()
    return content


def _judge_status(answer: httpx.Response) -> None:
    status = answer.status_code
    if status in REDIRECTS:
        raise Redirected(status, answer.extensions["places"])
    if not 200 <= status < 300 and status not in EMPTY:
        raise FetchFailed(
            Fault.STATUS,
            f"the server answers {status}{MEANING.get(status, '')}",
            status,
            answer.headers.get("retry-after", ""),
        )
    if status == httpx.codes.PARTIAL_CONTENT:
        raise FetchFailed(Fault.PROTOCOL, "the server sent a part of the answer (206) unasked", status)


MEANING = {
    401: ": it does not know these credentials; enter new ones",
    403: ": these credentials may not read this",
    404: ": there is nothing at this address",
    410: ": what was at this address is gone for good",
    429: ": too many requests; it is asked again later",
}


def _judge_framing(headers: httpx.Headers, coding: str, limits: Limits) -> None:
    """Refuse answers of which nobody can say where they end: two lengths, or none at all."""
    lengths = headers.get_list("content-length")
    chunked = "transfer-encoding" in headers
    if len(lengths) > 1 or (lengths and chunked):
        raise httpcore.RemoteProtocolError("the answer states its length twice")
    marked = coding.strip().lower() not in ("", "identity")
    if not lengths and not chunked and not marked:
        raise httpcore.RemoteProtocolError(
            "the answer does not say how long it is (no Content-Length), so a cut would pass unseen"
        )
    if lengths and int(lengths[0]) > limits.received:
        raise TooMuchReceived
