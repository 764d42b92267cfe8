"""What comes in and goes out over HTTP about sign-ins, tokens and organisations."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, SecretStr

from app.access.identity import Identity
from app.access.roles import Permission, Role
from app.access.tables import ApiToken, Organisation
from app.access.tokens import NewToken
from app.payloads import Id, Line, Payload


class SignInBody(Payload):
    """E-mail and password; `organisation` when the person belongs to several."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    password: Annotated[SecretStr, Field(min_length=1, max_length=1024)]
    organisation: Id | None = None


class Me(Payload):
    """Who the credentials belong to, and what they allow."""

    person: Id
    name: str
    organisation: Id
    organisation_name: str
    role: str
    permissions: list[str]
    locale: str
    contracts: Annotated[list[Id] | None, Field(description="Null: all of the organisation's.")]

    @classmethod
    def of(cls, who: Identity) -> Me:
        """The identity as it is shown to its owner."""
        return cls(
            person=who.person_id,
            name=who.name,
            organisation=who.organisation_id,
            organisation_name=who.organisation,
            role=who.role,
            permissions=sorted(who.permissions),
            locale=who.locale,
            contracts=None if who.contracts is None else sorted(who.contracts),
        )


class OrganisationShown(Payload):
    """An organisation that the caller belongs to, and as what."""

    id: Id
    name: str
    role: str
    current: bool
    second_step_required: Annotated[
        bool, Field(description="Whether who signs in with a password there needs a code, too.")
    ]

    @classmethod
    def of(cls, one: Organisation, role: str, *, current: bool) -> OrganisationShown:
        """An organisation as it is shown to somebody who belongs to it."""
        asks = one.second_step_required
        return cls(id=one.id, name=one.name, role=role, current=current, second_step_required=asks)


class TokenBody(Payload):
    """A token to make: what it is for, as which role, for how many days, perhaps for less than all of that.

    `scopes` are the permissions that it keeps of the role's; `contracts` the only ones that it sees.
    """

    name: Line
    role: Role
    expires_in_days: Annotated[int, Field(ge=1, le=730)] = 365
    scopes: Annotated[list[Permission], Field(min_length=1, max_length=30)] | None = None
    contracts: Annotated[list[Id], Field(min_length=1, max_length=100)] | None = None


class TokenShown(Payload):
    """A token without its secret: `scs_Ab12…wXyZ` is enough to know it by."""

    id: Id
    name: str
    shown: str
    role: str
    scopes: list[str] | None
    contracts: list[Id] | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> TokenShown:
        """A stored token as it is shown."""
        contracts = None if token.contracts is None else [UUID(one) for one in token.contracts]
        return cls(shown=f"{token.prefix}…{token.last_four}", contracts=contracts, **_same(token))


class TokenMade(TokenShown):
    """A new token, with its secret for the first and last time."""

    secret: str

    @classmethod
    def of_new(cls, new: NewToken) -> TokenMade:
        """A new token as it is shown to its maker."""
        return cls(**dict(TokenShown.of(new.token)), secret=new.secret)


def _same(token: ApiToken) -> dict[str, Any]:
    names = ("id", "name", "role", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    return {name: getattr(token, name) for name in names}
