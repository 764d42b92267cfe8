"""One's own account over HTTP. A token does none of this: it has no account."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.access import forget  # noqa: F401 - registers its plan
from app.access.account.password import change_own, prove_password, rehashed
from app.access.account.payloads import PasswordBody, SessionsEnded, SessionShown
from app.access.account.sessions import end_others, end_sign_in, sign_ins_of
from app.access.credentials import Caller, set_cookie
from app.access.routes import Stored
from app.access.sign_in import Lasting
from app.access.unit import work
from app.payloads import Page
from app.settings import Settings

router = APIRouter(prefix="/api/v1", tags=["account"])


@router.get("/sessions")
def sessions(caller: Caller, database: Stored) -> Page[SessionShown]:
    """The browsers that are signed in as you, the one used last first."""
    with work(database, caller, "access:read") as w:
        found = [SessionShown.of(one, w) for one in sign_ins_of(w)]
    return Page(items=found, next=None)


@router.delete("/sessions")
def end_other_sessions(caller: Caller, database: Stored) -> SessionsEnded:
    """Sign out everywhere else; their next request is refused."""
    with work(database, caller, "access:read", writing=True) as w:
        return SessionsEnded(ended=end_others(w))


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(session_id: UUID, caller: Caller, database: Stored) -> None:
    """Sign one of your browsers out; its next request is refused."""
    with work(database, caller, "access:read", writing=True) as w:
        end_sign_in(w, session_id)


@router.put("/me/password", status_code=204)
def change_password(
    request: Request, response: Response, body: PasswordBody, caller: Caller, database: Stored
) -> None:
    """Choose another password; every other browser is signed out, this one gets a new cookie."""
    settings: Settings = request.app.state.settings
    asked = prove_password(database, caller, body.current.get_secret_value(), "current")
    stored = rehashed(asked, body.new.get_secret_value())
    with work(database, caller, "access:read", writing=True) as w:
        renewed = change_own(w, asked, stored, Lasting.of(settings))
    set_cookie(response, settings, renewed.secret, datetime.now(UTC), renewed.expires_at)
