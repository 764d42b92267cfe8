"""Rich examples of the terms and the calendar: findings, marks, a simulation, a frozen year."""

from datetime import UTC, date, datetime

from dashboards.agreed.context import (
    CalendarPage,
    Doubt,
    NamedDay,
    Simulated,
    SimulatedPeriod,
    TermsPage,
    TextLine,
    Version,
)
from dashboards.parts import Money, Trouble, WrongPlace

HERE = "/contracts/ACME-2026-01"
AT = datetime(2026, 1, 3, 7, 41, tzinfo=UTC)


def cny(text: str) -> Money:
    return Money(text, "CNY")


def version(effective: date, *, current: bool, here: bool = False) -> Version:
    return Version(effective, f"{HERE}/terms?effective={effective}", 3, AT, current, here)


TERMS = TermsPage(
    reference="ACME-2026-01",
    action=f"{HERE}/terms",
    calendar_href=f"{HERE}/calendar/2026",
    versions=(
        version(date(2026, 7, 1), current=True, here=True),
        version(date(2026, 1, 1), current=True),
        version(date(2026, 1, 1), current=False),
    ),
    effective=date(2026, 7, 1),
    compared=date(2026, 1, 1),
    lines=(
        TextLine(1, "schema: 1", ""),
        TextLine(None, "at_risk: 10%", "-"),
        TextLine(
            2,
            "at_risk: 12%  # <b>agreed</b>",
            "+",
            (
                Doubt("error", "amendment_inside_period", "say cut: split"),
                Doubt("warning", "no_cap", "add a cap"),
                Doubt("note", "unused", "remove it"),
            ),
        ),
    ),
    text="schema: 1\nat_risk: 12%  # <b>agreed</b>",
    typed=False,
    may_put=True,
    may_simulate=True,
)
TRIED = TermsPage(
    reference="ACME-2026-01",
    action=f"{HERE}/terms",
    calendar_href=f"{HERE}/calendar/2026",
    versions=(),
    effective=None,
    compared=None,
    lines=(TextLine(1, "schema: 1", ""),),
    text="schema: 1",
    typed=True,
    may_put=False,
    may_simulate=True,
    simulated=Simulated(
        (
            SimulatedPeriod(
                "2026-07", f"{HERE}/x", cny("0.00"), cny("4500.00"), cny("4500.00"), ("Service level",)
            ),
            SimulatedPeriod("2026-08", f"{HERE}/y", None, cny("0.00"), cny("0.00"), ()),
        ),
        cny("0.00"),
        cny("4500.00"),
        cny("4500.00"),
    ),
    trouble=Trouble("These terms cannot be taken.", (WrongPlace("line 3", "an unknown key"),)),
)
NO_TERMS = TermsPage(
    "ACME-2026-01", f"{HERE}/terms", f"{HERE}/calendar/2026", (), None, None, (), "", False, False, False
)
CALENDAR = CalendarPage(
    reference="ACME-2026-01",
    action=f"{HERE}/calendar/2026",
    terms_href=f"{HERE}/terms",
    year=2026,
    country="CN",
    state="confirmed",
    frozen=False,
    source="holidays 0.84",
    holidays=(NamedDay(date(2026, 10, 1), "National Day"), NamedDay(date(2026, 10, 2), "")),
    makeup_days=(date(2026, 9, 20), date(2026, 10, 10)),
    listed=(date(2026, 2, 17), date(2026, 2, 18)),
    confirmed_by="Ada Osei",
    confirmed_at=AT,
    may_confirm=True,
    typed_holidays="2026-10-01\nsoon",
    typed_makeup="2026-10-10",
    version="2026.7",
    trouble=Trouble(
        "Something that was typed is wrong.", (WrongPlace("holidays.1", "write it like 2026-04-30"),)
    ),
)
FROZEN_CALENDAR = CalendarPage(
    "ACME-2026-01",
    f"{HERE}/calendar/2026",
    f"{HERE}/terms",
    2026,
    "",
    "proposed",
    True,
    "holidays 0.84",
    (),
    (),
    (),
    "",
    None,
    False,
    "",
    "",
    "2026.proposed",
)
