"""The page of one's own account: where one is signed in, and another password."""

from dataclasses import replace
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.access.account import routes as api
from app.access.account.payloads import PasswordBody
from app.access.account.sessions import sign_ins_of
from app.access.credentials import Caller, Credentials
from app.access.routes import Stored
from app.access.tables import Person
from app.access.unit import Work, work
from app.database import Database
from app.errors import NotFound
from dashboards.account.context import OwnAccount, SessionLine
from dashboards.answering import shown
from dashboards.parts import Crumb, Trouble
from dashboards.reader import Asking, Reader
from dashboards.typing_in import FromForm, attempted

router = APIRouter(include_in_schema=False)
HERE = "/account"
Done = Literal["password", "ended"]


@router.get(HERE)
def account(reader: Asking, caller: Caller, database: Stored, done: Done | None = None) -> Response:
    """Where one is signed in, and the form for another password."""
    return _shown(reader, caller, database, done=done or "")


@router.post(f"{HERE}/sessions/others")
def end_other_browsers(caller: Caller, database: Stored) -> Response:
    """Sign out everywhere else."""
    api.end_other_sessions(caller, database)
    return _back("ended")


@router.post(f"{HERE}/sessions/{{session_id}}")
def end_browser(session_id: UUID, caller: Caller, database: Stored) -> Response:
    """Sign one browser out; one that is signed out already is as one wants it."""
    try:
        api.end_session(session_id, caller, database)
    except NotFound:
        return _back("ended")
    return _back("ended")


@router.post(f"{HERE}/password")
def choose_password(
    typed: FromForm, reader: Asking, caller: Caller, database: Stored, request: Request
) -> Response:
    """Choose another password; refused, the page says why, and nothing that was typed comes back."""
    response = _back("password")

    def act() -> None:
        given = {name: typed.whole(name) for name in ("current", "new")}
        api.change_password(request, response, PasswordBody.model_validate(given), caller, database)

    trouble, status = attempted(act)
    if trouble is None:
        return response
    return _shown(reader, replace(caller, method="GET"), database, trouble=trouble, status=status)


def _back(done: Done) -> Response:
    return RedirectResponse(f"{HERE}?done={done}", 303, {"Cache-Control": "no-store"})


def _shown(
    reader: Reader,
    caller: Credentials,
    database: Database,
    *,
    done: str = "",
    trouble: Trouble | None = None,
    status: int = 200,
) -> Response:
    with work(database, caller, "access:read") as w:
        page = OwnAccount(
            email=w.session.get_one(Person, w.identity.person_id).email,
            sessions=_sessions(w),
            done=done,
            trouble=trouble,
        )
        frame = reader.frame(w.identity, (Crumb(word="account"),))
    return shown(reader, page, frame, status)


def _sessions(w: Work) -> tuple[SessionLine, ...]:
    return tuple(
        SessionLine(
            id=str(one.number),
            device=one.device,
            address=one.address,
            current=one.number == w.identity.sign_in_id,
            since=one.created_at,
            used=one.last_used_at,
            until=min(one.idle_until, one.expires_at),
        )
        for one in sign_ins_of(w)
    )
