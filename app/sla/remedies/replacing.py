"""Between the lines: one event pays once, and a critical failure replaces ordinary credits (domain.md §7)."""

from collections.abc import Sequence

from app.sla.remedies.lines import Moving
from app.sla.working import step


def dearest_of_event(lines: Sequence[Moving]) -> list[Moving]:
    """The lines, of which among those of one event only the dearest keeps its credit.

    Of two that are equally dear the one whose target comes first by its id pays, so that the order of the
    lines decides nothing.
    """
    dearest: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: (-line.credit, line.priced.target)):
        dearest.setdefault(line.priced.rules.event, line.priced.target)
    return [_unless_dearer(line, dearest[line.priced.rules.event]) for line in lines]


def _unless_dearer(line: Moving, dearest: str) -> Moving:
    event = line.priced.rules.event
    if not event or not line.credit or line.priced.target == dearest:
        return line
    return line.loses_credit(
        "same_event", step("same_event", "0", event=event, without=line.credit, pays=dearest)
    )


def most_points_of_event(lines: Sequence[Moving]) -> list[Moving]:
    """The lines, of which among those of one event only the one with most points keeps them."""
    most: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: (-line.points, line.priced.target)):
        most.setdefault(line.priced.rules.event, line.priced.target)
    return [_unless_more_points(line, most[line.priced.rules.event]) for line in lines]


def _unless_more_points(line: Moving, most: str) -> Moving:
    event = line.priced.rules.event
    if not event or not line.points or line.priced.target == most:
        return line
    return line.falls_away("same_event", step("same_event", "0", event=event, without=line.points, pays=most))


def replaced_by_critical(lines: Sequence[Moving]) -> list[Moving]:
    """The lines, of which the ordinary ones of a group fall away where a critical one of it pays."""
    critical = {
        line.priced.rules.group: line.priced.target
        for line in sorted(lines, key=lambda line: line.priced.target, reverse=True)
        if line.is_critical and line.credit
    }
    return [_unless_critical(line, critical.get(line.priced.rules.group)) for line in lines]


def _unless_critical(line: Moving, critical: str | None) -> Moving:
    if critical is None or line.is_critical or not line.credit:
        return line
    by = step("replaced_by_critical", "0", without=line.credit, critical=critical)
    return line.loses_credit("replaced_by_critical", by)
