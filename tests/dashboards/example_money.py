"""A rich example of the money page: every part of an account, and a ledger with all that became of it."""

from datetime import date

from dashboards.money.context import (
    Account,
    AccountPart,
    EntryEvent,
    EntryLine,
    NoteForm,
    Restated,
    Sums,
    Waived,
    YearLine,
)
from dashboards.parts import Money, Trouble, WrongPlace

CARD = "/contracts/ACME-2026-01/scorecards/2026-08"


def cny(text: str) -> Money:
    return Money(text, "CNY")


def part(kind: str, amount: str, before: str, title: str = "", source: str = "") -> AccountPart:
    return AccountPart(kind, cny(amount), cny(before), title, source, f"{CARD}#target-x")


PARTS = (
    part("price", "12000.00", "0.00", "Service level"),
    part("price", "5000.00", "12000.00", "Abandonment <b>of calls</b> in the evening and at night"),
    part("escalation", "12000.00", "17000.00"),
    part("not_counting", "-1000.00", "29000.00"),
    part("own_cap", "-500.00", "28000.00"),
    part("one_event", "-500.00", "27500.00"),
    part("group_cap", "-1000.00", "27000.00"),
    part("period_cap", "-4000.00", "26000.00"),
    part("rolling_cap", "-2000.005", "22000.00"),
    part("rounding", "0.005", "19999.995"),
    part("carried_in", "1500.00", "20000.00", source="2026-07"),
    AccountPart("credits", cny("21500.00"), href=CARD),
    part("earn_back", "-12000.00", "21500.00", source="2026-05"),
    part("bonus", "-2500.00", "9500.00"),
    part("settled", "-1000.00", "7000.00"),
    part("restated", "-12000.00", "6000.00"),
    AccountPart("payable", cny("-6000.00"), href=CARD),
)
ENTRIES = (
    EntryLine(
        number=1,
        period="2026-08",
        kind="credit",
        title="Service level",
        reason="",
        source="",
        amount=cny("12000.00"),
        outstanding=cny("2000.00"),
        events=(
            EntryEvent("claimed", cny("12000.00"), date(2026, 9, 3), "", "Ada Osei", ""),
            EntryEvent("set_off", cny("10000.00"), date(2026, 9, 30), "INV-118", "Ada Osei", "with August"),
        ),
    ),
    EntryLine(2, "2026-08", "adjustment", "Abandonment", "settled", "", cny("-1000.00"), cny("-1000.00"), ()),
    EntryLine(3, "2026-08", "carried_forward", "", "held_back", "2026-08", cny("4000.00"), cny("0.00"), ()),
)

ACCOUNT = Account(
    reference="ACME-2026-01",
    period="2026-08",
    state="settled",
    scorecard_href=CARD,
    charges=cny("250000.00"),
    at_risk=cny("30000.00"),
    cap=cny("20000.00"),
    credit=cny("21500.00"),
    payable=cny("-6000.00"),
    parts=PARTS,
    waived=(
        Waived("Service level", CARD, cny("12000.00"), cny("0.00"), cny("12000.00"), ("Outage", "holiday")),
    ),
    waiver_cost=cny("12000.00"),
    claim_by=date(2026, 11, 30),
    year=2026,
    lines=(
        YearLine("2026-07", "/contracts/ACME-2026-01/money/2026-07", "final", None, *[cny("0.00")] * 3, None),
        YearLine(
            "2026-08",
            "/contracts/ACME-2026-01/money/2026-08",
            "settled",
            cny("250000.00"),
            cny("21500.00"),
            cny("2500.00"),
            cny("7000.00"),
            cny("-13000.00"),
        ),
    ),
    sums=Sums(cny("7000.00"), cny("12000.00"), cny("0.00"), cny("10000.00"), cny("0.00"), cny("-3000.00")),
    entries=ENTRIES,
    action="/contracts/ACME-2026-01/money/2026-08",
    restated=(
        Restated(1, "2026-07", "waiting", "time_bar", cny("-12000.00"), ("2026-07", "2026-08"), "", "", True),
        Restated(2, "2026-08", "noted", "", cny("500.00"), ("2026-08",), "Ada Osei", "as agreed", False),
    ),
    form=NoteForm(ENTRIES[:2], "1", "set_off", "10000000.00", "2026-09-30", "INV-118", "with August"),
    trouble=Trouble("This is more than what is outstanding.", (WrongPlace("amount", "at most 2,000.00"),)),
)
EMPTY_ACCOUNT = Account(
    reference="ACME-2026-01",
    period="2026-08",
    state="open",
    scorecard_href=CARD,
    charges=None,
    at_risk=None,
    cap=None,
    credit=cny("0.00"),
    payable=cny("0.00"),
    parts=(),
    waived=(),
    waiver_cost=cny("0.00"),
    claim_by=None,
    year=2026,
    lines=(),
    sums=None,
    entries=(),
    action="/contracts/ACME-2026-01/money/2026-08",
)
