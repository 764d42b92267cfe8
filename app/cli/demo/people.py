"""Who is in the demo, and signing in as one of them with a click; the demo listens on this machine alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, FastAPI, Request, Response

from app.access.credentials import Caller
from app.access.roles import Role
from app.access.routes import Stored
from app.access.sign_in import Lasting, sign_in
from app.errors import NotFound
from app.sample.providers import BALTIC, CHENGDU, CLIENT, HARBOR, IBERICA
from app.settings import Settings
from dashboards.entering.routes import went_in

PASSWORD = "promises-are-kept"  # noqa: S105 - of people who exist in the demo alone, shown to everybody
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to be in the demo; `href` signs in as them."""

    slug: str
    name: str
    email: str
    organisation: str
    role: Role
    locale: str = "en"
    password: str = PASSWORD

    @property
    def href(self) -> str:
        """The address that signs in."""
        return f"/demo/{self.slug}"


AUDITOR = DemoPerson("auditor", "Ada Osei", "ada@meridian.example", CLIENT, "auditor")
PEOPLE = (
    AUDITOR,
    DemoPerson("procurement", "Paul Reyes", "paul@meridian.example", CLIENT, "procurement"),
    DemoPerson("chengdu", "李娜 Li Na", "lina@chengdu.example", CHENGDU.name, "clerk", "zh_Hans"),
    DemoPerson("iberica", "Inés Vidal", "ines@iberica.example", IBERICA.name, "clerk"),
    DemoPerson("baltic", "Jānis Ozols", "janis@baltic.example", BALTIC.name, "clerk"),
    DemoPerson("harbor", "Grace Miller", "grace@harbor.example", HARBOR.name, "clerk"),
)


@router.get("/demo/{slug}")
def sign_in_as(slug: str, request: Request, caller: Caller, database: Stored) -> Response:
    """Sign in as one of the demo's people and go to the portfolio."""
    person = next((one for one in PEOPLE if one.slug == slug), None)
    if person is None:
        raise NotFound
    settings: Settings = request.app.state.settings
    now = datetime.now(UTC)
    opened = sign_in(database, caller, person.email, person.password, now=now, lasting=Lasting.of(settings))
    return went_in(request, opened, now, "/")


def add_demo_people(app: FastAPI) -> None:
    """Let visitors of the demo be one of its people; the sign-in page finds them in the app's state."""
    app.state.demo_people = PEOPLE
    app.include_router(router)
