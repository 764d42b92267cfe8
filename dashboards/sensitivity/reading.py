"""From the sensitivity of a period to its page."""

from collections.abc import Mapping

from dashboards.parts import Judgement, Money
from dashboards.readings import Document, bound, number, scorecard_href
from dashboards.sensitivity.context import Sensitive, SensitiveTarget, VariantLine


def sensitive_of(document: Document, reference: str, ref: str, units: Mapping[str, str]) -> Sensitive:
    """The page; ``units`` are the units of the targets' metrics by their id."""
    label, currency = document["period"]["label"], document["currency"]
    return Sensitive(
        reference=reference,
        period=label,
        scorecard_href=scorecard_href(ref, label),
        targets=tuple(
            _target(one, ref, label, units[one["id"]], currency)
            for one in document["targets"]
            if len(one["variants"]) > 1
        ),
    )


def _target(one: Document, ref: str, label: str, unit: str, currency: str) -> SensitiveTarget:
    expected = bound(one["expected"], unit, currency) if one["expected"] else None
    same = not one["minimum"] or one["minimum"] == one["expected"]
    minimum = None if same else bound(one["minimum"], unit, currency)
    return SensitiveTarget(
        id=one["id"],
        title=one["title"],
        href=scorecard_href(ref, label, one["id"]),
        expected=expected,
        minimum=minimum,
        flips=one["flips"],
        variants=tuple(
            VariantLine(
                name=variant["variant"],
                formula=variant["formula"],
                agreed=variant["agreed"],
                flips=variant["flips"],
                judgement=Judgement(variant["outcome"]["verdict"]) if variant["outcome"] else None,
                value=number({**variant["outcome"], "unit": unit}, currency) if variant["outcome"] else None,
                expected=expected,
                minimum=minimum,
                credit=Money(variant["outcome"]["credit"], currency) if variant["outcome"] else None,
                credits=_money(variant["credits_of_the_period"], currency),
                reason=variant["reason"],
            )
            for variant in one["variants"]
        ),
    )


def _money(text: str | None, currency: str) -> Money | None:
    return None if text is None else Money(text, currency)
