"""One rich example of every page: all branches of the templates, both alphabets, and hostile text."""

from dataclasses import replace
from datetime import UTC, date, datetime

from dashboards.account.context import OwnAccount, OwnPasskey, OwnPasskeys, OwnStep, SessionLine
from dashboards.closing.context import (
    Beforehand,
    CorrectedFigures,
    Flag,
    FlaggedReport,
    RestatedNote,
)
from dashboards.contexts import (
    Cell,
    Column,
    ContractLine,
    DemoGuest,
    Failure,
    LeftOut,
    MoneyLine,
    Portfolio,
    Raw,
    Scorecard,
    SignIn,
    SparkPoint,
    Step,
    TargetLine,
    Total,
    Trend,
    TrendPoint,
)
from dashboards.drawing import Page
from dashboards.entering.context import AtCompany, CodeAsked, NewSecret, SetUpAsked, Square
from dashboards.parts import (
    Bound,
    Coverage,
    Crumb,
    Evidence,
    Frame,
    Judgement,
    MissingDays,
    MissingHours,
    Money,
    Natural,
    Neighbour,
    Number,
    Person,
    Place,
    Switch,
    Trouble,
    UsedReport,
    Verdict,
)
from tests.dashboards.example_actions import (
    ACTIONS,
    FINDING,
    FINDING_BY_HAND,
    FINDING_READ,
    NO_ACTIONS,
)
from tests.dashboards.example_acts import (
    DISPUTED,
    DUE,
    EXCLUSIONS,
    FINAL,
    ISSUED,
    NO_EXCLUSIONS,
    NOT_SENSITIVE,
    SENSITIVE,
    WAITING,
)
from tests.dashboards.example_compare import COMPARE, NO_COMPARE
from tests.dashboards.example_due import DUE_LIST, NOTHING_DUE
from tests.dashboards.example_money import ACCOUNT, EMPTY_ACCOUNT
from tests.dashboards.example_opening import CONTRACTS, NO_CONTRACT, NO_CONTRACT_READER
from tests.dashboards.example_patterns import CAMPAIGN, NO_CAMPAIGN, NO_RHYTHM, PLANNED, RHYTHM
from tests.dashboards.example_people import PAGES as PEOPLE_PAGES
from tests.dashboards.example_reports import (
    AFTER_REFUSAL,
    DRAFT,
    GUESSED,
    ONE,
    ONE_REFUSED,
    ONE_REPLACED,
    REPORTS,
    UNREADABLE,
)
from tests.dashboards.example_sides import NO_SIDES, SIDES
from tests.dashboards.example_terms import CALENDAR, FROZEN_CALENDAR, NO_TERMS, TERMS, TRIED

HOSTILE = "<script>alert(1)</script>"
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
RECEIVED = datetime(2026, 9, 3, 7, 41, tzinfo=UTC)


def percent(text: str) -> Number:
    return Number(text, "percent")


def seconds(text: str) -> Number:
    return Number(text, "seconds")


def at_least(text: str) -> Bound:
    return Bound(percent(text))


def at_most(text: str, unit: str = "percent") -> Bound:
    return Bound(high=Number(text, unit))


TITLES = (
    ("service-level", "Service level"),
    ("abandonment", "Abandonment"),
    ("answer-time", "Average speed of answer"),
    ("satisfaction", "客户满意度"),
    ("first-contact", "First contact resolution"),
    ("contact-rate", "Contact rate"),
)
VERDICTS: tuple[Verdict | None, ...] = ("met", "below_expected", "below_minimum", "no_data", "excluded", None)
PROVIDERS = (
    ("ACME-2026-01", "Chengdu Contact Services"),
    ("ACME-2026-02", "Bright Line Ltd."),
    ("ACME-2026-03", "成都呼叫中心有限公司"),
    ("ACME-2026-04", "Four Winds <b>Voice</b> & Sons"),
)


def cell(row: int, column: int) -> Cell | None:
    verdict = VERDICTS[(row * column + column) % len(VERDICTS)] if row else "met"
    if verdict is None:
        return None
    judgement = Judgement(verdict, ("period_running",) if row == 3 else ())
    value = percent(f"{81.25 - 3 * column:.2f}") if verdict not in ("no_data", "excluded") else None
    href = f"/contracts/{PROVIDERS[row][0]}/scorecards/2026-08#target-{TITLES[column][0]}"
    return Cell(TITLES[column][1], judgement, value, href)


