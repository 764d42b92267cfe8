"""The people of an organisation: listed, given another role, taken out; from the next request on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, update
from sqlalchemy import select as asked
from sqlmodel import col, select

from app.access.roles import Role
from app.access.second_step.tables import SecondStep
from app.access.tables import ApiToken, Membership, Organisation, Person, SignIn
from app.access.unit import Work
from app.errors import Conflict, NotFound

LAST_ONE = "Somebody has to administer the organisation; make somebody else an administrator first."


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs to the caller's organisation, and as what."""

    id: UUID
    email: str
    name: str
    role: str
    since: datetime
    disabled_at: datetime | None
    second_step: bool


def members_of(w: Work, after: UUID | None, limit: int) -> list[Member]:
    """The people of the caller's organisation, in the order in which they came to this service."""
    chosen = _members(w)
    if after is not None:
        chosen = chosen.where(col(Person.id) > after)
    return [Member(*row) for row in w.session.execute(chosen.order_by(col(Person.id)).limit(limit))]


def member(w: Work, person_id: UUID) -> Member:
    """One of them. Raises NotFound, also for people of other organisations."""
    found = w.session.execute(_members(w).where(col(Person.id) == person_id)).first()
    if found is None:
        raise NotFound
    return Member(*found)


def change_role(w: Work, person_id: UUID, role: Role) -> Member:
    """Give somebody another role; their browsers sign in anew, their tokens reach no further than it.

    Raises Conflict when nobody would administer the organisation any more.
    """
    before = member(w, person_id)
    standing = _locked(w, person_id, leaves=role != "administrator")
    standing.role = role
    w.session.add(standing)
    w.session.flush()
    if role != before.role:
        _end(w, SignIn, person_id)  # a change of rights asks for a new secret
        w.audit("member.change", before.email, before={"role": before.role}, after={"role": role})
    return member(w, person_id)


def remove_member(w: Work, person_id: UUID) -> None:
    """Take somebody out: what they are signed in with and their tokens here are dead from now on.

    Their name stays with what they did. Raises Conflict for the last administrator.
    """
    gone = member(w, person_id)
    standing = _locked(w, person_id, leaves=True)
    for keys in (SignIn, ApiToken):
        _end(w, keys, person_id)
    w.session.delete(standing)
    w.audit("member.remove", gone.email, before={"role": gone.role})


def _end(w: Work, keys: type[SignIn | ApiToken], person_id: UUID) -> None:
    theirs = (
        col(keys.organisation_id) == w.identity.organisation_id,
        col(keys.person_id) == person_id,
        col(keys.revoked_at).is_(None),
    )
    w.session.execute(update(keys).where(*theirs).values(revoked_at=w.now))


def rename(w: Work, name: str) -> Organisation:
    """Give the caller's organisation another name, which its contracts' other parties read, too."""
    own = w.session.get_one(Organisation, w.identity.organisation_id, with_for_update=True)
    before, own.name = own.name, name
    w.session.add(own)
    if before != name:
        w.audit("organisation.rename", name, before={"name": before}, after={"name": name})
    return own


def _members(w: Work) -> Select[Any]:
    of_person: tuple[Any, ...] = (Person.id, Person.email, Person.name)
    standing: tuple[Any, ...] = (
        *(Membership.role, Membership.created_at, Person.disabled_at),
        col(SecondStep.on_since).is_not(None),
    )
    return (
        asked(*of_person, *standing)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .outerjoin(SecondStep, col(SecondStep.person_id) == col(Person.id))
        .where(col(Membership.organisation_id) == w.identity.organisation_id)
    )


def _locked(w: Work, person_id: UUID, *, leaves: bool) -> Membership:
    """The membership, with all of them held: of two administrators who go at once, one stays."""
    chosen = select(Membership).where(col(Membership.organisation_id) == w.identity.organisation_id)
    rows = w.session.exec(chosen.order_by(col(Membership.person_id)).with_for_update()).all()
    others = [row for row in rows if row.role == "administrator" and row.person_id != person_id]
    found = next((row for row in rows if row.person_id == person_id), None)
    if found is None:
        raise NotFound
    if leaves and found.role == "administrator" and not others:
        raise Conflict(LAST_ONE)
    return found
