"""The second step on the way in: half a sign-in does nothing, each code is taken once, guessing is slowed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlmodel import col, select

from app.access.credentials import Credentials
from app.access.locked import PEOPLE, box_of
from app.access.second_step.half import LASTS, OVER, TRIES, HalfSignedIn
from app.access.second_step.pass_it import enter_code
from app.access.second_step.prove import WRONG, name_of
from app.access.second_step.tables import HalfSignIn, SecondStep
from app.access.sign_in import Lasting, sign_in
from app.access.tables import AuditEntry, Organisation, Person, SignInAttempt
from app.access.throttle import keys_of
from app.database import Database
from app.errors import NotSignedIn, TooMany
from app.settings import Settings
from tests.access.account.conftest import AUDITOR, Browser, Opened
from tests.access.conftest import NOW, PASSWORD, Cast
from tests.access.second_step.conftest import RECOVERY, TurnOn, code_at
from tests.conftest import on_embedded

pytestmark = pytest.mark.slow  # real password hashing, the service with its database

Audited = Callable[[], list[AuditEntry]]
NOBODY = Credentials("none", "", "203.0.113.7", "request-1", "POST")
WHOLE = Lasting(timedelta(hours=12), timedelta(hours=2))


@pytest.fixture
def half(database: Database, cast: Cast, turn_on: TurnOn) -> HalfSignedIn:
    """The auditor, whose password was right at NOW."""
    turn_on("client_auditor")
    opened = sign_in(database, NOBODY, AUDITOR, PASSWORD, now=NOW, lasting=WHOLE)
    assert isinstance(opened, HalfSignedIn)
    return opened


def passing(database: Database, settings: Settings, half: HalfSignedIn, code: str, now: datetime) -> bool:
    box = box_of(settings, purpose=PEOPLE)
    try:
        enter_code(database, NOBODY, half.secret, code, now=now, lasting=WHOLE, box=box)
    except NotSignedIn as no:
        if no.message not in (WRONG, OVER):
            raise
        return False
    return True


def test_the_password_alone_opens_nothing_and_the_code_does(
    browse: Opened, cast: Cast, turn_on: TurnOn, audited: Audited
) -> None:
    turn_on("client_auditor")
    with browse() as desk:
        asked = desk.sign_in()
        assert (asked.status_code, asked.json()["needs"]) == (202, "code")
        assert "scorecard" not in desk.http.cookies
        secret = desk.http.cookies["scorecard-half"]
        for path in ("/me", "/sessions", "/contracts", "/tokens", "/audit"):
            assert desk("GET", path).status_code == 401, path
        desk.http.cookies.set("scorecard", secret)  # as if it were a whole one
        assert desk("GET", "/me").status_code == 401
        desk.http.cookies.delete("scorecard")
        assert desk("POST", "/session/second-step").status_code == 401  # it cannot set up another one either
        passed = desk("POST", "/session/code", json={"code": code_at()})
        assert (passed.status_code, passed.json()["role"]) == (201, "auditor")
        assert "scorecard-half" not in desk.http.cookies
        assert desk("GET", "/me").status_code == 200
        assert desk("GET", "/me/second-step").json()["recovery_left"] == 2
        assert desk("POST", "/session/code", json={"code": code_at(steps=1)}).status_code == 401  # it is over
    assert [(one.action, one.subject) for one in audited() if one.action.startswith("sign_in")] == [
        ("sign_in.begin", "password"),
        ("sign_in.open", "password and code"),
    ]


def test_a_code_is_taken_once_and_none_before_it(
    database: Database, settings: Settings, half: HalfSignedIn, audited: Audited
) -> None:
    assert passing(database, settings, half, code_at(NOW), NOW)
    second = sign_in(database, NOBODY, AUDITOR, PASSWORD, now=NOW, lasting=WHOLE)
    assert isinstance(second, HalfSignedIn)
    for used in (code_at(NOW), code_at(NOW, -1), code_at(NOW, 2), "no-such-code", ""):
        assert not passing(database, settings, second, used, NOW)
    third = sign_in(database, NOBODY, AUDITOR, PASSWORD, now=NOW, lasting=WHOLE)
    assert isinstance(third, HalfSignedIn)
    with pytest.raises(TooMany):  # five wrong ones: whoever guesses waits, with whichever half sign-in
        passing(database, settings, third, code_at(NOW, 1), NOW)
    assert passing(database, settings, third, code_at(NOW, 1), NOW + timedelta(seconds=20))
    assert [one.action for one in audited()].count("second_step.refuse") == 5


def test_a_recovery_code_signs_in_once(database: Database, settings: Settings, half: HalfSignedIn) -> None:
    assert passing(database, settings, half, RECOVERY[0].upper().replace("-", " "), NOW)
    again = sign_in(database, NOBODY, AUDITOR, PASSWORD, now=NOW, lasting=WHOLE)
    assert isinstance(again, HalfSignedIn)
    assert not passing(database, settings, again, RECOVERY[0], NOW)
    assert passing(database, settings, again, RECOVERY[1], NOW)
    with database.reading() as session:
        assert session.exec(select(SecondStep.recovery)).one() == []


def test_of_eight_requests_with_one_code_a_single_one_passes(
    database: Database, settings: Settings, half: HalfSignedIn
) -> None:
    def enter(_number: int) -> str:
        try:
            return str(passing(database, settings, half, code_at(NOW), NOW))
        except TooMany:
            return "slowed"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(enter, range(8)))
    assert answers.count("True") == 1


@on_embedded
def test_half_a_sign_in_is_over_after_a_while_and_after_five_wrong_codes(
    database: Database, settings: Settings, half: HalfSignedIn
) -> None:
    late = NOW + LASTS
    assert not passing(database, settings, half, code_at(late), late)
    with database.writing() as session:
        session.execute(update(HalfSignIn).values(tries=TRIES))
    assert not passing(database, settings, half, code_at(NOW), NOW)
    with database.writing() as session:
        session.execute(update(HalfSignIn).values(tries=TRIES - 1))
        session.execute(update(Person).where(col(Person.email) == AUDITOR).values(disabled_at=NOW))
    assert not passing(database, settings, half, code_at(NOW), NOW)
    with database.writing() as session:
        session.execute(update(Person).values(disabled_at=None))
    assert passing(database, settings, half, code_at(NOW), NOW)


@on_embedded
def test_guessing_codes_is_slowed_whatever_the_password_forgives(
    database: Database, settings: Settings, half: HalfSignedIn
) -> None:
    with database.writing() as session:
        key = keys_of(name_of(AUDITOR), "")[0][0]
        session.add(SignInAttempt(key=key, failures=12, last_at=NOW))
    other = sign_in(database, NOBODY, AUDITOR, PASSWORD, now=NOW, lasting=WHOLE)
    assert isinstance(other, HalfSignedIn)
    with pytest.raises(TooMany) as slowed:
        passing(database, settings, other, code_at(NOW), NOW)
    assert slowed.value.retry_after == 128


@on_embedded
def test_the_secret_is_locked_away_and_so_is_the_cookie(
    browse: Opened, database: Database, cast: Cast, turn_on: TurnOn
) -> None:
    turn_on("client_auditor")
    with browse() as desk:
        desk.sign_in()
        secret = desk.http.cookies["scorecard-half"]
        shown = desk.http.get("/api/v1/me/second-step").text
    with database.reading() as session:
        step, kept = session.exec(select(SecondStep)).one(), session.exec(select(HalfSignIn)).one()
    assert b"JBSWY3DP" not in step.secret
    assert secret not in repr(kept)
    assert len(kept.id) == 64
    assert "JBSWY3DP" not in shown


def set_up(desk: Browser) -> list[str]:
    begun = desk("POST", "/session/second-step")
    assert begun.status_code == 201, begun.text

    app = pyotp.TOTP(begun.json()["secret"])
    wrong = desk("PUT", "/session/second-step", json={"code": app.at(datetime.now(UTC), counter_offset=5)})
    assert wrong.status_code == 422
    done = desk("PUT", "/session/second-step", json={"code": app.now()})
    assert done.status_code == 201, done.text
    codes: list[str] = done.json()["recovery_codes"]
    return codes


def test_what_the_organisation_asks_for_is_set_up_on_the_way_in(
    browse: Opened, database: Database, cast: Cast
) -> None:
    with database.writing() as session:
        of_client = col(Organisation.id) == cast.organisations["client"]
        session.execute(update(Organisation).where(of_client).values(second_step_required=True))
    with browse() as desk:
        assert desk.sign_in().json()["needs"] == "set_up"
        assert desk("GET", "/me").status_code == 401
        assert desk("POST", "/session/code", json={"code": "000000"}).status_code == 401
        codes = set_up(desk)
        assert desk("GET", "/me").json()["role"] == "auditor"
        assert desk("GET", "/me/second-step").json()["required"] is True
    with browse() as other:
        assert other.sign_in().json()["needs"] == "code"
        assert other("POST", "/session/code", json={"code": codes[0]}).status_code == 201
        off = other("POST", "/me/second-step/off", json={"password": PASSWORD, "code": codes[1]})
        assert off.status_code == 409
        assert other.sign_in("provider_auditor@example.com").status_code == 201  # another organisation


@on_embedded
def test_another_sites_page_passes_nobody(browse: Opened, cast: Cast, turn_on: TurnOn) -> None:
    turn_on("client_auditor")
    foreign = {"Sec-Fetch-Site": "cross-site"}
    with browse() as desk:
        desk.sign_in()
        http: TestClient = desk.http
        for method, path in (("POST", "code"), ("PUT", "second-step"), ("POST", "second-step")):
            body = {"code": code_at()}
            answer = http.request(method, f"/api/v1/session/{path}", json=body, headers=foreign)
            assert answer.status_code == 403, path
        assert desk("POST", "/session/code", json={"code": code_at()}).status_code == 201
