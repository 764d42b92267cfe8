"""Writing down how a source fares: state, sentence, circuit; its owner is told when the circuit changes."""

from datetime import datetime

from sqlmodel import Session

from app.access.audit import record
from app.access.credentials import Credentials
from app.access.events import emit
from app.contracts.tables import Contract
from app.sources.pulling.circuit import CLOSED, Circuit
from app.sources.tables import Source

LONGEST = 500
NOBODY = Credentials(kind="none", secret="", address="", request_id="")  # the service itself acts


def circuit_of(source: Source) -> Circuit:
    """Return the circuit of a stored source."""
    return Circuit(source.failures, source.stopped_at, source.probe_at, source.probing)


def set_circuit(source: Source, circuit: Circuit) -> None:
    """Store a circuit with its source."""
    source.failures, source.probing = circuit.failures, circuit.probing
    source.stopped_at, source.probe_at = circuit.stopped_at, circuit.probe_at


def note_answer(session: Session, source: Source, now: datetime, why: str = "") -> None:
    """Write down that the source answered, which closes its circuit; `why` says what is wrong even so."""
    was_open = source.stopped_at is not None
    set_circuit(source, CLOSED)
    source.state, source.note = "failing" if why else "ok", why[:LONGEST]
    if was_open:
        source.planned_at = None  # what was missed while it rested is looked for at once
        source_is_well(session, source, now)
    session.add(source)


def note_failure(session: Session, source: Source, circuit: Circuit, why: str, now: datetime) -> None:
    """Write down that the source failed; when that opens its circuit, its owner is told."""
    opens = source.stopped_at is None and circuit.stopped_at is not None
    set_circuit(source, circuit)
    source.state = "failing" if circuit.stopped_at is None else "stopped"
    source.note = why[:LONGEST]
    session.add(source)
    if opens:
        source_is_failing(session, source, why, now)


def source_is_failing(session: Session, source: Source, why: str, now: datetime) -> None:
    """Tell the owner, in this transaction, that a source is not fetched any more, why, and until when."""
    again = source.probe_at.isoformat() if source.probe_at else "when its owner asks for it"
    facts = {"source": str(source.id), "name": source.name, "reason": why, "tried_again": again}
    reference = _audit(session, source, "source.stop", facts, now)
    emit(
        session,
        "source.failing",
        source.contract_id,
        reference,
        facts,
        now,
        only=source.organisation_id,
    )


def source_is_well(session: Session, source: Source, now: datetime) -> None:
    """Write down, in this transaction, that a source that had stopped answers again."""
    _audit(session, source, "source.recover", {"source": str(source.id), "name": source.name}, now)


def _audit(session: Session, source: Source, action: str, facts: dict[str, str], now: datetime) -> str:
    reference = session.get_one(Contract, source.contract_id).reference
    owner = source.organisation_id
    record(session, now, NOBODY, action, reference, organisation_id=owner, after=dict(facts))
    return reference
