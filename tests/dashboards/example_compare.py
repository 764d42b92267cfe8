"""A rich example of the comparison: one provider stands out above, one below, a small one does not."""

from dashboards.comparing.context import Compare, Compared, CurvePoint, MetricChoice
from dashboards.parts import Judgement, Number


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
)
NO_COMPARE = Compare("2026-08", "", (), (), None, None, ())
