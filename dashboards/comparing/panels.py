"""From the kept lines of one metric to a panel for each contract: who slips, and since when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from uuid import UUID

from app.scorecards.over_periods import LinePoint
from dashboards.comparing.context import Compare, Panel, PanelPoint
from dashboards.readings import contract_href, expected, judgement, number
from dashboards.words import JUDGED


def with_panels(page: Compare, found: Sequence[LinePoint]) -> Compare:
    """The page with a panel for each target that has the metric: the longest run of misses first."""
    owners = Counter(reference for reference, _ in {(one.reference, one.contract_id) for one in found})
    ordered = sorted(found, key=_whose)
    panels = [
        _panel(list(group), shared=owners[reference] > 1)
        for (reference, _, _), group in groupby(ordered, key=_whose)
    ]
    labels = sorted({point.period for panel in panels for point in panel.points})
    return replace(page, panels=tuple(sorted(panels, key=_urgency)), labels=tuple(labels))


def _whose(one: LinePoint) -> tuple[str, UUID, str]:
    return one.reference, one.contract_id, one.line["id"]


def _urgency(panel: Panel) -> tuple[int, int, str, str]:
    return -panel.slipping, panel.met - panel.judged, panel.provider, panel.reference


def _panel(found: Sequence[LinePoint], *, shared: bool) -> Panel:
    unit, first = found[-1].line["unit"], found[0]
    points = tuple(_point(one) for one in found if one.line["unit"] == unit)
    judged = [point for point in points if point.judgement.verdict in JUDGED]
    missed = takewhile(lambda point: point.judgement.verdict != "met", reversed(judged))
    reference = str(first.contract_id) if shared else first.reference
    return Panel(
        reference=first.reference,
        provider=first.provider,
        href=contract_href(reference, "trends", first.line["id"]),
        points=points,
        judged=len(judged),
        met=sum(point.judgement.verdict == "met" for point in judged),
        slipping=len(list(missed)),
    )


def _point(one: LinePoint) -> PanelPoint:
    return PanelPoint(
        period=one.label,
        judgement=judgement(one.line),
        value=number(one.line, one.currency),
        expected=expected(one.line, one.currency),
    )
