"""What the account page does about one's own passkeys, and what it shows of them."""

from contextlib import suppress
from dataclasses import dataclass

from fastapi import Request

from app.access.credentials import Credentials
from app.access.passkeys import routes as api
from app.access.passkeys.own import passkeys_of
from app.access.passkeys.payloads import NewPasskey, PasskeyProof
from app.access.passkeys.site import has_name
from app.access.unit import Work
from app.database import Database
from app.errors import NotFound
from app.settings import Settings
from dashboards.account.context import OwnPasskey, OwnPasskeys
from dashboards.people.asked import id_typed, no_such_act
from dashboards.typing_in import Typed


@dataclass(frozen=True, slots=True)
class Making:
    """What the browser is asked to make, as JSON, and under which name."""

    asked: str = ""
    name: str = ""


NONE_MADE = Making()


def act_on_passkeys(typed: Typed, request: Request, caller: Credentials, database: Database) -> str:
    """Do what the form says; what the browser is asked to make, or nothing. Raises what the API raises."""
    match typed.get("act"):
        case "begin":
            proof = {"password": typed.whole("password"), "code": typed.get("code") or None}
            asked = api.begin_passkey(request, PasskeyProof.model_validate(proof), caller, database)
            return asked.model_dump_json()
        case "add":
            names = ("name", "credential", "client_data", "attestation")
            made = NewPasskey.model_validate({name: typed.get(name) for name in names})
            api.add_passkey(request, made, caller, database)
        case "remove":
            with suppress(NotFound):  # one that is gone is as one wants it
                api.remove_passkey(id_typed(typed), caller, database)
        case other:
            raise no_such_act(other)
    return ""


def own_passkeys(w: Work, settings: Settings, making: Making) -> OwnPasskeys | None:
    """The reader's passkeys; None where the service is reached by a number, for which there are none."""
    if not has_name(settings):
        return None
    mine = tuple(OwnPasskey(str(one.id), one.name, one.added_at, one.last_used_at) for one in passkeys_of(w))
    return OwnPasskeys(mine, making.name or w.credentials.device, making.asked)
