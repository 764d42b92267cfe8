"""`scorecard user add`, `scorecard token add`: the first people and programs, from the machine itself."""

import sys
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import Session, col, select

from app.access.people import (
    add_membership,
    add_organisation,
    add_person,
    organisation_called,
    person_with,
    plain_email,
)
from app.access.roles import Role
from app.access.second_step.reset import take_away
from app.access.tables import ContractParty, Membership, Organisation, Person
from app.access.tokens import add_token, scopes_of
from app.cli.files.faults import stop
from app.cli.output import AsJson, print_json, say
from app.cli.stores import opened, settings_or_stop
from app.contracts.tables import Contract
from app.errors import NotFound, Refused

users = typer.Typer(add_completion=False, no_args_is_help=True)
tokens = typer.Typer(add_completion=False, no_args_is_help=True)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Their e-mail address.")]
RoleGiven = Annotated[Role, typer.Option(help="What they may do there.")]


@users.callback()
def about_users() -> None:
    """People who sign in."""


@tokens.callback()
def about_tokens() -> None:
    """Keys for programs."""


@users.command(
    "add",
    epilog="""\b
Examples:
  scorecard user add ada@bank.example --name "Ada Osei" --organisation "Acme Bank" --role auditor
  pass show ada | scorecard user add ada@bank.example --name "Ada Osei" --organisation "Acme Bank" \\\\
      --role auditor --password-stdin
""",
)
def add_user(
    email: Email,
    name: Annotated[str, typer.Option(help="Their name.")],
    organisation: Annotated[str, typer.Option(help="Where they belong; made when it is new.")],
    role: RoleGiven,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Add a person to an organisation. Somebody who is known gets a further organisation, or another role."""
    settings, now = settings_or_stop().as_owner(), datetime.now(UTC)
    with opened(settings) as database:
        with database.reading() as session:
            known = session.exec(select(Person.id).where(Person.email == plain_email(email))).first()
        password = _password(known, asked=password_stdin)
        with database.writing() as session:
            where, is_new = _organisation(session, organisation, now)
            person = person_with(session, email) if known else None
            person = person or add_person(session, email, name, now=now, password=password)
            add_membership(session, person.id, where.id, role, now=now)
    if json:
        print_json(
            {"person": str(person.id), "email": person.email, "organisation": where.name, "role": role}
        )
    made = " (a new organisation)" if is_new else ""
    say(f"{person.name} <{person.email}> is {role} of {where.name}{made}.")
    if person.password_hash is None:
        say("Without a password they cannot sign in.")


@users.command(
    "reset-second-step",
    epilog="""\b
Example:
  scorecard user reset-second-step ada@bank.example
""",
)
def reset_second_step(email: Email) -> None:
    """Take a lost second step away; the person signs in with the password and may set up another one."""
    settings, now = settings_or_stop().as_owner(), datetime.now(UTC)
    with opened(settings) as database, database.writing() as session:
        person = person_with(session, email)
        was_on = take_away(session, person, now=now)
    say(f"The second step of {person.email} is {'off now' if was_on else 'off, as it was'}.")


def _password(known: UUID | None, *, asked: bool) -> str | None:
    """The password from standard input or the terminal; None for who is known, or where nobody sits."""
    if known is not None:
        if asked:
            stop("--password-stdin", "this person is known; a password is changed by whoever has it")
        return None
    if asked:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        return None
    given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return given


def _organisation(session: Session, name: str, now: datetime) -> tuple[Organisation, bool]:
    try:
        return organisation_called(session, name), False
    except NotFound:
        return add_organisation(session, name, now=now), True


@tokens.command(
    "add",
    epilog="""\b
Examples:
  scorecard token add ada@bank.example --name "nightly upload" --role clerk
  scorecard token add ada@bank.example --name "one contract" --role reader --contract ACME-2026-01 --days 30
  scorecard token add li@centre.example --name "upload only" --role clerk --scope reports:write
""",
)
def add_key(
    email: Email,
    name: Annotated[str, typer.Option(help="What it is for.")],
    role: RoleGiven,
    organisation: Annotated[
        str | None, typer.Option(help="For which of their organisations; omitted: their only one.")
    ] = None,
    contract: Annotated[
        list[str] | None, typer.Option(metavar="REF", help="Bind it to this contract; may be repeated.")
    ] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="Only this of what the role may do; may be repeated.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=730, help="Until it expires.")] = 365,
    json: AsJson = False,
) -> None:
    """Make a token that acts as a person. Its secret is shown once and kept nowhere."""
    settings, now = settings_or_stop().as_owner(), datetime.now(UTC)
    with opened(settings) as database, database.writing() as session:
        person = person_with(session, email)
        where = _their_organisation(session, person, organisation)
        bound = [_contract(session, where.id, one) for one in contract] if contract else None
        new = add_token(
            *(session, where.id, person.id, name, role),
            now=now,
            lasts=timedelta(days=days),
            scopes=scopes_of(role, scope) if scope else None,
            contracts=bound,
        )
    if json:
        expires = new.token.expires_at.isoformat() if new.token.expires_at else None
        print_json({"secret": new.secret, "id": str(new.token.id), "role": role, "expires_at": expires})
        return
    sys.stdout.write(new.secret + "\n")
    say(f"A token of {person.email} as {role} of {where.name} for {days} days. It is not shown again.")


def _their_organisation(session: Session, person: Person, name: str | None) -> Organisation:
    chosen = (
        select(Organisation)
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .where(col(Membership.person_id) == person.id)
    )
    if name is not None:
        chosen = chosen.where(col(Organisation.name) == name.strip())
    found = session.exec(chosen.order_by(col(Organisation.name))).all()
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(
            f"{person.email} does not belong to {name or 'any organisation'}; “scorecard user add” first."
        )
    raise Refused(f"{person.email} belongs to {', '.join(one.name for one in found)}; say --organisation.")


def _contract(session: Session, organisation_id: UUID, reference: str) -> UUID:
    found = session.exec(
        select(Contract.id)
        .join(ContractParty, col(ContractParty.contract_id) == col(Contract.id))
        .where(col(ContractParty.organisation_id) == organisation_id, col(Contract.reference) == reference)
    ).all()
    if len(found) != 1:
        raise NotFound(f"This organisation has no contract {reference}; check its reference.")
    return found[0]
