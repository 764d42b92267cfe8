"""Fanning out: one event becomes a delivery to each endpoint, and a message to each person, that wants it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.access.events.tables import Event
from app.columns import canonical
from app.database import insert_into, new_id
from app.jobs import Run, job, remember_work
from app.telling.people.spread import spread
from app.telling.tables import WebhookDelivery, WebhookEndpoint
from app.telling.whom import concerned_by


@job("tell")
def tell(run: Run) -> str:
    """Spread the event that the work names; once, however often the job runs."""
    with run.database.writing() as session:
        event = session.get(Event, UUID(run.argument))
        if event is None:
            return "gone"
        concerned = concerned_by(session, event)
        posted = post(session, event, _endpoints(session, event, concerned), run.now)
        told = spread(session, event, concerned, run.settings, run.now)
    return f"{posted} webhooks, {told} people" if told else f"{posted} webhooks"


def body_of(event: Event) -> str:
    """What is sent: the kind, when it happened, the contract and its facts; the same bytes every time."""
    moment = event.at.isoformat().replace("+00:00", "Z")
    data = {"contract": event.reference, **event.facts}
    return canonical({"type": event.kind, "timestamp": moment, "data": data})


def post(session: Session, event: Event, endpoints: Iterable[WebhookEndpoint], now: datetime) -> int:
    """Put a delivery to each endpoint on its way, unless it is already; return how many are new."""
    new = 0
    for endpoint in endpoints:
        delivery_id = new_id()
        values = {
            "id": delivery_id,
            "organisation_id": endpoint.organisation_id,
            "endpoint_id": endpoint.id,
            "event_id": event.id,
            "kind": event.kind,
            "body": body_of(event),
            "state": "waiting",
            "tries": [],
            "created_at": now,
            "begun_at": now,
            "next_at": now,
        }
        insert = insert_into(session, WebhookDelivery).values(**values).on_conflict_do_nothing()
        if session.execute(insert.returning(col(WebhookDelivery.id))).first() is not None:
            send_off(session, endpoint, delivery_id)
            new += 1
    return new


def send_off(session: Session, endpoint: WebhookEndpoint, delivery_id: UUID) -> None:
    """Remember the work of a delivery, in the lane of its endpoint: one that hangs holds up no other."""
    lane = f"webhook {endpoint.id}"
    remember_work(session, "deliver", endpoint.organisation_id, 0, str(delivery_id), lane=lane)


def _endpoints(session: Session, event: Event, whose: list[UUID]) -> list[WebhookEndpoint]:
    chosen = select(WebhookEndpoint).where(
        col(WebhookEndpoint.organisation_id).in_(whose),
        col(WebhookEndpoint.state) == "active",
        col(WebhookEndpoint.deleted_at).is_(None),
        col(WebhookEndpoint.created_at) <= event.at,
    )
    found = session.exec(chosen.order_by(col(WebhookEndpoint.id)))
    return [one for one in found if not one.kinds or event.kind in one.kinds]
