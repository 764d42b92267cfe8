"""Tokens for programs: listed, made with a secret that is shown once, revoked."""

from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access import routes as api
from app.access.credentials import Caller, Credentials
from app.access.payloads import TokenBody, TokenShown
from app.access.roles import ROLES, permissions_of
from app.access.routes import Stored
from app.access.unit import work
from app.database import Database
from dashboards.answering import shown
from dashboards.parts import Crumb, Trouble
from dashboards.people.asked import id_typed, no_such_act
from dashboards.people.context import TokenLine, Tokens
from dashboards.reader import Asking, Reader
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)
MOST = 200


@router.get("/tokens")
def tokens(reader: Asking, caller: Caller, database: Stored) -> Response:
    """One's tokens, and the form that makes one."""
    return _tokens(reader, caller, database)


@router.post("/tokens")
def act_on_tokens(typed: FromForm, reader: Asking, caller: Caller, database: Stored) -> Response:
    """Make a token, whose secret is in this answer and never again, or revoke one."""
    secret: list[str] = []

    def act() -> None:
        match typed.get("act"):
            case "make":
                days = typed.get("days")
                body = TokenBody.model_validate(
                    {
                        "name": typed.get("name"),
                        "role": typed.get("role"),
                        "expires_in_days": int(days) if days.isascii() and days.isdigit() else 0,
                        "scopes": list(typed.all("scope")) or None,
                    }
                )
                secret.append(api.create_token(body, caller, database).secret)
            case "revoke":
                api.delete_token(id_typed(typed), caller, database)
            case other:
                raise no_such_act(other)

    trouble, status = attempted(act)
    if trouble is None and not secret:
        return RedirectResponse("/tokens", 303, {"Cache-Control": "no-store"})
    answer = 200 if trouble is None else status
    reading = replace(caller, method="GET")
    return _tokens(reader, reading, database, typed, trouble, "".join(secret), answer)


def _tokens(
    reader: Reader,
    caller: Credentials,
    database: Database,
    typed: Typed | None = None,
    trouble: Trouble | None = None,
    secret: str = "",
    status: int = 200,
) -> Response:
    with work(database, caller, "access:read") as w:
        who, now = w.identity, w.now
    found = api.list_tokens(caller, database, limit=MOST).items
    roles = tuple(role for role in ROLES if permissions_of(role) <= who.permissions)
    kept = typed if typed is not None and trouble is not None else Typed()
    page = Tokens(
        tokens=tuple(_token(one, now) for one in reversed(found)),
        roles=roles,
        scopes=tuple(sorted(who.permissions)),
        may="tokens:write" in who.permissions,
        name=kept.get("name"),
        role=kept.get("role"),
        days=kept.get("days", "365"),
        chosen=kept.all("scope"),
        secret=secret,
        trouble=trouble,
    )
    return shown(reader, page, reader.frame(who, (Crumb(word="tokens"),)), status)


def _token(one: TokenShown, now: datetime) -> TokenLine:
    over = one.expires_at is not None and one.expires_at <= now
    return TokenLine(
        id=str(one.id),
        name=one.name,
        shown=one.shown,
        role=one.role,
        scopes=tuple(one.scopes or ()),
        made=one.created_at,
        until=one.expires_at,
        used=one.last_used_at,
        state="revoked" if one.revoked_at else "expired" if over else "active",
    )
