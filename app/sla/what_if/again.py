"""Judging a period again: on exactly what it was judged on, under terms that differ."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.sla.judge import Line
from app.sla.judging.own_windows import Lefts, judge_windows
from app.sla.scorecard import Judged, Scorecard, assess
from app.sla.terms import Target, Terms


def again(card: Scorecard, terms: Terms) -> Scorecard:
    """The scorecard of the same period, figures, history and leave-outs under these terms."""
    given = card.given
    return assess(replace(card.due, terms=terms), given.sheets, given.today, given.history, given.beside)


def with_target(terms: Terms, target: Target) -> Terms:
    """The terms with this target in place of the one of the same id."""
    changed = tuple(target if one.id == target.id else one for one in terms.targets)
    return replace(terms, targets=changed)


def judged_of(card: Scorecard, target_id: str) -> Judged:
    """The judged line of a target of the card."""
    return next(judged for judged in card.lines if judged.line.target.id == target_id)


def lines_under(terms: Terms, target: Target, cards: Sequence[Scorecard]) -> Iterator[tuple[str, Line]]:
    """The label and line of each window of the target that ends in these periods, as these terms judge it.

    Where a target has no window of its own, that is a line a period.
    """
    changed = with_target(terms, target)
    for card in cards:
        due, given = replace(card.due, terms=changed), card.given
        lefts = Lefts(due, given.sheets, given.beside)
        for window, line in judge_windows(due, target, lefts, given.today).parts:
            yield window.label, line
