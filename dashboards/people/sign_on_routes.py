"""An organisation's single sign-on, set up on a page by its administrators; the secret never comes back."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller
from app.access.roles import ROLES
from app.access.routes import Stored
from app.access.unit import work
from app.errors import NotFound, Problem, Refused
from app.single_sign_on import routes as api
from app.single_sign_on.payloads import SingleSignOnBody, SingleSignOnShown
from dashboards.answering import shown
from dashboards.parts import Crumb, Trouble
from dashboards.people.asked import no_such_act
from dashboards.people.context import SignOnForm, SingleSignOn
from dashboards.reader import Asking
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)
HERE = "/single-sign-on"


@router.get(HERE)
def single_sign_on(
    request: Request, reader: Asking, caller: Caller, database: Stored, saved: bool = False
) -> Response:
    """How it is set up, or the empty form."""
    return _shown(request, reader, caller, database, saved=saved)


@router.post(HERE)
def set_single_sign_on(
    request: Request, typed: FromForm, reader: Asking, caller: Caller, database: Stored
) -> Response:
    """Set it up, change it or take it away; refused, the form comes back with all but the secret."""

    def act() -> None:
        with work(database, caller, "access:write", writing=False) as w:
            own = w.identity.organisation_id
        match typed.get("act"):
            case "put":
                body = SingleSignOnBody.model_validate(_body(typed))
                api.put_single_sign_on(own, request, body, caller, database)
            case "remove":
                api.remove_single_sign_on(own, caller, database)
            case other:
                raise no_such_act(other)

    trouble, status = attempted(act)
    if trouble is None:
        return RedirectResponse(f"{HERE}?saved=true", 303, {"Cache-Control": "no-store"})
    return _shown(request, reader, caller, database, typed=typed, trouble=trouble, status=status)


def _body(typed: Typed) -> dict[str, object]:
    secret = typed.whole("client_secret")
    return {
        "issuer": typed.get("issuer"),
        "client_id": typed.get("client_id"),
        "domains": typed.get("domains").replace(",", " ").lower().split(),
        "newcomers": typed.get("newcomers") or None,
        "claim": typed.get("claim"),
        "roles": dict(_role_of(line) for line in typed.get("roles").splitlines() if line.strip()),
        **({"client_secret": secret} if secret else {}),
    }


def _role_of(line: str) -> tuple[str, str]:
    group, sign, role = line.rpartition("=")
    if not sign:
        sentence = "Write each group and what it is here like this: sla-auditors = auditor"
        raise Refused(sentence, [Problem("roles", "form", sentence)])
    return group.strip(), role.strip()


def _shown(
    request: Request,
    reader: Asking,
    caller: Caller,
    database: Stored,
    *,
    typed: Typed | None = None,
    saved: bool = False,
    trouble: Trouble | None = None,
    status: int = 200,
) -> Response:
    with work(database, caller, "access:write", writing=False) as w:
        who = w.identity
    try:
        found = api.single_sign_on(who.organisation_id, request, caller, database)
    except NotFound:
        found = None
    page = SingleSignOn(
        organisation=who.organisation,
        redirect=api.redirect_of(request.app.state.settings),
        link=found.link if found else "",
        roles=tuple(ROLES),
        form=_typed_form(typed) if typed else _form(found),
        saved=saved,
        trouble=trouble,
    )
    crumbs = (Crumb(word="people", href="/people"), Crumb(word="single_sign_on"))
    return shown(reader, page, reader.frame(who, crumbs), status)


def _form(found: SingleSignOnShown | None) -> SignOnForm:
    if found is None:
        return SignOnForm()
    lines = (f"{group} = {role}" for group, role in found.roles.items())
    return SignOnForm(
        issuer=found.issuer,
        client_id=found.client_id,
        domains=" ".join(found.domains),
        newcomers=found.newcomers or "",
        claim=found.claim,
        roles="\n".join(lines),
    )


def _typed_form(typed: Typed) -> SignOnForm:
    names = ("issuer", "client_id", "domains", "newcomers", "claim", "roles")
    return SignOnForm(*(typed.get(name) for name in names))
