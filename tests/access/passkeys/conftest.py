"""Browsers on a service that is reached by a name, and the client's auditor with a passkey."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.access.credentials import Credentials
from app.access.passkeys.site import Site
from app.access.passkeys.tables import Passkey
from app.access.sign_in import Lasting
from app.access.sign_in import enter as opens
from app.database import Database
from app.settings import Settings, load_settings
from tests.access.account.conftest import Browser, app, browse, lasting
from tests.access.conftest import NOW, Cast
from tests.access.passkeys.authenticator import Asked, Authenticator, bytes_of, text_of

__all__ = ["app", "browse", "lasting"]

ORIGIN = "http://localhost:8000"
SITE = Site("localhost", ORIGIN)
HERE, ENTRY = "/me/passkeys", "/session/passkey"
NOBODY = Credentials("none", "", "203.0.113.7", "request-1", "POST")
Enters = Callable[[Browser], None]


@pytest.fixture
def settings(database_url: str) -> Settings:
    return load_settings(demo=True, database_url=database_url, base_url=ORIGIN)


def begun(desk: Browser, path: str = f"{ENTRY}/challenge", **body: str) -> Asked:
    """What the browser is asked for."""
    asked = desk("POST", path, **({"json": body} if body else {}))
    assert asked.status_code == 201, asked.text
    answer: Asked = asked.json()
    return answer


def keep(database: Database, person_id: object, phone: Authenticator) -> None:
    """Register the authenticator's passkey, as adding it would."""
    asked = {"challenge": text_of(b"0" * 32), "relying_party": SITE.host, "user": text_of(person_id.bytes)}  # type: ignore[attr-defined]
    made = phone.makes(asked)
    challenge = bytes_of(asked["challenge"])
    key = SITE.made(made["credential"], made["client_data"], made["attestation"], challenge)
    with database.writing() as session:
        session.add(
            Passkey(
                person_id=person_id,
                credential=key.credential,
                public_key=key.public_key,
                sign_count=key.sign_count,
                name="phone",
                added_at=NOW,
            )
        )


@pytest.fixture
def phone(database: Database, cast: Cast) -> Authenticator:
    """A phone with a passkey of the client's auditor."""
    made = Authenticator(ORIGIN)
    keep(database, cast.people["client_auditor"], made)
    return made


@pytest.fixture
def enter(database: Database, cast: Cast, lasting: Lasting) -> Enters:
    """Return `enter(desk)`: the client's auditor is signed in there; no password is hashed for it."""

    def entered(desk: Browser) -> None:
        who = (cast.organisations["client"], cast.people["client_auditor"])
        with database.writing() as session:
            opened = opens(session, NOBODY, *who, datetime.now(UTC), lasting)
        desk.http.cookies.set("scorecard", opened.secret, domain="127.0.0.1")

    return entered
