"""Asking an identity provider: where its doors are, what a code is worth, with which keys it signs.

Every call goes through the one door to the outside: an issuer that leads into our network is refused unless
the operator names its host. Nothing is kept between sign-ins: a key that was changed counts at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote_plus, urlencode

from app.sources.outside.ask import Ask
from app.sources.outside.destinations import NotFetchable, read_url
from app.sources.outside.faults import FetchFailed
from app.sources.outside.transport import MEBIBYTE, Door
from app.sources.secrets.prove import basic

SECONDS = 15.0  # for one answer: somebody waits before a screen
WELL_KNOWN = "/.well-known/openid-configuration"


class Unreachable(Exception):
    """The provider does not answer as one; the text says what, for the operator and the audit log."""


@dataclass(frozen=True, slots=True)
class Doors:
    """The endpoints of a provider, and whether the client's secret goes into the form of a request."""

    authorization: str
    token: str
    keys: str
    secret_in_form: bool


def discover(door: Door, issuer: str) -> Doors:
    """The doors that the issuer's discovery document names. Raises Unreachable."""
    found = _json(door, Ask(issuer.rstrip("/") + WELL_KNOWN))
    if found.get("issuer") != issuer:
        raise Unreachable("the discovery document is of another issuer")
    named = [found.get(f"{name}_endpoint") for name in ("authorization", "token")]
    places = [*named, found.get("jwks_uri")]
    for place in places:
        try:
            read_url(place if isinstance(place, str) else "", door.allowed)
        except NotFetchable:
            raise Unreachable("the discovery document names an address that may not be used") from None
    ways = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    first, second, third = (str(place) for place in places)
    return Doors(first, second, third, "client_secret_basic" not in ways)


def keys_of(door: Door, doors: Doors) -> Mapping[str, Any]:
    """The key set with which the provider signs. Raises Unreachable."""
    return _json(door, Ask(doors.keys))


def exchange(
    door: Door, doors: Doors, client: tuple[str, str], code: str, verifier: str, redirect: str
) -> str:
    """The ID token that the provider gives for a code. Raises Unreachable, also for a code that was used."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect,
        "code_verifier": verifier,
    }
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    if doors.secret_in_form:
        form |= {"client_id": client[0], "client_secret": client[1]}
    else:
        headers["authorization"] = basic(quote_plus(client[0]), quote_plus(client[1]))
    found = _json(door, Ask(doors.token, "POST", headers, urlencode(form).encode()))
    token = found.get("id_token")
    if not isinstance(token, str):
        raise Unreachable("the answer to the code holds no ID token")
    return token


def _json(door: Door, ask: Ask) -> Mapping[str, Any]:
    small = replace(door.limits, total=SECONDS, received=MEBIBYTE, decoded=MEBIBYTE)
    try:
        found = json.loads(replace(door, limits=small).fetch(ask).content)
    except FetchFailed as failed:
        raise Unreachable(failed.sentence) from None
    except (ValueError, RecursionError):
        raise Unreachable("the answer is no JSON") from None
    if not isinstance(found, dict):
        raise Unreachable("the answer is no JSON object")
    return found
