"""TLS: certificates and names are checked, old versions refused, the name of the URL is asked for."""

import datetime as dt
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.sources.destinations import allow
from app.sources.faults import Fault, FetchFailed
from app.sources.transport import Ask, Door, Limits, trusted_authorities

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
def server(file: Path, prepare: Callable[[ssl.SSLContext], object] = lambda context: None) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    prepare(context)
    running = Quiet(("127.0.0.1", 0), Reports)
    running.socket = context.wrap_socket(running.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield running.server_port
    finally:
        with suppress(OSError):
            running.shutdown()
        running.server_close()


def fetch(port: int, trusted: Path | None) -> bytes:
    def trust() -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(trusted)
        return context

    through = Door(
        allow([f"reports.example:{port}"]),
        Limits(total=3, connect=2, read=2),
        resolve=lambda host, port: ["127.0.0.1"],
        trust=trust if trusted else trusted_authorities,
    )
    return through.fetch(Ask(f"https://reports.example:{port}/")).content


def test_the_name_of_the_url_is_what_the_certificate_must_carry(tmp_path: Path) -> None:
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


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with server(certificate(tmp_path, "reports.example")) as port, pytest.raises(FetchFailed) as failed:
        fetch(port, None)
    assert failed.value.fault is Fault.TLS


@pytest.mark.parametrize("wrong", ["other.example", "expired"])
def test_a_wrong_name_and_an_expired_certificate_are_refused(tmp_path: Path, wrong: str) -> None:
    expired = wrong == "expired"
    name, until = ("reports.example", NOW - DAY) if expired else (wrong, NOW + DAY)
    file = certificate(tmp_path, name, until)
    with server(file) as port, pytest.raises(FetchFailed) as failed:
        fetch(port, file)
    assert failed.value.fault is Fault.TLS


def test_old_versions_of_tls_are_not_spoken() -> None:
    assert trusted_authorities().minimum_version == ssl.TLSVersion.TLSv1_2


def test_the_keys_of_a_session_are_not_logged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    assert trusted_authorities.__wrapped__().keylog_filename is None
