"""Earlier periods in a record: verdicts, credits and balances, as the rules that look back read them."""

from typing import cast, get_args

from app.sla.history import Carried, EarnedBack, History, Past, PastLine
from app.sla.judging.verdicts import Verdict
from app.sla.replaying.parts import Part

_LINE = ("verdict", "credit", "paid", "bonus", "points", "group", "ramp_up")
_PAST = (
    "label", "whole", "start", "end", "charges", "lines", "carried_in", "balance", "earned_back",
    "cap_reached",
)  # fmt: skip


def history_text(history: History) -> str:
    """The canonical text of a history, oldest period first."""
    return f"[{','.join(past.text for past in history.periods)}]"


def history_of(rows: Part) -> History:
    """The history that a record holds; raises RecordFault with the place of what is none."""
    pasts = tuple(_past(row) for row in rows.each())
    try:
        return History(pasts)
    except ValueError as fault:
        raise rows.faulty(fault) from fault


def _past(row: Part) -> Past:
    row.only(*_PAST)
    charges = row.maybe("charges")
    return Past(
        label=row.part("label").text(),
        whole_label=row.part("whole").text(),
        start=row.part("start").day(),
        end=row.part("end").day(),
        charges=charges.number() if charges else None,
        lines={target: _line(target, line) for target, line in row.part("lines").entries().items()},
        carried_in=tuple(_carried(one) for one in row.part("carried_in").each()),
        balance=tuple(_carried(one) for one in row.part("balance").each()),
        earned_back=tuple(_earned_back(one) for one in row.part("earned_back").each()),
        cap_reached=row.part("cap_reached").flag(),
    )


def _line(target: str, line: Part) -> PastLine:
    line.only(*_LINE)
    return PastLine(
        target=target,
        verdict=cast("Verdict", line.part("verdict").choice(get_args(Verdict))),
        credit=line.part("credit").number(),
        paid=line.part("paid").whole(),
        bonus=line.part("bonus").whole(),
        points=line.part("points").number(),
        group=line.part("group").text(),
        ramp_up=line.part("ramp_up").flag(),
    )


def _carried(one: Part) -> Carried:
    one.only("source", "amount", "group")
    try:
        return Carried(one.part("source").text(), one.part("amount").whole(), one.part("group").text())
    except ValueError as fault:
        raise one.faulty(fault) from fault


def _earned_back(one: Part) -> EarnedBack:
    one.only("source", "target", "amount")
    return EarnedBack(one.part("source").text(), one.part("target").text(), one.part("amount").whole())
