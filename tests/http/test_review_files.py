"""The files for the review over HTTP: for whom, of which span, under which name, on record."""

import csv
import io

import pytest
from sqlmodel import col, select

from app.access.tables import AuditEntry
from tests.desk import REF, Desk, calls

pytestmark = pytest.mark.slow  # the service as a whole

CARD = f"/contracts/{REF}/scorecards"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_quarter_holds_its_periods_and_agrees_with_their_scorecards(one_agreed: Desk) -> None:
    for month in ("2026-01", "2026-02"):
        one_agreed.send(calls(8, month, range(1, 29)))
    one_agreed.judge()
    answer = one_agreed.get(f"{CARD}/2026-Q1.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"{REF}%202026-Q1.csv" in answer.headers["content-disposition"]
    lines = [row for row in rows(answer.text) if row["target"] == "abandonment"]
    assert [row["period"] for row in lines] == ["2026-01", "2026-02", "2026-03"]
    for row in lines:
        (line,) = [
            one
            for one in one_agreed.shown(f"{CARD}/{row['period']}")["targets"]
            if one["id"] == "abandonment"
        ]
        assert (row["verdict"], row["value"], row["credit"]) == (
            line["verdict"],
            line["value"] or "",
            line["credit"],
        )
    (january,) = rows(one_agreed.get(f"{CARD}/2026-01.csv", "provider_clerk").text)[:1]
    assert january["credit"] == lines[0]["credit"] == "12000.00"
    kinds = {form: one_agreed.get(f"{CARD}/2026-Q1.{form}").content[:4] for form in ("pdf", "xlsx")}
    assert kinds == {"pdf": b"%PDF", "xlsx": b"PK\x03\x04"}
    assert one_agreed.get(f"{CARD}/2026-Q1.pdf?lang=zh_Hans").content[:4] == b"%PDF"
    portfolio = one_agreed.get("/portfolio.csv?period=2026-Q1", "client_procurement")
    assert [row["credits"] for row in rows(portfolio.text)][:2] == ["12000.00", "12000.00"]
    with one_agreed.database.reading() as session:
        chosen = select(AuditEntry.action, AuditEntry.after).where(col(AuditEntry.action).like("%.export"))
        told = session.exec(chosen.order_by(col(AuditEntry.id))).all()
    assert ("scorecard.export", {"period": "2026-Q1", "format": "pdf"}) in told
    assert told[-1] == ("portfolio.export", {"format": "csv"})


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        (f"{CARD}/2026-Q1.docx", "client_auditor", 422),
        (f"{CARD}/2026-13.pdf", "client_auditor", 404),
        (f"{CARD}/2019-Q1.csv", "client_auditor", 404),
        (f"{CARD}/2026-Q1.csv", "outsider_auditor", 404),
        ("/portfolio.csv?period=2026-13", "client_auditor", 422),
        ("/portfolio.csv?period=lately", "client_auditor", 422),
    ],
)
def test_what_there_is_not_is_said(one_agreed: Desk, path: str, who: str, status: int) -> None:
    answer = one_agreed.get(path, who)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
