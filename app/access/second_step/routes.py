"""The second step over HTTP: passing it as one signs in, and one's own. A token has none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from cryptography.fernet import MultiFernet
from fastapi import APIRouter, Depends, Request, Response

from app.access.account.password import prove_password
from app.access.credentials import Caller, clear_half_cookie, half_cookie_name, set_cookie
from app.access.locked import PEOPLE, box_of
from app.access.payloads import Me
from app.access.routes import Stored
from app.access.second_step import own
from app.access.second_step.pass_it import begin_required, confirm_required, enter_code
from app.access.second_step.payloads import (
    CodeBody,
    PasswordOnly,
    ProofBody,
    RecoveryCodes,
    SecondStepBegun,
    SecondStepShown,
)
from app.access.second_step.prove import wrong_code
from app.access.sign_in import Lasting, SignedIn, as_opened
from app.access.unit import work
from app.settings import Settings

router = APIRouter(prefix="/api/v1", tags=["account"])


async def half_of(request: Request) -> str:
    """The secret of half a sign-in, from its cookie and nowhere else; empty without one."""
    return request.cookies.get(half_cookie_name(request.app.state.settings), "")


HalfSecret = Annotated[str, Depends(half_of)]


def people_box(request: Request) -> MultiFernet:
    """The lock of what belongs to people."""
    return box_of(request.app.state.settings, purpose=PEOPLE)


def hand_over(request: Request, response: Response, opened: SignedIn) -> None:
    """Give the browser the cookie of a whole sign-in; that of the half is taken back."""
    settings: Settings = request.app.state.settings
    set_cookie(response, settings, opened.secret, datetime.now(UTC), opened.expires_at)
    clear_half_cookie(response, settings)


def _lasting(request: Request) -> Lasting:
    settings: Settings = request.app.state.settings
    return Lasting.of(settings)


@router.post("/session/code", status_code=201)
def pass_second_step(
    request: Request, response: Response, body: CodeBody, caller: Caller, half: HalfSecret, database: Stored
) -> Me:
    """Sign in with a code, after the password; the answer sets the cookie."""
    code, now = body.code.get_secret_value(), datetime.now(UTC)
    opened = enter_code(
        *(database, caller, half, code), now=now, lasting=_lasting(request), box=people_box(request)
    )
    hand_over(request, response, opened)
    with work(database, as_opened(caller, opened), "access:read") as w:
        return Me.of(w.identity)


@router.post("/session/second-step", status_code=201)
def begin_required_second_step(
    request: Request, caller: Caller, half: HalfSecret, database: Stored
) -> SecondStepBegun:
    """Begin to set up the second step that your organisation asks for, after the password."""
    now, box = datetime.now(UTC), people_box(request)
    begun = begin_required(database, caller, half, now=now, box=box)
    return SecondStepBegun(secret=begun.secret, address=begun.address)


@router.put("/session/second-step", status_code=201)
def confirm_required_second_step(
    request: Request, response: Response, body: CodeBody, caller: Caller, half: HalfSecret, database: Stored
) -> RecoveryCodes:
    """Switch it on with the app's first code, which signs you in; the answer sets the cookie."""
    code, now = body.code.get_secret_value(), datetime.now(UTC)
    opened, codes = confirm_required(
        *(database, caller, half, code), now=now, lasting=_lasting(request), box=people_box(request)
    )
    hand_over(request, response, opened)
    return RecoveryCodes(recovery_codes=codes)


@router.get("/me/second-step")
def my_second_step(caller: Caller, database: Stored) -> SecondStepShown:
    """Whether signing in asks you for a code."""
    with work(database, caller, "access:read") as w:
        return SecondStepShown.of(own.standing_of(w))


@router.post("/me/second-step", status_code=201)
def begin_second_step(
    request: Request, body: PasswordOnly, caller: Caller, database: Stored
) -> SecondStepBegun:
    """Begin to set your second step up; it is on as soon as you have sent the app's first code."""
    asked = prove_password(database, caller, body.password.get_secret_value())
    with work(database, caller, "access:read", writing=True) as w:
        begun = own.begin_own(w, asked, people_box(request))
    return SecondStepBegun(secret=begun.secret, address=begun.address)


@router.put("/me/second-step")
def confirm_second_step(
    request: Request, response: Response, body: CodeBody, caller: Caller, database: Stored
) -> RecoveryCodes:
    """Switch it on with the app's first code; other browsers are signed out, this one gets a new cookie."""
    with work(database, caller, "access:read", writing=True) as w:
        done = own.confirm_own(w, body.code.get_secret_value(), people_box(request), _lasting(request))
    hand_over(request, response, done.renewed)
    return RecoveryCodes(recovery_codes=done.recovery)


@router.post("/me/second-step/recovery-codes", status_code=201)
def renew_recovery_codes(
    request: Request, body: ProofBody, caller: Caller, database: Stored
) -> RecoveryCodes:
    """New recovery codes in place of those that are left."""
    prove_password(database, caller, body.password.get_secret_value())
    with work(database, caller, "access:read", writing=True) as w:
        codes = own.new_recovery_codes(w, body.code.get_secret_value(), people_box(request))
    if codes is None:
        raise wrong_code()
    return RecoveryCodes(recovery_codes=codes)


@router.post("/me/second-step/off", status_code=204)
def switch_second_step_off(request: Request, body: ProofBody, caller: Caller, database: Stored) -> None:
    """Switch your second step off; every other browser is signed out."""
    prove_password(database, caller, body.password.get_secret_value())
    with work(database, caller, "access:read", writing=True) as w:
        done = own.switch_off(w, body.code.get_secret_value(), people_box(request))
    if not done:
        raise wrong_code()
