"""What comes in and goes out over HTTP about the people of an organisation and invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, SecretStr

from app.access.invite import NewInvitation, Open
from app.access.members import Member
from app.access.roles import Role
from app.access.tables import Invitation
from app.payloads import Id, Line, Payload

Email = Annotated[str, Field(min_length=3, max_length=254, examples=["li@centre.example"])]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=100, examples=["inv_" + "x" * 36])]


class NameBody(Payload):
    """Another name for one's organisation."""

    name: Line


class MemberShown(Payload):
    """Somebody who belongs to your organisation; `since` is when they came to it."""

    id: Id
    email: str
    name: str
    role: str
    since: datetime
    disabled_at: datetime | None
    second_step: Annotated[bool, Field(description="Whether signing in asks for a code, too.")]

    @classmethod
    def of(cls, one: Member) -> MemberShown:
        """A member as it is shown to colleagues."""
        return cls(
            id=one.id,
            email=one.email,
            name=one.name,
            role=one.role,
            since=one.since,
            disabled_at=one.disabled_at,
            second_step=one.second_step,
        )


class RoleBody(Payload):
    """The role that somebody is given."""

    role: Role


class InvitationBody(Payload):
    """Who is invited, and as what."""

    email: Email
    role: Role


class InvitationShown(Payload):
    """An invitation that nobody has accepted yet, without its link."""

    id: Id
    email: str
    role: str
    organisation: Id
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, one: Invitation) -> InvitationShown:
        """An invitation as it is shown to whoever may take it back."""
        return cls(
            id=one.id,
            email=one.email,
            role=one.role,
            organisation=one.organisation_id,
            created_at=one.created_at,
            expires_at=one.expires_at,
        )


class InvitationMade(InvitationShown):
    """A new invitation, with its secret for the first and last time: hand it on to whom it is for.

    Null where this service sends mail: then its link went to that address, and to nobody else.
    """

    secret: str | None

    @classmethod
    def of_new(cls, new: NewInvitation) -> InvitationMade:
        """A new invitation as it is shown to its maker."""
        return cls(**dict(InvitationShown.of(new.invitation)), secret=new.secret)


class AcceptBody(Payload):
    """The secret of an invitation; who is not signed in gives a password, who is new a name."""

    secret: Secret
    name: Line | None = None
    password: Annotated[SecretStr, Field(min_length=1, max_length=1024)] | None = None


class Accepted(Payload):
    """What you belong to now, and as what."""

    organisation: Id
    organisation_name: str
    email: str
    role: str

    @classmethod
    def of(cls, one: Open) -> Accepted:
        """The invitation that was accepted."""
        return cls(
            organisation=one.organisation_id,
            organisation_name=one.organisation,
            email=one.email,
            role=one.role,
        )
