"""Delivering: one signed POST, judged by its status alone, tried again for three days.

The row of the delivery was there before the first attempt and is closed after the last; a process that dies
in between sends the same message again under the same id, by which the receiver knows it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import MultiFernet
from sqlmodel import Session

from app.access.locked import CannotUnlock, box_of, unlock
from app.database import Database
from app.jobs import Later, Run, job
from app.sources.outside.ask import Ask
from app.sources.outside.faults import Fault, FetchFailed
from app.sources.outside.transport import Door, Limits
from app.sources.pulling.pull import door_of
from app.sources.pulling.retry import retry_after
from app.telling.again import next_attempt
from app.telling.signing import headers_of, signing
from app.telling.tables import WebhookDelivery, WebhookEndpoint

LIMITS = Limits(total=20.0, connect=10.0, read=20.0, received=64 * 1024)
LOST_KEY = "its secret can no longer be read (the service's key has changed); rotate it"
GONE, SLOW_DOWN = 410, 429
MOST_SHOWN = 30  # attempts that are kept of one delivery


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery that may be attempted now."""

    delivery: WebhookDelivery
    endpoint: WebhookEndpoint
    ask: Ask = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tried:
    """How an attempt ended: the status, what was wrong in words for the endpoint's owner, the seconds."""

    status: int | None
    error: str = ""
    retry_after: str = ""
    seconds: float = 0.0

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it."""
        return not self.error


@job("deliver")
def deliver(run: Run) -> str | Later:
    """Attempt the delivery that the work names."""
    door = replace(door_of(run.settings), limits=LIMITS)
    return attempt(run.database, door, box_of(run.settings), UUID(run.argument), run.now)


def attempt(
    database: Database, door: Door, box: MultiFernet, delivery_id: UUID, now: datetime
) -> str | Later:
    """Send it once; delivered, failed, dropped, or Later when it is to be tried again."""
    with database.writing() as session:
        ready = _prepare(session, box, delivery_id, now)
    if not isinstance(ready, Ready):
        return ready
    tried = _send(door, ready.ask)
    with database.writing() as session:
        return _note(session, delivery_id, tried, now)


def _prepare(session: Session, box: MultiFernet, delivery_id: UUID, now: datetime) -> Ready | str | Later:
    delivery = session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.state != "waiting":
        return "done already"
    endpoint = session.get_one(WebhookEndpoint, delivery.endpoint_id)
    if endpoint.deleted_at is not None or endpoint.state != "active":
        _end(delivery, "dropped", now)
        return "dropped"
    if endpoint.waits_until is not None and endpoint.waits_until > now:
        delivery.next_at = endpoint.waits_until
        return Later(endpoint.waits_until, "the receiver asked to be left alone until then")
    try:
        held = unlock(box, endpoint.secrets)
    except CannotUnlock:
        _add_try(delivery, Tried(None, LOST_KEY), now)
        _end(delivery, "failed", now)
        return "failed"
    keys = signing(held["current"], held["older"], endpoint.rotated_at, now)
    signed = headers_of(str(delivery.event_id), delivery.body, now, keys)
    headers = {"content-type": "application/json", **signed}
    ask = Ask(endpoint.url, "POST", headers, delivery.body.encode(), for_status=True)
    return Ready(delivery, endpoint, ask)


def _send(door: Door, ask: Ask) -> Tried:
    try:
        fetched = door.fetch(ask)
    except FetchFailed as failed:
        return Tried(failed.status, _words(failed), failed.retry_after, failed.seconds)
    return Tried(fetched.status, seconds=fetched.seconds)


def _words(failed: FetchFailed) -> str:
    if failed.fault is Fault.REDIRECT:
        return f"the receiver redirects ({failed.status}), which is not followed; change its address"
    if failed.fault is Fault.STATUS:
        return f"the receiver answers {failed.status}"
    return failed.sentence


def _note(session: Session, delivery_id: UUID, tried: Tried, now: datetime) -> str | Later:
    delivery = session.get_one(WebhookDelivery, delivery_id, with_for_update=True)
    endpoint = session.get_one(WebhookEndpoint, delivery.endpoint_id, with_for_update=True)
    _add_try(delivery, tried, now)
    if tried.arrived:
        _end(delivery, "delivered", now)
        return "delivered"
    if tried.status == GONE:
        endpoint.state = "gone"
        _end(delivery, "failed", now)
        return "failed"
    return _again(delivery, endpoint, tried, now + timedelta(seconds=tried.seconds))


def _again(delivery: WebhookDelivery, endpoint: WebhookEndpoint, tried: Tried, now: datetime) -> str | Later:
    round_of = [one for one in delivery.tries if one["at"] >= _moment(delivery.begun_at)]
    chance = random.random()  # noqa: S311 - spreads load, guards nothing
    at = next_attempt(delivery.begun_at, len(round_of), now, chance)
    asked = retry_after(tried.retry_after, now)
    if at is not None and asked is not None:
        at = max(at, now + timedelta(seconds=asked))
    if at is None:
        _end(delivery, "failed", now)
        return "failed"
    if tried.status == SLOW_DOWN:  # nothing else goes there before that either
        endpoint.waits_until = at
    delivery.next_at = at
    return Later(at, tried.error)


def _add_try(delivery: WebhookDelivery, tried: Tried, now: datetime) -> None:
    one: dict[str, Any] = {
        "at": _moment(now),
        "status": tried.status,
        "error": tried.error[:300],
        "milliseconds": round(tried.seconds * 1000),
    }
    delivery.tries = [*delivery.tries, one][-MOST_SHOWN:]


def _end(delivery: WebhookDelivery, state: str, now: datetime) -> None:
    delivery.state, delivery.ended_at, delivery.next_at = state, now, None


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
