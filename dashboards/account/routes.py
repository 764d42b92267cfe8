"""The page of one's own account: where one is signed in, another password, passkeys, the second step."""

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
from app.access.second_step.own import standing_of
from app.access.second_step.routes import hand_over
from app.access.sign_in import as_opened
from app.access.tables import Person
from app.access.unit import Work, work
from app.database import Database
from app.errors import NotFound
from dashboards.account.context import OwnAccount, OwnStep, SessionLine
from dashboards.account.passkeys import NONE_MADE, Making, act_on_passkeys, own_passkeys
from dashboards.account.second_step import NOTHING, Came, act_on_own
from dashboards.answering import shown
from dashboards.parts import Crumb, Trouble
from dashboards.reader import Asking, Reader
from dashboards.typing_in import FromForm, attempted

router = APIRouter(include_in_schema=False)
HERE = "/account"
Done = Literal["password", "ended", "off", "passkeys"]


@router.get(HERE)
def account(
    reader: Asking, caller: Caller, database: Stored, request: Request, done: Done | None = None
) -> Response:
    """Where one is signed in, and the form for another password."""
    return _shown(reader, caller, database, request, done=done or "")


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
    return _shown(reader, replace(caller, method="GET"), database, request, trouble=trouble, status=status)


@router.post(f"{HERE}/second-step")
def act_on_second_step(
    typed: FromForm, reader: Asking, caller: Caller, database: Stored, request: Request
) -> Response:
    """Begin, switch on, renew recovery codes or switch off; what is new is on the page that comes back."""
    came: list[Came] = []
    trouble, status = attempted(lambda: came.append(act_on_own(typed, request, caller, database)))
    if came and came[0].is_off:
        return _back("off")
    got = came[0] if came else Came(typing=typed.get("act") == "confirm")
    seen_by = as_opened(caller, got.opened) if got.opened else caller
    reading = replace(seen_by, method="GET")
    answer = 200 if trouble is None else status
    response = _shown(reader, reading, database, request, came=got, trouble=trouble, status=answer)
    if got.opened is not None:
        hand_over(request, response, got.opened)
    return response


@router.post(f"{HERE}/passkeys")
def act_on_own_passkeys(
    typed: FromForm, reader: Asking, caller: Caller, database: Stored, request: Request
) -> Response:
    """Begin to add a passkey, add the one that the browser made, or remove one."""
    asked: list[str] = []
    trouble, status = attempted(lambda: asked.append(act_on_passkeys(typed, request, caller, database)))
    if asked and not asked[0]:
        return _back("passkeys")
    making = Making(asked[0] if asked else "", typed.get("name"))
    answer = 200 if trouble is None else status
    reading = replace(caller, method="GET")
    return _shown(reader, reading, database, request, making=making, trouble=trouble, status=answer)


def _back(done: Done) -> Response:
    return RedirectResponse(f"{HERE}?done={done}", 303, {"Cache-Control": "no-store"})


def _shown(
    reader: Reader,
    caller: Credentials,
    database: Database,
    request: Request,
    *,
    done: str = "",
    came: Came = NOTHING,
    making: Making = NONE_MADE,
    trouble: Trouble | None = None,
    status: int = 200,
) -> Response:
    with work(database, caller, "access:read") as w:
        page = OwnAccount(
            email=w.session.get_one(Person, w.identity.person_id).email,
            sessions=_sessions(w),
            step=_step(w, came),
            passkeys=own_passkeys(w, request.app.state.settings, making),
            done=done,
            trouble=trouble,
        )
        frame = reader.frame(w.identity, (Crumb(word="account"),))
    return shown(reader, page, frame, status)


def _step(w: Work, came: Came) -> OwnStep:
    stands = standing_of(w)
    return OwnStep(
        stands.on_since, stands.recovery_left, stands.required, came.new, came.typing, came.recovery
    )


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
