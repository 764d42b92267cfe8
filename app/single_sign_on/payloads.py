"""What comes in and goes out over HTTP about an organisation's single sign-on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from app.access.roles import Role
from app.access.sign_on.tables import IdentityProvider
from app.payloads import Id, Line, Payload
from app.single_sign_on.configure import Wanted

_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")


def _domain(text: str) -> str:
    if not _DOMAIN.fullmatch(text):
        raise ValueError("write it like bank.example, in lower case")
    return text


Domain = Annotated[str, Field(max_length=253), AfterValidator(_domain)]
Roles = Annotated[
    dict[Line, Role], Field(max_length=50, description="What each group of the provider is here.")
]


class SingleSignOnBody(Payload):
    """Your provider: issuer and client as it knows this service, and the domains of your addresses.

    `newcomers` is the role of people who are not known here yet; null: they are invited. `claim` names where
    the ID token lists groups, `roles` what each group is here. Without `client_secret` the stored one stays.
    """

    issuer: Annotated[str, Field(min_length=8, max_length=500, examples=["https://login.bank.example"])]
    client_id: Line
    client_secret: Annotated[SecretStr, Field(min_length=1, max_length=1000)] | None = None
    domains: Annotated[list[Domain], Field(min_length=1, max_length=20)]
    newcomers: Role | None = None
    claim: Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9_.:/-]*$")] = ""
    roles: Roles = Field(default_factory=dict)

    def wanted(self) -> Wanted:
        """The same as the rooms behind understand it."""
        secret = self.client_secret.get_secret_value() if self.client_secret else None
        return Wanted(
            issuer=self.issuer,
            client_id=self.client_id,
            client_secret=secret,
            domains=self.domains,
            newcomers=self.newcomers,
            claim=self.claim,
            roles=self.roles,
        )


class SingleSignOnShown(Payload):
    """Your organisation's single sign-on. `redirect` is what the provider must know, `link` signs in."""

    organisation: Id
    issuer: str
    client_id: str
    domains: list[str]
    newcomers: str | None
    claim: str
    roles: dict[str, str]
    redirect: str
    link: str
    changed_at: datetime

    @classmethod
    def of(cls, row: IdentityProvider, domains: list[str], places: Mapping[str, str]) -> SingleSignOnShown:
        """How it is set up, without the secret."""
        return cls(
            organisation=row.organisation_id,
            issuer=row.issuer,
            client_id=row.client_id,
            domains=domains,
            newcomers=row.newcomers,
            claim=row.claim,
            roles=dict(row.roles),
            redirect=places["redirect"],
            link=places["link"],
            changed_at=row.changed_at,
        )