def contract_line(row: int) -> ContractLine:
    reference, provider = PROVIDERS[row]
    return ContractLine(
        reference=reference,
        client="Acme Bank",
        provider=provider,
        period="2026-W35" if row == 1 else "2026-08",
        href=f"/contracts/{reference}/scorecards/2026-08",
        reports_href=f"/contracts/{reference}/reports",
        state="provisional" if row == 3 else "judged",
        score=percent("82.50") if row != 2 else None,
        cells=tuple(cell(row, column) for column in range(len(TITLES))),
        credited=Money("4125.00" if row else "0.00", "CNY"),
        at_risk=Money("30000.00", "CNY") if row != 1 else None,
        updating=row == 3,
    )


PORTFOLIO = Portfolio(
    period="2026-08",
    columns=tuple(Column(id_, title) for id_, title in TITLES),
    lines=tuple(contract_line(row) for row in range(len(PROVIDERS))),
    totals=(Total(Money("12375.00", "CNY"), Money("90000.00", "CNY")),),
)


def judged(verdict: Verdict) -> Judgement:
    return Judgement(verdict)


def history(values: str, verdict: Verdict, unit: str = "percent") -> tuple[SparkPoint, ...]:
    found = [None if text == "-" else Number(text, unit) for text in values.split()]
    points = [
        SparkPoint(f"2026-{month:02}", value, judged("met" if value else "no_data"))
        for month, value in enumerate(found, 1)
    ]
    return (*points[:-2], *(SparkPoint(p.period, p.value, judged(verdict)) for p in points[-2:]))


RAW = Raw(Judgement("below_minimum"), percent("9.12"), Money("5000.00", "CNY"))
LEFT_OUT = (
    LeftOut(
        kind="exclusion",
        name=f"Carrier outage {HOSTILE}",
        reason="fibre cut",
        begins="2026-08-03T09:30+08:00",
        ends="2026-08-03T14:00+08:00",
        client="Ada Osei",
        provider="李娜 Li Na",
        applied=True,
        amounts=(("abandoned", "212"), ("offered", "1204")),
    ),
    LeftOut("holiday", "", "", "2026-08-15", "2026-08-15", "", "", applied=True, amounts=(("offered", "3"),)),
    LeftOut(
        "exclusion", "Drill", "asked for", "2026-08-20", "2026-08-21", "", "Li Na", applied=False, amounts=()
    ),
)
STEPS = (
    Step("add_up", (("abandoned", "726"), ("answered_within_20s", "9871"), ("offered", "12092"))),
    Step(
        "formula",
        (
            ("formula", "answered_within_20s / (answered + abandoned - abandoned_within_20s)"),
            ("variant", "late_abandons_count_against"),
        ),
        "0.8163248428713199735362222957",
    ),
    Step("round", (("digits", "2"), ("mode", "half_up")), "0.8163"),
    Step("compare", (("value", "0.8163"), ("expected", ">= 80%"), ("minimum", ">= 75%")), "below_expected"),
    Step("compare", (("value", "0.8163"), ("expected", ">= 80%")), "met"),
    Step("no_data", (("reason", "offered is 0"),)),
    Step(
        "pool",
        (
            ("at_risk", "0.12"),
            ("charges", "250000"),
            ("pool", "1"),
            ("allocation", "0.4"),
            ("name", "operations"),
        ),
        "12000",
    ),
    Step("a_later_rule", (("what", HOSTILE),), "3"),
)


