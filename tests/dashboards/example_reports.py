"""Rich examples of the clerk's path: an inbox with what is due, drafts in every state, one report."""

from dataclasses import replace
from datetime import UTC, date, datetime

from dashboards.arriving.context import (
    Became,
    ChangedCell,
    Draft,
    DraftLine,
    DueLine,
    FileColumn,
    FileForm,
    OneReport,
    Reading,
    ReceivedReport,
    Refusal,
    Reports,
    Sample,
    TurnedLine,
    TurnedPeriod,
)
from dashboards.parts import ArrivingFile, Judgement, Money, Number, Trouble, WrongPlace

HOSTILE = "<script>alert(1)</script>"
HERE = "/contracts/ACME-2026-01"
AT = datetime(2026, 9, 3, 7, 41, tzinfo=UTC)
HASH = "0f5d1a" * 10 + "beef"
CARD = f"{HERE}/scorecards/2026-08"

READING = Reading(
    name="daily 2026-08.csv",
    state="accepted",
    rows=62,
    first=date(2026, 8, 1),
    last=date(2026, 8, 31),
    samples=(Sample("日期", "date", "ymd"), Sample("接起量", "answered", "count")),
    refusals=(),
    refused=0,
    notes=(Refusal("column 备注", "is not read"),),
    href=f"{HERE}/reports/r1",
    left_out=2,
    list_href=f"/api/v1{HERE}/reports/r1/refused.csv",
)
REFUSED = Reading(
    name="august.csv",
    state="refused",
    rows=0,
    first=None,
    last=None,
    samples=(),
    refusals=(Refusal("row 7, column Answered", f"more answered than offered {HOSTILE}", "96"),),
    refused=3,
    href=f"{HERE}/reports/r2",
)
RECEIVED = ReceivedReport(
    id="r1",
    name="daily 2026-08.csv",
    side="provider",
    received=AT,
    first=date(2026, 8, 1),
    last=date(2026, 8, 31),
    rows=62,
    state="accepted",
    sha256=HASH,
    href=f"{HERE}/reports/r1",
)
RUNNING = DueLine(
    period="2026-09",
    href=f"{HERE}/scorecards/2026-09",
    side="provider",
    running=True,
    due=date(2026, 10, 14),
    left=29,
    business=True,
    missing=0,
    first=None,
    provisional=True,
)
LATE = replace(
    RUNNING,
    period="2026-08",
    href=CARD,
    running=False,
    due=date(2026, 9, 14),
    left=3,
    missing=4,
    first=date(2026, 8, 28),
    provisional=False,
)
REPORTS = Reports(
    reference="ACME-2026-01",
    scorecard_href=f"{HERE}/scorecards/latest",
    sources_href=f"{HERE}/sources",
    look_href=f"{HERE}/drafts",
    may_send=True,
    sides=("provider", "client"),
    received=(
        RECEIVED,
        replace(RECEIVED, id="r2", name=f"{HOSTILE}.csv", first=None, last=None, rows=0, state="refused"),
        replace(RECEIVED, id="r3", erased=AT),
    ),
    reading=READING,
    arriving=(ArrivingFile("half-hours 2026.csv", 40, 412_345),),
    due=(RUNNING, LATE),
    drafts=(DraftLine("september.csv", AT, f"{HERE}/drafts/d1"),),
)
AFTER_REFUSAL = replace(
    REPORTS, sides=("provider",), received=(), reading=REFUSED, arriving=(), due=(), drafts=()
)
DRAFT = Draft(
    reference="ACME-2026-01",
    name="september.csv",
    side="provider",
    state="faulty",
    action=f"{HERE}/drafts/d1",
    reports_href=f"{HERE}/reports",
    refused_href=f"{HERE}/drafts/d1/refused.csv",
    version=2,
    rows=720,
    columns=(
        FileColumn("日期", "date", "", ("2026-09-01", "2026-09-02")),
        FileColumn("接起量", "answered", "count", ("96", "")),
        FileColumn("备注", "", "", ("", "drill")),
    ),
    others=(Sample("“平均等待” * answered", "wait_seconds", "s"),),
    became=(
        Became(2, (("date", "2026-09-01"), ("queue", "billing"), ("answered", "96"))),
        Became(3, ()),
    ),
    names=("date", "offered", "answered"),
    units=("count", "s"),
    form=FileForm(
        order="ymd", day="2026-09-01", delimiter="tab", decimal=",", thousands="space", encoding="gb18030"
    ),
    mapping='{"schema": 1}',
    notes=(Refusal("column 备注", "is not a known name and was not read", code="ignored"),),
    refusals=(Refusal("row 7, column 接起量", f"more answered than offered {HOSTILE}", "196"),),
    refused=3,
    refused_rows=2,
    again=f"{HERE}/reports/r1",
    trouble=Trouble(
        "One thing is read from one column.", (WrongPlace("column 备注", "both are said to be answered"),)
    ),
)
GUESSED = replace(DRAFT, state="guessed", refusals=(), refused=0, refused_rows=0, trouble=None, again="")
UNREADABLE = replace(
    DRAFT,
    state="unreadable",
    rows=0,
    became=(),
    others=(),
    refusals=(Refusal("file", "No column is known to state a measure."),),
)
ONE = OneReport(
    reference="ACME-2026-01",
    report=RECEIVED,
    file_href=f"/api/v1{HERE}/reports/r1/file",
    refused_href=f"/api/v1{HERE}/reports/r1/refused.csv",
    changes_href=f"/api/v1{HERE}/reports/r1/changes.csv",
    reports_href=f"{HERE}/reports",
    action=f"{HERE}/reports/r1",
    may_again=True,
    just="accepted",
    samples=READING.samples,
    notes=READING.notes,
    refusals=REFUSED.refusals,
    refused=3,
    left_out=2,
    turned=(
        TurnedPeriod(
            period="2026-08",
            href=CARD,
            lines=(
                TurnedLine(
                    title="Abandonment rate",
                    before=Judgement("met"),
                    after=Judgement("below_minimum", ("period_running",)),
                    value_before=Number("4.90", "percent"),
                    value_after=Number("6.00", "percent"),
                    credit_before=None,
                    credit_after=Money("12000.00", "CNY"),
                ),
                TurnedLine("客户满意度", None, Judgement("met"), None, Number("82", "percent"), None, None),
            ),
            before=Money("0.00", "CNY"),
            after=Money("12000.00", "CNY"),
        ),
    ),
    cells=(
        ChangedCell(
            date(2026, 8, 3), date(2026, 8, 3), "billing", "answered", "2026-08-03T09:30+08:00", "4", "6"
        ),
        ChangedCell(date(2026, 8, 3), date(2026, 8, 9), "billing", "offered", "", None, "1200.5"),
        ChangedCell(date(2026, 8, 4), date(2026, 8, 4), "billing", "offered", "", "3", None),
    ),
    more_cells=True,
    trouble=DRAFT.trouble,
)
ONE_REPLACED = replace(
    ONE,
    report=replace(RECEIVED, state="replaced"),
    just="unchanged",
    turned=(),
    refusals=(),
    left_out=0,
    replaced_href=f"{HERE}/reports/r9",
    trouble=None,
)
ONE_REFUSED = replace(
    ONE,
    report=replace(RECEIVED, state="refused", rows=0, first=None, last=None),
    just="",
    samples=(),
    turned=(),
    cells=(),
    trouble=None,
)
