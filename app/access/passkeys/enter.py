"""Signing in with a passkey: nothing is typed, and no second step is asked for, since both are proven."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.access.admit import admit
from app.access.audit import record
from app.access.credentials import Credentials
from app.access.passkeys.binary import read_binary
from app.access.passkeys.challenges import TO_ENTER, Challenge, new_challenge, take_challenge
from app.access.passkeys.known import Known, organisation_of, passkey_called
from app.access.passkeys.site import Site, Unproven
from app.access.passkeys.tables import Passkey
from app.access.sign_in import Lasting, SignedIn, enter, refuse_foreign
from app.access.throttle import count_attempt, forgive
from app.database import Database
from app.errors import NotSignedIn

WRONG = "This passkey does not sign you in: it is not known here, or it took too long. Try again."


@dataclass(frozen=True, slots=True)
class Answer:
    """What an authenticator answered, each in base64url; `user` is whose passkey it says that it is."""

    credential: str
    client_data: str
    authenticator_data: str
    signature: str
    user: str

    @property
    def response(self) -> dict[str, str]:
        """As WebAuthn calls it."""
        return {
            "clientDataJSON": self.client_data,
            "authenticatorData": self.authenticator_data,
            "signature": self.signature,
        }


def ask(database: Database, credentials: Credentials, now: datetime) -> Challenge:
    """Something for a passkey to sign, by whoever has one."""
    refuse_foreign(credentials)
    with database.writing() as session:
        return new_challenge(session, TO_ENTER, now)


def enter_with_passkey(
    database: Database,
    credentials: Credentials,
    site: Site,
    answer: Answer,
    *,
    now: datetime,
    lasting: Lasting,
    organisation_id: UUID | None = None,
) -> SignedIn:
    """Sign in the owner of a passkey, for the organisation given or the first they belong to.

    Raises NotSignedIn, in the same words whatever is wrong; TooMany. The challenge is used up either way.
    """
    refuse_foreign(credentials)
    name = f"passkey {answer.credential}"
    with database.writing() as session:
        count_attempt(session, name, credentials.address, now)
        challenge = take_challenge(session, TO_ENTER, answer.client_data, now)
        known = passkey_called(session, answer.credential)
        try:
            signed = _signed(site, known, answer, challenge)
            where = _note_use(session, signed, organisation_id, now)
        except Unproven as fault:
            whose = known.person_id if known else None
            facts = {"reason": str(fault)[:200]}
            record(session, now, credentials, "sign_in.refuse", "passkey", person_id=whose, after=facts)
        else:
            forgive(session, name, credentials.address)
            return enter(session, credentials, where, signed.known.person_id, now, lasting, "passkey")
    raise NotSignedIn(WRONG)


@dataclass(frozen=True, slots=True)
class _Signed:
    """A passkey that has signed, and how often it has by now."""

    known: Known
    count: int


def _signed(site: Site, known: Known | None, answer: Answer, challenge: bytes | None) -> _Signed:
    """Raises Unproven."""
    if known is None:
        raise Unproven("nobody's passkey")
    if challenge is None:
        raise Unproven("the challenge is over")
    if answer.user and _id_in(answer.user) != known.person_id.bytes:
        raise Unproven("the passkey says that it is somebody else's")
    return _Signed(known, site.signed(known.key, answer.response, challenge))


def _note_use(session: Session, signed: _Signed, wanted: UUID | None, now: datetime) -> UUID:
    """For which organisation it signs in; its owner is admitted. Raises Unproven."""
    known = signed.known
    where = organisation_of(session, known, wanted)
    if where is None:
        raise Unproven("its owner belongs to no such organisation")
    admit(session, where, known.person_id)
    unchanged = col(Passkey.id) == known.id, col(Passkey.sign_count) == known.key.sign_count
    used = update(Passkey).where(*unchanged, col(Passkey.person_id) == known.person_id)
    if session.execute(used.values(sign_count=signed.count, last_used_at=now)).rowcount != 1:  # type: ignore[attr-defined]
        raise Unproven("it was used by another request at the same moment")
    return where


def _id_in(user: str) -> bytes:
    try:
        return read_binary(user)
    except ValueError:
        return b""
