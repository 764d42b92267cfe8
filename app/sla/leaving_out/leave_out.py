"""Leaving out: the sheets of a contract without what does not count, and what that was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.sla.beside import Beside, Exclusion
from app.sla.calendars import Calendar
from app.sla.judging.reach import consumed
from app.sla.judging.reckoning import own_or_known
from app.sla.judging.scope import in_scope
from app.sla.leaving_out.cutting import Lookup, cut
from app.sla.leaving_out.listing import LeftOut, exclusion_left_out, summed
from app.sla.leaving_out.rules import ExclusionRule, Rule, ServiceHoursRule
from app.sla.periods import Period
from app.sla.sheets import Sheet
from app.sla.terms import Target, Terms


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of the sheets, and what each rule took away; ``is_raw`` where nothing was left out.

    ``relieves`` says that volume relief may leave out something more, target by target.
    ``proposed`` are exclusions that only one party wants: they are shown and change nothing.
    """

    sheets: Sequence[Sheet]
    calendar: Calendar
    rules: tuple[Rule, ...] = ()
    removed: tuple[tuple[Rule, tuple[Sheet, ...]], ...] = ()
    proposed: tuple[Exclusion, ...] = ()
    is_raw: bool = False
    relieves: bool = False

    @property
    def takes_away(self) -> bool:
        """Whether anything was left out, or any day need not be reported that otherwise had to."""
        excluded = any(sheets or isinstance(rule, ExclusionRule) for rule, sheets in self.removed)
        return excluded or self.relieves

    def opens(self, target: Target) -> Callable[[str, date], bool] | None:
        """Whether a report is expected for a queue's day; None where it always is."""
        if not self.rules:
            return None
        return lambda queue, day: all(rule.is_open(queue, target.channels, day) for rule in self.rules)

    def taken(self, terms: Terms, target: Target, period: Period) -> list[Sheet]:
        """The parts of sheets that were left out of the target's figures."""
        parts = [sheet for _, sheets in self.removed for sheet in sheets]
        return in_scope(terms, target, period, parts) if parts else []

    def cut(self, terms: Terms, sheets: Sequence[Sheet]) -> Sequence[Sheet]:
        """Other sheets, such as a forecast, without what these rules leave out."""
        for rule in () if self.is_raw else self.rules:
            sheets, _ = _apply(rule, sheets, lambda name: own_or_known(terms, name))
        return sheets

    def listed(self, terms: Terms, target: Target, period: Period) -> tuple[LeftOut, ...]:
        """What was left out of the target's figures, in the order in which it was."""
        names = target.metric.measures
        found: list[LeftOut] = []
        for rule, sheets in self.removed:
            mine = in_scope(terms, target, period, sheets)
            found += (replace(one, measures=summed(one.removed, names)) for one in rule.listed(mine))
        found += (exclusion_left_out(one, terms.zone) for one in self.proposed)
        return tuple(found)


def leave_out(terms: Terms, sheets: Sequence[Sheet], beside: Beside, period: Period) -> Left:
    """The sheets without time outside service hours, holidays, and what both parties agreed to exclude.

    Exclusions that have no time in the period are nothing to it.
    """
    begin, end = period.bounds(terms.zone)
    exclusions = [one for one in beside.exclusions if one.start < end and begin < one.end]
    calendar = Calendar.of(terms.service_hours, beside.calendar)
    rules: list[Rule] = []
    if terms.service_hours is not None:
        rules.append(ServiceHoursRule(calendar, terms.zone))
    rules += (ExclusionRule(one, calendar, terms.zone) for one in exclusions if one.is_agreed)
    kept, removed = sheets, []
    if rules:  # what nobody reads is not left out either
        names = consumed(terms)
        kept = [sheet.only(names) for sheet in sheets]
    for rule in rules:
        kept, taken = _apply(rule, kept, lambda name: own_or_known(terms, name))
        removed.append((rule, tuple(taken)))
    proposed = tuple(one for one in exclusions if not one.is_agreed)
    relieves = any(terms.relief_of(target) is not None for target in terms.targets)
    return Left(kept, calendar, tuple(rules), tuple(removed), proposed, relieves=relieves)


def nothing_left_out(terms: Terms, sheets: Sequence[Sheet], beside: Beside) -> Left:
    """All sheets as they were reported; still only days with service have to be."""
    calendar = Calendar.of(terms.service_hours, beside.calendar)
    rules = (ServiceHoursRule(calendar, terms.zone),) if terms.service_hours is not None else ()
    return Left(sheets, calendar, rules, is_raw=True)


def _apply(rule: Rule, sheets: Sequence[Sheet], lookup: Lookup) -> tuple[list[Sheet], list[Sheet]]:
    kept: list[Sheet] = []
    removed: list[Sheet] = []
    for sheet in sheets:
        if not rule.touches(sheet):
            kept.append(sheet)
            continue

        def stays(count: int, of: Sheet = sheet) -> tuple[bool, ...]:
            return rule.stays(of, count)

        stayed, taken = cut(sheet, stays, rule.whole_stays(sheet), lookup)
        kept += [stayed] if stayed else []
        removed += [taken] if taken else []
    return kept, removed
