"""A rich example of the comparison: one provider stands out above, one below, a small one does not."""

from dashboards.comparing.context import Compare, Compared, CurvePoint, MetricChoice, Panel, PanelPoint
from dashboards.parts import Bound, Judgement, Number, Verdict


def percent(text: str) -> Number:
    return Number(text, "percent")


def point(reference: str, provider: str, value: str, part: str, volume: str, apart: str) -> Compared:
    return Compared(
        reference=reference,
        provider=provider,
        href=f"/contracts/{reference}/scorecards/2026-08#target-abandonment",
        period="2026-08",
        judgement=Judgement("below_minimum" if apart else "met"),
        value=percent(value),
        part=Number(part),
        volume=Number(volume),
        low=percent("3.10"),
        high=percent("6.90"),
        apart=apart,
    )


def panel_point(month: int, value: str) -> PanelPoint:
    share = float(value or 0)
    verdict: Verdict = "met" if share <= 5 else "below_expected" if share <= 8 else "below_minimum"
    judgement = Judgement(verdict if value else "no_data", ("period_running",) if month == 8 else ())
    expected = Bound(high=percent("5" if month < 4 else "6")) if value or month == 2 else None
    return PanelPoint(f"2026-{month:02}", judgement, percent(value) if value else None, expected)


def panel(reference: str, provider: str, values: str, met: int, slipping: int) -> Panel:
    found = ["" if text == "-" else text for text in values.split()]
    points = tuple(panel_point(9 - len(found) + i, value) for i, value in enumerate(found))
    judged = sum(point.value is not None for point in points)
    return Panel(
        reference, provider, f"/contracts/{reference}/trends/abandonment", points, judged, met, slipping
    )


PANELS = (
    panel("ACME-2026-01", "Chengdu Contact Services", "4.1 - 4.4 5.6 7.3 8.2 8.8 9.04", 2, 5),
    panel("ACME-2026-03", "成都呼叫中心有限公司", "3.0 6.0 10.00", 1, 2),
    panel("ACME-2026-02", "Bright Line <b>Ltd.</b>", "- - 2.1 1.00", 2, 0),
)
COMPARE = Compare(
    period="2026-08",
    title="Abandonment rate",
    choices=(
        MetricChoice("Abandonment rate", "/compare?metric=abandonment_rate", True),
        MetricChoice("Service level", "/compare?metric=service_level", False),
    ),
    points=(
        point("ACME-2026-01", "Chengdu Contact Services", "9.04", "904", "10000", "above"),
        point("ACME-2026-02", "Bright Line <b>Ltd.</b>", "1.00", "80", "8000", "below"),
        point("ACME-2026-03", "成都呼叫中心有限公司", "10.00", "4", "40", ""),
    ),
    centre=percent("5.00"),
    widened=Number("1.85"),
    curve=tuple(
        CurvePoint(Number(volume), percent(low), percent(high), percent("4.00"), percent("6.00"))
        for volume, low, high in (
            ("20", "0.00", "19.60"),
            ("5510", "4.10", "5.90"),
            ("11000", "4.40", "5.60"),
        )
    ),
    panels=PANELS,
    labels=tuple(f"2026-{month:02}" for month in range(1, 9)),
)
NO_COMPARE = Compare("2026-08", "", (), (), None, None, ())
