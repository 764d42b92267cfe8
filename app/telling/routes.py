"""Webhooks over HTTP: set up, changed, rotated, tried; every delivery seen and sent again."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from cryptography.fernet import MultiFernet
from fastapi import APIRouter, Depends, Header, Request, Response

from app.access.credentials import Caller
from app.access.locked import box_of
from app.access.routes import Stored
from app.access.unit import work
from app.payloads import Cursor, Limit, Page, cursor_of, read_cursor
from app.settings import Settings
from app.sources.outside.destinations import Allowed, allow
from app.telling import deliver, tidy  # noqa: F401 - register their job and plan
from app.telling.endpoints import (
    add_endpoint,
    change_endpoint,
    deliveries_of,
    endpoints_of,
    etag_of,
    find_endpoint,
    remove_endpoint,
    replay,
    rotate,
    try_endpoint,
)
from app.telling.payloads import DeliveryShown, WebhookBody, WebhookChange, WebhookMade, WebhookShown

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=100)]


def _allowed(request: Request) -> Allowed:
    settings: Settings = request.app.state.settings
    return allow(settings.allowed_fetch_hosts)


def _box(request: Request) -> MultiFernet:
    settings: Settings = request.app.state.settings
    return box_of(settings)


Allowing = Annotated[Allowed, Depends(_allowed)]
Box = Annotated[MultiFernet, Depends(_box)]


@router.post("", status_code=201)
def create_webhook(
    body: WebhookBody, caller: Caller, database: Stored, allowed: Allowing, box: Box
) -> WebhookMade:
    """Set up a webhook; its secret is in this answer and never again, so there is no Idempotency-Key here."""
    with work(database, caller, "access:write") as w:
        endpoint, secret = add_endpoint(w, body.name, body.url, list(body.kinds), allowed, box)
    return WebhookMade.of_new(endpoint, secret)


@router.get("")
def list_webhooks(caller: Caller, database: Stored) -> Page[WebhookShown]:
    """Your organisation's webhooks, oldest first; there are at most twenty."""
    with work(database, caller, "access:write", writing=False) as w:
        found = endpoints_of(w)
    return Page(items=[WebhookShown.of(one) for one in found], next=None)


@router.get("/{webhook_id}")
def one_webhook(webhook_id: UUID, caller: Caller, database: Stored, response: Response) -> WebhookShown:
    """One webhook; its ETag is what `If-Match` of a change wants."""
    with work(database, caller, "access:write", writing=False) as w:
        endpoint = find_endpoint(w, webhook_id)
    response.headers["ETag"] = etag_of(endpoint)
    return WebhookShown.of(endpoint)


@router.patch("/{webhook_id}")
def patch_webhook(
    webhook_id: UUID,
    body: WebhookChange,
    caller: Caller,
    database: Stored,
    allowed: Allowing,
    response: Response,
    if_match: IfMatch = None,
) -> WebhookShown:
    """Change a webhook, stop it, or start it again."""
    given = body.model_dump(exclude_none=True)
    with work(database, caller, "access:write") as w:
        endpoint = change_endpoint(w, find_endpoint(w, webhook_id), given, allowed, if_match)
    response.headers["ETag"] = etag_of(endpoint)
    return WebhookShown.of(endpoint)


@router.delete("/{webhook_id}", status_code=204)
def delete_webhook(webhook_id: UUID, caller: Caller, database: Stored) -> None:
    """Take a webhook away: its secret is destroyed, what is on its way is dropped."""
    with work(database, caller, "access:write") as w:
        remove_endpoint(w, find_endpoint(w, webhook_id))


@router.post("/{webhook_id}/rotate")
def rotate_webhook(webhook_id: UUID, caller: Caller, database: Stored, box: Box) -> WebhookMade:
    """Give a webhook a new secret; for a day messages carry signatures by the old one, too."""
    with work(database, caller, "access:write") as w:
        endpoint = find_endpoint(w, webhook_id)
        secret = rotate(w, endpoint, box)
    return WebhookMade.of_new(endpoint, secret)


@router.post("/{webhook_id}/try", status_code=202)
def try_webhook(webhook_id: UUID, caller: Caller, database: Stored) -> DeliveryShown:
    """Send a message that says nothing but that it arrived; what becomes of it is among the deliveries."""
    with work(database, caller, "access:write") as w:
        delivery = try_endpoint(w, find_endpoint(w, webhook_id))
    return DeliveryShown.of(delivery)


@router.get("/{webhook_id}/deliveries")
def deliveries(
    webhook_id: UUID, caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[DeliveryShown]:
    """Every message to a webhook with its attempts, newest first."""
    before = read_cursor(cursor)
    with work(database, caller, "access:write", writing=False) as w:
        found = deliveries_of(w, find_endpoint(w, webhook_id), before, limit + 1)
    more = cursor_of(found[limit - 1].id) if len(found) > limit else None
    return Page(items=[DeliveryShown.of(one) for one in found[:limit]], next=more)


@router.post("/{webhook_id}/deliveries/{delivery_id}/replay", status_code=202)
def replay_delivery(webhook_id: UUID, delivery_id: UUID, caller: Caller, database: Stored) -> DeliveryShown:
    """Send a message again, under the same `webhook-id`."""
    with work(database, caller, "access:write") as w:
        delivery = replay(w, find_endpoint(w, webhook_id), delivery_id)
    return DeliveryShown.of(delivery)
