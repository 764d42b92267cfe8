"""Sensitivity: the same counts of a period under every variant of each target's metric (domain.md §4).

The formula decides the penalty. Six ways to compute a service level give 81.13 to 86.00 % on one month, so
whoever signs or disputes a clause sees here what each would have meant: value, verdict and credit, and where
the verdict flips.

One target at a time gets another formula, in this period alone: the periods before keep their verdicts, the
other targets theirs. A variant that needs a limit which its target does not state takes the one that the
other targets of the same terms state, where they agree on one; else it cannot be reckoned, and says why.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.sla.metrics import (
    CATALOGUE,
    Definition,
    Metric,
    MetricFault,
    Parameter,
    agree,
    in_intervals,
    parameters_of,
)
from app.sla.procedures.in_intervals import InIntervals
from app.sla.scorecard import Judged, Scorecard
from app.sla.terms import Target, Terms
from app.sla.what_if.again import again, judged_of, with_target

Given = Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class Variant:
    """What a target comes to under one variant; without ``judged`` it cannot be reckoned, see ``reason``.

    ``flips`` says that the verdict is another than the agreed one's; ``credits`` are those of the whole
    period in minor units, because a cap or a critical failure may move what the other targets pay.
    """

    name: str
    formula: str
    is_agreed: bool
    judged: Judged | None
    reason: str
    flips: bool
    credits: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One target under every variant of its metric, in the order of the catalogue."""

    target: Target
    variants: tuple[Variant, ...]

    @property
    def flips(self) -> bool:
        """Whether any variant gives another verdict than the agreed one."""
        return any(variant.flips for variant in self.variants)


def sensitivity(card: Scorecard, given: Given | None = None) -> tuple[Sensitivity, ...]:
    """Every target of a judged period under every variant of its metric.

    ``given`` are limits in seconds (``threshold``, ``short``) for variants whose limit the target does not
    state. A metric of the contract's own has one formula, and so one variant; a rule that nobody can
    reckon has none.
    """
    return tuple(
        Sensitivity(judged.line.target, tuple(_variants(card, judged, given or {}))) for judged in card.lines
    )


def _variants(card: Scorecard, agreed: Judged, given: Given) -> Iterator[Variant]:
    target = agreed.line.target
    if target.not_expressible:
        return
    definition = CATALOGUE.get(target.metric.name)
    names = definition.variants if definition else (target.metric.variant,)
    for name in names:
        if definition is None or name == target.metric.variant:
            yield _outcome(agreed, agreed, card)
        else:
            yield _other(card, agreed, definition, name, given)


def _other(card: Scorecard, agreed: Judged, definition: Definition, name: str, given: Given) -> Variant:
    target = agreed.line.target
    try:
        metric = _metric(target.metric, definition, name, _known(card.terms, target, given))
    except MetricFault as fault:
        return Variant(name, definition.variants[name], False, None, str(fault), False, 0)
    other = again(card, with_target(card.terms, replace(target, metric=metric)))
    return _outcome(agreed, judged_of(other, target.id), other)


def _outcome(agreed: Judged, judged: Judged, card: Scorecard) -> Variant:
    line = judged.line
    return Variant(
        name=line.target.metric.variant,
        formula=_formula(line.target.metric),
        is_agreed=judged is agreed,
        judged=judged,
        reason=line.reason,
        flips=line.verdict != agreed.line.verdict,
        credits=card.money.credits,
    )


def _formula(metric: Metric) -> str:
    cut = metric.procedure
    return cut.inner.text if isinstance(cut, InIntervals) else metric.formula.text


def _metric(agreed: Metric, definition: Definition, variant: str, known: Given) -> Metric:
    """The metric in that variant, in the same intervals where it is judged in intervals."""
    needed, more = parameters_of(definition, variant)
    own = {key: value for key, value in agreed.parameters.items() if key in more}
    metric = agree(definition.name, variant, {**own, **{k: v for k, v in known.items() if k in needed}})
    cut = agreed.procedure
    return in_intervals(metric, cut.each, cut.grain) if isinstance(cut, InIntervals) else metric


def _known(terms: Terms, target: Target, given: Given) -> Given:
    """The limits: the target's own, else the given ones, else those on which the other targets agree."""
    stated: dict[str, set[Parameter]] = {}
    for other in terms.targets:
        for key, value in other.metric.parameters.items():
            stated.setdefault(key, set()).add(value)
    agreed = {key: values.pop() for key, values in stated.items() if len(values) == 1}
    return {**agreed, **given, **target.metric.parameters}
