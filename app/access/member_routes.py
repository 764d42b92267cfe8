"""One's organisation and its people over HTTP: who belongs to it, as what, and who is invited."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Request

from app.access.credentials import Caller
from app.access.invite import accept_as, accept_with_password, invitations_of, invite, take_back
from app.access.member_payloads import (
    AcceptBody,
    Accepted,
    InvitationBody,
    InvitationMade,
    InvitationShown,
    MemberShown,
    NameBody,
    RoleBody,
)
from app.access.members import change_role, member, members_of, remove_member, rename
from app.access.payloads import OrganisationShown
from app.access.routes import Stored
from app.access.second_step.payloads import RequireBody
from app.access.second_step.reset import require, reset
from app.access.tables import Organisation
from app.access.unit import Work, work
from app.errors import NotFound, Refused
from app.payloads import Cursor, Limit, Page, cursor_of, read_cursor
from app.settings import Settings

router = APIRouter(prefix="/api/v1", tags=["access"])


@router.get("/organisations/{organisation_id}")
def organisation(organisation_id: UUID, caller: Caller, database: Stored) -> OrganisationShown:
    """The organisation that your credentials are for."""
    with work(database, caller, "access:read") as w:
        return _shown(w, w.session.get_one(Organisation, _own(w, organisation_id)))


@router.patch("/organisations/{organisation_id}")
def rename_organisation(
    organisation_id: UUID, body: NameBody, caller: Caller, database: Stored
) -> OrganisationShown:
    """Give your organisation another name."""
    with work(database, caller, "access:write") as w:
        _own(w, organisation_id)
        return _shown(w, rename(w, body.name))


def _own(w: Work, organisation_id: UUID) -> UUID:
    """Others, also those of one's contracts, have nothing to show here."""
    if organisation_id != w.identity.organisation_id:
        raise NotFound
    return organisation_id


def _shown(w: Work, one: Organisation) -> OrganisationShown:
    return OrganisationShown.of(one, w.identity.role, current=True)


@router.put("/organisations/{organisation_id}/second-step")
def require_second_step(
    organisation_id: UUID, body: RequireBody, caller: Caller, database: Stored
) -> OrganisationShown:
    """Ask for a code of everybody who signs in with a password, or no longer; who has none is signed out."""
    with work(database, caller, "access:write") as w:
        _own(w, organisation_id)
        return _shown(w, require(w, required=body.required))


@router.get("/users")
def users(caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None) -> Page[MemberShown]:
    """The people of your organisation."""
    with work(database, caller, "access:read") as w:
        found = members_of(w, read_cursor(cursor), limit + 1)
    more = cursor_of(found[limit - 1].id) if len(found) > limit else None
    return Page(items=[MemberShown.of(one) for one in found[:limit]], next=more)


@router.get("/users/{person_id}")
def user(person_id: UUID, caller: Caller, database: Stored) -> MemberShown:
    """One of them."""
    with work(database, caller, "access:read") as w:
        return MemberShown.of(member(w, person_id))


@router.patch("/users/{person_id}")
def change_user(person_id: UUID, body: RoleBody, caller: Caller, database: Stored) -> MemberShown:
    """Give somebody another role; their next request is judged by it."""
    with work(database, caller, "access:write") as w:
        return MemberShown.of(change_role(w, person_id, body.role))


@router.delete("/users/{person_id}", status_code=204)
def remove_user(person_id: UUID, caller: Caller, database: Stored) -> None:
    """Take somebody out of your organisation; their next request is refused, and their tokens are dead."""
    with work(database, caller, "access:write") as w:
        remove_member(w, person_id)


@router.delete("/users/{person_id}/second-step", status_code=204)
def reset_second_step(person_id: UUID, caller: Caller, database: Stored) -> None:
    """Take a lost second step away; they are signed out, and set up another one where it is asked for."""
    with work(database, caller, "access:write") as w:
        reset(w, person_id)


def sends_mail(request: Request) -> bool:
    """Whether this service has a mail server."""
    settings: Settings = request.app.state.settings
    return settings.mail_url is not None


@router.get("/invitations")
def invitations(
    caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[InvitationShown]:
    """What your organisation has sent out and nobody has accepted."""
    with work(database, caller, "access:write", writing=False) as w:
        found = invitations_of(w, read_cursor(cursor), limit + 1)
    more = cursor_of(found[limit - 1].id) if len(found) > limit else None
    return Page(items=[InvitationShown.of(one) for one in found[:limit]], next=more)


@router.post("/invitations", status_code=201)
def create_invitation(
    body: InvitationBody, caller: Caller, database: Stored, request: Request
) -> InvitationMade:
    """Invite somebody by mail; without a mail server the secret is in this answer, and never again.

    So there is no Idempotency-Key here.
    """
    with work(database, caller, "access:write") as w:
        return InvitationMade.of_new(invite(w, body.email, body.role, by_mail=sends_mail(request)))


@router.delete("/invitations/{invitation_id}", status_code=204)
def delete_invitation(invitation_id: UUID, caller: Caller, database: Stored) -> None:
    """Take an invitation back; its secret is dead."""
    with work(database, caller, "access:write") as w:
        take_back(w, invitation_id)


@router.post("/invitations/accept", status_code=201)
def accept_invitation(body: AcceptBody, caller: Caller, database: Stored) -> Accepted:
    """Accept: signed in, or with one's password; somebody new gives a name and chooses one."""
    secret = body.secret.get_secret_value()
    if caller.kind != "none":
        with work(database, caller, "access:read", writing=True) as w:
            return Accepted.of(accept_as(w, secret))
    if body.password is None:
        raise Refused("Give your password, or the one that you choose if you are new here; or sign in first.")
    password = body.password.get_secret_value()
    now = datetime.now(UTC)
    return Accepted.of(accept_with_password(database, caller, secret, body.name, password, now))
