"""The line and its factor: the first steps of the order of money, each line by itself (domain.md §7).

A critical failure has its own price where the terms give one; a miss that does not count yet and ramp-up
cost nothing; a repeated miss counts several times, in money or in points.
"""

from dataclasses import replace
from fractions import Fraction

from app.sla.history import History
from app.sla.judging.verdicts import BELOW_MINIMUM, MISSES
from app.sla.remedies.escalation import is_critical
from app.sla.remedies.lines import Moving, Priced
from app.sla.working import step


def with_factor(line: Priced, history: History, now: str) -> Moving:
    """The line after its factor; ``now`` is the label of the whole period that is judged."""
    rules = line.rules
    if line.verdict not in MISSES:
        return _counting(_starting(line, critical=False), history, now)
    before = history.streak(line.target, now)
    critical = is_critical(rules.importance, rules.promotion, before)
    moving = _critical_price(_starting(line, critical))
    return _repeated(_counting(moving, history, now), before + 1)


def _starting(line: Priced, critical: bool) -> Moving:
    """The line before any rule; what is not known yet is its reason from the beginning."""
    return Moving(line, line.credit, line.points, critical, line.unknown)


def _critical_price(line: Moving) -> Moving:
    rules, verdict = line.priced.rules, line.priced.verdict
    fails = verdict in BELOW_MINIMUM or (verdict == "below_expected" and line.worth)
    if not (line.is_critical and fails and rules.critical_credit is not None):
        return line
    credit = rules.critical_credit.on(line.priced.charges)
    if credit is None:
        return replace(line, working=(*line.working, step("charges_unknown", reason="no figures")))
    instead = replace(line, points=Fraction(0))
    return instead.becomes(credit, step("critical_credit", credit, ordinary=line.credit))


def _counting(line: Moving, history: History, now: str) -> Moving:
    """The line, or nothing of it during ramp-up and before the n-th miss; the step says what it would be."""
    if not line.worth:
        return line
    worth = line.credit or line.points
    if line.priced.ramp_up:
        return line.falls_away("ramp_up", step("ramp_up", Fraction(0), without=worth))
    rule = line.priced.rules.counts_from
    if rule is None:
        return line
    earlier = history.count(line.priced.target, rule.within - 1, now, {"below_expected"})
    if not rule.spares(line.priced.verdict, earlier):
        return line
    numbers = {"nth": str(earlier + 1), "counts_from": str(rule.nth), "within": str(rule.within)}
    return line.falls_away(
        "not_yet_counting", step("not_yet_counting", Fraction(0), without=worth, **numbers)
    )


def _repeated(line: Moving, in_a_row: int) -> Moving:
    rule = line.priced.rules.repeat
    if rule is None or not line.worth or rule.factor_of(in_a_row) == 1:
        return line
    factor = rule.factor_of(in_a_row)
    if line.points:
        doubled = step(
            "repeat", line.points * factor, points=line.points, factor=factor, in_a_row=str(in_a_row)
        )
        return replace(line, points=line.points * factor, working=(*line.working, doubled))
    credit = line.credit * factor
    return line.becomes(
        credit, step("repeat", credit, credit=line.credit, factor=factor, in_a_row=str(in_a_row))
    )
