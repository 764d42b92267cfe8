"""Getting the sheets out as files: the same numbers, exact, safe in a spreadsheet, and readable again."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from sqlmodel import select

from app.access.tables import AuditEntry
from app.reports.rows.days import interval_starts
from app.reports.safe_cells import safe_cell, safe_cells
from tests.desk import REF, Desk, calls, surveys

pytestmark = pytest.mark.slow  # the service as a whole

CSV, PARQUET = f"/contracts/{REF}/sheets.csv", f"/contracts/{REF}/sheets.parquet"
JANUARY = {"from": "2026-01-01", "to": "2026-02-01"}
HALF_HOURS = (
    b"interval_start,queue,offered,answered,abandoned,wait_seconds\n"
    b"2026-01-05 09:00,billing,10,9,1,12.5\n"
    b"2026-01-05 09:30,billing,20,18,2,\n"
    b"2026-01-06 23:30,billing,1,1,0,0.000001\n"
)


def rows_of(desk: Desk, who: str = "client_auditor", **params: str) -> list[dict[str, str]]:
    answer = desk.get(CSV, who, params={**JANUARY, **params})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def frame_of(desk: Desk, **params: str) -> pl.DataFrame:
    answer = desk.get(PARQUET, params={**JANUARY, **params})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    return pl.read_parquet(io.BytesIO(answer.content))


def test_days_have_a_row_each_and_add_up_to_the_measures(agreed: Desk) -> None:
    agreed.send(calls())
    agreed.send(surveys(days=range(1, 3)))
    rows = rows_of(agreed)
    assert list(rows[0]) == [
        *("contract", "date", "last_day", "queue", "segment", "channel"),
        *("abandoned", "answered", "offered", "surveys_answered", "surveys_satisfied"),
    ]
    assert (len(rows), rows[0]["date"], rows[0]["queue"]) == (31, "2026-01-01", "billing")
    assert [row["surveys_answered"] for row in rows[:3]] == ["10", "10", ""]  # missing is never 0
    sums = agreed.shown(f"/contracts/{REF}/measures", params={**JANUARY, "by": "month"})["items"][0]
    for name, total in sums["measures"].items():
        assert sum(Decimal(row[name]) for row in rows if row[name]) == Decimal(total), name
    frame = frame_of(agreed)
    assert frame.schema["offered"] == pl.Decimal(18, 6)
    assert frame.schema["date"] == pl.Date
    assert {name: frame[name].sum() for name in sums["measures"]} == {
        name: Decimal(total) for name, total in sums["measures"].items()
    }


def test_half_hours_go_out_exact_and_come_in_again_unchanged(agreed: Desk) -> None:
    assert agreed.send(HALF_HOURS).status_code == 201
    answer = agreed.get(CSV, params={**JANUARY, "by": "interval"})
    lines = answer.content.decode().split("\r\n")
    assert lines[0] == (
        "contract,interval_start,interval_minutes,queue,segment,channel,abandoned,answered,offered,wait_seconds"
    )
    assert lines[1] == f"{REF},2026-01-05T09:00+08:00,30,billing,,voice,1,9,10,12.5"
    assert lines[2].endswith("09:30+08:00,30,billing,,voice,2,18,20,")
    assert lines[3] == f"{REF},2026-01-06T23:30+08:00,30,billing,,voice,0,1,1,0.000001"
    assert lines[4:] == [""]
    again = agreed.send(answer.content, params={"confirm": "true"})
    assert again.status_code == 201, again.text
    assert again.json()["sheets_changed"] == 0


def test_parquet_keeps_instants_local_times_and_millionths(agreed: Desk) -> None:
    agreed.send(HALF_HOURS)
    frame = frame_of(agreed, by="interval")
    assert frame.columns[:4] == ["contract", "interval_start", "local_start", "interval_minutes"]
    assert frame["local_start"].dt.strftime("%H:%M").to_list() == ["09:00", "09:30", "23:30"]
    assert frame["interval_start"].dt.convert_time_zone("UTC")[0].isoformat() == "2026-01-05T01:00:00+00:00"
    assert frame["wait_seconds"].to_list() == [Decimal("12.5"), None, Decimal("0.000001")]


def test_what_was_known_earlier_is_exported_as_it_was(agreed: Desk) -> None:
    first = agreed.send(calls()).json()
    known = agreed.shown(f"/contracts/{REF}/reports/{first['id']}")["received_at"]
    agreed.send(calls(abandoned=9))
    assert {row["abandoned"] for row in rows_of(agreed)} == {"9"}
    assert {row["abandoned"] for row in rows_of(agreed, as_of=known)} == {"7"}
    assert agreed.get(CSV, params={**JANUARY, "as_of": "2999-01-01T00:00:00Z"}).status_code == 422


def test_nothing_known_is_a_header_alone_and_each_side_is_its_own(agreed: Desk) -> None:
    empty = agreed.get(CSV, params=JANUARY)
    assert empty.content == b"contract,date,last_day,queue,segment,channel\r\n"
    assert frame_of(agreed, by="interval").height == 0
    agreed.send(calls())
    assert rows_of(agreed, side="client") == []


@pytest.mark.parametrize("to", ["2026-01-01", "2025-12-01", "2126-01-01"])
def test_a_span_has_its_bounds(one_agreed: Desk, to: str) -> None:
    answer = one_agreed.get(CSV, params={"from": "2026-01-01", "to": to})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "span")


def test_an_export_is_on_record_and_its_tag_spares_sending_it_again(one_agreed: Desk) -> None:
    one_agreed.send(calls())
    first = one_agreed.get(CSV, "provider_reader", params=JANUARY)
    assert (
        "filename*=UTF-8''ACME-2026-01_provider_2026-01-01_2026-02-01_day.csv"
        in (first.headers["content-disposition"])
    )
    held = {"If-None-Match": first.headers["etag"]}
    again = one_agreed.get(CSV, "provider_reader", params=JANUARY, headers=held)
    assert (again.status_code, again.content) == (304, b"")
    with one_agreed.database.reading() as session:
        found = session.exec(select(AuditEntry).where(AuditEntry.action == "sheets.export")).all()
    assert [entry.subject for entry in found] == [REF, REF]
    assert found[0].after == {
        "from": "2026-01-01",
        "to": "2026-02-01",
        "by": "day",
        "side": "provider",
        "format": "csv",
    }


def test_a_day_has_as_many_intervals_as_the_clock_gives_it() -> None:
    assert len(interval_starts("Europe/Berlin", date(2026, 3, 29), 30)) == 46
    autumn = interval_starts("Europe/Berlin", date(2026, 10, 25), 30)
    assert len(autumn) == 50
    assert autumn[4:8] == (
        *("2026-10-25T02:00+02:00", "2026-10-25T02:30+02:00"),
        *("2026-10-25T02:00+01:00", "2026-10-25T02:30+01:00"),
    )


RISKY = ["=1+1", "+A1", "-A1", "@SUM(A1)", "\tx", "\rx", "|calc", "%0A", "＝1+1", "＋1", " =1"]


def test_d01_what_a_spreadsheet_would_calculate_gets_a_quote_before_it() -> None:
    harmless = ["billing", "a=b", "-1", "+1.5", "", "账单热线", "'x"]
    for text in RISKY:
        assert safe_cell(text) == f"'{text}"
    assert [safe_cell(text) for text in harmless] == harmless
    column = pl.DataFrame({"text": [*RISKY, *harmless]}).select(safe_cells("text")).to_series()
    assert column.to_list() == [*(f"'{text}" for text in RISKY), *harmless]


def test_d01_formulas_in_a_report_go_out_as_text_in_rfc_4180(agreed: Desk) -> None:
    segments = ["=1+1", '=HYPERLINK("http://x","a")', "@SUM(A1)", "-2+3", "a,b", "plain"]
    quoted = [text.replace('"', '""') for text in segments]
    body = "".join(f'2026-01-0{day},billing,"{text}",5\n' for day, text in enumerate(quoted, 1))
    sent = agreed.send(f"date,queue,segment,offered\n{body}".encode())
    assert sent.status_code == 201, sent.text
    text = agreed.get(CSV, params=JANUARY).text
    found: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert [row["segment"] for row in found] == [f"'{one}" for one in segments[:4]] + segments[4:]
    assert '"\'=HYPERLINK(""http://x"",""a"")"' in text
    # tools do not calculate: there the text is as it came
    assert frame_of(agreed)["segment"].to_list() == segments
