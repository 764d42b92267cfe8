"""Signing in with a passkey: both steps at once, each challenge once, and no other key, site or count."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import update
from sqlmodel import col, select

from app.access.passkeys.enter import WRONG
from app.access.passkeys.tables import Passkey
from app.access.tables import AuditEntry, Membership, Organisation, Person
from app.database import Database
from app.settings import Settings, load_settings
from tests.access.account.conftest import AUDITOR, Browser, Opened
from tests.access.conftest import NOW, Cast
from tests.access.passkeys.authenticator import PRESENT, Authenticator, text_of
from tests.access.passkeys.conftest import ENTRY, HERE, begun
from tests.access.second_step.conftest import TurnOn, turn_on
from tests.conftest import on_embedded

__all__ = ["turn_on"]
pytestmark = pytest.mark.slow  # the service with its database

Audited = Callable[[], list[AuditEntry]]
ASKING = f"{ENTRY}/challenge"


def entries(audited: Audited, action: str) -> list[AuditEntry]:
    return [one for one in audited() if one.action == action]


def out(desk: Browser, phone: Authenticator, **lie: object) -> int:
    """The status of signing in with an answer that lies in one thing."""
    desk.http.cookies.clear()
    answer = desk("POST", ENTRY, json=phone.signs(begun(desk), **lie))
    assert answer.status_code != 401 or answer.json()["detail"] == WRONG
    return answer.status_code


def test_it_signs_in_without_password_and_code(
    browse: Opened, cast: Cast, phone: Authenticator, turn_on: TurnOn, audited: Audited, database: Database
) -> None:
    with browse() as desk:
        turn_on("client_auditor")
        of_client = col(Organisation.id) == cast.organisations["client"]
        with database.writing() as session:
            session.execute(update(Organisation).where(of_client).values(second_step_required=True))
        asked = begun(desk)
        assert asked["relying_party"] == "localhost"
        answer = phone.signs(asked)
        opened = desk("POST", ENTRY, json=answer)
        assert (opened.status_code, opened.json()["role"]) == (201, "auditor")
        assert desk("GET", HERE).json()["items"][0]["last_used_at"] is not None
        assert desk("POST", ENTRY, json=answer).status_code == 401  # the challenge was taken
        elsewhere = {**phone.signs(begun(desk)), "organisation": str(cast.organisations["outsider"])}
        assert desk("POST", ENTRY, json=elsewhere).status_code == 401
        here = {**phone.signs(begun(desk)), "organisation": str(cast.organisations["client"])}
        assert desk("POST", ENTRY, json=here).status_code == 201
    assert [one.subject for one in entries(audited, "sign_in.open")] == ["passkey", "passkey"]


def test_whatever_is_wrong_reads_the_same_and_is_on_record(
    browse: Opened, cast: Cast, phone: Authenticator, audited: Audited
) -> None:
    with browse() as desk:
        stranger = Authenticator(phone.origin, credential=b"never seen here")
        assert out(desk, stranger) == 401
        for lie in (
            {"key": ec.generate_private_key(ec.SECP256R1())},
            {"origin": "https://evil.example"},
            {"site": "evil.example"},
            {"type": "webauthn.create"},
        ):
            assert out(desk, phone, **lie) == 401, lie
        assert out(desk, phone) == 201  # which forgives what went wrong
        for lie in ({"flags": PRESENT}, {"user": text_of(b"somebody else")}, {"user": "A"}, {"counts": -3}):
            assert out(desk, phone, **lie) == 401, lie
        assert desk("GET", "/me").status_code == 401
    refused = entries(audited, "sign_in.refuse")
    assert len(refused) == 9
    assert {one.subject for one in refused} == {"passkey"}
    assert [one.person_id for one in refused] == [None, *[cast.people["client_auditor"]] * 8]
    assert "sign count" in str(refused[-1].after)


def test_of_eight_with_one_answer_a_single_one_enters_and_guessing_is_slowed(
    browse: Opened, cast: Cast, phone: Authenticator
) -> None:
    with browse() as desk:
        answer = phone.signs(begun(desk))
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda _: desk("POST", ENTRY, json=answer).status_code, range(8)))
        assert told.count(201) == 1
        assert set(told) <= {201, 401, 429}
        for _ in range(6):
            slowed = desk("POST", ENTRY, json=answer)
        assert (slowed.status_code, "retry-after" in slowed.headers) == (429, True)


def test_who_left_or_was_disabled_or_suspended_stays_out(
    browse: Opened, cast: Cast, phone: Authenticator, database: Database
) -> None:
    changes = (
        (update(Person).where(col(Person.email) == AUDITOR), {"disabled_at": NOW}),
        (
            update(Organisation).where(col(Organisation.id) == cast.organisations["client"]),
            {"suspended_at": NOW},
        ),
        (
            update(Membership).where(col(Membership.person_id) == cast.people["client_auditor"]),
            {"organisation_id": cast.organisations["outsider"]},
        ),
    )
    with browse() as desk:
        for statement, values in changes[:2]:
            with database.writing() as session:
                session.execute(statement.values(**values))
            assert out(desk, phone) == 401, values
            with database.writing() as session:
                session.execute(statement.values(**dict.fromkeys(values)))
        statement, values = changes[2]
        with database.writing() as session:
            session.execute(statement.values(**values))
        assert out(desk, phone) == 201
        assert desk("GET", "/me").json()["organisation"] == str(cast.organisations["outsider"])


@on_embedded
def test_another_sites_page_signs_nobody_in(browse: Opened, cast: Cast, phone: Authenticator) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    with browse() as desk:
        answer = phone.signs(begun(desk))
        for path in (ASKING, ENTRY):
            told = desk.http.post(f"/api/v1{path}", json=answer, headers=foreign)
            assert told.status_code == 403, path
        assert desk("POST", ENTRY, json=answer).status_code == 201


@on_embedded
def test_a_key_that_does_not_count_signs_in_again_and_again(
    browse: Opened, cast: Cast, phone: Authenticator, database: Database
) -> None:
    """Passkeys that are shared between somebody's devices always say 0."""
    with browse() as desk:
        assert [out(desk, phone, counts=0) for _ in range(2)] == [201, 201]
    with database.reading() as session:
        assert session.exec(select(Passkey.sign_count)).one() == 0


class TestByANumber:
    """A service that people reach by a number: browsers make no passkeys for one."""

    @pytest.fixture
    def settings(self, database_url: str) -> Settings:
        return load_settings(demo=True, database_url=database_url)

    @on_embedded
    def test_there_are_none(self, browse: Opened, cast: Cast) -> None:
        with browse() as desk:
            assert desk("POST", ASKING).status_code == 409
