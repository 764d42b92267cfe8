"""Revisions: every accepted change of a contract takes its next number, and an instant names one of them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from app.contracts.tables import Contract, ContractRevision
from app.errors import NotFound

_TICK = timedelta(microseconds=1)


def take_revision(
    session: Session, contract_id: UUID, kind: str, now: datetime, person_id: UUID | None = None
) -> int:
    """The contract's next revision, taken in the caller's writing unit; others wait for it to end.

    The moment of a revision lies after that of the one it follows, whatever the clock says, so that an
    instant names one revision and every revision has an instant. Raises NotFound when there is no contract.
    """
    contract = lock(session, contract_id)
    contract.revision += 1
    before = session.get(ContractRevision, (contract_id, contract.revision - 1))
    session.add(
        ContractRevision(
            contract_id=contract_id,
            revision=contract.revision,
            organisation_id=contract.organisation_id,
            at=max(now, before.at + _TICK) if before else now,
            kind=kind,
            person_id=person_id,
        )
    )
    session.flush()
    return contract.revision


def lock(session: Session, contract_id: UUID) -> Contract:
    """The contract, held until the unit of work ends; raises NotFound when there is none."""
    chosen = select(Contract).where(col(Contract.id) == contract_id).with_for_update()
    contract = session.exec(chosen.execution_options(populate_existing=True)).first()
    if contract is None:
        raise NotFound
    return contract


def revision_at(session: Session, contract_id: UUID, as_of: datetime | None) -> int:
    """The newest revision that was known at that instant (None: now); 0 before the first one."""
    chosen = select(ContractRevision.revision).where(col(ContractRevision.contract_id) == contract_id)
    if as_of is not None:
        chosen = chosen.where(col(ContractRevision.at) <= as_of)
    return session.exec(chosen.order_by(col(ContractRevision.revision).desc()).limit(1)).first() or 0