def line(
    index: int,
    verdict: Verdict,
    value: Number | None,
    expected: Bound,
    minimum: Bound | None,
    values: str,
) -> TargetLine:
    id_, title = TITLES[index]
    unit = expected.ends[0].unit
    return TargetLine(
        id=id_,
        title=title if index != 4 else f"Resolution {HOSTILE}",
        clause=f"Schedule 3, 2.{index + 1}",
        metric=id_.replace("-", "_"),
        queues=("账单热线", "Renewals") if index == 0 else (),
        judgement=Judgement(
            verdict,
            ("derived_from_rounded_rate",) if index == 2 else (),
            "no report for this period" if verdict == "no_data" else "",
        ),
        value=value,
        numerator="9871" if value else "",
        denominator="12092" if value else "",
        expected=None if verdict == "no_data" else expected,
        minimum=None if verdict == "no_data" else minimum,
        weight="40",
        credit=Money("12000.00", "CNY") if verdict == "below_minimum" else None,
        left_out=LEFT_OUT if index == 1 else (),
        raw=RAW if index == 1 else None,
        steps=STEPS,
        history=history(values, verdict, unit),
        trend_href=f"/contracts/ACME-2026-01/trends/{id_}",
    )


LINES = (
    line(0, "met", percent("81.63"), at_least("80"), at_least("75"), "79 80.1 81 - 83.3 80.4 81.2 81.63"),
    line(1, "below_minimum", percent("9.04"), at_most("5"), at_most("8"), "4.1 4.4 5.2 6.1 7.3 8.2 8.8 9.04"),
    line(
        2, "below_expected", seconds("31"), at_most("30", "seconds"), at_most("45", "seconds"), "22 24 28 31"
    ),
    line(3, "no_data", None, at_least("85"), None, "88 86 87 85 - - - -"),
    line(4, "excluded", None, at_least("70"), at_least("65"), "- -"),
    line(
        5,
        "not_enough_volume",
        seconds("240"),
        Bound(seconds("180"), seconds("300")),
        None,
        "200 240",
    ),
)

SCORECARD = Scorecard(
    reference="ACME-2026-01",
    client="Acme Bank",
    provider="Chengdu Contact Services",
    period="2026-08",
    state="judged",
    score=percent("33.33"),
    weight_judged="120",
    weight_total="240",
    lines=LINES,
    money=(
        MoneyLine("charges", Money("250000.00", "CNY")),
        MoneyLine("at_risk", Money("30000.00", "CNY")),
        MoneyLine("credits", Money("12000.00", "CNY")),
        MoneyLine("bonuses", Money("-2500.00", "CNY")),
        MoneyLine("cap", Money("30000.00", "CNY")),
        MoneyLine("total", Money("9500.00", "CNY")),
    ),
    money_steps=(
        Step("sum_of_credits", (), "12000"),
        Step("period_cap", (("credits", "12000"), ("cap", "30000")), "12000"),
        Step("round_money", (("exact", "12000"), ("currency", "CNY")), "12000"),
    ),
    cap_applied=True,
    credit=Money("12000.00", "CNY"),
    coverage=Coverage(
        due=62,
        reported=58,
        missing=(
            MissingDays("账单热线", date(2026, 8, 3), date(2026, 8, 5), ("Service level", HOSTILE)),
            MissingDays("", date(2026, 8, 30), date(2026, 8, 30), ("Abandonment",)),
        ),
        intervals=5,
        hours=(
            MissingHours("账单热线", date(2026, 8, 6), "10:30", "12:00", 3, ("offered",)),
            MissingHours("", date(2026, 8, 7), "23:30", "00:00", 1, (HOSTILE,)),
        ),
    ),
    before=Beforehand(
        flagged=(
            FlaggedReport(
                "calls <script>alert(1)</script>.csv",
                "/contracts/ACME-2026-01/reports/r1#notes",
                (Flag("queue billing", "leap", "offered is 900 on 2026-08-03, the middle day has 100"),),
                more=2,
            ),
        ),
        corrected=CorrectedFigures(
            12,
            date(2026, 8, 3),
            date(2026, 8, 5),
            (("again.csv", "/contracts/ACME-2026-01/reports/r2#cells"),),
        ),
        restated=(RestatedNote(3, Money("-12000.00", "CNY"), "waiting"),),
        money_href="/contracts/ACME-2026-01/money/2026-08",
    ),
    evidence=Evidence(
        terms_effective=date(2026, 1, 1),
        terms_sha256=HASH,
        side="provider",
        engine="1",
        revision=1204,
        sha256=HASH[::-1],
        reports=(
            UsedReport("r1", "daily 2026-08.csv", HASH, 62),
            UsedReport("r2", f"{HOSTILE}.csv", HASH[::-1], 31),
        ),
    ),
    reports_href="/contracts/ACME-2026-01/reports",
    life=DISPUTED,
)

