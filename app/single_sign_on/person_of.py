"""Who it is that a provider speaks of, and as what they come in: known, newly come, or nobody of ours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import cast, get_args
from uuid import UUID

from sqlmodel import Session, col, select

from app.access.audit import record
from app.access.credentials import Credentials
from app.access.people import add_membership, add_person, known_by
from app.access.roles import Role
from app.access.second_step.reset import belongs_elsewhere
from app.access.sign_on.tables import IdentityProvider
from app.access.tables import Membership
from app.single_sign_on.judge_token import Said

DOMAIN = "Your company signs in addresses of other domains; use another one, or tell your administrator."
INVITED = "You are not known here yet: ask your administrator for an invitation."
ELSEWHERE = "You have an account with another organisation here: ask your administrator for an invitation."


class NotTheirs(Exception):
    """The provider may not bring this person in; the text says so to them."""


def person_of(
    session: Session,
    credentials: Credentials,
    provider: IdentityProvider,
    domains: Collection[str],
    said: Said,
    *,
    now: datetime,
) -> UUID:
    """The person to sign in, a member of the provider's organisation; made or given another role if need be.

    A provider speaks for addresses of its organisation's domains alone, and never makes a member of somebody
    whom another organisation knows. Raises NotTheirs.
    """
    if said.email.rpartition("@")[2] not in domains:
        raise NotTheirs(DOMAIN)
    where, role = provider.organisation_id, role_of(provider, said.groups)
    known = known_by(session, said.email)
    standing = session.get(Membership, (where, known.id), with_for_update=True) if known else None
    if known is not None and standing is not None:
        if role is not None and provider.roles and role != standing.role:
            _change(session, credentials, standing, role, said.email, now)
        return known.id
    if known is not None and belongs_elsewhere(session, known.id, where):
        raise NotTheirs(ELSEWHERE)
    coming = role or cast("Role | None", provider.newcomers)
    if coming is None:
        raise NotTheirs(INVITED)
    person_id = known.id if known else add_person(session, said.email, said.name[:200], now=now).id
    add_membership(session, person_id, where, coming, now=now)
    record(
        *(session, now, credentials, "member.come", said.email),
        person_id=person_id,
        organisation_id=where,
        after={"role": coming, "by": "single sign-on"},
    )
    return person_id


def role_of(provider: IdentityProvider, groups: Collection[str]) -> Role | None:
    """The role that the groups give: of several the first in the order of roles, administrators first."""
    given = {provider.roles[group] for group in groups if group in provider.roles}
    return next((role for role in get_args(Role) if role in given), None)


def _change(
    session: Session, credentials: Credentials, standing: Membership, role: Role, email: str, now: datetime
) -> None:
    """Follow the provider's groups, except that the last administrator stays one."""
    chosen = select(Membership).where(
        col(Membership.organisation_id) == standing.organisation_id, col(Membership.role) == "administrator"
    )
    others = [one for one in session.exec(chosen.with_for_update()) if one.person_id != standing.person_id]
    if standing.role == "administrator" and not others:
        return
    before, standing.role = standing.role, role
    session.add(standing)
    session.flush()
    record(
        *(session, now, credentials, "member.change", email),
        person_id=standing.person_id,
        organisation_id=standing.organisation_id,
        before={"role": before},
        after={"role": role, "by": "single sign-on"},
    )
