"""Endpoints of webhooks: set up, changed, rotated, taken away; deliveries replayed. Only one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cryptography.fernet import MultiFernet
from sqlmodel import col, select

from app.access.locked import CannotUnlock, lock, unlock
from app.access.unit import Work
from app.columns import canonical
from app.database import new_id
from app.errors import Conflict, NotAllowed, NotFound, PreconditionFailed, Problem, Refused
from app.sources.outside.destinations import Allowed, NotFetchable, read_url
from app.sources.secrets.hidden import shown_url
from app.telling.fan_out import send_off
from app.telling.signing import new_secret
from app.telling.tables import WebhookDelivery, WebhookEndpoint

MOST = 20  # endpoints of one organisation


def add_endpoint(
    w: Work, name: str, url: str, kinds: list[str], allowed: Allowed, box: MultiFernet
) -> tuple[WebhookEndpoint, str]:
    """Store a new endpoint; it and its secret, for the only time. Raises Refused, Conflict for too many."""
    _refuse_bound(w)
    _check_url(url, allowed)
    if len(list(endpoints_of(w))) >= MOST:
        raise Conflict(f"An organisation has at most {MOST} webhooks; remove one first.")
    secret = new_secret()
    endpoint = WebhookEndpoint(
        organisation_id=w.identity.organisation_id,
        name=name,
        url=url,
        kinds=sorted(set(kinds)),
        secrets=lock(box, {"current": secret, "older": ""}),
        created_at=w.now,
    )
    w.session.add(endpoint)
    w.session.flush()
    w.audit("webhook.add", name, after=facts(endpoint))
    return endpoint, secret


def change_endpoint(
    w: Work, endpoint: WebhookEndpoint, given: Mapping[str, Any], allowed: Allowed, if_match: str | None
) -> WebhookEndpoint:
    """Change what is given; one that was gone or stopped begins afresh when it is made active."""
    if if_match is not None and if_match != etag_of(endpoint):
        raise PreconditionFailed("The webhook was changed meanwhile; read it again, then change it.")
    if "url" in given:
        _check_url(given["url"], allowed)
    before = facts(endpoint)
    for name, value in given.items():
        setattr(endpoint, name, sorted(set(value)) if name == "kinds" else value)
    endpoint.version += 1
    endpoint.waits_until = None
    w.session.add(endpoint)
    w.audit("webhook.change", endpoint.name, before=before, after=facts(endpoint))
    return endpoint


def rotate(w: Work, endpoint: WebhookEndpoint, box: MultiFernet) -> str:
    """Give it a new secret and return it; for a day the one before signs too."""
    secret = new_secret()
    try:
        older = unlock(box, endpoint.secrets)["current"]
    except CannotUnlock:
        older = ""
    endpoint.secrets = lock(box, {"current": secret, "older": older})
    endpoint.rotated_at = w.now
    endpoint.version += 1
    w.session.add(endpoint)
    w.audit("webhook.rotate", endpoint.name, after={"webhook": str(endpoint.id)})
    return secret


def remove_endpoint(w: Work, endpoint: WebhookEndpoint) -> None:
    """Take it away: its secrets are destroyed, what was on its way is dropped."""
    endpoint.deleted_at, endpoint.secrets, endpoint.state = w.now, b"", "stopped"
    w.session.add(endpoint)
    w.audit("webhook.remove", endpoint.name, before=facts(endpoint))


def try_endpoint(w: Work, endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Send a message of the kind `webhook.try`, which says nothing but that it arrived."""
    body = {"type": "webhook.try", "timestamp": _moment(w), "data": {"webhook": endpoint.name}}
    delivery = WebhookDelivery(
        organisation_id=endpoint.organisation_id,
        endpoint_id=endpoint.id,
        event_id=new_id(),
        kind="webhook.try",
        body=canonical(body),
        created_at=w.now,
        begun_at=w.now,
        next_at=w.now,
    )
    w.session.add(delivery)
    w.session.flush()
    send_off(w.session, endpoint, delivery.id)
    w.audit("webhook.try", endpoint.name, after={"webhook": str(endpoint.id)})
    return delivery


def replay(w: Work, endpoint: WebhookEndpoint, delivery_id: UUID) -> WebhookDelivery:
    """Send a delivery again under its own id. Raises NotFound, or Conflict while it is on its way."""
    delivery = w.session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.endpoint_id != endpoint.id:
        raise NotFound
    if delivery.state == "waiting":
        raise Conflict("This delivery is on its way already.")
    if endpoint.state != "active":
        raise Conflict("This webhook is not active; make it active first.")
    delivery.state, delivery.begun_at, delivery.next_at, delivery.ended_at = "waiting", w.now, w.now, None
    w.session.add(delivery)
    send_off(w.session, endpoint, delivery.id)
    w.audit("webhook.replay", endpoint.name, after={"delivery": str(delivery.id), "kind": delivery.kind})
    return delivery


def endpoints_of(w: Work) -> list[WebhookEndpoint]:
    """The endpoints of the caller's organisation, oldest first."""
    _refuse_bound(w)
    mine = select(WebhookEndpoint).where(
        col(WebhookEndpoint.organisation_id) == w.identity.organisation_id,
        col(WebhookEndpoint.deleted_at).is_(None),
    )
    return list(w.session.exec(mine.order_by(col(WebhookEndpoint.id))))


def find_endpoint(w: Work, endpoint_id: UUID) -> WebhookEndpoint:
    """One of them; raises NotFound, for foreign ones as well."""
    found = next((one for one in endpoints_of(w) if one.id == endpoint_id), None)
    if found is None:
        raise NotFound
    return found


def deliveries_of(
    w: Work, endpoint: WebhookEndpoint, before: UUID | None, limit: int
) -> list[WebhookDelivery]:
    """Up to `limit` deliveries, the newest first, from before the given one."""
    mine = select(WebhookDelivery).where(
        col(WebhookDelivery.organisation_id) == endpoint.organisation_id,
        col(WebhookDelivery.endpoint_id) == endpoint.id,
    )
    if before is not None:
        mine = mine.where(col(WebhookDelivery.id) < before)
    return list(w.session.exec(mine.order_by(col(WebhookDelivery.id).desc()).limit(limit)))


def etag_of(endpoint: WebhookEndpoint) -> str:
    """The entity tag of this version."""
    return f'"{endpoint.id}.{endpoint.version}"'


def facts(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """What the audit log keeps: everything but the secrets, those in the address included."""
    return {
        "webhook": str(endpoint.id),
        "url": shown_url(endpoint.url),
        "kinds": endpoint.kinds,
        "state": endpoint.state,
    }


def _refuse_bound(w: Work) -> None:
    if w.identity.is_bound:
        raise NotAllowed("This token is for one contract; webhooks are the whole organisation's.")


def _check_url(url: str, allowed: Allowed) -> None:
    try:
        read_url(url, allowed)
    except NotFetchable as refused:
        sentence = f"This address cannot be told anything: {refused}."
        raise Refused(sentence, [Problem("url", "not_fetchable", str(refused))]) from None


def _moment(w: Work) -> str:
    return w.now.isoformat().replace("+00:00", "Z")
