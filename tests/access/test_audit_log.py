"""The audit log: sealed into chains, only ever added to, and every change to it found."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, delete, select

from app.access.audit import record
from app.access.audit_log import seal as sealing
from app.access.audit_log.chain import START, link_of
from app.access.audit_log.check import Anchor, Checked, check
from app.access.audit_log.seal import last_link, seal, seal_audit
from app.access.audit_log.tables import NOBODY, AuditLink, AuditWaiting
from app.access.credentials import Credentials
from app.access.tables import AuditEntry
from app.access.unit import work
from app.database import Database, make_engine, new_id
from app.errors import NotAllowed
from app.settings import load_settings
from tests.access.conftest import NOW, Cast

pytestmark = pytest.mark.slow  # the service with its database

LATER = NOW + timedelta(hours=1)
CALLER = Credentials("none", "", "203.0.113.7", "request-1")
OURS = UUID("01990000-0000-7000-8000-00000000000a")
THEIRS = UUID("01990000-0000-7000-8000-00000000000b")


def write(database: Database, how_many: int, whose: UUID | None = OURS) -> None:
    with database.writing() as session:
        for number in range(how_many):
            record(
                session,
                NOW + timedelta(seconds=number),
                CALLER,
                "thing.change",
                f"合同 {number}",
                organisation_id=whose,
                before={"level": "5%", "list": [1, None, True]},
                after={"level": "80 %"},
            )


def checked(database: Database, whose: UUID | None = OURS, anchor: Anchor | None = None) -> Checked:
    with database.reading() as session:
        return check(session, whose, LATER, anchor)


def end_of(database: Database, whose: UUID = OURS) -> Anchor:
    with database.reading() as session:
        end = last_link(session, whose)
    assert end is not None
    return Anchor(end.number, end.sha256)


def without_triggers(session: Session) -> None:
    """What somebody does who owns the database and not only a bug in the service."""
    if session.get_bind().dialect.name == "postgresql":
        for table in ("audit_entry", "audit_link"):
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    found = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"
    for name in session.execute(text(found)).scalars().all():
        session.execute(text(f"DROP TRIGGER {name}"))


# Sealing


def test_each_organisation_has_a_chain_of_its_own(database: Database) -> None:
    for whose in (OURS, THEIRS, None):
        write(database, 3, whose)
    assert seal(database, NOW) == 9
    for whose in (OURS, THEIRS, None):
        found = checked(database, whose)
        assert (found.links, found.waiting, found.holds) == (3, 0, True)
    assert len({end_of(database, chain).sha256 for chain in (OURS, THEIRS, NOBODY)}) == 3


def test_the_chain_goes_on_where_it_ended(database: Database) -> None:
    write(database, 2)
    seal(database, NOW)
    first = end_of(database)
    write(database, 2)
    assert checked(database).waiting == 2
    assert seal(database, NOW) == 2
    assert seal(database, NOW) == 0
    found = checked(database, anchor=first)
    assert (found.links, found.holds, found.sha256) == (4, True, end_of(database).sha256)


def test_a_link_is_the_digest_of_the_one_before_and_every_column(database: Database) -> None:
    write(database, 2)
    seal(database, NOW)
    with database.reading() as session:
        one, two = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
        links = session.exec(select(AuditLink.sha256).order_by(col(AuditLink.number))).all()
    assert list(links) == [link_of(START, one), link_of(link_of(START, one), two)]
    for name, value in {
        "at": LATER,
        "organisation_id": THEIRS,
        "person_id": new_id(),
        "token_id": new_id(),
        "action": "other",
        "subject": "other",
        "before": None,
        "after": {},
        "address": "::1",
        "request_id": "",
        "id": new_id(),
    }.items():
        assert link_of(START, AuditEntry(**{**one.model_dump(), name: value})) != links[0], name


def test_the_job_seals_everything_some_at_a_time(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "AT_ONCE", 4)
    write(database, 11)
    seal_audit(database, load_settings(demo=True), NOW)
    assert (checked(database).links, checked(database).waiting) == (11, 0)


def test_sealing_in_several_processes_at_once_gives_one_chain(database: Database) -> None:
    write(database, 40)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: seal(database, NOW), range(4)))
    assert sum(done) == 40
    assert (checked(database).links, checked(database).holds) == (40, True)


def test_an_entry_that_was_committed_late_finds_its_place(database: Database) -> None:
    """Its id is older than what is sealed already."""
    write(database, 1)
    with database.writing() as session:
        old = session.exec(select(AuditEntry)).one()
    write(database, 1)
    with database.writing() as session:
        session.execute(delete(AuditWaiting).where(col(AuditWaiting.entry_id) == old.id))
    seal(database, NOW)
    with database.writing() as session:
        session.add(AuditWaiting(organisation_id=OURS, entry_id=old.id))
    seal(database, NOW)
    assert (checked(database).links, checked(database).holds) == (2, True)


def test_what_is_undone_leaves_neither_entry_nor_place(database: Database) -> None:
    def change() -> None:
        with database.writing() as session:
            record(session, NOW, CALLER, "thing.change", "x", organisation_id=OURS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert seal(database, NOW) == 0


# Only ever added to


CHANGES = [
    "UPDATE audit_entry SET subject = 'nothing'",
    "UPDATE audit_entry SET at = at",
    "DELETE FROM audit_entry",
    "UPDATE audit_link SET sha256 = ''",
    "DELETE FROM audit_link",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_neither_entries_nor_links_are_changed_or_deleted(database: Database, statement: str) -> None:
    write(database, 2)
    seal(database, NOW)
    with pytest.raises(DBAPIError, match="only ever added to"), database.writing() as session:
        session.execute(text(statement))
    assert (checked(database).links, checked(database).holds) == (2, True)


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["audit_entry", "audit_link", "audit_closing"])
def test_no_table_of_the_log_is_emptied(postgres_url: str, table: str) -> None:
    database = Database(make_engine(postgres_url))
    with pytest.raises(DBAPIError, match="only ever added to"), database.writing() as session:
        session.execute(text(f"TRUNCATE {table}"))
    database.close()


def test_a_row_is_not_replaced_by_another_with_its_key(sqlite_url: str) -> None:
    """INSERT OR REPLACE deletes the old row without asking the trigger on DELETE."""
    database = Database(make_engine(sqlite_url))
    write(database, 1)
    columns = "id, at, organisation_id, action, subject, address, request_id"
    replace = (
        f"INSERT OR REPLACE INTO audit_entry ({columns}) "
        "SELECT id, at, organisation_id, action, 'nothing', address, request_id FROM audit_entry"
    )
    with pytest.raises(DBAPIError, match="only ever added to"), database.writing() as session:
        session.execute(text(replace))
    with database.reading() as session:
        assert session.exec(select(AuditEntry.subject)).one() == "合同 0"
    database.close()


# What a check finds


def fault(database: Database, statement: str, anchor: Anchor | None = None) -> list[str]:
    with database.writing() as session:
        without_triggers(session)
        session.execute(text(statement))
    return [f"{one.where} {one.code}" for one in checked(database, anchor=anchor).faults]


SECOND = "(SELECT entry_id FROM audit_link WHERE number = 2)"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (f"UPDATE audit_entry SET subject = 'nothing' WHERE id = {SECOND}", ["link 2 changed"]),
        (f"UPDATE audit_entry SET address = '10.0.0.1' WHERE id = {SECOND}", ["link 2 changed"]),
        (f"DELETE FROM audit_entry WHERE id = {SECOND}", ["link 2 removed"]),
        ("UPDATE audit_link SET sha256 = '00' WHERE number = 2", ["link 2 changed", "link 3 changed"]),
    ],
)
def test_a_changed_row_is_found(database: Database, statement: str, found: list[str]) -> None:
    write(database, 4)
    seal(database, NOW)
    assert fault(database, statement) == found


def test_a_link_taken_out_of_the_middle_is_found(database: Database) -> None:
    write(database, 4)
    seal(database, NOW)
    found = fault(database, "DELETE FROM audit_link WHERE number = 2")
    assert found[0] == "link 3 gap"
    assert found[-1].endswith("unsealed")


def test_an_end_that_was_cut_off_is_found_by_what_was_written_down(database: Database) -> None:
    write(database, 4)
    seal(database, NOW)
    end = end_of(database)
    assert checked(database, anchor=end).holds
    cut = "DELETE FROM audit_entry WHERE id = (SELECT entry_id FROM audit_link WHERE number = 4)"
    assert fault(database, cut) == ["link 4 removed"]
    assert fault(database, "DELETE FROM audit_link WHERE number = 4", end) == ["link 4 anchor"]


def test_an_entry_that_nobody_seals_is_found(database: Database) -> None:
    write(database, 2)
    with database.writing() as session:
        session.execute(text("DELETE FROM audit_waiting"))
    assert [one.code for one in checked(database).faults] == ["unsealed", "unsealed"]


def test_a_log_longer_than_one_batch_is_checked_to_its_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.access.audit_log.check.BATCH", 3)
    write(database, 7)
    seal(database, NOW)
    assert (checked(database).links, checked(database).holds) == (7, True)
    last = "(SELECT entry_id FROM audit_link WHERE number = 7)"
    assert fault(database, f"UPDATE audit_entry SET action = 'x' WHERE id = {last}") == ["link 7 changed"]


# Refusals


def test_a_refusal_is_one_entry_of_its_own_transaction(
    database: Database, cast: Cast, audited: Callable[[], list[AuditEntry]]
) -> None:
    caller = Credentials("token", cast.tokens["client_procurement"], "203.0.113.7", "request-9", "PUT")
    with pytest.raises(NotAllowed), work(database, caller, "terms:write", now=NOW):
        pytest.fail("this must not be reached")
    (entry,) = audited()
    assert (entry.action, entry.subject, entry.request_id) == ("access.refuse", "terms:write", "request-9")
    assert entry.person_id == cast.people["client_procurement"]
    assert entry.organisation_id == cast.organisations["client"]
    assert seal(database, NOW) == 1
