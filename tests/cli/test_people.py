"""The first people and tokens, made on the machine itself, on both databases."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from app.access.credentials import Credentials
from app.access.second_step.tables import SecondStep
from app.access.sign_in import Lasting, sign_in
from app.access.tables import AuditEntry, Membership, Person
from app.access.unit import work
from app.contracts.open import open_contract
from app.database import Database, make_engine
from app.errors import NotSignedIn
from tests.cli.conftest import Run

pytestmark = pytest.mark.slow  # real password hashing

KEY = "Rk7-long-enough-and-random-0123456789-abcdef"
HOUR = Lasting(timedelta(hours=1), timedelta(hours=1))
PASSWORD = "eleven plus one"
ADA = ("user", "add", "ada@bank.example", "--name", "Ada Osei", "--organisation", "Acme Bank")


@pytest.fixture(autouse=True)
def _settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_DATABASE_URL", database_url)
    monkeypatch.setenv("SCORECARD_SECRET_KEY", KEY)


@pytest.fixture
def database(database_url: str):  # type: ignore[no-untyped-def]
    opened = Database(make_engine(database_url))
    yield opened
    opened.close()


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_person_is_added_and_signs_in(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, PASSWORD + "\n")
    ran = run(*ADA, "--role", "auditor", "--password-stdin", "--json")
    assert ran.code == 0
    assert (ran.json["email"], ran.json["organisation"]) == ("ada@bank.example", "Acme Bank")
    assert "auditor of Acme Bank (a new organisation)" in ran.err
    assert PASSWORD not in ran.out + ran.err
    nobody = Credentials("none", "", "127.0.0.1", "test")
    now = datetime.now(UTC)
    assert sign_in(database, nobody, "ada@bank.example", PASSWORD, now=now, lasting=HOUR).secret
    with pytest.raises(NotSignedIn):
        sign_in(database, nobody, "ada@bank.example", "something else", now=now, lasting=HOUR)


def test_somebody_known_gets_another_role_and_keeps_the_password(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, PASSWORD + "\n")
    run(*ADA, "--role", "auditor", "--password-stdin")
    assert run(*ADA, "--role", "reader").code == 0
    typed(monkeypatch, "another password\n")
    refused = run(*ADA, "--role", "reader", "--password-stdin")
    assert (refused.code, refused.err.partition(":")[0]) == (2, "--password-stdin")
    with database.reading() as session:
        assert [one.role for one in session.exec(select(Membership))] == ["reader"]
        assert session.exec(select(Person.password_hash)).one() is not None


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"ada@bank.example": "ada"}, "is not an e-mail address"),
        ({"Ada Osei": " "}, "A name is one line"),
    ],
)
def test_what_cannot_be_a_person_is_refused(run: Run, changed: dict[str, str], told: str) -> None:
    ran = run(*(changed.get(part, part) for part in ADA), "--role", "auditor")
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_a_weak_password_is_refused_and_nothing_is_kept(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "short\n")
    ran = run(*ADA, "--role", "auditor", "--password-stdin")
    assert (ran.code, "A password has 12 to" in ran.err) == (2, True)
    with database.reading() as session:
        assert session.exec(select(Person)).all() == []


def test_a_token_acts_as_its_person_and_is_shown_once(run: Run, database: Database) -> None:
    run(*ADA, "--role", "auditor")
    ran = run("token", "add", "ada@bank.example", "--name", "nightly", "--role", "clerk")
    assert ran.code == 0
    secret = ran.out.strip()
    assert "as clerk of Acme Bank for 365 days" in ran.err
    assert secret not in ran.err
    with work(database, Credentials("token", secret, "127.0.0.1", "test"), "reports:write") as w:
        assert (w.identity.organisation, w.identity.contracts) == ("Acme Bank", None)


def test_a_token_can_be_bound_to_one_contract(run: Run, database: Database) -> None:
    run(*ADA, "--role", "auditor")
    with database.writing() as session:
        organisation_id = session.exec(select(Membership.organisation_id)).one()
        contract_id = open_contract(session, organisation_id, "ACME-1", "Chengdu", datetime.now(UTC)).id
    asked = (
        "token",
        "add",
        "ada@bank.example",
        "--name",
        "one",
        "--role",
        "reader",
        "--days",
        "30",
        "--json",
    )
    made = run(*asked, "--contract", "ACME-1").json
    with work(database, Credentials("token", made["secret"], "127.0.0.1", "test"), "contracts:read") as w:
        assert w.identity.contracts == {contract_id}
    refused = run(*asked, "--contract", "ACME-2")
    assert (refused.code, "no contract ACME-2" in refused.err) == (2, True)


def test_a_token_can_be_for_one_thing_only(run: Run, database: Database) -> None:
    run(*ADA, "--role", "auditor")
    asked = ("token", "add", "ada@bank.example", "--name", "upload", "--role", "clerk", "--json")
    secret = run(*asked, "--scope", "reports:write").json["secret"]
    with work(database, Credentials("token", secret, "127.0.0.1", "test"), "reports:write") as w:
        assert w.identity.permissions == {"reports:write"}
    refused = run(*asked, "--scope", "terms:write")
    assert (refused.code, "As clerk a token has no terms:write" in refused.err) == (2, True)


def test_whose_token_must_be_clear(run: Run) -> None:
    asked = ("token", "add", "ada@bank.example", "--name", "one", "--role", "reader")
    assert "nobody with the e-mail address" in run(*asked).err
    run(*ADA, "--role", "auditor")
    run(*ADA[:-1], "Other Bank", "--role", "reader")
    refused = run(*asked)
    assert refused.code == 2
    assert "belongs to Acme Bank, Other Bank; say --organisation" in refused.err
    assert run(*asked, "--organisation", "Other Bank").code == 0


def test_a_missing_secret_stops_everything_with_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCORECARD_SECRET_KEY")
    for asked in (["migrate"], ["serve"], ["worker"], [*ADA, "--role", "auditor"]):
        ran = run(*asked)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("settings: SCORECARD_SECRET_KEY is not set; make one with: ")
        assert ran.err.count("\n") == 1


def test_a_lost_second_step_is_taken_away_by_the_operator(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, PASSWORD + "\n")
    assert run(*ADA, "--role", "auditor", "--password-stdin").code == 0
    with database.writing() as session:
        ada = session.exec(select(Person)).one()
        on = datetime.now(UTC)
        session.add(SecondStep(person_id=ada.id, secret=b"", begun_at=on, on_since=on))
    for said in ("off now", "off, as it was"):
        ran = run("user", "reset-second-step", "Ada@bank.example")
        assert (ran.code, said in ran.err) == (0, True)
    with database.reading() as session:
        assert session.exec(select(SecondStep)).all() == []
        told = session.exec(select(AuditEntry).where(AuditEntry.action == "second_step.reset")).all()
    assert [(one.subject, one.before) for one in told] == [
        ("ada@bank.example", {"on": True, "passkeys": 0}),
        ("ada@bank.example", {"on": False, "passkeys": 0}),
    ]
    assert run("user", "reset-second-step", "nobody@bank.example").code == 2
