"""What became of an entry: claimed, invoiced, set off, collected, waived; and taking such a step back."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from app.access.unit import Work
from app.contracts.open import find_contract
from app.contracts.revisions import lock
from app.contracts.tables import Contract
from app.errors import Conflict, NotAllowed, NotFound, Problem, Refused
from app.scorecards.life.amounts import minor_units, text_of
from app.scorecards.life.book import Booked, note, read_ledger
from app.scorecards.life.issued import limit_of, of_contract
from app.scorecards.life.tables import IssuedScorecard, LedgerEvent
from app.sla.ledger import CLOSING, NotSoMuch, What, event_for, outstanding
from app.sla.life import is_confirmed_by_another


@dataclass(frozen=True, slots=True)
class Step:
    """What is noted of an entry; without an amount all that is outstanding (or the whole entry)."""

    what: What
    amount: str | None
    on: date
    document_number: str = ""
    against: int = 0
    comment: str = ""


def note_step(w: Work, reference: str, entry: int, step: Step) -> None:
    """Notes what became of an entry; a set-off against another entry is noted on both.

    Raises NotFound for an entry that there is not, Conflict for more than what is outstanding, Refused for a
    day that lies ahead or two entries that do not offset each other, and NotAllowed for waiving alone, above
    the amount that the client sets, what one issued oneself.
    """
    contract, ledger = _held(w, reference)
    if step.on > w.now.date():
        raise Refused("That day has not come yet.", [Problem("on", "future", "lies ahead")])
    one = _find(ledger, entry)
    amount = _amount(one, step)
    _note(w, contract, one, step, amount)
    if step.against:
        _note(w, contract, _counterpart(ledger, one, step), step, amount, back=entry)
    w.audit(
        f"ledger.{step.what}",
        f"{reference} {entry}",
        after={"amount": text_of(amount, one.row.currency), "on": f"{step.on}"},
    )


def take_back(w: Work, reference: str, entry: int, sequence: int, comment: str) -> None:
    """Takes an event back by one that turns its amount round; of a set-off, that on the other entry as well.

    Raises NotFound when there is no such event, Conflict when it was taken back already.
    """
    _, ledger = _held(w, reference)
    one = _find(ledger, entry)
    event = _event(one, sequence)
    _turn_round(w, one, event, comment)
    if event.against:
        other = _find(ledger, event.against)
        twin = next(e for e in other.events if e.against == entry and e.at == event.at)
        _turn_round(w, other, twin, comment)
    w.audit("ledger.take_back", f"{reference} {entry}", after={"event": sequence, "kind": event.kind})


def _held(w: Work, reference: str) -> tuple[Contract, list[Booked]]:
    contract = lock(w.session, find_contract(w, reference).id)
    w.part_of(contract.id)
    return contract, read_ledger(w.session, contract)


def _find(ledger: list[Booked], entry: int) -> Booked:
    found = next((one for one in ledger if one.row.entry == entry), None)
    if found is None:
        raise NotFound(f"The ledger has no entry {entry}.")
    return found


def _amount(one: Booked, step: Step) -> int:
    if step.amount is not None:
        units = minor_units(step.amount, one.row.currency, "amount")
        if not units:
            raise Refused("Nothing comes of an amount of 0.", [Problem("amount", "zero", "must be above 0")])
        return units
    whole = outstanding(one.entry, one.closing) if step.what in CLOSING else one.row.amount
    if not whole:
        raise Conflict(f"Nothing of entry {one.row.entry} is outstanding.")
    return abs(whole)


def _note(w: Work, contract: Contract, one: Booked, step: Step, amount: int, back: int = 0) -> None:
    if step.what == "waived":
        _refuse_alone(w, contract, one, amount)
    try:
        event = event_for(one.entry, one.closing, step.what, amount)
    except NotSoMuch as fault:
        raise Conflict(f"Entry {one.row.entry}: {fault}; read the ledger again.") from fault
    except ValueError as fault:
        raise Refused(f"Entry {one.row.entry}: {fault}.", [Problem("entry", "kind", f"{fault}")]) from fault
    said = {
        "document_number": step.document_number,
        "comment": step.comment,
        "on_day": step.on,
        "against": back or step.against,
    }
    note(w.session, one.row, event.what, event.amount, w.now, w.identity.person_id, **said)


def _counterpart(ledger: list[Booked], one: Booked, step: Step) -> Booked:
    other = _find(ledger, step.against)
    if step.what != "set_off" or (other.row.amount > 0) == (one.row.amount > 0):
        problem = Problem("against", "direction", "name an entry that is owed the other way")
        raise Refused(
            "Only a set-off has another entry beside it, and that is owed the other way.", [problem]
        )
    return other


def _refuse_alone(w: Work, contract: Contract, one: Booked, amount: int) -> None:
    issued = select(IssuedScorecard.issued_by).where(
        *of_contract(IssuedScorecard, contract), col(IssuedScorecard.number) == one.row.number
    )
    by, me = w.session.exec(issued).one(), w.identity.person_id
    if not is_confirmed_by_another(amount, limit_of(w.session, contract), by, me):
        raise NotAllowed("You issued this yourself; above the client's amount another person waives it.")


def _event(one: Booked, sequence: int) -> LedgerEvent:
    event = next((event for event in one.events if event.sequence == sequence), None)
    if event is None or event.reverses:
        raise NotFound(f"Entry {one.row.entry} has no event {sequence} that could be taken back.")
    if any(later.reverses == sequence for later in one.events):
        raise Conflict(f"Event {sequence} of entry {one.row.entry} was taken back already.")
    return event


def _turn_round(w: Work, one: Booked, event: LedgerEvent, comment: str) -> None:
    what: What = event.kind  # type: ignore[assignment]
    said = {"comment": comment, "against": event.against, "reverses": event.sequence}
    note(w.session, one.row, what, -event.amount, w.now, w.identity.person_id, **said)
