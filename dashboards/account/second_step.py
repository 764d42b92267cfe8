"""What the account page does about one's own second step, and what comes of it for the page."""

from dataclasses import dataclass

from fastapi import Request

from app.access.account.password import prove_password
from app.access.credentials import Credentials
from app.access.second_step import own
from app.access.second_step import routes as api
from app.access.second_step.payloads import ProofBody
from app.access.sign_in import Lasting, SignedIn
from app.access.unit import work
from app.database import Database
from dashboards.entering.context import NewSecret
from dashboards.entering.square import new_secret
from dashboards.people.asked import no_such_act
from dashboards.typing_in import Typed


@dataclass(frozen=True, slots=True)
class Came:
    """What is shown once: a secret for an app, or recovery codes; ``opened`` is the browser's new cookie."""

    new: NewSecret | None = None
    typing: bool = False
    recovery: tuple[str, ...] = ()
    opened: SignedIn | None = None
    is_off: bool = False


NOTHING = Came()


def act_on_own(typed: Typed, request: Request, caller: Credentials, database: Database) -> Came:
    """Do what the form says. Raises what the API raises: Refused, Conflict, TooMany."""
    match typed.get("act"):
        case "begin":
            return _begin(typed, request, caller, database)
        case "confirm":
            return _confirm(typed, request, caller, database)
        case "renew":
            made = api.renew_recovery_codes(request, _proof(typed), caller, database)
            return Came(recovery=tuple(made.recovery_codes))
        case "off":
            api.switch_second_step_off(request, _proof(typed), caller, database)
            return Came(is_off=True)
        case other:
            raise no_such_act(other)


def _begin(typed: Typed, request: Request, caller: Credentials, database: Database) -> Came:
    asked = prove_password(database, caller, typed.whole("password"))
    with work(database, caller, "access:read", writing=True) as w:
        begun = own.begin_own(w, asked, api.people_box(request))
    return Came(new_secret(begun.secret, begun.address), typing=True)


def _confirm(typed: Typed, request: Request, caller: Credentials, database: Database) -> Came:
    lasting = Lasting.of(request.app.state.settings)
    with work(database, caller, "access:read", writing=True) as w:
        done = own.confirm_own(w, typed.get("code"), api.people_box(request), lasting)
    return Came(recovery=tuple(done.recovery), opened=done.renewed)


def _proof(typed: Typed) -> ProofBody:
    return ProofBody.model_validate({"password": typed.whole("password"), "code": typed.get("code")})
