"""The pages on the way in and out: password, the second step where there is one, signing out."""

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller, clear_cookie, set_half_cookie
from app.access.passkeys.site import has_name
from app.access.routes import Stored
from app.access.second_step.half import HalfSignedIn
from app.access.second_step.pass_it import begin_required, confirm_required, enter_code
from app.access.second_step.routes import HalfSecret, hand_over, people_box
from app.access.sign_in import Lasting, SignedIn, sign_in, sign_out
from app.access.unit import work
from app.errors import NotSignedIn
from app.settings import Settings
from dashboards.answering import shown
from dashboards.contexts import DemoGuest, SignIn
from dashboards.entering.context import CodeAsked, SetUpAsked
from dashboards.entering.square import new_secret
from dashboards.parts import Crumb, Frame, Trouble
from dashboards.reader import Asking, Reader
from dashboards.typing_in import FromForm, attempted

router = APIRouter(include_in_schema=False)
_ONCE = {"Cache-Control": "no-store"}
Following = Annotated[str, Query(max_length=2000)]


@router.get("/sign-in")
def sign_in_form(request: Request, reader: Asking, following: str = "/") -> Response:
    """The sign-in form."""
    return shown(reader, sign_in_page(request, following=own_address(following)), _entry(reader))


def sign_in_page(request: Request, **more: Any) -> SignIn:
    """The sign-in form of this service."""
    return SignIn(guests=_guests(request), passkeys=has_name(request.app.state.settings), **more)


def _guests(request: Request) -> tuple[DemoGuest, ...]:
    """Whom a visitor can be with one click: nobody, except in the demo, which names its people."""
    people = getattr(request.app.state, "demo_people", ())
    return tuple(DemoGuest(one.name, one.role, one.organisation, one.href) for one in people)


@router.post("/sign-in")
def sign_in_here(
    request: Request,
    reader: Asking,
    caller: Caller,
    database: Stored,
    email: Annotated[str, Form(max_length=254)],
    password: Annotated[str, Form(max_length=1024)],
    following: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Sign in and go on to where one was going; refused, the form comes back with what was typed."""
    now, lasting = datetime.now(UTC), _lasting(request)
    try:
        opened = sign_in(database, caller, email, password, now=now, lasting=lasting)
    except NotSignedIn:
        refused = sign_in_page(request, email=email, following=own_address(following), refused=True)
        return shown(reader, refused, _entry(reader), 401)
    return went_in(request, opened, now, following)


def went_in(request: Request, opened: SignedIn | HalfSignedIn, now: datetime, following: str) -> Response:
    """On to where one was going, or to the second step before that; with the cookie of either."""
    settings: Settings = request.app.state.settings
    going = own_address(following)
    if isinstance(opened, HalfSignedIn):
        step = "code" if opened.needs == "code" else "second-step"
        response = RedirectResponse(f"/sign-in/{step}?following={quote(going, safe='')}", 303, _ONCE)
        set_half_cookie(response, settings, opened.secret, now, opened.expires_at)
        return response
    response = RedirectResponse(going, 303, _ONCE)
    hand_over(request, response, opened)
    return response


@router.get("/sign-in/code")
def code_form(reader: Asking, following: Following = "/") -> Response:
    """The form for the code; looking at it asks nobody who one is."""
    return shown(reader, CodeAsked(own_address(following)), _entry(reader))


@router.post("/sign-in/code")
def code_here(
    request: Request,
    reader: Asking,
    caller: Caller,
    half: HalfSecret,
    database: Stored,
    typed: FromForm,
) -> Response:
    """Sign in with the code and go on; refused, the page says why."""
    opened: list[SignedIn] = []
    now, going = datetime.now(UTC), own_address(typed.get("following"))

    def act() -> None:
        given = (database, caller, half, typed.get("code"))
        made = enter_code(*given, now=now, lasting=_lasting(request), box=people_box(request))
        opened.append(made)

    try:
        trouble, status = attempted(act)
    except NotSignedIn as wrong:
        trouble, status = Trouble(wrong.message), 401
    if trouble is None:
        return went_in(request, opened[0], now, going)
    return shown(reader, CodeAsked(going, trouble), _entry(reader), status)


@router.get("/sign-in/second-step")
def set_up_form(reader: Asking, following: Following = "/") -> Response:
    """What the organisation asks for, and the button to begin."""
    return shown(reader, SetUpAsked(following=own_address(following)), _entry(reader))


@router.post("/sign-in/second-step")
def set_up_here(
    request: Request, reader: Asking, caller: Caller, half: HalfSecret, database: Stored, typed: FromForm
) -> Response:
    """Begin, or switch it on with the app's first code, which signs in; the recovery codes are shown once."""
    now, box, going = datetime.now(UTC), people_box(request), own_address(typed.get("following"))
    pages: list[SetUpAsked] = []
    entered: list[SignedIn] = []

    def act() -> None:
        if typed.get("act") == "begin":
            begun = begin_required(database, caller, half, now=now, box=box)
            pages.append(SetUpAsked("scan", going, new_secret(begun.secret, begun.address)))
            return
        given = (database, caller, half, typed.get("code"))
        opened, codes = confirm_required(*given, now=now, lasting=_lasting(request), box=box)
        entered.append(opened)
        pages.append(SetUpAsked("done", going, recovery=tuple(codes)))

    try:
        trouble, status = attempted(act)
    except NotSignedIn as over:
        trouble, status = Trouble(over.message), 401
    page = pages[0] if pages else SetUpAsked("type", going, trouble=trouble)
    response = shown(reader, page, _entry(reader), 200 if trouble is None else status)
    for opened in entered:
        hand_over(request, response, opened)
    return response


@router.post("/sign-out")
def sign_out_here(request: Request, caller: Caller, database: Stored) -> Response:
    """Sign out; the cookie is dead from now on."""
    with work(database, caller, "access:read", writing=True) as w:
        sign_out(w)
    response = RedirectResponse("/sign-in", 303, _ONCE)
    clear_cookie(response, request.app.state.settings)
    return response


def _lasting(request: Request) -> Lasting:
    settings: Settings = request.app.state.settings
    return Lasting.of(settings)


def _entry(reader: Reader) -> Frame:
    return reader.frame(crumbs=(Crumb(word="sign_in"),))


def own_address(text: str) -> str:
    """The text when it is a path of this service, else the portfolio: nobody is sent elsewhere."""
    is_path = text.startswith("/") and not text.startswith("//") and "\\" not in text
    return text if is_path and text.isprintable() and " " not in text else "/"
