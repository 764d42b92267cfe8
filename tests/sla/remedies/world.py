"""What the tests of the money rules are made of: lines, periods one after the other, and strategies."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from app.sla.history import History, Past, PastLine
from app.sla.judging.verdicts import Verdict
from app.sla.periods import Cadence
from app.sla.remedies.carrying import Now
from app.sla.remedies.lines import LineRules, Priced
from app.sla.remedies.order import MoneyRules, settle_in_order
from app.sla.remedies.prices import Price
from app.sla.remedies.settlement import Settlement

MONTHS = Cadence()


def amount(text: str | int) -> Price:
    return Price(amount=Fraction(text))


def percent(text: str | int) -> Price:
    return Price(share=Fraction(text) / 100)


def money(text: str | int) -> Fraction:
    return Fraction(text)


def line(credit: str | int = 0, target: str = "t", verdict: Verdict = "below_minimum", **more: Any) -> Priced:
    """A line of that credit; whatever is a rule of the line goes into its rules."""
    rules = {name: more.pop(name) for name in list(more) if name in LineRules.__slots__}
    for name in ("bonus", "points", "charges"):
        if name in more:
            more[name] = Fraction(more[name])
    return Priced(target, verdict, Fraction(credit), rules=LineRules(**rules), **more)


def rules(**more: Any) -> MoneyRules:
    return MoneyRules(**{"currency": "CNY", **more})


def settle(
    lines: Sequence[Priced], charges: str | int | None = None, history: History | None = None, **more: Any
) -> Settlement:
    """One month after the history, settled by these rules."""
    past = history or History()
    return settle_in_order(lines, rules(**more), Now.whole(label_after(past)), whole(charges), past)


def label_after(history: History) -> str:
    return MONTHS.containing(history.periods[-1].end if history.periods else date(2026, 1, 1)).label


def whole(charges: str | int | None) -> Fraction | None:
    return None if charges is None else Fraction(charges)


class Months:
    """A contract's months one after the other, each settled on the history of those before."""

    def __init__(self, agreed: MoneyRules, charges: str | int | None = None) -> None:
        self.agreed, self.charges = agreed, whole(charges)
        self.history = History()
        self.settled: list[Settlement] = []

    def add(self, *lines: Priced, ends_contract: bool = False) -> Settlement:
        period = MONTHS.parse(label_after(self.history))
        now = Now(period.label, period.label, ends_contract=ends_contract)
        settlement = settle_in_order(lines, self.agreed, now, self.charges, self.history)
        self.history = self.history.then(settlement.past(now, period.start, period.end, self.charges))
        self.settled.append(settlement)
        return settlement


def past(label: str, verdict: Verdict = "met", target: str = "t", **more: Any) -> Past:
    """A month, or a stub such as 2026-01/2, in which one target came to that verdict."""
    plain, _, stub = label.partition("/")
    period = MONTHS.parse(plain)
    start, end = period.start, period.end
    if stub:
        cut = start.replace(day=11)
        start, end = (start, cut) if stub == "1" else (cut, end)
    period_more = {name: more.pop(name) for name in list(more) if name in Past.__dataclass_fields__}
    found = PastLine(target, verdict, **more)
    return Past(label, plain, start, end, **{"lines": {target: found}, **period_more})


def year(*verdicts: Verdict, **more: Any) -> History:
    """Months from January 2026 on, one for each verdict of the target."""
    return History(tuple(past(f"2026-{n:02}", verdict, **more) for n, verdict in enumerate(verdicts, 1)))


def amounts(most: int = 10**7) -> st.SearchStrategy[Fraction]:
    """Exact amounts, thirds and sevenths among them."""
    return st.builds(Fraction, st.integers(0, most), st.sampled_from([1, 3, 7, 100, 1000]))


VERDICTS: tuple[Verdict, ...] = (
    "met",
    "below_expected",
    "below_minimum",
    "no_data",
    "excluded",
    "not_enough_volume",
    "deemed_failed",
)
