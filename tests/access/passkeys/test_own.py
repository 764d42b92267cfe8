"""One's own passkeys: added after the password, each challenge once, listed, removed; nobody else's."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from app.access.passkeys.challenges import LASTS
from app.access.passkeys.own import LATE, MOST, NOT_TAKEN, THERE, TOO_MANY
from app.access.passkeys.tables import Passkey, PasskeyChallenge
from app.access.tables import AuditEntry
from app.database import Database
from tests.access.account.conftest import AUDITOR, Opened
from tests.access.conftest import NOW, PASSWORD, Cast
from tests.access.passkeys.authenticator import Authenticator, text_of
from tests.access.passkeys.conftest import ENTRY, HERE, ORIGIN, Enters, begun, keep
from tests.access.second_step.conftest import RECOVERY, TurnOn, turn_on
from tests.conftest import on_embedded

__all__ = ["turn_on"]
pytestmark = pytest.mark.slow  # real password hashing, the service with its database

Audited = Callable[[], list[AuditEntry]]
ASKING = f"{HERE}/challenge"


def acts(audited: Audited) -> list[str]:
    return [one.action for one in audited() if one.action.startswith(("passkey", "password", "second_step"))]


def test_one_is_added_after_the_password_listed_and_removed(
    browse: Opened, cast: Cast, enter: Enters, phone: Authenticator, audited: Audited
) -> None:
    tablet = Authenticator(ORIGIN, credential=b"another")
    with browse() as desk, browse() as other:
        enter(desk)
        assert desk("POST", ASKING, json={"password": "not my password"}).status_code == 422
        asked = begun(desk, ASKING, password=PASSWORD)
        assert asked["registered"] == [text_of(phone.credential)]
        done = desk("POST", HERE, json=tablet.makes(asked, "my tablet"))
        assert (done.status_code, done.json()["last_used_at"]) == (201, None)
        enter(other)
        names = [one["name"] for one in other("GET", HERE).json()["items"]]
        assert names == ["phone", "my tablet"]
        mine = f"{HERE}/{done.json()['id']}"
        assert (desk("DELETE", mine).status_code, desk("DELETE", mine).status_code) == (204, 404)
        assert other("GET", "/me").status_code == 401
        assert len(desk("GET", HERE).json()["items"]) == 1
    assert acts(audited) == ["password.refuse", "passkey.begin", "passkey.add", "passkey.remove"]
    assert audited()[-1].after == {"signed_out": 1}


def test_nobody_elses_is_listed_or_removed_and_one_key_is_one_persons(
    browse: Opened, cast: Cast, enter: Enters, database: Database
) -> None:
    theirs = Authenticator(ORIGIN, credential=b"of the provider")
    keep(database, cast.people["provider_auditor"], theirs)
    with database.reading() as session:
        other = session.exec(select(Passkey.id)).one()
    with browse() as desk:
        enter(desk)
        assert desk("GET", HERE).json()["items"] == []
        assert desk("DELETE", f"{HERE}/{other}").status_code == 404
        made = theirs.makes(begun(desk, ASKING, password=PASSWORD))
        again = desk("POST", HERE, json=made)
        assert (again.status_code, again.json()["detail"]) == (409, THERE)


@on_embedded
def test_a_challenge_is_for_one_browser_once_and_for_minutes(
    browse: Opened, cast: Cast, enter: Enters, database: Database
) -> None:
    phone = Authenticator(ORIGIN)
    with browse() as desk, browse() as other:
        enter(desk)
        enter(other)
        asked = begun(desk, ASKING, password=PASSWORD)
        made = phone.makes(asked)
        assert other("POST", HERE, json=made).json()["detail"] == LATE  # begun in another browser
        deep = json.dumps({"challenge": asked["challenge"]}).replace("{", "[" * 900, 1).encode()
        for told in (b"\x00", b"\xff", b"[1]", b"{}", b'{"challenge": 5}', deep):
            odd = desk("POST", HERE, json={**made, "client_data": text_of(told)})
            assert (odd.status_code, odd.json()["detail"]) == (409, LATE), told[:20]
        wrong = phone.makes(asked, origin="https://evil.example")
        assert desk("POST", HERE, json=wrong).json()["detail"] == NOT_TAKEN
        assert desk("POST", HERE, json=made).json()["detail"] == LATE  # the wrong one used it up
        late = phone.makes(begun(desk, ASKING, password=PASSWORD))
        with database.writing() as session:
            [kept] = session.exec(select(PasskeyChallenge)).all()
            assert len(kept.id) == 64
            session.execute(update(PasskeyChallenge).values(expires_at=kept.expires_at - LASTS))
        assert desk("POST", HERE, json=late).json()["detail"] == LATE
        assert desk("POST", ENTRY, json=phone.signs(begun(desk))).status_code == 401
        assert desk("GET", HERE).json()["items"] == []


@on_embedded
def test_with_a_second_step_its_code_is_needed_too(
    browse: Opened, cast: Cast, enter: Enters, turn_on: TurnOn, audited: Audited
) -> None:
    turn_on("client_auditor")
    with browse() as desk:
        enter(desk)
        for proof in ({}, {"code": "no-such-code"}):
            assert desk("POST", ASKING, json={"password": PASSWORD, **proof}).status_code == 422
        begun(desk, ASKING, password=PASSWORD, code=RECOVERY[0])
    assert acts(audited) == ["second_step.refuse", "second_step.refuse", "passkey.begin"]


@on_embedded
def test_twenty_are_enough_and_a_token_has_none(
    browse: Opened, cast: Cast, enter: Enters, database: Database
) -> None:
    mine = {"person_id": cast.people["client_auditor"], "public_key": b"", "sign_count": 0}
    with database.writing() as session:
        for number in range(MOST):
            at = NOW + timedelta(minutes=number)
            session.add(Passkey(**mine, credential=f"c{number}", name=f"key {number}", added_at=at))
    with browse() as desk:
        enter(desk)
        full = desk("POST", ASKING, json={"password": PASSWORD})
        assert (full.status_code, full.json()["detail"]) == (409, TOO_MANY)
        desk.http.cookies.clear()
        desk.http.headers.update(cast.bearer("client_auditor"))
        made = Authenticator(ORIGIN).makes({"challenge": "x", "relying_party": "localhost", "user": "x"})
        for method, path, body in (
            ("GET", HERE, None),
            ("POST", ASKING, {"password": PASSWORD}),
            ("POST", HERE, made),
            ("DELETE", f"{HERE}/{cast.people['client_auditor']}", None),
        ):
            assert desk(method, path, json=body).status_code == 403, (method, path)


def test_an_administrator_takes_lost_ones_away_with_the_second_step(
    browse: Opened, cast: Cast, phone: Authenticator, audited: Audited, database: Database
) -> None:
    with browse() as desk:
        path = f"/api/v1/users/{cast.people['client_auditor']}/second-step"
        assert desk.http.delete(path, headers=cast.bearer("client_administrator")).status_code == 204
    [entry] = [one for one in audited() if one.action == "second_step.reset"]
    assert (entry.subject, entry.before) == (AUDITOR, {"on": False, "passkeys": 1})
    with database.reading() as session:
        left = session.exec(select(Passkey).where(col(Passkey.person_id) == cast.people["client_auditor"]))
        assert left.all() == []
