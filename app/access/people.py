"""Organisations, people, and who belongs where: used by the command line, the demo and the tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import bindparam, literal_column, update
from sqlmodel import Session, col, select

from app.access.look_up import LookUp
from app.access.passwords import hash_password
from app.access.roles import Role
from app.access.tables import ContractParty, Membership, Organisation, Person, SignIn
from app.errors import Conflict, NotFound, Problem, Refused

LOCALES = ("en", "zh_Hans")
_BY_EMAIL = LookUp(
    "person_by_email",
    select(Person.id, Person.password_hash).where(col(Person.email) == bindparam("email")),
)
_NAMES = LookUp(
    "names_of",
    select(Person.id, Person.name).where(col(Person.id).in_(bindparam("people", expanding=True))),
)
_ANYBODY = LookUp("anybody", select(Person.id).limit(literal_column("1")))
LOOK_UPS = (_BY_EMAIL, _NAMES, _ANYBODY)


@dataclass(frozen=True, slots=True)
class Known:
    """A person by their e-mail address, whoever asks."""

    id: UUID
    password_hash: str | None = field(repr=False)


def known_by(session: Session, email: str) -> Known | None:
    """Who has the e-mail address; nobody for one that is none."""
    if not email.isprintable():  # nobody's, and PostgreSQL takes no NUL even in a question
        return None
    return next((Known(*row) for row in _BY_EMAIL.ask(session, email=email)), None)


def names_of(session: Session, people: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """The names of these people, in one query: who acted keeps their name, wherever they belong today."""
    wanted = sorted({one for one in people if one is not None})
    return dict(tuple(row) for row in _NAMES.ask(session, people=wanted)) if wanted else {}


def is_nobody_there(session: Session) -> bool:
    """Whether there is nobody yet who could sign in."""
    return not _ANYBODY.ask(session)


def plain_email(email: str) -> str:
    """The e-mail address as it is compared and kept: without space around it, in lower case."""
    return email.strip().lower()


def add_organisation(session: Session, name: str, *, now: datetime) -> Organisation:
    """A new organisation; raises Refused for a name that is none.

    Two may have the same name: two clients work with the same centre, and neither may learn of the other.
    """
    organisation = Organisation(name=plain_name(name), created_at=now)
    session.add(organisation)
    session.flush()
    return organisation


def add_person(
    session: Session, email: str, name: str, *, now: datetime, password: str | None = None, locale: str = "en"
) -> Person:
    """A new person; without a password they cannot sign in. Raises Refused, or Conflict when they exist."""
    plain = plain_email(email)
    refuse_email(plain)
    if locale not in LOCALES:
        raise _refused("locale", "unknown_locale", f"The languages are {', '.join(LOCALES)}.")
    if known_by(session, plain) is not None:
        raise Conflict(f"{plain} is there already.")
    stored = hash_password(password, known_as=(plain, name)) if password is not None else None
    person = Person(
        email=plain, name=_line(name, "name"), locale=locale, password_hash=stored, created_at=now
    )
    session.add(person)
    session.flush()
    return person


def refuse_email(plain: str) -> None:
    """Raise Refused for what is no e-mail address."""
    if not 3 <= len(plain) <= 254 or plain.count("@") != 1 or not plain.isprintable() or " " in plain:
        raise _refused("email", "not_an_email", f"{plain[:60]!r} is not an e-mail address.")


def add_membership(
    session: Session, person_id: UUID, organisation_id: UUID, role: Role, *, now: datetime
) -> Membership:
    """Put a person into an organisation, or change the role they have there."""
    if role not in get_args(Role):
        raise _refused("role", "unknown_role", f"The roles are {', '.join(get_args(Role))}.")
    membership = session.get(Membership, (organisation_id, person_id))
    if membership is None:
        membership = Membership(
            organisation_id=organisation_id, person_id=person_id, role=role, created_at=now
        )
    membership.role = role
    session.add(membership)
    session.flush()
    return membership


def add_party(session: Session, contract_id: UUID, organisation_id: UUID, part: str) -> ContractParty:
    """Make an organisation a party of a contract: from now on its people see it."""
    party = ContractParty(organisation_id=organisation_id, contract_id=contract_id, part=part)
    session.add(party)
    session.flush()
    return party


def organisation_called(session: Session, name: str) -> Organisation:
    """The organisation of that name or id. Raises NotFound, or Conflict when several have the name."""
    plain = plain_name(name)
    key = as_id(plain)
    named = Organisation.id == key if key else Organisation.name == plain
    found = session.exec(select(Organisation).where(named).order_by(col(Organisation.id)).limit(10)).all()
    if not found:
        raise NotFound(f"There is no organisation called {plain}.")
    if len(found) > 1:
        ids = ", ".join(str(one.id) for one in found)
        raise Conflict(
            f"{len(found)} organisations are called {plain}; give the id of the one you mean: {ids}."
        )
    return found[0]


def as_id(text: str) -> UUID | None:
    """The id that a text writes, or None when it is a name."""
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def person_with(session: Session, email: str) -> Person:
    """The person with that e-mail address. Raises NotFound."""
    found = session.exec(select(Person).where(Person.email == plain_email(email))).one_or_none()
    if found is None:
        raise NotFound(f"There is nobody with the e-mail address {plain_email(email)}.")
    return found


def change_password(session: Session, person_id: UUID, password: str, *, now: datetime) -> None:
    """Give somebody a new password; every browser that is signed in as them is signed out."""
    person = session.get_one(Person, person_id)
    stored = hash_password(password, known_as=(person.email, person.name))
    session.execute(update(Person).where(col(Person.id) == person_id).values(password_hash=stored))
    open_ones = col(SignIn.person_id) == person_id, col(SignIn.revoked_at).is_(None)
    session.execute(update(SignIn).where(*open_ones).values(revoked_at=now))


def plain_name(name: str) -> str:
    """The name of an organisation as it is compared and kept; raises Refused for one that is none."""
    return _line(name, "name")


def _line(text: str, where: str) -> str:
    text = " ".join(text.split())
    if not 1 <= len(text) <= 200 or not text.isprintable():
        raise _refused(where, "not_a_name", "A name is one line of 1 to 200 printable characters.")
    return text


def _refused(where: str, code: str, sentence: str) -> Refused:
    return Refused(sentence, [Problem(where, code, sentence)])
