"""What is asked of single sign-on before it is known who asks: by domain, by organisation, by state."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as asked
from sqlmodel import Session, col

from app.access.keys import fingerprint
from app.access.look_up import LookUp
from app.access.sign_on.tables import IdentityProvider, SignOnBegun, SignOnDomain
from app.access.tables import Organisation

_OF_DOMAIN = LookUp(
    "sign_on_of_domain",
    asked(SignOnDomain.organisation_id)  # type: ignore[call-overload]
    .join(Organisation, col(Organisation.id) == col(SignOnDomain.organisation_id))
    .where(col(SignOnDomain.domain) == bindparam("domain"), col(Organisation.suspended_at).is_(None)),
)
_OF_ORGANISATION = LookUp(
    "sign_on_of_organisation",
    asked(Organisation.name)  # type: ignore[call-overload]
    .join(IdentityProvider, col(Organisation.id) == col(IdentityProvider.organisation_id))
    .where(
        col(IdentityProvider.organisation_id) == bindparam("organisation"),
        col(Organisation.suspended_at).is_(None),
    ),
)
_BEGUN = LookUp(
    "sign_on_begun",
    asked(SignOnBegun.organisation_id)  # type: ignore[call-overload]
    .join(Organisation, col(Organisation.id) == col(SignOnBegun.organisation_id))
    .where(
        col(SignOnBegun.id) == bindparam("fingerprint"),
        col(SignOnBegun.expires_at) > bindparam("now"),
        col(Organisation.suspended_at).is_(None),
    ),
)
LOOK_UPS = (_OF_DOMAIN, _OF_ORGANISATION, _BEGUN)


def organisation_for(session: Session, email: str) -> UUID | None:
    """Whose provider speaks for this e-mail address; None where none does, or more than one."""
    domain = email.strip().lower().rpartition("@")[2]
    if not domain.isprintable():  # nobody's, and PostgreSQL takes no NUL even in a question
        return None
    found = _OF_DOMAIN.ask(session, domain=domain)
    organisation: UUID | None = found[0][0] if len(found) == 1 else None
    return organisation


def name_of(session: Session, organisation_id: UUID) -> str | None:
    """The name of an organisation that has a provider; None for one without, and for none at all."""
    return next((str(row[0]) for row in _OF_ORGANISATION.ask(session, organisation=organisation_id)), None)


def begun_for(session: Session, state: str, now: datetime) -> UUID | None:
    """For which organisation the sign-in of that state was begun, while it lasts."""
    found = _BEGUN.ask(session, fingerprint=fingerprint(state), now=now)
    organisation: UUID | None = found[0][0] if found else None
    return organisation
