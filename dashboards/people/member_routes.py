"""The people of one's organisation: roles, invitations with a link that is shown once, joining by it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from app.access import member_routes as api
from app.access.credentials import Caller, Credentials
from app.access.invite import look_at
from app.access.member_payloads import AcceptBody, InvitationBody, MemberShown, RoleBody
from app.access.roles import ROLES
from app.access.routes import Stored
from app.access.second_step.payloads import RequireBody
from app.access.unit import work
from app.database import Database
from app.errors import NotFound, NotSignedIn
from dashboards.answering import shown
from dashboards.parts import Crumb, Trouble
from dashboards.people.asked import id_typed, no_such_act
from dashboards.people.context import InvitationLine, Join, MemberLine, People
from dashboards.reader import Asking, Reader
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)
MOST = 200
_ONCE = {"Cache-Control": "no-store"}
Secret = Annotated[str, Query(max_length=100)]


@router.get("/people")
def people(reader: Asking, caller: Caller, database: Stored) -> Response:
    """The people of one's organisation, and for administrators its invitations."""
    return _people(reader, caller, database)


@router.post("/people")
def act_on_people(
    typed: FromForm, reader: Asking, caller: Caller, database: Stored, request: Request
) -> Response:
    """Invite somebody, give another role, take somebody out, or take an invitation back."""
    link: list[str] = []

    def act() -> None:
        match typed.get("act"):
            case "invite":
                body = InvitationBody.model_validate({"email": typed.get("email"), "role": typed.get("role")})
                made = api.create_invitation(body, caller, database, request)
                if made.secret is not None:  # else it went by mail to whom it is for
                    origin = request.app.state.settings.origin
                    link.append(f"{origin}/join?secret={quote(made.secret)}")
            case "role":
                role = RoleBody.model_validate({"role": typed.get("role")})
                api.change_user(id_typed(typed), role, caller, database)
            case "remove":
                api.remove_user(id_typed(typed), caller, database)
            case "reset":
                api.reset_second_step(id_typed(typed), caller, database)
            case "require":
                body_of = RequireBody(required=typed.get("required") == "yes")
                api.require_second_step(id_typed(typed), body_of, caller, database)
            case "take_back":
                api.delete_invitation(id_typed(typed), caller, database)
            case other:
                raise no_such_act(other)

    trouble, status = attempted(act)
    if trouble is None and not link:
        return RedirectResponse("/people", 303, _ONCE)
    reading = replace(caller, method="GET")
    answer = 200 if trouble is None else status
    return _people(reader, reading, database, typed, trouble, "".join(link), answer)


def _people(
    reader: Reader,
    caller: Credentials,
    database: Database,
    typed: Typed | None = None,
    trouble: Trouble | None = None,
    link: str = "",
    status: int = 200,
) -> Response:
    with work(database, caller, "access:read") as w:
        who = w.identity
    may = "access:write" in who.permissions
    organisation = api.organisation(who.organisation_id, caller, database)
    members = api.users(caller, database, limit=MOST).items
    invited = api.invitations(caller, database, limit=MOST).items if may else []
    kept = typed if typed is not None and trouble is not None and typed.get("act") == "invite" else Typed()
    page = People(
        organisation=who.organisation,
        members=tuple(_member(one, own=one.id == who.person_id) for one in members),
        invitations=tuple(
            InvitationLine(str(one.id), one.email, one.role, one.expires_at) for one in invited
        ),
        roles=tuple(ROLES),
        may=may,
        organisation_id=str(who.organisation_id),
        required=organisation.second_step_required,
        email=kept.get("email"),
        role=kept.get("role"),
        link=link,
        trouble=trouble,
    )
    return shown(reader, page, reader.frame(who, (Crumb(word="people"),)), status)


def _member(one: MemberShown, *, own: bool) -> MemberLine:
    return MemberLine(
        id=str(one.id),
        name=one.name,
        email=one.email,
        role=one.role,
        since=one.since,
        disabled=one.disabled_at is not None,
        own=own,
        second_step=one.second_step,
    )


@router.get("/join")
def join(reader: Asking, database: Stored, secret: Secret = "") -> Response:
    """The form behind an invitation's link; looking at it changes nothing."""
    page, status = _join(database, secret)
    return shown(reader, page, reader.frame(None, (Crumb(word="join"),)), status)


@router.post("/join")
def join_here(typed: FromForm, reader: Asking, caller: Caller, database: Stored) -> Response:
    """Accept an invitation with one's password, or with a name and a new one; then sign in with it."""
    nobody = replace(caller, kind="none", secret="")
    wrong: list[Trouble] = []

    def act() -> None:
        given = {"secret": typed.get("secret"), "password": typed.get("password")}
        name = {"name": typed.get("name")} if typed.get("name") else {}
        try:
            api.accept_invitation(AcceptBody.model_validate(given | name), nobody, database)
        except NotSignedIn as no:
            wrong.append(Trouble(no.message))
        except NotFound as gone:
            wrong.append(Trouble(gone.message))

    trouble, status = attempted(act)
    trouble = wrong[0] if wrong else trouble
    if trouble is None:
        return RedirectResponse("/sign-in", 303, _ONCE)
    page, _ = _join(database, typed.get("secret"))
    page = replace(page, name=typed.get("name"), trouble=trouble)
    return shown(reader, page, reader.frame(None, (Crumb(word="join"),)), 422 if wrong else status)


def _join(database: Database, secret: str) -> tuple[Join, int]:
    try:
        with database.reading() as session:
            found = look_at(session, secret, datetime.now(UTC))
    except NotFound:
        return Join(), 404
    return Join(found.organisation, found.email, found.role, secret), 200
