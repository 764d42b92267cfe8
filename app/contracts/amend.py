"""Putting a version of the terms: checked against the contract; the old text stays readable."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.access.unit import Work
from app.contracts.revisions import lock, take_revision
from app.contracts.tables import Contract, Frozen, TermsVersion
from app.errors import Conflict, PreconditionFailed, Problem, Refused
from app.jobs import remember_work
from app.sla.terms import Terms
from app.terms_files.nodes import FileFault
from app.terms_files.read import TermsFile, read_terms

_NOT_AMENDED = ("currency", "timezone", "starts")


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a version that was put: its revision, and whether anything changed."""

    terms: Terms
    sha256: str
    revision: int
    changed: bool


def read_or_refuse(text: str) -> TermsFile:
    """The terms that a text states; raises Refused with every fault and its line."""
    try:
        return read_terms(text)
    except FileFault as fault:
        problems = [Problem(found.where, "terms", found.message) for found in fault.faults]
        raise Refused("These terms cannot be taken; correct them and send them again.", problems) from fault


def put_terms(
    session: Session,
    contract_id: UUID,
    effective: date,
    text: str,
    now: datetime,
    person_id: UUID | None,
    expects: Collection[str] | None = None,
) -> Put:
    """Stores a version under its effective date; the same terms again change nothing.

    A new text for a date closes the old one, which stays readable. ``expects`` are the digests of which one
    must be current (“*”: any version). Raises Refused when the terms contradict the contract: another
    reference, currency or time zone, or another date than the address says; PreconditionFailed when somebody
    else changed the version first; Conflict when an issued scorecard used it.
    """
    file = read_or_refuse(text)
    contract = lock(session, contract_id)
    _refuse_contradictions(session, contract, effective, file.terms)
    current = session.exec(_current(contract_id).where(col(TermsVersion.effective) == effective)).first()
    _refuse_stale(current, expects)
    if current is not None and current.sha256 == file.sha256:
        return Put(file.terms, file.sha256, current.from_revision, changed=False)
    _refuse_frozen(session, contract, effective)
    revision = take_revision(session, contract_id, "terms", now, person_id)
    if current is not None:
        closing = update(TermsVersion).where(col(TermsVersion.id) == current.id)
        session.execute(closing.values(to_revision=revision))
    session.add(_version(contract, file, text, revision, now, person_id))
    remember_work(session, "reassess", contract_id, revision)
    session.flush()
    return Put(file.terms, file.sha256, revision, changed=True)


def put_by(
    w: Work, contract: Contract, ref: str, effective: date, text: str, expects: Collection[str] | None = None
) -> Put:
    """The same by the caller, on record where it changes anything; ``ref`` is how the contract was named."""
    done = put_terms(w.session, contract.id, effective, text, w.now, w.identity.person_id, expects)
    if done.changed:
        w.audit("terms.put", ref, after={"effective": effective.isoformat(), "sha256": done.sha256})
    return done


def _current(contract_id: UUID) -> SelectOfScalar[TermsVersion]:
    return select(TermsVersion).where(
        col(TermsVersion.contract_id) == contract_id, col(TermsVersion.to_revision).is_(None)
    )


def _refuse_stale(current: TermsVersion | None, expects: Collection[str] | None) -> None:
    if expects is None or (current is not None and {"*", current.sha256} & set(expects)):
        return
    raise PreconditionFailed("These terms were changed meanwhile; read them again, then change them.")


def _refuse_frozen(session: Session, contract: Contract, effective: date) -> None:
    key = (contract.organisation_id, contract.id, "terms", effective.isoformat())
    if session.get(Frozen, key) is not None:
        raise Conflict(
            f"A scorecard was issued by the terms of {effective}, which froze them. Put what was amended as a"
            " version of its own, under the day from which it counts; before an issued period it restates it."
        )


def _version(
    contract: Contract, file: TermsFile, text: str, revision: int, now: datetime, person_id: UUID | None
) -> TermsVersion:
    return TermsVersion(
        organisation_id=contract.organisation_id,
        contract_id=contract.id,
        effective=file.terms.effective,
        text=text,
        document=dict(file.document),
        sha256=file.sha256,
        from_revision=revision,
        received_at=now,
        person_id=person_id,
    )


def _refuse_contradictions(session: Session, contract: Contract, effective: date, terms: Terms) -> None:
    problems = []
    if terms.contract != contract.reference:
        problems.append(
            _problem("contract", f"these are the terms of {terms.contract}, not {contract.reference}")
        )
    if terms.effective != effective:
        problems.append(
            _problem("effective", f"the file says {terms.effective}, the address says {effective}")
        )
    other = session.exec(_current(contract.id).where(col(TermsVersion.effective) != effective)).first()
    if other is not None:
        problems += [
            _problem(key, f"{key} cannot be amended; it is {other.document[key]}")
            for key in _NOT_AMENDED
            if str(getattr(terms, key)) != other.document[key]
        ]
    if problems:
        raise Refused("These terms contradict the contract; correct them and send them again.", problems)


def _problem(key: str, message: str) -> Problem:
    return Problem(key, "terms", message)
