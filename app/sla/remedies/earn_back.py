"""Earn-back: good periods in a row reverse the credit of the miss before them (domain.md §7).

The reversal is an entry of its own and gives no room back under a cap. Never for ``below_minimum``, which a
deemed failure is as well. The good periods follow the miss directly: another miss in between ends the
chance; no data, excluded and not enough volume only delay it. What of the credit a cap carried forward is
not reversed: only what was paid on the line is.
"""

from app.sla.history import EarnedBack, History, Whole
from app.sla.judging.verdicts import Verdict
from app.sla.remedies.carrying import Now


def earned_back(target: str, after: int, verdict: Verdict, history: History, now: Now) -> EarnedBack | None:
    """The reversal that this period's verdict brings: 12,000 in March, met April to June: −12,000 in June.

    ``after`` is how many good periods in a row it takes. None while a later stub of the period is to come.
    """
    whole_verdict = history.with_stubs(target, verdict, now.whole_label)
    if not now.is_last_part or whole_verdict != "met":
        return None
    good = 1
    for whole in history.wholes(now.whole_label):
        before = whole.verdict(target)
        if before not in (None, "met"):
            return _reversal(whole, target, history) if good == after else None
        good += before == "met"
    return None


def _reversal(whole: Whole, target: str, history: History) -> EarnedBack | None:
    paid = sum(line.paid for line in whole.lines(target))
    if whole.verdict(target) != "below_expected" or not paid or history.was_earned_back(whole.label, target):
        return None
    return EarnedBack(whole.label, target, -paid)
