"""Changing one's own password: by whoever has the old one, and every other browser is signed out."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.access.tables import AuditEntry, SignInAttempt
from app.access.throttle import PER_EMAIL, keys_of
from app.database import Database
from tests.access.account.conftest import AUDITOR, Opened
from tests.access.conftest import PASSWORD, Cast

pytestmark = pytest.mark.slow  # real password hashing, the service with its database

NEW = "another horse battery"


def test_a_new_password_ends_every_other_browser_and_renews_this_one(
    browse: Opened, cast: Cast, audited: Callable[[], list[AuditEntry]]
) -> None:
    with browse() as desk, browse() as other:
        assert desk.sign_in().status_code == other.sign_in().status_code == 201
        before = desk.secret
        answer = desk("PUT", "/me/password", json={"current": PASSWORD, "new": NEW})
        assert (answer.status_code, answer.content) == (204, b"")
        assert desk.secret != before
        assert (desk("GET", "/me").status_code, other("GET", "/me").status_code) == (200, 401)
        other.http.cookies.set("scorecard", before)
        assert other("GET", "/me").status_code == 401
        other.http.cookies.clear()
        assert other.sign_in().status_code == 401
        assert other.sign_in(password=NEW).status_code == 201
    changed = [entry for entry in audited() if entry.action == "password.change"]
    assert [(entry.subject, entry.after) for entry in changed] == [(AUDITOR, {"signed_out": 1})]


def test_who_does_not_know_the_old_one_changes_nothing_and_is_slowed(
    browse: Opened, database: Database, audited: Callable[[], list[AuditEntry]]
) -> None:
    with browse() as desk:
        assert desk.sign_in().status_code == 201
        for current, new, where in (
            ("not my password", NEW, "current"),
            (PASSWORD, PASSWORD, "new"),
            (PASSWORD, "short", "new"),
        ):
            answer = desk("PUT", "/me/password", json={"current": current, "new": new})
            assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, where)
            assert new not in answer.text
        assert [one.action for one in audited()].count("password.refuse") == 1
        with database.writing() as session:  # too often of late
            guessed = col(SignInAttempt.key) == keys_of(AUDITOR, "")[0][0]
            session.execute(update(SignInAttempt).where(guessed).values(failures=PER_EMAIL.free + 9))
        slowed = desk("PUT", "/me/password", json={"current": PASSWORD, "new": NEW})
        assert slowed.status_code == 429
        assert 1 <= int(slowed.headers["retry-after"]) <= PER_EMAIL.longest
        assert desk("GET", "/me").status_code == 200
