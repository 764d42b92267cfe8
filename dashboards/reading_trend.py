"""From the kept judgements of one target to its trend: points, limits, what was left out or restated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from app.scorecards.life.tables import Restatement
from app.scorecards.trend import Point
from app.scorecards.trend import Trend as KeptTrend
from app.sla.beside import Exclusion
from app.sla.charts.process_limits import Limits, process_limits, signals
from app.sla.quantities import exact, fixed_text, round_to
from dashboards.contexts import Trend, TrendPoint
from dashboards.parts import Natural, Number
from dashboards.readings import (
    Document,
    credit,
    expected,
    judgement,
    minimum,
    number,
    scorecard_href,
    shown_unit,
)

# So many final values before anything is said about how far they vary; the first twelve are the yardstick, so
# that a change for good is seen as one, and does not widen the limits by which it is seen.
LEAST, BASELINE = 6, 12


@dataclass(frozen=True, slots=True)
class Noted:
    """What is to be known of the periods beside their judgement: what was left out, what was restated."""

    exclusions: Sequence[Exclusion] = ()
    zone: tzinfo = UTC
    restatements: Sequence[Restatement] = ()

    def left_out(self, point: Point) -> tuple[str, ...]:
        """The agreed exclusions that have a moment in the period."""
        begins, ends = (
            datetime.combine(day, time.min, self.zone).astimezone(UTC) for day in (point.start, point.end)
        )
        return tuple(
            one.name for one in self.exclusions if one.is_agreed and one.start < ends and one.end > begins
        )


def trend_of(kept: KeptTrend, reference: str, noted: Noted | None = None) -> Trend:
    """The trend of a target from the kept judgements; title and clause are the newest terms'."""
    last: Document = kept.points[-1].line if kept.points else {}
    terms = [""] + [point.line.get("terms", "") for point in kept.points]
    limits, broken = _process(tuple(kept.points))
    noted = noted or Noted()
    was = _restated(noted.restatements, kept.target)
    return Trend(
        reference=kept.contract.reference,
        target=kept.target,
        title=last.get("title", kept.target),
        clause=last.get("clause", ""),
        metric=last.get("metric", ""),
        points=tuple(
            _point(
                point,
                reference,
                amended=bool(before) and before != point.line.get("terms", ""),
                broken=broken.get(point.label, ()),
                left_out=noted.left_out(point),
                restated=was.get(point.label, ""),
            )
            for before, point in zip(terms, kept.points, strict=False)
        ),
        updating=kept.is_being_updated,
        natural=None if limits is None else _natural(limits, kept.points[-1], min(BASELINE, len(broken))),
    )


@lru_cache(maxsize=8192)
def _point(
    point: Point,
    reference: str,
    *,
    amended: bool,
    broken: tuple[str, ...],
    left_out: tuple[str, ...],
    restated: str,
) -> TrendPoint:
    line, currency = point.line, point.currency
    return TrendPoint(
        period=point.label,
        judgement=judgement(line),
        value=number(line, currency),
        numerator=line["numerator"] or "",
        denominator=line["denominator"] or "",
        expected=expected(line, currency),
        minimum=minimum(line, currency),
        credit=credit(line, currency),
        href=scorecard_href(reference, point.label, line["id"]),
        amended=date.fromisoformat(line["terms"]) if amended else None,
        signals=broken,
        left_out=left_out,
        restated=restated,
        clause=line.get("clause", "") if amended else "",
    )


@lru_cache(maxsize=512)
def _process(points: tuple[Point, ...]) -> tuple[Limits | None, Mapping[str, tuple[str, ...]]]:
    """The limits of the first final values in the newest unit, and the rules that each period breaks."""
    unit = points[-1].line["unit"] if points else ""
    final = [
        (point.label, exact(point.line["value"]))
        for point in points
        if point.line["value"] is not None and point.line["unit"] == unit and not point.line["provisional"]
    ]
    values = [value for _, value in final]
    limits = process_limits(values[:BASELINE]) if len(values) >= LEAST else None
    if limits is None:
        return None, {}
    rules = zip(final, signals(values, limits), strict=True)
    return limits, MappingProxyType({label: broken for (label, _), broken in rules})


def _natural(limits: Limits, newest: Point, periods: int) -> Natural:
    """The limits as people see them, in the shown unit; a share stays between 0 and 100 percent."""
    unit = newest.line["unit"]
    ratio = unit == "ratio"

    def shown(value: Fraction) -> Number:
        scaled = value * 100 if ratio else value
        bounded = min(max(scaled, Fraction(0)), Fraction(100)) if ratio else scaled
        return Number(fixed_text(round_to(bounded, 2), 2), shown_unit(unit, newest.currency))

    return Natural(shown(limits.centre), shown(limits.lower), shown(limits.upper), periods)


def _restated(restatements: Sequence[Restatement], target: str) -> dict[str, str]:
    """How the target was shown when each restated period was issued; the first restatement knows."""
    found: dict[str, str] = {}
    for one in restatements:
        for change in one.changes:
            for old, new in _pairs(change, target):
                if (old["value"], old["verdict"]) != (new["value"], new["verdict"]):
                    found.setdefault(change["label"], old["shown"])
    return found


def _pairs(change: Document, target: str) -> Iterator[tuple[Document, Document]]:
    sides = [
        next((line for line in change[side]["targets"] if line["id"] == target), None)
        for side in ("old", "new")
    ]
    if sides[0] is not None and sides[1] is not None:
        yield sides[0], sides[1]
