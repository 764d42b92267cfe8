"""Replying: the provider accepts or disputes an issued scorecard line by line, within its window."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.access.events import emit
from app.access.unit import Work
from app.errors import Problem, Refused
from app.scorecards.life.amounts import text_of
from app.scorecards.life.held import Held, hold
from app.scorecards.life.issued import next_number, of_contract
from app.scorecards.life.tables import LedgerEntry, ScorecardReply
from app.sla.life import LineReply, split_disputed


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to one line; without an amount all of its credit is disputed."""

    target: str
    accepted: bool
    disputed: str | None
    comment: str


def reply(w: Work, reference: str, label: str, answers: Sequence[Answer], comment: str) -> None:
    """Writes the provider's reply; a line that it does not name is accepted.

    Any disputed line makes the period disputed, even one without credit; else it is final. Raises Conflict
    when a reply is not due or its window is over, Refused where it contradicts the scorecard.
    """
    held = hold(w, reference, label, "reply")
    credits_ = standing_credits(w, held)
    lines = [_line(held, one, credits_) for one in answers]
    try:
        disputed, undisputed = split_disputed(lines, credits_)
    except ValueError as fault:
        raise Refused(f"The reply contradicts the scorecard: {fault}.", [_problem(fault)]) from fault
    mine = of_contract(ScorecardReply, held.contract)
    row = ScorecardReply(
        organisation_id=held.contract.organisation_id,
        contract_id=held.contract.id,
        number=held.row.number,
        round=next_number(
            w.session, ScorecardReply, "round", *mine, col(ScorecardReply.number) == held.row.number
        ),
        lines=[_document(one, held.row.currency) for one in lines],
        disputed=disputed,
        undisputed=undisputed,
        comment=comment,
        person_id=w.identity.person_id,
        at=w.now,
    )
    w.session.add(row)
    held.turn(w, "accepted" if all(one.accepted for one in lines) else "disputed")
    w.audit("scorecard.reply", f"{reference} {held.row.label}", after={"disputed": row.lines})
    facts = {"period": held.row.label, "state": held.row.state}
    emit(w.session, "scorecard.replied", held.contract.id, held.contract.reference, facts, w.now)


def standing_credits(w: Work, held: Held) -> dict[str, int]:
    """The credit of each line as it was issued, less what settlements since then took off it."""
    found = dict(held.money.credits)
    settled = select(LedgerEntry).where(
        *of_contract(LedgerEntry, held.contract),
        col(LedgerEntry.number) == held.row.number,
        col(LedgerEntry.reason) == "settled",
    )
    for one in w.session.exec(settled):
        found[one.target] += one.amount
    return found


def last_reply(w: Work, held: Held) -> ScorecardReply:
    """The newest reply to a scorecard that has one."""
    mine = of_contract(ScorecardReply, held.contract)
    chosen = select(ScorecardReply).where(*mine, col(ScorecardReply.number) == held.row.number)
    return w.session.exec(chosen.order_by(col(ScorecardReply.round).desc()).limit(1)).one()


def _line(held: Held, answer: Answer, credits_: dict[str, int]) -> LineReply:
    amount = 0
    if answer.disputed is not None:
        amount = held.units(answer.disputed)
    elif not answer.accepted:
        amount = credits_.get(answer.target, 0)
    return LineReply(answer.target, answer.accepted, amount, answer.comment)


def _document(line: LineReply, currency: str) -> dict[str, Any]:
    return {
        "target": line.target,
        "position": "accepted" if line.accepted else "disputed",
        "disputed": text_of(line.disputed, currency),
        "comment": line.comment,
    }


def _problem(fault: ValueError) -> Problem:
    return Problem("lines", "contradicts", f"{fault}")
