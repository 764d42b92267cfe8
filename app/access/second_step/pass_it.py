"""From half a sign-in to a whole one: by a code, or by setting up what the organisation asks for."""

from __future__ import annotations

from datetime import datetime

from cryptography.fernet import MultiFernet
from sqlmodel import Session

from app.access.admit import admit
from app.access.credentials import Credentials
from app.access.second_step.half import Half, count_try, end_half, read_half, record_half
from app.access.second_step.prove import PER_CODE, WRONG, name_of, proven
from app.access.second_step.set_up import Begun, begin, confirm
from app.access.sign_in import Lasting, SignedIn, enter, refuse_foreign
from app.access.throttle import count_attempt, forgive
from app.database import Database
from app.errors import NotSignedIn


def enter_code(
    database: Database,
    credentials: Credentials,
    secret: str,
    code: str,
    *,
    now: datetime,
    lasting: Lasting,
    box: MultiFernet,
) -> SignedIn:
    """Sign in who has passed the password, by a code. `secret` is that of the half sign-in.

    Raises NotSignedIn for a wrong or used code, and when the half sign-in is over; TooMany.
    """
    refuse_foreign(credentials)
    with database.writing() as session:
        half = read_half(session, secret, now, "code")
        count_attempt(session, name_of(half.email), credentials.address, now, PER_CODE)
        count_try(session, half)
        how = proven(session, half.person_id, code, box, now)
        if how is not None:
            forgive(session, name_of(half.email), credentials.address)
            return _whole(session, credentials, half, now, lasting, f"password and {how}")
        record_half(session, now, credentials, half, "second_step.refuse")
    raise NotSignedIn(WRONG)


def begin_required(
    database: Database, credentials: Credentials, secret: str, *, now: datetime, box: MultiFernet
) -> Begun:
    """Begin to set up the second step that the organisation asks for. Raises NotSignedIn."""
    refuse_foreign(credentials)
    with database.writing() as session:
        half = read_half(session, secret, now, "set_up")
        begun = begin(session, half.person_id, half.email, box, now)
        record_half(session, now, credentials, half, "second_step.begin")
    return begun


def confirm_required(
    database: Database,
    credentials: Credentials,
    secret: str,
    code: str,
    *,
    now: datetime,
    lasting: Lasting,
    box: MultiFernet,
) -> tuple[SignedIn, list[str]]:
    """Switch it on with the app's first code and sign in; also the recovery codes, for the only time.

    Raises Refused for a wrong code, NotSignedIn after too many of them.
    """
    refuse_foreign(credentials)
    with database.writing() as session:
        half = read_half(session, secret, now, "set_up")
        count_try(session, half)
    with database.writing() as session:
        admit(session, half.organisation_id, half.person_id)
        codes = confirm(session, half.person_id, code, box, now)
        signed_in = _whole(session, credentials, half, now, lasting, "password, second step set up")
    return signed_in, codes


def _whole(
    session: Session, credentials: Credentials, half: Half, now: datetime, lasting: Lasting, how: str
) -> SignedIn:
    end_half(session, half)
    return enter(session, credentials, half.organisation_id, half.person_id, now, lasting, how)
