"""What is asked of passkeys before it is known who asks: whose it is, and where that person belongs."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as asked
from sqlmodel import Session, col

from app.access.look_up import LookUp
from app.access.passkeys.site import Made
from app.access.passkeys.tables import Passkey
from app.access.tables import Membership, Organisation, Person

_BY_CREDENTIAL = LookUp(
    "passkey_by_credential",
    asked(Passkey.id, Passkey.person_id, Passkey.public_key, Passkey.sign_count)  # type: ignore[call-overload]
    .join(Person, col(Person.id) == col(Passkey.person_id))
    .where(col(Passkey.credential) == bindparam("credential"), col(Person.disabled_at).is_(None)),
)
_WHERE = LookUp(
    "organisations_of_passkey",
    asked(Membership.organisation_id)  # type: ignore[call-overload]
    .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .join(Passkey, col(Passkey.person_id) == col(Membership.person_id))
    .where(
        col(Passkey.id) == bindparam("passkey"),
        col(Person.disabled_at).is_(None),
        col(Organisation.suspended_at).is_(None),
    )
    .order_by(col(Membership.created_at), col(Membership.organisation_id)),
)
LOOK_UPS = (_BY_CREDENTIAL, _WHERE)


@dataclass(frozen=True, slots=True)
class Known:
    """A passkey that is registered, and whose it is."""

    id: UUID
    person_id: UUID
    key: Made = field(repr=False)


def passkey_called(session: Session, credential: str) -> Known | None:
    """The passkey of that name, of somebody who may sign in."""
    for number, person_id, public_key, sign_count in _BY_CREDENTIAL.ask(session, credential=credential):
        return Known(number, person_id, Made(credential, public_key, sign_count))
    return None


def organisation_of(session: Session, known: Known, wanted: UUID | None) -> UUID | None:
    """The organisation that is wanted, else the first, of those that the passkey's owner belongs to."""
    found = [row[0] for row in _WHERE.ask(session, passkey=known.id)]
    return next((one for one in found if wanted in (None, one)), None)
