"""A rich example of what is due: every kind, late and early, with and without a clock."""

from datetime import date

from dashboards.due.context import DueList, DueRow

REF = "ACME-2026-01"
HERE = f"/contracts/{REF}"
CARD = f"{HERE}/scorecards"
MINE = (
    DueRow("claim", REF, f"{CARD}/2026-05#life", "client", "2026-05", until=date(2026, 8, 29), left=2),
    DueRow("measure", REF, f"{HERE}/actions/3", "client", "", "Service level", date(2026, 8, 27), 0),
    DueRow("confirm", REF, f"{CARD}/2026-06#life", "client", "2026-06"),
    DueRow("issue", REF, f"{CARD}/2026-03#life", "client", "2026-03", count=4),
    DueRow("issue", "ACME-2026-02", "/contracts/ACME-2026-02/scorecards/2026-W30#life", "client", "2026-W30"),
    DueRow("restatement", REF, f"{HERE}/money/2026-02#restatements", "client", "2026-02"),
    DueRow("settle", REF, f"{CARD}/2026-04#life", "client", "2026-04"),
    DueRow("draft", REF, f"{HERE}/drafts/d1", "client", "", "own <script>alert(1)</script>.csv"),
)
THEIRS = (
    DueRow(
        "report", REF, f"{HERE}/reports", "provider", "2026-07", "", date(2026, 8, 14), -13, business=True
    ),
    DueRow("report", REF, f"{HERE}/reports", "provider", "2026-08", "", date(2026, 9, 14), 10, business=True),
    DueRow("reply", REF, f"{CARD}/2026-05#life", "provider", "2026-05", until=date(2026, 9, 3), left=7),
    DueRow("exclusion", REF, f"{HERE}/exclusions", "provider", subject="Carrier outage"),
)
DUE_LIST = DueList(MINE, THEIRS)
NOTHING_DUE = DueList((), ())
