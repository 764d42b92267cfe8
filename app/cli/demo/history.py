"""Eighteen months relived: contracts signed, amended, and every report pulled on the day on which it came.

Nothing here goes round the product: sources are set up through the door that the API uses, and each pull
fetches over HTTP from the sample server, whose clock travels along.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from app.access.credentials import Credentials
from app.access.locked import box_of
from app.access.passwords import hash_password
from app.access.people import add_membership, add_organisation, add_person, organisation_called, person_with
from app.access.tokens import add_token
from app.access.unit import work
from app.actions import find as _registers_its_job  # noqa: F401
from app.cli.demo.people import AUDITOR, PASSWORD, PEOPLE
from app.cli.demo.place import Tell
from app.cli.files.read import read_mapping, read_terms_file
from app.contracts.amend import put_terms
from app.contracts.open import find_contract, open_contract
from app.contracts.tables import Contract
from app.database import Database
from app.jobs import run_due
from app.sample.providers import CLIENT, provider
from app.sample.published import Pull, history
from app.sample.server import SampleServer
from app.sample.sources import SampleSource, SampleTerms, sources, terms
from app.sample.world import World
from app.scorecards import reassess as _registers_its_own  # noqa: F401
from app.settings import Settings
from app.sla.terms import Terms
from app.sources.outside.destinations import allow
from app.sources.pulling.pull import door_of, pull
from app.sources.setting_up.change import add_source
from app.sources.setting_up.payloads import SourceBody

_NOON = time(12, tzinfo=UTC)
_BEFORE = timedelta(days=1)
KINDS = {"calls": "calls by half-hour", "days": "surveys and cost by day", "campaign": "campaign by list"}


class DemoBroken(RuntimeError):
    """A pull of the sample world did not bring what it should; the demo would tell something untrue."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the terms, with the instant at which it was handed in: noon of the day it was signed."""

    sample: SampleTerms
    terms: Terms
    text: str

    @property
    def at(self) -> datetime:
        """When it became known."""
        return datetime.combine(self.terms.signed or self.sample.effective, _NOON)


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demo is made: a migrated database without anybody in it, and the sample server."""

    database: Database
    settings: Settings
    server: SampleServer
    now: datetime


def found(database: Database) -> None:
    """The bank and its people, a day before it signs its first contract."""
    now = min(one.at for one in _versions()) - _BEFORE
    with database.writing() as session:
        add_organisation(session, CLIENT, now=now)
        _add_people(session, CLIENT, now)


def relive(demo: Demo, providers: Collection[str], tell: Tell) -> None:
    """Relive the contracts of these providers up to now, oldest first; contracts do not depend on another."""
    contracts = {provider(slug).contract for slug in providers}
    versions = [one for one in _versions() if one.sample.contract in contracts]
    pulls = [one for one in history(demo.server.world, demo.now) if one.slug in providers]
    known: dict[tuple[str, str], UUID] = {}
    happened: list[Version | Pull] = [*versions, *pulls]
    for one in sorted(happened, key=_moment):
        if isinstance(one, Version):
            known |= _sign(demo, one)
        else:
            _pull(demo, known[one.slug, one.kind], one)
        tell()
    demo.server.travel_to(demo.now)


def how_much(world: World, now: datetime) -> int:
    """How many things there are to relive: versions of terms and pulls."""
    return len(terms()) + len(history(world, now))


def judge_everything(database: Database, settings: Settings) -> None:
    """Judge every period of every contract; raise DemoBroken when one cannot be."""
    if {"failed", "put off"} & set(run_due(database, settings)):
        raise DemoBroken("not every period could be judged; the reason stands above")


def _moment(one: Version | Pull) -> datetime:
    return one.at


def _versions() -> list[Version]:
    found = []
    for sample in terms():
        file, text = read_terms_file(sample.path)
        found.append(Version(sample, file.terms, text))
    return found


def _add_people(session: Session, organisation: str, now: datetime) -> None:
    where = organisation_called(session, organisation)
    for one in PEOPLE:
        if one.organisation == organisation:
            person = add_person(session, one.email, one.name, now=now, locale=one.locale)
            person.password_hash = _hashed()
            add_membership(session, person.id, where.id, one.role, now=now)


@cache
def _hashed() -> str:
    """The hash of the one password that all share: slow to make, by intention."""
    return hash_password(PASSWORD)


def _sign(demo: Demo, version: Version) -> dict[tuple[str, str], UUID]:
    """A version of the terms handed in; with the first one come the contract, its people, its sources."""
    found = version.terms
    with demo.database.writing() as session:
        auditor = person_with(session, AUDITOR.email).id
        contract = _contract(session, found.contract)
        is_new = contract is None
        if contract is None:
            client = organisation_called(session, CLIENT)
            contract = open_contract(session, client.id, found.contract, found.provider, version.at)
            _add_people(session, found.provider, version.at)
        put_terms(session, contract.id, found.effective, version.text, version.at, auditor)
    return dict(_set_up(demo, version)) if is_new else {}


def _contract(session: Session, reference: str) -> Contract | None:
    return session.exec(select(Contract).where(Contract.reference == reference)).first()


def _set_up(demo: Demo, version: Version) -> Iterator[tuple[tuple[str, str], UUID]]:
    """The auditor sets up the contract's sources, through the door that the API uses."""
    with demo.database.writing() as session:
        auditor, client = person_with(session, AUDITOR.email), organisation_called(session, CLIENT)
        token = add_token(
            session, client.id, auditor.id, "set-up", "auditor", now=version.at, lasts=timedelta(minutes=1)
        )
    caller = Credentials("token", token.secret, "127.0.0.1", "demo")
    allowed, box = allow(demo.settings.allowed_fetch_hosts), box_of(demo.settings)
    with work(demo.database, caller, "sources:write", now=version.at) as w:
        contract = find_contract(w, version.terms.contract)
        for one in sources(demo.server.world, demo.server.base_url):
            if one.contract == contract.reference:
                source = add_source(w, contract, _given(one, version.terms), allowed, box)
                yield (one.slug, one.kind), source.id


def _given(one: SampleSource, found: Terms) -> dict[str, Any]:
    body = SourceBody(
        name=f"{one.provider}, {KINDS[one.kind]}",
        url=one.url,
        side="provider",
        headers=dict(one.headers),
        window="month",
        look_back=2,
        since=one.windows[0][0],
        cron="15 6 * * *",
        mapping=read_mapping(one.mapping, found),
    )
    return body.model_dump()


def _pull(demo: Demo, source_id: UUID, one: Pull) -> None:
    demo.server.travel_to(one.at)
    outcome = pull(
        demo.database, door_of(demo.settings), box_of(demo.settings), source_id, one.start, 1, one.at
    )
    if outcome != "accepted":
        raise DemoBroken(f"{one.slug} {one.kind} of {one.start:%Y-%m}: {outcome}")
