"""Secrets as they are given, and what is shown of them afterwards. They go in and never come out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from app.payloads import Payload

TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
PARAMETER = re.compile(r"[A-Za-z0-9_.~$-]{1,100}")
# What decides where a message ends or where it goes is ours to say.
OURS = {
    *("host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade"),
    *("expect", "accept-encoding", "if-none-match", "if-modified-since", "range", "proxy-authorization"),
}


def _plain(text: str) -> str:
    if not text.isascii() or not text.isprintable() or text != text.strip():
        raise ValueError("this is not one line of plain ASCII")
    return text


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("this must be one line without control characters")
    return text


def _pem(text: str) -> str:
    if not text.isascii() or not text.lstrip().startswith("-----BEGIN "):
        raise ValueError("this is no PEM text: it begins with -----BEGIN …-----")
    return text.strip() + "\n"


_HIDDEN: Any = {"writeOnly": True}
_Secret = Field(min_length=1, max_length=8000, repr=False, json_schema_extra=_HIDDEN)
Secret = Annotated[str, _Secret, AfterValidator(_plain)]
Password = Annotated[str, _Secret, AfterValidator(_one_line)]
Name = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_one_line)]
Pem = Annotated[
    str, Field(min_length=1, max_length=50_000, repr=False, json_schema_extra=_HIDDEN), AfterValidator(_pem)
]


class Bearer(Payload):
    """A token that is sent as `Authorization: Bearer …`."""

    kind: Literal["bearer"]
    token: Secret


class Basic(Payload):
    """A user and password, sent as `Authorization: Basic …`."""

    kind: Literal["basic"]
    user: Annotated[Name, Field(pattern="^[^:]*$")]
    password: Password


class ApiKey(Payload):
    """A key in a named header, parameter of the address, or field of the JSON body."""

    kind: Literal["api_key"]
    where: Literal["header", "query", "body"] = "header"
    name: Name
    value: Secret

    @model_validator(mode="after")
    def _can_be_named(self) -> ApiKey:
        pattern = {"header": TOKEN, "query": PARAMETER}.get(self.where)
        if pattern and not pattern.fullmatch(self.name):
            raise ValueError(f"no {self.where} can have this name")
        if self.where == "header" and self.name.lower() in OURS:
            raise ValueError("this header cannot be set")
        return self


class OAuth2(Payload):
    """A client that asks its token address for a token first (client credentials, RFC 6749 §4.4)."""

    kind: Literal["oauth2"]
    token_url: Annotated[
        str, Field(min_length=1, max_length=2048, examples=["https://login.example/oauth/token"])
    ]
    client_id: Name
    client_secret: Password
    client_in: Literal["header", "body"] = "header"
    scope: Annotated[str, Field(max_length=1000), AfterValidator(_one_line)] = ""
    audience: Annotated[str, Field(max_length=1000), AfterValidator(_one_line)] = ""


Credentials = Annotated[Bearer | Basic | ApiKey | OAuth2, Field(discriminator="kind")]


class CertificateBody(Payload):
    """A client certificate for mutual TLS: PEM, with the chain behind it if there is one, and its key."""

    certificate: Pem
    key: Pem


class CredentialsShown(Payload):
    """Credentials that are set: everything but the secret; of a long one its last four characters."""

    kind: Literal["bearer", "basic", "api_key", "oauth2"]
    set_on: date
    ends_in: str
    user: str | None = None
    where: str | None = None
    name: str | None = None
    token_url: str | None = None
    client_id: str | None = None
    client_in: str | None = None
    scope: str | None = None
    audience: str | None = None

    @classmethod
    def of(cls, facts: Mapping[str, Any] | None) -> CredentialsShown | None:
        """What is shown, made from the facts that are stored."""
        return None if facts is None else cls.model_validate(facts, strict=False)


class CertificateShown(Payload):
    """A client certificate that is set."""

    set_on: date
    subject: str
    issuer: str
    valid_from: str
    valid_until: str
    sha256: str

    @classmethod
    def of(cls, facts: Mapping[str, Any] | None) -> CertificateShown | None:
        """What is shown, made from the facts that are stored."""
        return None if facts is None else cls.model_validate(facts, strict=False)
