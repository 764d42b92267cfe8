"""Spreading an event over people: a message for each who chose it, on each way they chose, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_
from sqlmodel import Session, col, select

from app.access.events.tables import Event
from app.access.tables import Membership, Organisation, Person
from app.database import insert_into, new_id
from app.jobs import remember_work
from app.settings import Settings
from app.telling.people.choices import Choice, choice_of
from app.telling.people.tables import Notice, NoticeChoice


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may be told, in one organisation, and what they chose there."""

    organisation_id: UUID
    person_id: UUID
    choice: Choice


def readers(session: Session, organisations: Sequence[UUID] | None = None) -> Iterator[Reader]:
    """The people of these organisations (None: of all) who can still sign in."""
    same = and_(
        col(NoticeChoice.organisation_id) == col(Membership.organisation_id),
        col(NoticeChoice.person_id) == col(Membership.person_id),
    )
    chosen = (
        select(Membership, NoticeChoice)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .join(NoticeChoice, same, isouter=True)
        .where(col(Person.disabled_at).is_(None), col(Organisation.suspended_at).is_(None))
        .order_by(col(Membership.organisation_id), col(Membership.person_id))
    )
    if organisations is not None:
        chosen = chosen.where(col(Membership.organisation_id).in_(organisations))
    for member, row in session.exec(chosen):
        yield Reader(member.organisation_id, member.person_id, choice_of(member.role, row))


def spread(
    session: Session, event: Event, concerned: Sequence[UUID], settings: Settings, now: datetime
) -> int:
    """Put a message to everybody who chose the event's kind on its way; return how many are new."""
    new = 0
    for reader in readers(session, concerned):
        if settings.mail_url is not None and event.kind in reader.choice.mail:
            new += put(session, reader, event.id, event.kind, "mail", now)
        if reader.choice.chat_address and event.kind in reader.choice.chat:
            new += put(session, reader, event.id, event.kind, "chat", now)
    return new


def put(session: Session, reader: Reader, event_id: UUID, kind: str, channel: str, now: datetime) -> bool:
    """Put one message on its way, unless it is already; whether it is new."""
    notice_id = new_id()
    values = {
        "id": notice_id,
        "organisation_id": reader.organisation_id,
        "person_id": reader.person_id,
        "event_id": event_id,
        "kind": kind,
        "channel": channel,
        "state": "waiting",
        "error": "",
        "created_at": now,
    }
    insert = insert_into(session, Notice).values(**values).on_conflict_do_nothing()
    if session.execute(insert.returning(col(Notice.id))).first() is None:
        return False
    lane = f"people {reader.organisation_id}"
    remember_work(session, "notify", reader.organisation_id, 0, str(notice_id), lane=lane)
    return True
