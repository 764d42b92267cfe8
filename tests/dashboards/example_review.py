"""A quarter of one contract and a portfolio, for the exports: cents, a bonus, an earn-back, an adjustment."""

from dataclasses import replace
from datetime import date

from dashboards.contexts import LeftOut, Scorecard, Step, TargetLine
from dashboards.money.context import Restated
from dashboards.parts import Bound, Coverage, Evidence, Judgement, Money, Number, Verdict
from dashboards.review.context import ContractReview, ExactLine, PeriodPart, PortfolioReview, PortfolioRow
from tests.dashboards.example_money import ENTRIES, cny

HOSTILE = ("=1+1", '=HYPERLINK("http://x")', "+1-1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "|calc", "%x", "＝1")
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
OUTAGE = LeftOut(
    "exclusion",
    "Carrier outage",
    "The carrier was down.",
    "2026-08-03T10:00",
    "2026-08-03T12:30",
    "Ada Osei",
    "Li Na",
    applied=True,
    amounts=(("offered", "120"),),
)
POOL = Step(
    "pool",
    (("at_risk", "12%"), ("charges", "250000"), ("name", "ops"), ("pool", "100%"), ("allocation", "40%")),
    "12000",
)


def line(
    key: str, title: str, verdict: Verdict, over: int, under: int, credit: str, bonus: str = "0.00"
) -> tuple[ExactLine, TargetLine]:
    value = Number(f"{100 * over / under:.2f}", "percent")
    low = key == "abandonment"
    exact_line = ExactLine(
        id=key,
        title=title,
        clause="Schedule 3, 2.1",
        metric=key.replace("-", "_"),
        unit="ratio",
        judgement=Judgement(verdict),
        value=str(over / under) if over / under in (0.75, 0.5) else None,
        numerator=str(over),
        denominator=str(under),
        shown=value,
        expected="<= 5%" if low else ">= 80%",
        minimum="<= 5%" if low else ">= 75%",
        weight="40",
        credit=cny(credit),
        bonus=cny(bonus),
    )
    level = Bound(high=Number("5", "percent")) if low else Bound(Number("80", "percent"))
    page_line = TargetLine(
        id=key,
        title=title,
        clause=exact_line.clause,
        metric=exact_line.metric,
        queues=("账单热线",),
        judgement=exact_line.judgement,
        value=value,
        numerator=str(over),
        denominator=str(under),
        expected=level,
        minimum=None if low else Bound(Number("75", "percent")),
        weight="40",
        credit=cny(credit) if credit != "0.00" else None,
        left_out=(OUTAGE,),
        raw=None,
        steps=(POOL,) if credit != "0.00" else (),
        history=(),
        trend_href="",
    )
    return exact_line, page_line


def period(
    label: str,
    lines: tuple[tuple[ExactLine, TargetLine], ...],
    carried: str,
    credit: str,
    bonus: str,
    earned: str,
    total: str,
    adjusted: str,
    payable: str,
) -> PeriodPart:
    card = Scorecard(
        reference="ACME-2026-01",
        client="Acme Bank",
        provider="Chengdu Contact Services",
        period=label,
        state="judged",
        score=Number("50.00", "percent"),
        weight_judged="80",
        weight_total="80",
        lines=tuple(one for _, one in lines),
        money=(),
        money_steps=(),
        cap_applied=False,
        credit=cny(credit),
        coverage=Coverage(31, 31, ()),
        evidence=Evidence(date(2026, 1, 1), HASH, "provider", "3", 9, HASH, ()),
        reports_href="",
    )
    return PeriodPart(
        card=card,
        stage="settled",
        number=3,
        lines=tuple(one for one, _ in lines),
        charges=cny("250000.00"),
        at_risk=cny("30000.00"),
        carried=cny(carried),
        credits=cny(credit),
        bonuses=cny(bonus),
        earned_back=cny(earned),
        total=cny(total),
        adjusted=cny(adjusted),
        payable=cny(payable),
    )


SERVICE, ABANDONED = "Service level", "Abandonment rate"
REVIEW = ContractReview(
    reference="ACME-2026-01",
    client="Acme Bank",
    provider="Chengdu Contact Services",
    span="2026-Q3",
    currency="CNY",
    made_on=date(2026, 10, 5),
    periods=(
        period(
            "2026-07",
            (
                line("service-level", SERVICE, "below_minimum", 6, 8, "12000.00"),
                line("abandonment", ABANDONED, "met", 3, 100, "0.00", "2500.00"),
            ),
            *("1100.01", "13100.01", "2500.00", "0.00", "10600.01", "-1000.00", "9600.01"),
        ),
        period(
            "2026-08",
            (
                line("service-level", SERVICE, "below_minimum", 1, 2, "24000.00"),
                line("abandonment", ABANDONED, "below_expected", 7, 100, "0.01"),
            ),
            *("0.00", "24000.01", "0.00", "0.00", "24000.01", "0.00", "24000.01"),
        ),
        period(
            "2026-09",
            (
                line("service-level", SERVICE, "met", 9, 10, "0.00"),
                line("abandonment", ABANDONED, "met", 3, 100, "0.00"),
            ),
            *("0.00", "0.00", "0.00", "-12000.00", "-12000.00", "0.00", "-12000.00"),
        ),
    ),
    entries=(replace(ENTRIES[0], outstanding=cny("-2000.00")), *ENTRIES[1:]),
    restated=(
        Restated(
            1, "2026-07", "waiting", "time_bar", cny("-12000.00"), ("2026-07", "2026-08"), "", "", False
        ),
    ),
)


def hostile_review(text: str) -> ContractReview:
    """The review with that text as the title and the clause of its first target."""
    first = REVIEW.periods[0]
    lines = (replace(first.lines[0], title=text, clause=text, metric="AHT"), *first.lines[1:])
    told = (replace(first.card.lines[0], title=text), *first.card.lines[1:])
    part = replace(first, lines=lines, card=replace(first.card, lines=told))
    return replace(REVIEW, periods=(part, *REVIEW.periods[1:]))


def row(reference: str, credit: Money, met: int, missed: tuple[str, ...]) -> PortfolioRow:
    return PortfolioRow(
        reference=reference,
        client="Acme Bank",
        provider=f"{reference} Ltd.",
        period="2026-08",
        state="judged",
        score=Number("66.67", "percent"),
        met=met,
        judged=met + len(missed),
        missed=missed,
        at_risk=Money("30000.00", credit.currency),
        credits=credit,
        bonuses=Money("0.00", credit.currency),
    )


PORTFOLIO = PortfolioReview(
    "2026-Q3",
    date(2026, 10, 5),
    (
        row("ACME-1", cny("12000.10"), 2, (ABANDONED,)),
        row("ACME-2", Money("0.20", "EUR"), 1, (ABANDONED, SERVICE)),
        row("=ACME-3", cny("0.25"), 3, ()),
    ),
)