_TREND: tuple[tuple[str, Verdict, str], ...] = (
    ("2025-09", "met", "80.41"),
    ("2025-10", "met", "81.20"),
    ("2025-11", "met", "80.03"),
    ("2025-12", "below_expected", "78.92"),
    ("2026-01", "met", "83.10"),
    ("2026-02", "no_data", ""),
    ("2026-03", "below_expected", "81.75"),
    ("2026-04", "met", "82.64"),
    ("2026-05", "below_minimum", "74.02"),
    ("2026-06", "excluded", ""),
    ("2026-07", "below_expected", "79.50"),
    ("2026-08", "below_expected", "78.20"),
)


def trend_point(period: str, verdict: Verdict, value: str) -> TrendPoint:
    later = period >= "2026-01"
    return TrendPoint(
        period=period,
        judgement=Judgement(
            verdict,
            ("period_running",) if period == "2026-08" else (),
            "no figures for offered" if verdict == "no_data" else "",
        ),
        value=percent(value) if value else None,
        numerator="9871" if value else "",
        denominator="12092" if value else "",
        expected=at_least("82" if later else "80"),
        minimum=at_least("75"),
        credit=Money("12000.00", "CNY") if verdict == "below_minimum" else None,
        href=f"/contracts/ACME-2026-01/scorecards/{period}",
        amended=date(2026, 1, 1) if period == "2026-01" else None,
        clause="Schedule 3, <b>2.2" if period == "2026-01" else "",
        signals=("outside", "near") if period == "2026-05" else (),
        left_out=("Carrier outage", "Drill") if period == "2026-04" else (),
        restated="84.10%" if period in ("2026-01", "2026-04") else "",
    )


TREND = Trend(
    reference="ACME-2026-01",
    target="service-level",
    title="Service level",
    clause="Schedule 3, 2.1",
    metric="service_level",
    points=tuple(trend_point(*row) for row in _TREND),
    updating=True,
    natural=Natural(percent("80.26"), percent("75.10"), percent("85.42"), 9),
)

