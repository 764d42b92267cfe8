"""Whether an ID token is what it claims: signed by the provider, for us, now, for this very sign-in.

The rules are OpenID Connect Core 1.0, 3.1.3.7. Signatures are asymmetric only, whatever the token's header
says: with `none` or an HMAC under the provider's public key anybody could sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
KEYS = frozenset({"RSA", "EC"})
LEEWAY = 60  # seconds that the clocks of two machines may differ
LONGEST = 100_000  # characters


class NotBelieved(Exception):
    """The token proves nothing; the text says why, without a word of the token."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider says of somebody, once it is believed; the e-mail address in lower case."""

    email: str
    name: str
    groups: tuple[str, ...]


def judge(
    raw: str,
    keys: Mapping[str, Any],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    claim: str,
    now: datetime,
) -> Said:
    """What the token says, checked against the provider's key set. Raises NotBelieved."""
    if len(raw) > LONGEST:
        raise NotBelieved("the ID token is too long")
    try:
        usable = [key for key in keys.get("keys", ()) if key.get("kty") in KEYS]
        known = KeySet.import_key_set({"keys": usable})
        token = jwt.decode(raw, known, algorithms=list(ALGORITHMS))
        wanted = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}
        claims = CodeIDToken(token.claims, token.header, wanted, {"nonce": nonce, "client_id": client_id})
        claims.validate(int(now.timestamp()), LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise NotBelieved(f"the ID token is not valid ({type(fault).__name__})") from None
    return _said(claims, claim)


def _said(claims: Mapping[str, Any], claim: str) -> Said:
    email, name = claims.get("email"), claims.get("name")
    if not isinstance(email, str) or "@" not in email:
        raise NotBelieved("the ID token names no e-mail address")
    if claims.get("email_verified") is not True:
        raise NotBelieved("the provider has not verified the e-mail address")
    found = claims.get(claim) if claim else None
    groups = found if isinstance(found, list) else [found]
    return Said(
        email=email.strip().lower(),
        name=name if isinstance(name, str) and name.strip() else email,
        groups=tuple(one for one in groups if isinstance(one, str)),
    )
