"""What is forgotten once a day, and what is not yet."""

from datetime import timedelta

from sqlmodel import Session, SQLModel, select

from app.access.forget import ATTEMPTS, KEPT, forget
from app.access.people import add_organisation, add_person
from app.access.rates.quotas import window_of
from app.access.rates.tables import RateCount
from app.access.tables import SignIn, SignInAttempt
from app.database import Database
from app.settings import load_settings
from tests.access.conftest import NOW

SECOND = timedelta(seconds=1)


def left(session: Session, table: type[SQLModel], name: str) -> list[str]:
    return sorted(getattr(row, name) for row in session.exec(select(table)))


def test_what_ended_long_ago_is_forgotten_and_nothing_else(database: Database) -> None:
    with database.writing() as session:
        organisation = add_organisation(session, "The client", now=NOW)
        person = add_person(session, "ada@bank.example", "Ada", now=NOW)
        for name, ended in (("old", NOW - KEPT - SECOND), ("new", NOW - KEPT), ("in", NOW + SECOND)):
            at = {"created_at": ended, "last_used_at": ended, "idle_until": ended, "expires_at": ended}
            who = {"organisation_id": organisation.id, "person_id": person.id, "device": "", "address": ""}
            session.add(SignIn(id=name, **who, **at))
        for name, tried in (("old", NOW - ATTEMPTS - SECOND), ("new", NOW - ATTEMPTS)):
            session.add(SignInAttempt(key=name, failures=1, last_at=tried))
        now = window_of(NOW.timestamp())
        for name, window in (("old", now - 2), ("last", now - 1), ("now", now)):
            session.add(RateCount(key=name, window=window, count=1))
    forget(database, load_settings(demo=True), NOW)
    with database.reading() as session:
        assert left(session, SignIn, "id") == ["in", "new"]
        assert left(session, SignInAttempt, "key") == ["new"]
        assert left(session, RateCount, "key") == ["last", "now"]
