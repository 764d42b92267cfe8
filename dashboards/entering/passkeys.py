"""Signing in with a passkey: the browser's script fills the form with what was signed."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from app.access.credentials import Caller
from app.access.passkeys.enter import WRONG, enter_with_passkey
from app.access.passkeys.payloads import PasskeyAnswer
from app.access.passkeys.site import Site
from app.access.routes import Stored
from app.access.sign_in import Lasting, SignedIn
from app.errors import NotSignedIn
from dashboards.answering import shown
from dashboards.entering.routes import own_address, sign_in_page, went_in
from dashboards.parts import Crumb, Trouble
from dashboards.reader import Asking
from dashboards.typing_in import FromForm, attempted

router = APIRouter(include_in_schema=False)
_FIELDS = ("credential", "client_data", "authenticator_data", "signature", "user")


@router.post("/sign-in/passkey")
def passkey_here(
    request: Request, reader: Asking, caller: Caller, database: Stored, typed: FromForm
) -> Response:
    """Sign in with what the passkey signed and go on; refused, the form says so."""
    settings, now, going = request.app.state.settings, datetime.now(UTC), own_address(typed.get("following"))
    opened: list[SignedIn] = []

    def act() -> None:
        body = PasskeyAnswer.model_validate({name: typed.get(name) for name in _FIELDS})
        given = (database, caller, Site.of(settings), body.answer)
        opened.append(enter_with_passkey(*given, now=now, lasting=Lasting.of(settings)))

    try:
        trouble, status = attempted(act)
    except NotSignedIn:
        trouble, status = Trouble(WRONG), 401
    if trouble is None:
        return went_in(request, opened[0], now, going)
    page = sign_in_page(request, following=going, trouble=trouble)
    return shown(reader, page, reader.frame(crumbs=(Crumb(word="sign_in"),)), status)
