"""Client certificates for mutual TLS: judged when they are given, shown by their facts alone."""

import secrets
import ssl
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

MOST_CERTIFICATES = 10  # of one chain
LONGEST_NAME = 300


class BadCertificate(Exception):
    """A certificate and key that cannot be presented; the text says why and quotes neither."""


@dataclass(frozen=True)
class ClientCertificate:
    """A certificate (with the chain behind it, if any) and its private key, both as PEM text."""

    certificate: str = field(repr=False)
    key: str = field(repr=False)


def judge(client: ClientCertificate, now: datetime) -> Mapping[str, str]:
    """Return what may be shown of a certificate; raise BadCertificate when it cannot be presented now.

    The facts are subject, issuer, the instants between which it holds, and its SHA-256.
    """
    try:
        chain = x509.load_pem_x509_certificates(client.certificate.encode())
    except ValueError:
        raise BadCertificate("the certificate is no PEM (-----BEGIN CERTIFICATE-----)") from None
    if len(chain) > MOST_CERTIFICATES:
        raise BadCertificate(f"the chain has more than {MOST_CERTIFICATES} certificates")
    mine, key = chain[0], _key_of(client)
    if _public(mine.public_key()) != _public(key.public_key()):
        raise BadCertificate("the key is not that of the first certificate")
    if mine.not_valid_after_utc <= now:
        raise BadCertificate(f"the certificate has expired on {mine.not_valid_after_utc:%Y-%m-%d}")
    try:
        present(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), client)
    except ssl.SSLError:
        raise BadCertificate("TLS does not take this certificate or key; it may be too weak") from None
    return {
        "subject": mine.subject.rfc4514_string()[:LONGEST_NAME],
        "issuer": mine.issuer.rfc4514_string()[:LONGEST_NAME],
        "valid_from": mine.not_valid_before_utc.isoformat(),
        "valid_until": mine.not_valid_after_utc.isoformat(),
        "sha256": mine.fingerprint(SHA256()).hex(),
    }


def present(context: ssl.SSLContext, client: ClientCertificate) -> None:
    """Let the context present this certificate.

    Python takes certificates from files only. The key lies in that file encrypted, for the moment of loading,
    under a passphrase that is nowhere but in memory.
    """
    passphrase = secrets.token_bytes(24).hex()
    locked = _key_of(client).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode())
    )
    with tempfile.NamedTemporaryFile() as file:
        file.write(locked + client.certificate.encode())
        file.flush()
        context.load_cert_chain(file.name, password=passphrase)


def _key_of(client: ClientCertificate) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(client.key.encode(), password=None)
    except TypeError:
        raise BadCertificate("the key is locked with a passphrase; give it without one") from None
    except ValueError:
        raise BadCertificate("the key is no PEM (-----BEGIN PRIVATE KEY-----)") from None


def _public(key: object) -> bytes:
    """Return a public key in the one form in which two can be compared."""
    written: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    return written
