"""How a request is proven to the provider: one of four ways, added to each request that goes to its host."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlsplit

SHORTEST_SHOWN = 16  # characters that a secret needs before its last four are shown
SHORTEST_PASSWORD = 8  # below that the user's name is the secret, as some providers have it
SECRET_FIELDS = {"bearer": "token", "basic": "password", "api_key": "value", "oauth2": "client_secret"}


@dataclass(frozen=True)
class Plain:
    """A request before it is written: `body` is a JSON value, None for none."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: Any = field(repr=False)


def proven(plain: Plain, credentials: Mapping[str, str], token: str) -> Plain:
    """Return the request with its credentials; `token` is the one that OAuth2 brought."""
    match credentials.get("kind"):
        case "bearer":
            return _with_header(plain, "Authorization", f"Bearer {credentials['token']}")
        case "basic":
            return _with_header(plain, "Authorization", basic(credentials["user"], credentials["password"]))
        case "oauth2":
            return _with_header(plain, "Authorization", f"Bearer {token}")
        case "api_key":
            return _with_key(plain, credentials["where"], credentials["name"], credentials["value"])
    return plain


def basic(user: str, password: str) -> str:
    """Return the value of an Authorization header for a user and password, in UTF-8 (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def shown(credentials: Mapping[str, str]) -> dict[str, str]:
    """Return what may be shown of credentials: everything but the secret, of a long one its last four.

    The user of a short password is not shown: some providers take a key as the user and any password.
    """
    secret_field = SECRET_FIELDS[credentials["kind"]]
    secret = credentials[secret_field]
    facts = {name: value for name, value in credentials.items() if name != secret_field and value}
    if len(secret) < SHORTEST_PASSWORD:
        facts.pop("user", None)
    return {**facts, "ends_in": secret[-4:] if len(secret) >= SHORTEST_SHOWN else ""}


def header_of(credentials: Mapping[str, str]) -> str:
    """Return the name of the header that the credentials set, '' when they set none."""
    if credentials.get("kind") == "api_key":
        return credentials["name"] if credentials["where"] == "header" else ""
    return "Authorization" if credentials.get("kind") else ""


def _with_header(plain: Plain, name: str, value: str) -> Plain:
    others = {own: text for own, text in plain.headers.items() if own.lower() != name.lower()}
    return replace(plain, headers={**others, name: value})


def _with_key(plain: Plain, where: str, name: str, value: str) -> Plain:
    if where == "header":
        return _with_header(plain, name, value)
    if where == "body":
        return replace(plain, body={**plain.body, name: value}) if isinstance(plain.body, dict) else plain
    parts = urlsplit(plain.url)
    # A next page's address may carry the key already: once is enough.
    others = [part for part in parts.query.split("&") if part and part.partition("=")[0] != quote(name)]
    query = "&".join([*others, f"{quote(name)}={quote(value, safe='')}"])
    return replace(plain, url=parts._replace(query=query).geturl())
