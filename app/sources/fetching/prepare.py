"""Everything that a fetch needs, read in one short transaction, so that none is open while bytes travel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cryptography.fernet import MultiFernet
from sqlmodel import Session

from app.contracts.in_force import InForce, terms_in_force
from app.contracts.tables import Contract
from app.errors import NotFound, Refused
from app.reports.context import Context
from app.reports.keeping.receive import context_of
from app.sources.fetching.asking import Asking, asking_of
from app.sources.fetching.windows import Kind, Window, window_of
from app.sources.tables import Source


@dataclass(frozen=True)
class Prepared:
    """One fetch, ready to go: the request, the window that it is for, and how its answer will be read."""

    source: Source
    window: Window
    zone: ZoneInfo
    context: Context
    asking: Asking = field(repr=False)  # holds credentials
    mapping: Mapping[str, Any] | None


def contract_in_force(session: Session, contract_id: UUID) -> tuple[Contract, InForce]:
    """Return the contract and its terms; raise Refused with what to do when it has none yet."""
    contract = session.get(Contract, contract_id)
    if contract is None:
        raise NotFound
    try:
        return contract, terms_in_force(session, contract_id, contract.revision)
    except NotFound:
        raise Refused("This contract has no terms yet; add a version before pulling reports.") from None


def zone_of(in_force: InForce) -> ZoneInfo:
    """Return the time zone of the contract, which cannot be amended."""
    return in_force.timeline.versions[-1].zone


def prepare(session: Session, source: Source, day: date, box: MultiFernet, now: datetime) -> Prepared:
    """Return the fetch of the window that holds the day. Raises Refused, CannotUnlock."""
    _, in_force = contract_in_force(session, source.contract_id)
    zone = zone_of(in_force)
    window = window_of(kind_of(source), day)
    asking = asking_of(source, window, zone, box)
    return Prepared(source, window, zone, context_of(in_force, now), asking, source.mapping)


def kind_of(source: Source) -> Kind:
    """Return the kind of window of a source; a check in the database holds what it may be."""
    kinds: dict[str, Kind] = {"day": "day", "week": "week", "month": "month"}
    return kinds[source.window]
