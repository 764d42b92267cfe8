"""One's own second step: on with password and first code, off with password and code, reset by others."""

from collections.abc import Callable

import pyotp
import pytest
from sqlmodel import select

from app.access.people import add_membership
from app.access.second_step.reset import ELSEWHERE, FIRST, OWN
from app.access.second_step.tables import SecondStep
from app.access.tables import AuditEntry
from app.database import Database
from tests.access.account.conftest import AUDITOR, Opened
from tests.access.conftest import NOW, PASSWORD, Cast
from tests.access.second_step.conftest import RECOVERY, TurnOn, code_at
from tests.conftest import on_embedded

pytestmark = pytest.mark.slow  # real password hashing, the service with its database

Audited = Callable[[], list[AuditEntry]]


def acts(audited: Audited) -> list[str]:
    return [one.action for one in audited() if one.action.startswith(("second_step", "password"))]


def test_it_is_on_once_the_app_has_shown_a_code_and_other_browsers_are_out(
    browse: Opened, cast: Cast, audited: Audited
) -> None:
    with browse() as desk, browse() as other:
        assert desk.sign_in().status_code == other.sign_in().status_code == 201
        assert desk("POST", "/me/second-step", json={"password": "not my password"}).status_code == 422
        assert desk("PUT", "/me/second-step", json={"code": "123456"}).status_code == 409  # nothing was begun
        begun = desk("POST", "/me/second-step", json={"password": PASSWORD})
        app = pyotp.TOTP(begun.json()["secret"])
        assert begun.json()["address"].startswith("otpauth://totp/")
        assert desk("GET", "/me/second-step").json()["on_since"] is None
        before = desk.secret
        done = desk("PUT", "/me/second-step", json={"code": app.now()})
        assert (done.status_code, len(done.json()["recovery_codes"])) == (200, 10)
        assert desk.secret != before
        assert (desk("GET", "/me").status_code, other("GET", "/me").status_code) == (200, 401)
        assert app.secret not in desk("GET", "/me/second-step").text
        assert desk("POST", "/me/second-step", json={"password": PASSWORD}).status_code == 409
        assert other.sign_in().status_code == 202
    assert acts(audited) == ["password.refuse", "second_step.begin", "second_step.on"]
    assert app.secret not in repr([(one.before, one.after, one.subject) for one in audited()])


def test_off_needs_password_and_code(browse: Opened, cast: Cast, turn_on: TurnOn, audited: Audited) -> None:
    with browse() as desk:
        assert desk.sign_in().status_code == 201
        turn_on("client_auditor")
        off = "/me/second-step/off"
        wrong = (
            {"password": "wrong horse", "code": code_at()},
            {"password": PASSWORD, "code": "no-such-code"},
        )
        for body in wrong:
            assert desk("POST", off, json=body).status_code == 422
        renewed = desk(
            "POST", "/me/second-step/recovery-codes", json={"password": PASSWORD, "code": code_at()}
        )
        codes = renewed.json()["recovery_codes"]
        assert not {*codes} & {*RECOVERY}
        for used in (code_at(), RECOVERY[0]):
            assert desk("POST", off, json={"password": PASSWORD, "code": used}).status_code == 422
        assert desk("POST", off, json={"password": PASSWORD, "code": codes[0]}).status_code == 204
        assert desk("POST", off, json={"password": PASSWORD, "code": codes[1]}).status_code == 409
        assert desk.sign_in().status_code == 201
    assert acts(audited) == [
        *("password.refuse", "second_step.refuse", "second_step.renew"),
        *("second_step.refuse", "second_step.refuse", "second_step.off"),
    ]


def test_an_administrator_resets_a_colleagues_and_nobody_elses(
    browse: Opened, database: Database, cast: Cast, turn_on: TurnOn, audited: Audited
) -> None:
    for name in ("client_auditor", "client_administrator", "provider_auditor"):
        turn_on(name)

    def reset(name: str, who: str = "client_administrator") -> tuple[int, str]:
        path = f"/api/v1/users/{cast.people[name]}/second-step"
        answer = desk.http.delete(path, headers=cast.bearer(who))
        return answer.status_code, "" if answer.status_code == 204 else answer.json()["detail"]

    with browse() as desk:
        assert reset("client_auditor", "client_reader")[0] == 403
        assert reset("provider_auditor")[0] == 404
        assert reset("client_administrator") == (403, OWN)
        with database.writing() as session:
            person, where = cast.people["client_auditor"], cast.organisations["outsider"]
            elsewhere = add_membership(session, person, where, "reader", now=NOW)
        assert reset("client_auditor") == (409, ELSEWHERE)
        with database.writing() as session:
            session.delete(elsewhere)
        assert reset("client_auditor") == (204, "")
        assert desk.sign_in().status_code == 201
    with database.reading() as session:
        left = set(session.exec(select(SecondStep.person_id)))
    assert left == {cast.people["client_administrator"], cast.people["provider_auditor"]}
    [entry] = [one for one in audited() if one.action == "second_step.reset"]
    assert (entry.subject, entry.before, entry.after) == (
        AUDITOR,
        {"on": True, "passkeys": 0},
        {"on": False, "passkeys": 0},
    )


def test_asking_it_of_everybody_signs_out_who_has_none(
    browse: Opened, cast: Cast, turn_on: TurnOn, audited: Audited
) -> None:
    boss, path = cast.bearer("client_administrator"), f"/api/v1/organisations/{cast.organisations['client']}"
    with browse() as desk, browse() as other:
        assert desk.sign_in().status_code == 201
        assert other.sign_in("provider_auditor@example.com").status_code == 201

        def ask(required: bool) -> tuple[int, str]:
            answer = other.http.put(f"{path}/second-step", json={"required": required}, headers=boss)
            return answer.status_code, answer.json().get("detail", "")

        assert ask(True) == (409, FIRST)
        turn_on("client_administrator")
        assert ask(True)[0] == 200
        assert (desk("GET", "/me").status_code, other("GET", "/me").status_code) == (401, 200)
        assert desk.sign_in().json()["needs"] == "set_up"
        assert ask(False)[0] == 200
        assert desk.sign_in().status_code == 201
        users = other.http.get("/api/v1/users", headers=boss).json()["items"]
        assert [one["email"] for one in users if one["second_step"]] == ["client_administrator@example.com"]
    told = [(one.before, one.after) for one in audited() if one.action == "second_step.require"]
    assert told == [({"required": False}, {"required": True}), ({"required": True}, {"required": False})]


@on_embedded
def test_a_token_has_no_second_step(browse: Opened, cast: Cast) -> None:
    proof = {"password": PASSWORD, "code": "123456"}
    with browse() as program:
        program.http.headers.update(cast.bearer("client_auditor"))
        for method, path, body in (
            ("GET", "", None),
            ("POST", "", {"password": PASSWORD}),
            ("PUT", "", {"code": "123456"}),
            ("POST", "/off", proof),
            ("POST", "/recovery-codes", proof),
        ):
            assert program(method, f"/me/second-step{path}", json=body).status_code == 403, (method, path)
