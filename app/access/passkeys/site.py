"""Our side of WebAuthn: the one door to the library that judges what authenticators sign."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm

from app.access.passkeys.binary import read_binary, write_binary
from app.errors import Conflict
from app.settings import Settings

# Ed25519, ECDSA with P-256, RSA (PKCS#1 v1.5), each with its SHA-256: what authenticators make.
ALGORITHMS = (-8, -7, -257)
NAMELESS = "Passkeys are bound to the name of the service, and this one is reached by a number."


class Unproven(Exception):
    """What was sent proves nothing; the message says why, for the audit log and nobody else."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey as its authenticator made it."""

    credential: str
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Site:
    """For whom passkeys are: the host name of the public address, and its origin."""

    host: str
    origin: str

    @classmethod
    def of(cls, settings: Settings) -> Site:
        """As the public address says. Raises Conflict where people come by a number."""
        if not has_name(settings):
            raise Conflict(NAMELESS)
        return cls(_host(settings), settings.origin)

    def made(self, credential: str, client_data: str, attestation: str, challenge: bytes) -> Made:
        """The passkey that was made for this challenge, by somebody who was there. Raises Unproven.

        What an authenticator states about its own make is neither asked for nor believed, so it is left out.
        """
        from webauthn import verify_registration_response  # noqa: PLC0415 - costs 25 MB: only who uses it
        from webauthn.helpers import (  # noqa: PLC0415
            decode_credential_public_key,
            decoded_public_key_to_cryptography,
            encode_cbor,
            parse_cbor,
        )
        from webauthn.helpers.cose import COSEAlgorithmIdentifier  # noqa: PLC0415

        try:
            stated = parse_cbor(read_binary(attestation))["authData"]
            plain = encode_cbor({"fmt": "none", "attStmt": {}, "authData": stated})
            response = {"clientDataJSON": client_data, "attestationObject": write_binary(plain)}
            found = verify_registration_response(
                credential=_wrapped(credential, response),
                expected_challenge=challenge,
                expected_rp_id=self.host,
                expected_origin=self.origin,
                require_user_verification=True,
                supported_pub_key_algs=[COSEAlgorithmIdentifier(number) for number in ALGORITHMS],
            )
            decoded_public_key_to_cryptography(decode_credential_public_key(found.credential_public_key))
        except _malformed() as fault:
            raise Unproven(str(fault)) from fault
        if write_binary(found.credential_id) != credential:
            raise Unproven("the name of the passkey is another one than was signed")
        return Made(credential, found.credential_public_key, found.sign_count)

    def signed(self, known: Made, response: dict[str, str], challenge: bytes) -> int:
        """How often the passkey has signed by now, after it signed this challenge. Raises Unproven.

        One that counts has to have counted on: else it was copied.
        """
        from webauthn import verify_authentication_response  # noqa: PLC0415 - as above

        try:
            found = verify_authentication_response(
                credential=_wrapped(known.credential, dict(response)),
                expected_challenge=challenge,
                expected_rp_id=self.host,
                expected_origin=self.origin,
                credential_public_key=known.public_key,
                credential_current_sign_count=known.sign_count,
                require_user_verification=True,
            )
        except _malformed() as fault:
            raise Unproven(str(fault)) from fault
        return found.new_sign_count


def has_name(settings: Settings) -> bool:
    """Whether people reach the service by a name: browsers make no passkeys for a number."""
    try:
        ip_address(_host(settings))
    except ValueError:
        return True
    return False


def _host(settings: Settings) -> str:
    return urlsplit(settings.base_url).hostname or ""


def _wrapped(credential: str, response: dict[str, str]) -> dict[str, Any]:
    return {"id": credential, "rawId": credential, "type": "public-key", "response": response}


def _malformed() -> tuple[type[Exception], ...]:
    """What the library raises for input that somebody made up: its own, and what its parsers stumble over."""
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - as above

    stumbles = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
    return (WebAuthnException, UnsupportedAlgorithm, *stumbles)