NEW_SECRET = NewSecret("JBSW Y3DP EHPK 3PXP", Square("M4 4h7v1h-7Z", 53))
RECOVERY = ("k3wd-9tqa-xm7c-h2ve", "a2bc-d3ef-g4hj-k5mn")
WRONG_CODE = "This code is wrong, was used, or is too old; wait for the next one and type it."
OWN_ACCOUNT = OwnAccount(
    "li.na@example.com",
    (
        SessionLine("s1", "Firefox, Linux", "203.0.113.7", True, RECEIVED, RECEIVED, RECEIVED),
        SessionLine("s2", "", "2001:db8::7", False, RECEIVED, RECEIVED, RECEIVED),
    ),
    OwnStep(),
    OwnPasskeys((OwnPasskey("p1", HOSTILE, RECEIVED, RECEIVED),), HOSTILE, '{"challenge": "x"}'),
    done="password",
    trouble=Trouble("This is not your password as it is now."),
)
PAGES: dict[str, Page] = {
    "portfolio": PORTFOLIO,
    "scorecard": SCORECARD,
    "issue": replace(SCORECARD, life=DUE),
    "confirm": replace(SCORECARD, life=WAITING),
    "reply": replace(SCORECARD, life=ISSUED),
    "final": replace(SCORECARD, life=FINAL),
    "exclusions": EXCLUSIONS,
    "no_exclusions": NO_EXCLUSIONS,
    "actions": ACTIONS,
    "no_actions": NO_ACTIONS,
    "finding": FINDING,
    "finding_read": FINDING_READ,
    "finding_by_hand": FINDING_BY_HAND,
    "rhythm": RHYTHM,
    "no_rhythm": NO_RHYTHM,
    "campaign": CAMPAIGN,
    "planned_campaign": PLANNED,
    "no_campaign": NO_CAMPAIGN,
    "sensitivity": SENSITIVE,
    "not_sensitive": NOT_SENSITIVE,
    "compare": COMPARE,
    "no_compare": NO_COMPARE,
    "contracts": CONTRACTS,
    "no_contract": NO_CONTRACT,
    "no_contract_for_a_reader": NO_CONTRACT_READER,
    "due": DUE_LIST,
    "nothing_due": NOTHING_DUE,
    "terms": TERMS,
    "tried_terms": TRIED,
    "no_terms": NO_TERMS,
    "calendar": CALENDAR,
    "frozen_calendar": FROZEN_CALENDAR,
    "trend": TREND,
    "reports": REPORTS,
    "refused": AFTER_REFUSAL,
    **PEOPLE_PAGES,
    "draft": DRAFT,
    "guessed_draft": GUESSED,
    "unreadable_draft": UNREADABLE,
    "report": ONE,
    "replaced_report": ONE_REPLACED,
    "refused_report": ONE_REFUSED,
    "money": ACCOUNT,
    "empty_money": EMPTY_ACCOUNT,
    "sides": SIDES,
    "no_sides": NO_SIDES,
    "account": OWN_ACCOUNT,
    "account_on": replace(
        OWN_ACCOUNT,
        step=OwnStep(RECEIVED, 10, True, recovery=RECOVERY),
        passkeys=OwnPasskeys((OwnPasskey("p1", "phone", RECEIVED, None),), "Firefox, Linux"),
        done="ended",
    ),
    "account_scan": replace(OWN_ACCOUNT, step=OwnStep(new=NEW_SECRET, typing=True), trouble=None),
    "account_type": replace(OWN_ACCOUNT, step=OwnStep(typing=True), passkeys=OwnPasskeys(), done="off"),
    "sign_in_code": CodeAsked("/", Trouble(WRONG_CODE)),
    "sign_in_set_up": SetUpAsked(),
    "sign_in_scan": SetUpAsked("scan", new=NEW_SECRET),
    "sign_in_type": SetUpAsked("type", trouble=Trouble(WRONG_CODE)),
    "sign_in_company": AtCompany("/", "li.na", trouble=Trouble("There is no such thing.")),
    "sign_in_at_company": AtCompany("/", organisation="o1", name="Acme Bank"),
    "sign_in_on_the_way": AtCompany(
        *("/", "", "o1", "Acme Bank", "https://login.acme.example/authorize?state=x&nonce=y"),
        host="login.acme.example",
    ),
    "sign_in_done": SetUpAsked("done", recovery=RECOVERY),
    "sign_in": SignIn(
        "li.na@example.com",
        "/contracts/ACME-2026-01/reports",
        refused=True,
        guests=(DemoGuest("Ada Osei", "auditor", "Meridian Bank", "/demo/auditor"),),
    ),
    "sign_in_passkey": SignIn(passkeys=True, trouble=Trouble("There is no such thing.")),
    "failure": Failure(500, "Something went wrong on our side.", "0199a1f2-7c1e-7f4e-8c53-3d2b8f0e1a10"),
    "not_found": Failure(404, "“never” is not a period of this contract"),
    "empty_portfolio": Portfolio("2026-08", (), (), ()),
    "empty_trend": Trend("ACME-2026-01", "service-level", "Service level", "", "service_level", ()),
}

PERSON = Person("Li Na", "Acme Bank", "auditor", ("people", "audit"))


def frame(name: str, language: str = "en", theme: str = "") -> Frame:
    if name.startswith("sign_in") or name in ("failure", "not_found"):
        return Frame(f"/{name}", language, (), theme, crumbs=(Crumb(word="sign_in"),))
    crumbs = (
        Crumb("Acme Bank"),
        Crumb("ACME-2026-01", "/contracts/ACME-2026-01/reports"),
        Crumb(period="2026-08"),
    )
    return Frame(
        path=f"/{name}",
        language=language,
        query=(("period", "2026-08"),),
        theme=theme,
        person=PERSON,
        crumbs=() if "portfolio" in name else crumbs,
        places=(Place("scorecard", "/scorecard"), Place("money", "/money", name == "money")),
        neighbours=tuple(Neighbour(ref, of, f"/{ref}", ref == "ACME-2026-01") for ref, of in PROVIDERS),
        switch=Switch("2026-08", "/portfolio?period=2026-07", "" if name == "trend" else "/?period=2026-09"),
    )
