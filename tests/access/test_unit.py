"""The unit of work: who may open it, what it sees, and that it is committed before anybody is told."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, delete, select

from app.access.credentials import Credentials
from app.access.idempotent import Answer, digest_of, once
from app.access.keys import fingerprint, new_token
from app.access.tables import ApiToken, AuditEntry, IdempotentAnswer, Membership, Organisation, Person
from app.access.unit import work
from app.access.visible import visible_contracts
from app.database import Database, new_id
from app.errors import Malformed, NotAllowed, NotFound, NotSignedIn, Refused
from tests.access.conftest import NOW, Cast

pytestmark = pytest.mark.slow  # the service with its database

Audited = Callable[[], list[AuditEntry]]
UNDONE = RuntimeError("something breaks")


def by(cast: Cast, name: str, method: str = "POST") -> Credentials:
    return Credentials("token", cast.tokens[name], "203.0.113.7", "request-1", method)


def organisations(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Organisation)) or 0


# Who gets in


def test_a_token_acts_for_its_person_and_organisation(database: Database, cast: Cast) -> None:
    with work(database, by(cast, "provider_clerk"), "reports:read", now=NOW) as w:
        assert w.identity.person_id == cast.people["provider_clerk"]
        assert w.identity.organisation_id == cast.organisations["provider"]
        assert (w.identity.role, w.identity.organisation, w.now) == ("clerk", "The provider", NOW)


@pytest.mark.parametrize("secret", ["", "scs_", "x" * 40, "unknown"])
def test_no_credentials_and_wrong_ones_read_the_same(database: Database, cast: Cast, secret: str) -> None:
    given = new_token() if secret == "unknown" else secret
    messages = set()
    for kind in ("none", "token", "cookie"):
        caller = Credentials(kind, given, "203.0.113.7", "request-1")  # type: ignore[arg-type]
        with pytest.raises(NotSignedIn) as refused, work(database, caller, "reports:read"):
            pytest.fail("this must not be reached")
        messages.add(refused.value.message)
    assert len(messages) == 1


def test_a_token_is_no_cookie_and_a_cookie_is_no_token(database: Database, cast: Cast) -> None:
    caller = replace(by(cast, "client_auditor"), kind="cookie")
    with pytest.raises(NotSignedIn), work(database, caller, "reports:read"):
        pytest.fail("this must not be reached")


@pytest.mark.parametrize("ending", ["revoked", "expired", "disabled", "left", "suspended"])
def test_what_ends_an_access_ends_it_with_the_next_request(
    database: Database, cast: Cast, ending: str
) -> None:
    name = "client_auditor"
    mine = col(ApiToken.secret_hash) == fingerprint(cast.tokens[name])
    person, organisation = cast.people[name], cast.organisations["client"]
    change = {
        "revoked": update(ApiToken).where(mine).values(revoked_at=NOW),
        "expired": update(ApiToken).where(mine).values(expires_at=NOW),
        "disabled": update(Person).where(col(Person.id) == person).values(disabled_at=NOW),
        "left": delete(Membership).where(col(Membership.person_id) == person),
        "suspended": update(Organisation)
        .where(col(Organisation.id) == organisation)
        .values(suspended_at=NOW),
    }[ending]
    with work(database, by(cast, name), "reports:read", now=NOW):
        pass
    with database.writing() as session:
        session.execute(change)
    with pytest.raises(NotSignedIn), work(database, by(cast, name), "reports:read", now=NOW):
        pytest.fail("this must not be reached")


def test_a_lowered_role_lowers_its_tokens_too(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        mine = col(Membership.person_id) == cast.people["client_auditor"]
        session.execute(update(Membership).where(mine).values(role="reader"))
    with work(database, by(cast, "client_auditor"), "reports:read"):
        pass
    with pytest.raises(NotAllowed), work(database, by(cast, "client_auditor"), "terms:write"):
        pytest.fail("this must not be reached")


def test_who_only_reads_is_refused_every_write_and_it_is_on_record(
    database: Database, cast: Cast, audited: Audited
) -> None:
    with pytest.raises(NotAllowed), work(database, by(cast, "client_procurement"), "terms:write", now=NOW):
        pytest.fail("this must not be reached")
    (entry,) = audited()
    assert (entry.action, entry.subject) == ("access.refuse", "terms:write")
    assert entry.person_id == cast.people["client_procurement"]
    assert entry.organisation_id == cast.organisations["client"]
    assert (entry.at, entry.address, entry.request_id) == (NOW, "203.0.113.7", "request-1")
    assert entry.after == {"method": "POST", "reason": "Your role does not allow this; ask an administrator."}


def test_a_refusal_inside_the_work_undoes_it_and_is_on_record_all_the_same(
    database: Database, cast: Cast, audited: Audited
) -> None:
    before = organisations(database)

    def act() -> None:
        with work(database, by(cast, "provider_auditor"), "terms:write") as w:
            w.session.add(Organisation(name="half done", created_at=NOW))
            w.session.flush()
            w.part_of(cast.contract)

    with pytest.raises(NotAllowed, match="your organisation is the provider"):
        act()
    assert organisations(database) == before
    assert [entry.action for entry in audited()] == ["access.refuse"]


# What it is


def test_it_is_committed_on_leaving_together_with_its_audit_entry(
    database: Database, cast: Cast, audited: Audited
) -> None:
    before = organisations(database)
    with work(database, by(cast, "client_administrator"), "access:write", now=NOW) as w:
        w.session.add(Organisation(name="new", created_at=NOW))
        w.audit("organisation.add", "new", before=None, after={"name": "new", "limit": 2**62})
    assert organisations(database) == before + 1
    (entry,) = audited()
    assert (entry.action, entry.after, entry.before) == (
        "organisation.add",
        {"name": "new", "limit": 2**62},
        None,
    )
    assert entry.token_id is not None


def test_an_error_undoes_the_change_and_its_audit_entry(
    database: Database, cast: Cast, audited: Audited
) -> None:
    before = organisations(database)

    def act() -> None:
        with work(database, by(cast, "client_administrator"), "access:write") as w:
            w.session.add(Organisation(name="new", created_at=NOW))
            w.audit("organisation.add", "new")
            raise UNDONE

    with pytest.raises(RuntimeError, match="something breaks"):
        act()
    assert organisations(database) == before
    assert audited() == []


def test_reading_work_cannot_write_unless_it_says_so(
    database: Database, cast: Cast, audited: Audited
) -> None:
    def note(writing: bool | None) -> None:
        with work(database, by(cast, "client_reader"), "reports:read", writing=writing) as w:
            w.audit("report.export", "a file")

    with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        note(None)
    note(True)
    assert [entry.action for entry in audited()] == ["report.export"]


def test_when_a_token_was_last_used_is_noted_to_the_hour(database: Database, cast: Cast) -> None:
    def last_used() -> object:
        with database.reading() as session:
            mine = ApiToken.secret_hash == fingerprint(cast.tokens["client_reader"])
            return session.exec(select(ApiToken.last_used_at).where(mine)).one()

    caller = by(cast, "client_reader")
    for minutes, noted in ((0, 0), (30, 0), (61, 61)):
        with work(database, caller, "reports:read", now=NOW + timedelta(minutes=minutes)):
            pass
        assert last_used() == NOW + timedelta(minutes=noted)


# What it sees


def test_each_party_sees_its_contract_and_an_outsider_sees_nothing(database: Database, cast: Cast) -> None:
    seen = {}
    for side in ("client", "provider", "outsider"):
        with work(database, by(cast, f"{side}_reader"), "contracts:read") as w:
            seen[side] = set(w.session.scalars(w.visible))
    assert seen == {"client": {cast.contract}, "provider": {cast.contract}, "outsider": {cast.other_contract}}


def test_the_part_is_told_to_the_parties_alone(database: Database, cast: Cast) -> None:
    for side in ("client", "provider"):
        with work(database, by(cast, f"{side}_reader"), "contracts:read") as w:
            assert w.part_of(cast.contract) == side


def test_unknown_and_foreign_read_the_same(database: Database, cast: Cast) -> None:
    answers = set()
    with work(database, by(cast, "client_reader"), "contracts:read") as w:
        for contract_id in (cast.other_contract, new_id()):
            with pytest.raises(NotFound) as refused:
                w.part_of(contract_id)
            answers.add((type(refused.value), refused.value.message))
    assert len(answers) == 1


def test_a_role_alone_does_not_make_the_other_part(database: Database, cast: Cast) -> None:
    with pytest.raises(NotAllowed), work(database, by(cast, "client_auditor"), "scorecards:reply") as w:
        w.part_of(cast.contract)
    with work(database, by(cast, "provider_clerk"), "scorecards:reply") as w:
        assert w.part_of(cast.contract) == "provider"


def test_a_token_bound_to_a_contract_sees_no_other(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        mine = col(ApiToken.secret_hash) == fingerprint(cast.tokens["client_auditor"])
        session.execute(update(ApiToken).where(mine).values(contracts=[str(cast.other_contract)]))
    with work(database, by(cast, "client_auditor"), "contracts:read") as w:
        assert list(w.session.scalars(visible_contracts(w.identity))) == []
        with pytest.raises(NotFound):
            w.part_of(cast.contract)


# The same request twice


def booked(database: Database, caller: Credentials, key: str | None, body: str = "one") -> Answer:
    with work(database, caller, "access:write", now=NOW) as w:

        def act() -> Answer:
            w.audit("book", body)
            return Answer(201, f'{{"id": "{new_id()}"}}'.encode())

        return once(w, key, digest_of("POST", "/book", body), act)


def test_the_same_key_acts_once_and_is_answered_the_same(
    database: Database, cast: Cast, audited: Audited
) -> None:
    caller = by(cast, "client_administrator")
    first, again = booked(database, caller, "k"), booked(database, caller, "k")
    assert (again.status, again.body) == (first.status, first.body)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.response().headers["idempotent-replayed"] == "true"
    assert len(audited()) == 1
    assert booked(database, caller, None).body != booked(database, caller, None).body


def test_eight_at_once_with_one_key_act_once(database: Database, cast: Cast, audited: Audited) -> None:
    together = threading.Barrier(8)

    def go(_: int) -> bytes:
        together.wait()
        return booked(database, by(cast, "client_administrator"), "k").body

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(go, range(8)))) == 1
    assert len(audited()) == 1


def test_a_key_is_ones_own_and_belongs_to_one_request(database: Database, cast: Cast) -> None:
    mine = booked(database, by(cast, "client_administrator"), "k")
    theirs = booked(database, by(cast, "provider_administrator"), "k")
    assert mine.body != theirs.body
    with pytest.raises(Refused, match="used for another request"):
        booked(database, by(cast, "client_administrator"), "k", body="two")


def test_a_key_is_free_again_after_a_day_and_after_a_failure(database: Database, cast: Cast) -> None:
    caller = by(cast, "client_administrator")
    first = booked(database, caller, "k")
    with database.writing() as session:
        session.execute(update(IdempotentAnswer).values(created_at=NOW - timedelta(hours=24, seconds=1)))
    assert booked(database, caller, "k").body != first.body

    def fails() -> Answer:
        raise UNDONE

    with pytest.raises(RuntimeError), work(database, caller, "access:write", now=NOW) as w:
        once(w, "other", digest_of("x"), fails)
    assert not booked(database, caller, "other").replayed


@pytest.mark.parametrize("key", ["", "k" * 256, "k" * 300, "a\nb", "\0"])
def test_a_key_that_is_none_is_refused(database: Database, cast: Cast, key: str) -> None:
    with pytest.raises(Malformed, match="1 to 255"):
        booked(database, by(cast, "client_administrator"), key)


def test_digests_do_not_run_into_one_another() -> None:
    assert digest_of("ab", "c") != digest_of("a", "bc")
    assert digest_of("a", b"c") == digest_of("a", "c")
