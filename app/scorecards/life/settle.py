"""Settling: what stands of each disputed line, who agreed to it, and the adjustment that follows."""

from collections.abc import Mapping

from sqlmodel import col

from app.access.unit import Work
from app.errors import Problem, Refused
from app.scorecards.life.amounts import text_of
from app.scorecards.life.book import book
from app.scorecards.life.held import hold
from app.scorecards.life.issued import next_number, of_contract
from app.scorecards.life.reply import last_reply
from app.scorecards.life.tables import Settlement
from app.sla.ledger import Entry
from app.sla.life import settled_amount


def settle(
    w: Work, reference: str, label: str, stands: Mapping[str, str], agreed_by: str, comment: str
) -> None:
    """Writes a settlement: ``stands`` says for every disputed line how much of it is owed after all.

    ``agreed_by`` is who agreed for the provider. What does not stand is taken off by an adjusting entry a
    line. Raises Conflict when nothing is disputed, Refused where it does not answer the reply.
    """
    held = hold(w, reference, label, "settle")
    said = [line for line in last_reply(w, held).lines if line["position"] == "disputed"]
    disputed = {line["target"]: held.units(line["disputed"]) for line in said}
    agreed = {target: held.units(amount) for target, amount in stands.items()}
    try:
        change = settled_amount(agreed, disputed)
    except ValueError as fault:
        problem = Problem("lines", "contradicts", f"{fault}")
        raise Refused(f"The settlement does not answer the reply: {fault}.", [problem]) from fault
    mine = of_contract(Settlement, held.contract), col(Settlement.number) == held.row.number
    row = Settlement(
        organisation_id=held.contract.organisation_id,
        contract_id=held.contract.id,
        number=held.row.number,
        round=next_number(w.session, Settlement, "round", *mine[0], mine[1]),
        lines=[
            {
                "target": target,
                "stands": text_of(amount, held.row.currency),
                "of": text_of(disputed[target], held.row.currency),
            }
            for target, amount in agreed.items()
        ],
        amount=change,
        agreed_by=agreed_by,
        comment=comment,
        person_id=w.identity.person_id,
        at=w.now,
    )
    w.session.add(row)
    less = [
        Entry("adjustment", amount - disputed[target], target, reason="settled")
        for target, amount in agreed.items()
    ]
    book(w.session, held.row, less, w.now)
    held.turn(w, "settled")
    w.audit(
        "scorecard.settle",
        f"{reference} {held.row.label}",
        after={"lines": row.lines, "agreed_by": agreed_by},
    )
