"""Where somebody is signed in: seen and ended by themselves alone; browsers that nobody uses sign out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import select

from app.access.credentials import Credentials
from app.access.device import LONGEST, device_of
from app.access.sign_in import Lasting, sign_in
from app.access.tables import AuditEntry, SignIn
from app.access.unit import BROWSER_USED_TO, work
from app.database import Database
from app.errors import NotSignedIn
from tests.access.account.conftest import AUDITOR, FIREFOX, SAFARI, Opened
from tests.access.conftest import NOW, PASSWORD, Cast

pytestmark = pytest.mark.slow  # real password hashing, the service with its database


def test_each_browser_is_listed_to_its_owner_and_ended_from_another(
    browse: Opened, cast: Cast, audited: Callable[[], list[AuditEntry]]
) -> None:
    with browse(FIREFOX) as desk, browse(SAFARI) as phone, browse() as other:
        assert [one.sign_in().status_code for one in (desk, phone)] == [201, 201]
        assert other.sign_in("provider_auditor@example.com").status_code == 201
        listed = desk("GET", "/sessions").json()["items"]
        assert [(one["device"], one["current"]) for one in listed] == [
            ("Safari, iPhone", False),
            ("Firefox, Linux", True),
        ]
        assert {one["address"] for one in listed} == {"testclient"}
        assert {one["organisation"] for one in listed} == {str(cast.organisations["client"])}
        assert not {desk.secret, phone.secret} & set(str(listed).split("'"))
        theirs = f"/sessions/{listed[0]['id']}"
        assert other("DELETE", theirs).status_code == 404
        assert desk("DELETE", theirs).status_code == 204
        assert (phone("GET", "/me").status_code, desk("GET", "/me").status_code) == (401, 200)
        assert desk("DELETE", theirs).status_code == 404
        assert phone.sign_in().status_code == 201
        assert desk("DELETE", "/sessions").json() == {"ended": 1}
        assert phone("GET", "/me").status_code == 401
        assert [one["current"] for one in desk("GET", "/sessions").json()["items"]] == [True]
        assert other("GET", "/me").status_code == 200
    ended = [entry.subject for entry in audited() if entry.action == "sign_in.end"]
    assert ended == ["one", "all others"]


def test_a_token_has_no_account(browse: Opened, cast: Cast) -> None:
    password = {"current": PASSWORD, "new": "another horse battery"}
    with browse() as program:
        program.http.headers.update(cast.bearer("client_auditor"))
        for method, path, body in (
            ("GET", "/sessions", None),
            ("DELETE", "/sessions", None),
            ("DELETE", f"/sessions/{cast.contract}", None),
            ("PUT", "/me/password", password),
        ):
            answer = program(method, path, json=body)
            assert (answer.status_code, "has no account" in answer.json()["detail"]) == (403, True), path


def test_signing_in_again_ends_what_the_browser_had(browse: Opened, cast: Cast) -> None:
    """Also somebody else's: their cookie is replaced, so nobody could end it any more."""
    with browse() as desk:
        secrets = []
        for email in (AUDITOR, AUDITOR, "provider_auditor@example.com"):
            assert desk.sign_in(email).status_code == 201
            secrets.append(desk.secret)
        assert len(set(secrets)) == 3
        desk.http.cookies.clear()
        for secret, status in zip(secrets, (401, 401, 200), strict=True):
            desk.http.cookies.set("scorecard", secret)
            assert desk("GET", "/me").status_code == status


def signed_in(database: Database, lasting: Lasting) -> Credentials:
    nobody = Credentials("none", "", "203.0.113.7", "request-1", "POST", device="Firefox, Linux")
    opened = sign_in(database, nobody, AUDITOR, PASSWORD, now=NOW, lasting=lasting)
    return Credentials("cookie", opened.secret, "203.0.113.7", "request-2")


def is_in(database: Database, caller: Credentials, now: datetime) -> bool:
    try:
        with work(database, caller, "reports:read", now=now) as w:
            return w.identity.sign_in_id is not None
    except NotSignedIn:
        return False


def test_a_browser_that_nobody_uses_is_signed_out_and_one_in_use_only_in_the_end(
    database: Database, cast: Cast
) -> None:
    lasting = Lasting(timedelta(hours=3), timedelta(hours=1))
    caller = signed_in(database, lasting)
    assert not is_in(database, caller, NOW + lasting.idle)
    for minutes in range(45, 180, 45):
        assert is_in(database, caller, NOW + timedelta(minutes=minutes))
    assert not is_in(database, caller, NOW + lasting.whole)


def test_reading_writes_down_only_now_and_then_that_a_browser_is_in_use(
    database: Database, cast: Cast
) -> None:
    caller = signed_in(database, Lasting(timedelta(hours=3), timedelta(hours=1)))

    def kept(after: timedelta) -> tuple[datetime, datetime]:
        assert is_in(database, caller, NOW + after)
        with database.reading() as session:
            row = session.exec(select(SignIn)).one()
        return row.last_used_at, row.idle_until

    assert kept(BROWSER_USED_TO) == (NOW, NOW + timedelta(hours=1))
    later = timedelta(minutes=6)
    assert kept(later) == (NOW + later, NOW + later + timedelta(hours=1))


def test_sessions_that_are_over_are_not_listed(browse: Opened, database: Database) -> None:
    with browse() as desk, browse() as other:
        assert other.sign_in().status_code == desk.sign_in().status_code == 201
        with database.writing() as session:
            past = datetime.now(UTC) - timedelta(seconds=1)
            newest = select(SignIn.number).order_by(SignIn.created_at)  # type: ignore[arg-type]
            first = session.exec(newest).first()
            session.execute(update(SignIn).where(SignIn.number == first).values(idle_until=past))  # type: ignore[arg-type]
        assert len(desk("GET", "/sessions").json()["items"]) == 1


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox, Linux"),
        (SAFARI, "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/18.0 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("<script>alert(1)</script> Windows", "Windows"),
        ("Firefox " * 10_000, "Firefox"),
    ],
)
def test_a_device_is_told_in_words_of_ours(agent: str, device: str) -> None:
    assert device_of(agent) == device
    assert len(device) <= LONGEST
