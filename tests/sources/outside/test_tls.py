"""TLS: certificates and names are checked, old versions refused, the name of the URL is asked for."""

import datetime as dt
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.sources.outside.ask import Ask
from app.sources.outside.certificates import BadCertificate, ClientCertificate, judge
from app.sources.outside.destinations import allow
from app.sources.outside.faults import Fault, FetchFailed
from app.sources.outside.transport import Door, Limits, trusted_authorities

pytestmark = pytest.mark.slow  # the service as a whole

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


def certificate(folder: Path, name: str, until: dt.datetime = NOW + DAY) -> Path:
    """Write a self-signed certificate with its key; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 9 * DAY)
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / f"{name}-{until:%d}.pem"
    file.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return file


class Reports(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Stay silent."""


class Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A refused handshake is what is tested."""


@contextmanager
def server(
    file: Path,
    prepare: Callable[[ssl.SSLContext], object] = lambda context: None,
    handler: type[BaseHTTPRequestHandler] = Reports,
) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    prepare(context)
    running = Quiet(("127.0.0.1", 0), handler)
    running.socket = context.wrap_socket(running.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield running.server_port
    finally:
        with suppress(OSError):
            running.shutdown()
        running.server_close()


def fetch(port: int, trusted: Path | None, client: ClientCertificate | None = None) -> bytes:
    def trust() -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(trusted)
        return context

    through = Door(
        allow([f"reports.example:{port}"]),
        Limits(total=60, connect=30, read=30),
        resolve=lambda host, port: ["127.0.0.1"],
        trust=trust if trusted else trusted_authorities,
    )
    return through.fetch(Ask(f"https://reports.example:{port}/", certificate=client)).content


def test_e14_the_name_of_the_url_is_what_the_certificate_must_carry(tmp_path: Path) -> None:
    file = certificate(tmp_path, "reports.example")
    with server(file) as port:
        assert fetch(port, file) == b"ok"


def test_the_server_is_told_the_name(tmp_path: Path) -> None:
    file, asked = certificate(tmp_path, "reports.example"), []
    note = lambda context: setattr(  # noqa: E731
        context, "sni_callback", lambda _, name, __: asked.append(name)
    )
    with server(file, note) as port:
        fetch(port, file)
    assert asked == ["reports.example"]


def test_e14_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with server(certificate(tmp_path, "reports.example")) as port, pytest.raises(FetchFailed) as failed:
        fetch(port, None)
    assert failed.value.fault is Fault.TLS


@pytest.mark.parametrize("wrong", ["other.example", "expired"])
def test_e14_a_wrong_name_and_an_expired_certificate_are_refused(tmp_path: Path, wrong: str) -> None:
    expired = wrong == "expired"
    name, until = ("reports.example", NOW - DAY) if expired else (wrong, NOW + DAY)
    file = certificate(tmp_path, name, until)
    with server(file) as port, pytest.raises(FetchFailed) as failed:
        fetch(port, file)
    assert failed.value.fault is Fault.TLS


def test_e14_old_versions_of_tls_are_not_spoken() -> None:
    assert trusted_authorities().minimum_version == ssl.TLSVersion.TLSv1_2


def demands(authority: Path) -> Callable[[ssl.SSLContext], None]:
    """A server that talks only to clients whose certificate this authority vouches for."""

    def demand(context: ssl.SSLContext) -> None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(authority)

    return demand


def presented(file: Path) -> ClientCertificate:
    key, begin, found = file.read_text().partition("-----BEGIN CERTIFICATE-----")
    return ClientCertificate(begin + found, key)


def test_a_client_certificate_is_presented_and_leaves_nothing_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, mine, spool = (tmp_path / name for name in ("own", "mine", "spool"))
    for folder in (own, mine, spool):
        folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spool))
    theirs, client = certificate(own, "reports.example"), certificate(mine, "client.example")
    with server(theirs, demands(client)) as port:
        assert fetch(port, theirs, presented(client)) == b"ok"
    assert list(spool.iterdir()) == []


@pytest.mark.parametrize("who", ["nobody", "a stranger"])
def test_a_server_that_demands_a_certificate_refuses_others(tmp_path: Path, who: str) -> None:
    theirs, client = certificate(tmp_path, "reports.example"), certificate(tmp_path, "client.example")
    stranger = presented(certificate(tmp_path, "stranger.example")) if who == "a stranger" else None
    with server(theirs, demands(client)) as port, pytest.raises(FetchFailed) as failed:
        fetch(port, theirs, stranger)
    assert failed.value.fault in (Fault.TLS, Fault.CONNECTION), failed.value.sentence


def test_one_source_s_certificate_is_not_presented_for_another(tmp_path: Path) -> None:
    theirs, client = certificate(tmp_path, "reports.example"), certificate(tmp_path, "client.example")
    with server(theirs, demands(client)) as port:
        assert fetch(port, theirs, presented(client)) == b"ok"
        with pytest.raises(FetchFailed):
            fetch(port, theirs)


def test_an_expired_certificate_of_ours_is_found_when_it_is_given(tmp_path: Path) -> None:
    old = presented(certificate(tmp_path, "client.example", NOW - DAY))
    with pytest.raises(BadCertificate, match="expired"):
        judge(old, NOW)


def test_a_key_under_a_passphrase_is_refused_with_what_to_do(tmp_path: Path) -> None:
    good = presented(certificate(tmp_path, "client.example"))
    loaded = serialization.load_pem_private_key(good.key.encode(), None)
    locked = loaded.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"x"),
    )
    with pytest.raises(BadCertificate, match="passphrase"):
        judge(ClientCertificate(good.certificate, locked.decode()), NOW)
