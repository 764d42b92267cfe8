"""What comes in and goes out over HTTP about webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.access.events.kinds import KINDS, Kind
from app.payloads import Id, Line, Payload
from app.sources.secrets.hidden import shown_url
from app.telling.tables import WebhookDelivery, WebhookEndpoint

Url = Annotated[str, Field(min_length=8, max_length=2048, description="https, on the public Internet.")]
Kinds = Annotated[list[Kind], Field(max_length=len(KINDS), description="What to be told; all when empty.")]


class WebhookBody(Payload):
    """A webhook to set up: its name for people, its address, and what to be told."""

    name: Line
    url: Url
    kinds: Kinds = Field(default_factory=list)


class WebhookChange(Payload):
    """What to change; `state` stops a webhook or starts one again that was stopped or gone."""

    name: Line | None = None
    url: Url | None = None
    kinds: Kinds | None = None
    state: Literal["active", "stopped"] | None = None


class WebhookShown(Payload):
    """A webhook without its secret; `gone` when its receiver answered 410."""

    id: Id
    name: str
    url: str
    kinds: list[str]
    state: str
    created_at: datetime
    rotated_at: datetime | None
    waits_until: datetime | None

    @classmethod
    def of(cls, endpoint: WebhookEndpoint) -> WebhookShown:
        """A stored endpoint as it is shown; what looks like a secret in its address is masked."""
        return cls(
            id=endpoint.id,
            name=endpoint.name,
            url=shown_url(endpoint.url),
            kinds=endpoint.kinds,
            state=endpoint.state,
            created_at=endpoint.created_at,
            rotated_at=endpoint.rotated_at,
            waits_until=endpoint.waits_until,
        )


class WebhookMade(WebhookShown):
    """A webhook with a new secret (`whsec_…`), shown for the first and last time."""

    secret: str

    @classmethod
    def of_new(cls, endpoint: WebhookEndpoint, secret: str) -> WebhookMade:
        """A new secret as it is shown to whoever asked for it."""
        return cls(**dict(WebhookShown.of(endpoint)), secret=secret)


class TryShown(Payload):
    """One attempt: the receiver's status, or what went wrong."""

    at: str
    status: int | None
    error: str
    milliseconds: int


class DeliveryShown(Payload):
    """A message and how it fares: `message_id` is its `webhook-id`, the same however often it is sent."""

    id: Id
    message_id: Id
    kind: str
    state: Literal["waiting", "delivered", "failed", "dropped"]
    body: str
    attempts: list[TryShown]
    created_at: datetime
    next_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, one: WebhookDelivery) -> DeliveryShown:
        """A stored delivery as it is shown."""
        return cls(
            id=one.id,
            message_id=one.event_id,
            kind=one.kind,
            state=one.state,  # type: ignore[arg-type]  # a check in the database holds which there are
            body=one.body,
            attempts=[TryShown(**tried) for tried in one.tries],
            created_at=one.created_at,
            next_at=one.next_at,
            ended_at=one.ended_at,
        )
