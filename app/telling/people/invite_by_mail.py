"""Sending an invitation's link to the address that it is for, so that accepting it proves the address.

The secret is made here, when the mail is written, and kept nowhere: neither whoever invites nor the database
ever has it. A mail that is sent again has another secret, and the one before is dead.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access.invite import INVITE, LASTS
from app.access.keys import INVITATION, fingerprint, new_secret
from app.access.people import known_by
from app.access.tables import Invitation, Organisation, Person
from app.jobs import Later, Run, job
from app.telling.again import next_attempt
from app.telling.people.message import Message
from app.telling.people.send import NotSent, send_mail
from app.telling.people.words import DEFAULT, INVITED, INVITED_SUBJECT, said


@dataclass(frozen=True, slots=True)
class _Letter:
    """A mail that can go out, and since when it is tried."""

    email: str
    message: Message
    begun: datetime


@job(INVITE)
def invite_by_mail(run: Run) -> str | Later:
    """Send the link of the invitation that the work names, unless it is over by now."""
    letter = _written(run)
    if letter is None:
        return "over"
    if run.settings.mail_url is None:
        return "no mail server any more"
    headers = {"Auto-Submitted": "auto-generated"}
    to = (letter.email, letter.email)
    server = run.settings.mail_url.get_secret_value()
    try:
        send_mail(server, to, letter.message.subject, letter.message.body, headers)
    except NotSent as failed:
        chance = random.random()  # noqa: S311 - spreads load, guards nothing
        at = next_attempt(letter.begun, run.attempt, run.now, chance)
        return "failed" if at is None else Later(at, str(failed))
    return "sent"


def _written(run: Run) -> _Letter | None:
    with run.database.writing() as session:
        found = session.get(Invitation, UUID(run.argument), with_for_update=True)
        if found is None or found.accepted_at or found.revoked_at or found.expires_at <= run.now:
            return None
        secret = new_secret(INVITATION)
        found.secret_hash = fingerprint(secret)
        session.add(found)
        organisation = session.get_one(Organisation, found.organisation_id)
        known = known_by(session, found.email)
        reader = session.get(Person, known.id if known else found.person_id)
        locale = reader.locale if reader else DEFAULT
        link = f"{run.settings.base_url.rstrip('/')}/join?secret={secret}"
        subject = said(locale, INVITED_SUBJECT, organisation=organisation.name)
        values = {"organisation": organisation.name, "email": found.email, "days": LASTS.days, "link": link}
        return _Letter(found.email, Message(subject, said(locale, INVITED, **values)), found.created_at)
