"""Webhooks: set up with a secret that is shown once, changed, rotated, tried; every delivery, sent again."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller, Credentials
from app.access.events.kinds import KINDS
from app.access.locked import box_of
from app.access.routes import Stored
from app.access.unit import work
from app.database import Database
from app.sources.outside.destinations import Allowed, allow
from app.telling import routes as api
from app.telling.payloads import DeliveryShown, WebhookBody, WebhookChange, WebhookShown
from dashboards.answering import shown
from dashboards.parts import Crumb, Trouble
from dashboards.people.asked import id_typed, no_such_act
from dashboards.people.context import DeliveryLine, WebhookLine, WebhookPage, Webhooks
from dashboards.reader import Asking, Reader
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)
MOST = 100


@router.get("/webhooks")
def webhooks(reader: Asking, caller: Caller, database: Stored) -> Response:
    """The organisation's webhooks, and the form that adds one."""
    return _list(reader, caller, database)


@router.post("/webhooks")
def add_webhook(
    typed: FromForm, reader: Asking, caller: Caller, database: Stored, request: Request
) -> Response:
    """Set up a webhook; its secret is in this answer and never again."""
    secret: list[str] = []

    def act() -> None:
        given = {"name": typed.get("name"), "url": typed.get("url"), "kinds": list(typed.all("kind"))}
        box = box_of(request.app.state.settings)
        body = WebhookBody.model_validate(given)
        secret.append(api.create_webhook(body, caller, database, _allowed(request), box).secret)

    trouble, status = attempted(act)
    answer = 200 if trouble is None else status
    reading = replace(caller, method="GET")
    return _list(reader, reading, database, typed, trouble, "".join(secret), answer)


def _allowed(request: Request) -> Allowed:
    return allow(request.app.state.settings.allowed_fetch_hosts)


def _list(
    reader: Reader,
    caller: Credentials,
    database: Database,
    typed: Typed | None = None,
    trouble: Trouble | None = None,
    secret: str = "",
    status: int = 200,
) -> Response:
    with work(database, caller, "access:read") as w:
        who = w.identity
    kept = typed if typed is not None and trouble is not None else Typed()
    page = Webhooks(
        webhooks=tuple(_line(one) for one in api.list_webhooks(caller, database).items),
        kinds=KINDS,
        name=kept.get("name"),
        url=kept.get("url"),
        chosen=kept.all("kind"),
        secret=secret,
        trouble=trouble,
    )
    return shown(reader, page, reader.frame(who, (Crumb(word="webhooks"),)), status)


def _line(one: WebhookShown) -> WebhookLine:
    return WebhookLine(one.name, f"/webhooks/{one.id}", one.url, tuple(one.kinds), one.state)


@router.get("/webhooks/{webhook_id}")
def webhook(webhook_id: UUID, reader: Asking, caller: Caller, database: Stored) -> Response:
    """One webhook with its deliveries."""
    return _one(reader, caller, database, webhook_id)


@router.post("/webhooks/{webhook_id}")
def act_on_webhook(
    webhook_id: UUID, typed: FromForm, reader: Asking, caller: Caller, database: Stored, request: Request
) -> Response:
    """Change it, stop or start it, rotate its secret, try it, replay a delivery, take it away."""
    secret: list[str] = []

    def act() -> None:
        match name := typed.get("act"):
            case "stop" | "start":
                _change(
                    webhook_id,
                    {"state": "stopped" if name == "stop" else "active"},
                    caller,
                    database,
                    request,
                )
            case "kinds":
                _change(webhook_id, {"kinds": list(typed.all("kind"))}, caller, database, request)
            case "rotate":
                box = box_of(request.app.state.settings)
                secret.append(api.rotate_webhook(webhook_id, caller, database, box).secret)
            case "try":
                api.try_webhook(webhook_id, caller, database)
            case "replay":
                api.replay_delivery(webhook_id, id_typed(typed), caller, database)
            case "remove":
                api.delete_webhook(webhook_id, caller, database)
            case other:
                raise no_such_act(other)

    trouble, status = attempted(act)
    if trouble is None and not secret:
        here = "/webhooks" if typed.get("act") == "remove" else f"/webhooks/{webhook_id}"
        return RedirectResponse(here, 303, {"Cache-Control": "no-store"})
    answer = 200 if trouble is None else status
    return _one(reader, replace(caller, method="GET"), database, webhook_id, trouble, "".join(secret), answer)


def _change(
    webhook_id: UUID, given: dict[str, object], caller: Credentials, database: Database, request: Request
) -> None:
    body = WebhookChange.model_validate(given)
    api.patch_webhook(webhook_id, body, caller, database, _allowed(request), Response())


def _one(
    reader: Reader,
    caller: Credentials,
    database: Database,
    webhook_id: UUID,
    trouble: Trouble | None = None,
    secret: str = "",
    status: int = 200,
) -> Response:
    with work(database, caller, "access:read") as w:
        who = w.identity
    found = api.one_webhook(webhook_id, caller, database, Response())
    page = WebhookPage(
        webhook=_line(found),
        kinds=KINDS,
        deliveries=tuple(
            _delivery(one) for one in api.deliveries(webhook_id, caller, database, limit=MOST).items
        ),
        waits=found.waits_until,
        secret=secret,
        trouble=trouble,
    )
    crumbs = (Crumb(word="webhooks", href="/webhooks"), Crumb(found.name))
    return shown(reader, page, reader.frame(who, crumbs), status)


def _delivery(one: DeliveryShown) -> DeliveryLine:
    last = one.attempts[-1] if one.attempts else None
    said = "" if last is None else last.error or f"HTTP {last.status}"
    return DeliveryLine(
        id=str(one.id),
        message=str(one.message_id),
        kind=one.kind,
        state=one.state,
        at=one.created_at,
        attempts=len(one.attempts),
        said=said,
        next_at=one.next_at,
    )
