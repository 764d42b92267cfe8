"""A software authenticator: it makes passkeys and signs, as a phone does. `lie` changes one thing."""

import hashlib
import json
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40
Asked = dict[str, Any]


def text_of(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One passkey, made at once; `count` is how often it has signed."""

    origin: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: hashlib.sha256(b"a passkey of the tests").digest())
    user: str = ""
    count: int = 0

    def makes(self, asked: Asked, name: str = "phone", **lie: Any) -> dict[str, str]:
        """The answer to being asked for a new passkey."""
        self.user = asked["user"]
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        public = lie.get("public_key", encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y}))
        made = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + public
        data = self._data(asked, NEW, **lie) + made
        statement = {"fmt": lie.get("fmt", "none"), "attStmt": {}, "authData": data}
        return {
            "name": name,
            "credential": text_of(self.credential),
            "client_data": text_of(self._told("webauthn.create", asked, **lie)),
            "attestation": text_of(lie.get("attestation", encode_cbor(statement))),
        }

    def signs(self, asked: Asked, **lie: Any) -> dict[str, str]:
        """The answer to being asked for a signature; it counts on."""
        self.count += lie.get("counts", 1)
        data, told = self._data(asked, 0, **lie), self._told("webauthn.get", asked, **lie)
        signed = lie.get("key", self.key).sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        return {
            "credential": text_of(self.credential),
            "client_data": text_of(told),
            "authenticator_data": text_of(data),
            "signature": text_of(signed),
            "user": lie.get("user", self.user),
        }

    def _told(self, kind: str, asked: Asked, **lie: Any) -> bytes:
        told = {"type": lie.get("type", kind), "challenge": asked["challenge"], "crossOrigin": False}
        return json.dumps({**told, "origin": lie.get("origin", self.origin)}).encode()

    def _data(self, asked: Asked, more: int, **lie: Any) -> bytes:
        site = hashlib.sha256(str(lie.get("site", asked["relying_party"])).encode()).digest()
        return site + bytes([lie.get("flags", PRESENT | VERIFIED) | more]) + struct.pack(">I", self.count)
