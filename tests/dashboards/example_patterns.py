"""A week by the hour and a campaign: with a plan and without, one list and several, hostile names."""

from dataclasses import replace
from datetime import date

from dashboards.parts import Number
from dashboards.patterns.context import (
    CampaignPage,
    HourCell,
    ListLine,
    OutcomeLine,
    ProgressDay,
    RateChoice,
    RhythmPage,
)

HERE = "/contracts/ACME-2026-01"


def percent(text: str) -> Number:
    return Number(text, "percent")


def hour(weekday: int, at: int, part: int, whole: int) -> HourCell:
    value = percent(f"{100 * part / whole:.1f}") if whole else None
    return HourCell(weekday, at, value, Number(str(part)), Number(str(whole)))


RHYTHM = RhythmPage(
    reference="ACME-2026-01",
    period="2026-08",
    title="Abandonment rate",
    bad_is_high=True,
    choices=(
        RateChoice("Abandonment rate", f"{HERE}/rhythm/2026-08?rate=abandonment_rate", here=True),
        RateChoice("Contact rate", f"{HERE}/rhythm/2026-08?rate=contact_rate", here=False),
    ),
    cells=(hour(0, 9, 5, 100), hour(0, 10, 12, 100), hour(2, 9, 0, 0), hour(6, 20, 3, 10)),
    reports_href=f"{HERE}/reports",
)
NO_RHYTHM = replace(RHYTHM, title="Contact rate", bad_is_high=False, choices=(), cells=())


def row(name: str, counts: tuple[int, int, int, int], cost: str) -> ListLine:
    records, tried, contacts, successes = (Number(str(count)) for count in counts)
    return ListLine(
        name, records, tried, contacts, successes, percent("23.5"), percent("14.1"), Number(cost, "USD")
    )


CAMPAIGN = CampaignPage(
    reference="ACME-2026-01",
    period="2026-08",
    measured="records_attempted",
    progress=tuple(
        ProgressDay(date(2026, 8, day), Number(str(90 * day)), Number("3000")) for day in range(1, 29)
    ),
    lists=(
        row("lapsed <b>", (2000, 1500, 300, 40), "34.40"),
        ListLine("名单二", None, None, None, None, None, None, None),
        row("", (3000, 2520, 500, 90), "26.58"),
    ),
    outcomes=(
        OutcomeLine("NO_ANSWER", Number("600"), percent("60.0")),
        OutcomeLine("CALL_BACK_ON_ANOTHER_DAY<i>", Number("250"), percent("85.0")),
        OutcomeLine("SALE", Number("150"), percent("100.0")),
    ),
    reports_href=f"{HERE}/reports",
)
PLANNED = replace(
    CAMPAIGN,
    measured="successes",
    progress=(ProgressDay(date(2026, 8, 3), Number("12"), None),),
    lists=CAMPAIGN.lists[:1],
    outcomes=(),
)
NO_CAMPAIGN = replace(CAMPAIGN, progress=(), lists=(), outcomes=())
