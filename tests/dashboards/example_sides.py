"""A rich example of the page of the two sides: within, beyond, stated by one side alone, and charges."""

from dashboards.parts import Money, Number
from dashboards.sides.context import SideLine, Sides, SidesPeriod, Touched

HERE = "/contracts/ACME-2026-01"


def number(text: str, unit: str = "count") -> Number:
    return Number(text, unit)


def line(measure: str, provider: str, client: str, difference: str, apart: str, follows: str) -> SideLine:
    return SideLine(
        measure, number(provider), number(client), number(difference), number(apart, "percent"), 31, follows
    )


def period(label: str, *lines: SideLine, touched: bool = False) -> SidesPeriod:
    return SidesPeriod(
        period=label,
        href=f"{HERE}/sides/{label}",
        tolerance=number("1", "percent"),
        lines=lines,
        touched=(Touched("Service level", f"{HERE}/scorecards/{label}#target-service-level"),)
        if touched
        else (),
        charges=(("provider", Money("250000.00", "CNY")), ("client", Money("248000.00", "CNY"))),
        charges_flag="charges_differ" if touched else "",
    )


SIDES = Sides(
    reference="ACME-2026-01",
    reports_href=f"{HERE}/reports",
    scorecard_href=f"{HERE}/scorecards/2026-08",
    now=period(
        "2026-08",
        line("answered_within_20s", "815", "790", "25", "3.07", "dispute"),
        line("offered", "1000", "1004", "-4", "-0.40", ""),
        SideLine("surveys_answered", number("40"), None, None, None, 0, ""),
        touched=True,
    ),
    past=(
        period("2026-06"),
        period(
            "2026-07",
            line("answered_within_20s", "820", "800", "20", "2.44", "client_counts"),
            line("offered", "1000", "1000", "0", "0.00", ""),
        ),
    ),
)
_NONE = SidesPeriod("2026-08", f"{HERE}/sides/2026-08", None, (), (), (), "")
NO_SIDES = Sides("ACME-2026-01", f"{HERE}/reports", f"{HERE}/scorecards/2026-08", _NONE, ())
