"""From the judgements of a month to the comparison of its contracts on one metric."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final
from urllib.parse import quote

from app.scorecards.portfolio import Judged
from app.sla.catalogue.known import CATALOGUE
from app.sla.charts.funnel import INNER, OUTER, Count, Funnel, funnel
from app.sla.quantities import exact, fixed_text, round_to
from dashboards.comparing.context import Compare, Compared, CurvePoint, MetricChoice
from dashboards.parts import Number
from dashboards.readings import Document, judgement, number, scorecard_href

_STEPS: Final = 40  # of the curve


@dataclass(frozen=True, slots=True)
class _Counted:
    """A contract's line whose rate is a share of counts."""

    judged: Judged
    line: Document

    @property
    def count(self) -> Count:
        """So many of so many."""
        return Count(exact(self.line["numerator"]), exact(self.line["denominator"]))


def metric_of(judged: Sequence[Judged], metric: str | None) -> str:
    """The metric that is compared: the one asked for, else what most contracts have; empty for none."""
    return _chosen(_metrics(list(_counted(judged))), metric)


def _chosen(metrics: Sequence[str], metric: str | None) -> str:
    return metric if metric and metric in metrics else (metrics[0] if metrics else "")


def _metrics(counted: Sequence[_Counted]) -> list[str]:
    return [name for name, _ in Counter(one.line["metric"] for one in counted).most_common()]


def compare_of(period: str, judged: Sequence[Judged], metric: str | None) -> Compare:
    """The page of a month; without a metric the one that most contracts have."""
    counted = list(_counted(judged))
    metrics = _metrics(counted)
    here = _chosen(metrics, metric)
    chosen = [one for one in counted if one.line["metric"] == here]
    made = funnel([one.count for one in chosen])
    return Compare(
        period=period,
        title=_title(here),
        choices=tuple(
            MetricChoice(_title(name), f"/compare?period={period}&metric={quote(name)}", name == here)
            for name in metrics
        ),
        points=() if made is None else tuple(_point(one, made) for one in chosen),
        centre=None if made is None else _percent(made.centre),
        widened=None if made is None else Number(fixed_text(round_to(made.widened, 2), 2)),
        curve=() if made is None else tuple(_curve(made, [one.count.of for one in chosen])),
    )


def _title(metric: str) -> str:
    """What the catalogue calls a metric; one of the terms' own goes by its name."""
    return CATALOGUE[metric].title if metric in CATALOGUE else metric


def _counted(judged: Sequence[Judged]) -> Iterator[_Counted]:
    """The lines that are a share: so many of so many, with a value."""
    for one in judged:
        for line in one.lines:
            if line["unit"] != "ratio" or not line["numerator"] or not line["denominator"]:
                continue
            part, whole = Decimal(line["numerator"]), Decimal(line["denominator"])
            if 0 <= part <= whole and whole > 0:
                yield _Counted(one, line)


def _point(one: _Counted, made: Funnel) -> Compared:
    count = one.count
    low, high = made.limits(count.of)
    apart = ""
    if made.stands_out(count):
        apart = "above" if count.share > high else "below"
    value = number(one.line, one.judged.currency)
    return Compared(
        reference=one.judged.reference,
        provider=one.judged.parties.provider,
        href=scorecard_href(one.judged.reference, one.judged.label, one.line["id"]),
        period=one.judged.label,
        judgement=judgement(one.line),
        value=value if value is not None else _percent(count.share),
        part=Number(one.line["numerator"]),
        volume=Number(one.line["denominator"]),
        low=_percent(low),
        high=_percent(high),
        apart=apart,
    )


def _curve(made: Funnel, volumes: Sequence[Fraction]) -> Iterator[CurvePoint]:
    first, last = min(volumes) / 2, max(volumes) * Fraction(11, 10)
    for step in range(_STEPS + 1):
        volume = first + (last - first) * step / _STEPS
        low, high = made.limits(volume, OUTER)
        inner_low, inner_high = made.limits(volume, INNER)
        yield CurvePoint(
            Number(fixed_text(round_to(volume, 2), 2)),
            *(_percent(one) for one in (low, high, inner_low, inner_high)),
        )


def _percent(share: Fraction) -> Number:
    return Number(fixed_text(round_to(share * 100, 2), 2), "percent")
