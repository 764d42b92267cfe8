"""Settling: what stands of each disputed line, who agreed to it, and the adjustment that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col

from app.access.events import emit
from app.access.unit import Work
from app.errors import Problem, Refused
from app.scorecards.life.amounts import text_of
from app.scorecards.life.book import book
from app.scorecards.life.held import Held, hold
from app.scorecards.life.issued import next_number, of_contract
from app.scorecards.life.reply import last_reply
from app.scorecards.life.restate import reprice
from app.scorecards.life.tables import Settlement
from app.sla.ledger import Entry
from app.sla.life import settled_amount


@dataclass(frozen=True, slots=True)
class Agreement:
    """What stands of each disputed line, who agreed to it for the provider, and what was said."""

    stands: Sequence[tuple[str, str]]
    agreed_by: str
    comment: str


def settle(w: Work, reference: str, label: str, said: Agreement) -> None:
    """Writes a settlement; what does not stand is taken off by an adjusting entry a line.

    Raises Conflict when nothing is disputed, Refused where it does not answer the reply.
    """
    held = hold(w, reference, label, "settle")
    lines = [line for line in last_reply(w, held).lines if line["position"] == "disputed"]
    disputed = {line["target"]: held.units(line["disputed"]) for line in lines}
    agreed = _agreed(held, said, disputed)
    row = _row(w, held, said, agreed, disputed)
    w.session.add(row)
    less = [
        Entry("adjustment", amount - disputed[target], target, reason="settled")
        for target, amount in agreed.items()
    ]
    book(w.session, held.row, less, w.now)
    reprice(w.session, held.row, held.contract)
    held.turn(w, "settled")
    after = {"lines": row.lines, "agreed_by": said.agreed_by}
    w.audit("scorecard.settle", f"{reference} {held.row.label}", after=after)
    facts = {"period": held.row.label, "lines": len(row.lines)}
    emit(w.session, "scorecard.settled", held.contract.id, held.contract.reference, facts, w.now)


def _agreed(held: Held, said: Agreement, disputed: Mapping[str, int]) -> dict[str, int]:
    agreed = {target: held.units(amount) for target, amount in said.stands}
    try:
        if len(agreed) < len(said.stands):
            raise ValueError("a line stands twice")  # noqa: TRY301 - refused like all else that is wrong
        settled_amount(agreed, disputed)
    except ValueError as fault:
        problem = Problem("lines", "contradicts", f"{fault}")
        raise Refused(f"The settlement does not answer the reply: {fault}.", [problem]) from fault
    return agreed


def _row(
    w: Work, held: Held, said: Agreement, agreed: Mapping[str, int], disputed: Mapping[str, int]
) -> Settlement:
    issued = held.row
    of_issue = (*of_contract(Settlement, held.contract), col(Settlement.number) == issued.number)
    return Settlement(
        organisation_id=issued.organisation_id,
        contract_id=issued.contract_id,
        number=issued.number,
        round=next_number(w.session, Settlement, "round", *of_issue),
        lines=[
            {
                "target": target,
                "stands": text_of(amount, issued.currency),
                "of": text_of(disputed[target], issued.currency),
            }
            for target, amount in agreed.items()
        ],
        amount=settled_amount(agreed, disputed),
        agreed_by=said.agreed_by,
        comment=said.comment,
        person_id=w.identity.person_id,
        at=w.now,
    )
