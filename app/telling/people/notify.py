"""Sending one message, tried again like a delivery; and the digest of every week."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlmodel import Session, col, select

from app.access.events.tables import Event
from app.access.locked import CannotUnlock, box_of, unlock
from app.access.tables import ContractParty, Membership, Person
from app.database import Database
from app.jobs import Later, Run, job, scheduled
from app.settings import Settings
from app.sources.outside.destinations import allow
from app.telling.again import next_attempt
from app.telling.people.choices import Choice, choice_of
from app.telling.people.leaving import leaving_token
from app.telling.people.message import Message, digest_of, message_of
from app.telling.people.send import NotSent, send_chat, send_mail
from app.telling.people.spread import put, readers
from app.telling.people.tables import Notice, NoticeChoice
from app.telling.people.words import DIGEST
from app.telling.whom import concerned_by

WEEK = timedelta(days=7)
MOST_EVENTS = 5000  # of one digest


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message that can go out: to whom, by what, and what it says."""

    notice: Notice
    person: Person
    choice: Choice
    message: Message
    leave: str


@job("notify")
def notify(run: Run) -> str | Later:
    """Send the message that the work names."""
    with run.database.writing() as session:
        ready = _prepare(session, run.settings, UUID(run.argument), run.now)
    if isinstance(ready, str):
        return ready
    try:
        _send(run.settings, ready)
    except NotSent as failed:
        return _not_sent(run, ready.notice, str(failed))
    return _close(run.database, ready.notice.id, "sent", run.now)


@scheduled("weekly-digest", "7 6 * * 1")
def weekly_digest(database: Database, settings: Settings, now: datetime) -> None:
    """Every Monday: a digest to everybody who wants one and to whom something happened."""
    if settings.mail_url is not None:
        with database.writing() as session:
            put_digests(session, now)


def put_digests(session: Session, now: datetime) -> int:
    """Put the week's digests on their way, once; return how many."""
    year, week, _ = now.isocalendar()
    of_the_week = uuid5(NAMESPACE_URL, f"digest {year}-W{week}")
    wanted = [one for one in readers(session) if one.choice.digest]
    busy = {whose for whose in {one.organisation_id for one in wanted} if _week_of(session, whose, now)}
    return sum(
        put(session, one, of_the_week, DIGEST, "mail", now) for one in wanted if one.organisation_id in busy
    )


def _week_of(session: Session, organisation_id: UUID, until: datetime) -> list[Event]:
    """What concerned the organisation in the week before."""
    mine = select(ContractParty.contract_id).where(col(ContractParty.organisation_id) == organisation_id)
    chosen = select(Event).where(
        col(Event.contract_id).in_(mine), col(Event.at) >= until - WEEK, col(Event.at) < until
    )
    found = session.exec(chosen.order_by(col(Event.id)).limit(MOST_EVENTS)).all()
    return [one for one in found if organisation_id in concerned_by(session, one)]


def _prepare(session: Session, settings: Settings, notice_id: UUID, now: datetime) -> Prepared | str:
    notice = session.get(Notice, notice_id, with_for_update=True)
    if notice is None or notice.state != "waiting":
        return "done already"
    key = (notice.organisation_id, notice.person_id)
    person, member = session.get_one(Person, notice.person_id), session.get(Membership, key)
    choice = choice_of(member.role if member else "", session.get(NoticeChoice, key))
    leave = f"{settings.base_url.rstrip('/')}/unsubscribe/{leaving_token(settings, *key)}"
    message = _message(session, settings, notice, person.locale, leave)
    wanted = choice.mail if notice.channel == "mail" else choice.chat
    chosen = choice.digest if notice.kind == DIGEST else notice.kind in wanted
    if message is None or member is None or person.disabled_at is not None or not chosen:
        notice.state, notice.ended_at = "dropped", now  # they left, or changed their mind
        return "dropped"
    return Prepared(notice, person, choice, message, leave)


def _message(session: Session, settings: Settings, notice: Notice, locale: str, leave: str) -> Message | None:
    if notice.kind == DIGEST:
        events = _week_of(session, notice.organisation_id, notice.created_at)
        return digest_of(events, locale, settings.base_url, leave)
    event = session.get(Event, notice.event_id)
    in_mail = leave if notice.channel == "mail" else ""
    return None if event is None else message_of(event, locale, settings.base_url, in_mail)


def _send(settings: Settings, ready: Prepared) -> None:
    message = ready.message
    if ready.notice.channel == "chat":
        try:
            address = unlock(box_of(settings), ready.choice.chat_address)["address"]
        except CannotUnlock:
            raise NotSent("the chat address can no longer be read; enter it again") from None
        send_chat(address, allow(settings.allowed_fetch_hosts), message.subject, message.body)
        return
    if settings.mail_url is None:
        raise NotSent("this service has no mail server; its operator sets SCORECARD_MAIL_URL")
    headers = {
        "List-Unsubscribe": f"<{ready.leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        "Auto-Submitted": "auto-generated",
    }
    to = (ready.person.name, ready.person.email)
    send_mail(settings.mail_url.get_secret_value(), to, message.subject, message.body, headers)


def _not_sent(run: Run, notice: Notice, why: str) -> str | Later:
    chance = random.random()  # noqa: S311 - spreads load, guards nothing
    at = next_attempt(notice.created_at, run.attempt, run.now, chance)
    if at is None:
        return _close(run.database, notice.id, "failed", run.now, why)
    return Later(at, why)


def _close(database: Database, notice_id: UUID, state: str, now: datetime, why: str = "") -> str:
    with database.writing() as session:
        notice = session.get_one(Notice, notice_id, with_for_update=True)
        notice.state, notice.ended_at, notice.error = state, now, why[:300]
    return state
