"""Excluded: the spans that are left out by agreement, and those proposed, as known at a revision."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.access.unit import Work
from app.contracts.consent import ALIVE
from app.contracts.tables import Contract, ExclusionState
from app.errors import NotFound
from app.sla.beside import Consent, Exclusion


def find_exclusion(
    w: Work, contract: Contract, exclusion_id: UUID, revision: int | None = None
) -> ExclusionState:
    """The exclusion as it stands (or stood at a revision); raises NotFound, for foreign ones as well."""
    chosen = _of(w, contract, revision).where(col(ExclusionState.exclusion_id) == exclusion_id)
    found = w.session.exec(chosen).first()
    if found is None:
        raise NotFound
    return found


def list_exclusions(
    w: Work, contract: Contract, revision: int, after_id: UUID | None, limit: int
) -> Sequence[ExclusionState]:
    """The contract's exclusions as known at a revision, in the order in which they were proposed."""
    chosen = _of(w, contract, revision)
    if after_id is not None:
        chosen = chosen.where(col(ExclusionState.exclusion_id) > after_id)
    return w.session.exec(chosen.order_by(col(ExclusionState.exclusion_id)).limit(limit)).all()


def _of(w: Work, contract: Contract, revision: int | None) -> SelectOfScalar[ExclusionState]:
    known = col(ExclusionState.to_revision).is_(None) if revision is None else known_at(revision)
    return select(ExclusionState).where(
        col(ExclusionState.organisation_id) == contract.organisation_id,
        col(ExclusionState.contract_id) == contract.id,
        col(ExclusionState.contract_id).in_(w.visible),
        known,
    )


def known_at(revision: int) -> ColumnElement[bool]:
    """The condition that a state of an exclusion was current at the revision."""
    return and_(
        col(ExclusionState.from_revision) <= revision,
        or_(col(ExclusionState.to_revision).is_(None), col(ExclusionState.to_revision) > revision),
    )


def _touching() -> SelectOfScalar[ExclusionState]:
    revision: Any = bindparam("revision")
    return (
        select(ExclusionState)
        .where(
            col(ExclusionState.organisation_id) == bindparam("organisation"),
            col(ExclusionState.contract_id) == bindparam("contract"),
            col(ExclusionState.state).in_(ALIVE),
            col(ExclusionState.starts_at) < bindparam("end"),
            col(ExclusionState.ends_at) > bindparam("start"),
            known_at(revision),
        )
        .order_by(col(ExclusionState.starts_at), col(ExclusionState.exclusion_id))
    )


_TOUCHING = _touching()  # every trend and every judgement asks it, so it is built once


def exclusions_known(
    session: Session, contract: Contract, start: datetime, end: datetime, revision: int
) -> list[Exclusion]:
    """The spans, agreed or proposed, that touch [start, end), as known at the revision; one query.

    The core tells them apart by their consents: what only one side wants is shown and changes nothing.
    """
    of = {"organisation": contract.organisation_id, "contract": contract.id, "revision": revision}
    rows = session.execute(_TOUCHING, {**of, "start": start, "end": end}).scalars().all()
    return [as_agreed(one) for one in rows]


def as_agreed(one: ExclusionState) -> Exclusion:
    """The exclusion as the core reads it; who proposed it thereby agreed for their side.

    A proposal has the consent of one side, so it changes nothing.
    """
    consents = {one.proposed_side: Consent(one.proposed_name, one.proposed_at)}
    if one.agreed_side and one.agreed_name and one.agreed_at:
        consents[one.agreed_side] = Consent(one.agreed_name, one.agreed_at)
    return Exclusion(
        str(one.exclusion_id),
        one.name,
        one.reason,
        one.starts_at,
        one.ends_at,
        tuple(one.queues),
        tuple(one.channels),
        one.whole_days,
        consents.get("client"),
        consents.get("provider"),
    )


def exclusions_changed(session: Session, contract: Contract, since: int) -> tuple[datetime, datetime] | None:
    """The span that all exclusions touch whose state changed after a revision; None when none did."""
    changed = select(ExclusionState.starts_at, ExclusionState.ends_at).where(
        col(ExclusionState.organisation_id) == contract.organisation_id,
        col(ExclusionState.contract_id) == contract.id,
        col(ExclusionState.from_revision) > since,
    )
    spans = session.exec(changed).all()
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None


def version_of(one: ExclusionState) -> str:
    """The name of an exclusion's state, which `If-Match` of a step may ask for."""
    return f"{one.exclusion_id}.{one.from_revision}"
