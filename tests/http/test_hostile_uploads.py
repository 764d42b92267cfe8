"""Hostile table A: what real files do to an upload, each case through the front door with its answer."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from tests.desk import REF, Desk, terms

pytestmark = pytest.mark.slow  # the service as a whole

TERMS = terms()
JANUARY = {"from": "2026-01-01", "to": "2026-02-01", "by": "queue"}
INBOX = f"/contracts/{REF}/reports"
HEADER = "date,queue,offered,answered,abandoned"
ROW = "2026-01-01,billing,100,93,7"
PLAIN = f"{HEADER}\n{ROW}\n2026-01-02,billing,120,114,6\n".encode()
SEMICOLON = PLAIN.replace(b",", b";")


@dataclass(frozen=True)
class Case:
    """One upload: the case of the table, the file, what is said with it, and the answer."""

    id: str
    content: bytes
    code: str = ""  # of the first error, or of a flag where the file is taken
    status: int = 422
    params: dict[str, str] = field(default_factory=dict)
    says: str = ""  # a part of the sentence


def mapped(**said: Any) -> dict[str, str]:
    return {"mapping": json.dumps({"schema": 1, **said})}


def lines(*rows: str, header: str = HEADER) -> bytes:
    return ("\n".join([header, *rows]) + "\n").encode()


GB18030 = f"日期,队列,请求服务数,接听数,放弃数\n{ROW.replace('billing', '账单热线')}\n".encode("gb18030")
GUESSED = f"甲,乙,丙\n{ROW}\n".encode("gb18030")
OFFERED, SHORT = HEADER.replace("answered", "offered"), HEADER.replace("answered", "Offered")
REFUSED = (
    Case("A01-empty", b"", "no_rows"),
    Case("A01-only-a-bom", b"\xef\xbb\xbf", "no_rows"),
    Case("A01-only-newlines", b"\n\r\n\n", "no_rows"),
    Case("A02-header-only", f"{HEADER}\n".encode(), "no_rows"),
    Case("A04-semicolon", SEMICOLON.replace(b";7\n", b";7,5\n"), "decimal_comma", says="semicolon"),
    Case("A05-header-twice", lines(ROW, header=OFFERED), "column_twice", says="offered"),
    Case("A05-header-twice-in-case", lines(ROW, header=SHORT), "column_twice", says="ffered"),
    Case("A07-missing-column", lines("billing,100,93,7", header=HEADER[5:]), "date_missing", says="date"),
    Case(
        "A07-column-of-the-mapping-missing", PLAIN, "column_missing",
        params=mapped(columns={"offered": {"from": "Calls"}}), says="Calls",
    ),
    Case("A09-short-row", lines(ROW, "2026-01-02,billing,120"), "ragged", says="row 3"),
    Case("A09-long-row", lines(ROW, f"{ROW},1"), "ragged", says="row 3"),
    Case("A10-unclosed-quote", lines(ROW, '2026-01-02,"billing,120,114,6', ROW), "quote", says="ow 3"),
    Case("A11-quote-in-a-field", lines('2026-01-01,bil"ling,100,93,7'), "quote", says="ow 2"),
    Case("A11-many-quotes", lines('"' * 100_001), "quote"),
    Case("A11-deep-commas", b"," * 1_000_000, "header"),
    Case("A11-long-line", b"a" * 4_000_000, "line_limit"),
    Case("A13-huge-cell", lines(f"2026-01-01,{'x' * 40_000},1,1,0"), "cell_limit", says="32,767"),
    Case("A13-huge-line", lines(f"2026-01-01,{'x' * 1_000_000},1,1,0"), "line_limit", says="characters"),
    Case("A17-gb18030-of-unknown-names", GUESSED, "encoding", says="UTF-8"),
    Case("A19-utf8-and-gbk-mixed", PLAIN + "账单".encode() + "热线".encode("gbk"), "encoding"),
    Case("A19-truncated-utf8", PLAIN + "账".encode()[:2], "encoding"),
    Case("A19-overlong", PLAIN + b"\xc0\xaf", "encoding"),
    Case("A19-utf-7", PLAIN.replace(b"billing", b"+jSZTVXCtfr8-"), "queue"),
    Case("A20-login-page", b"<!DOCTYPE html><html><body>Log in</body></html>", "content", says="HTML"),
    Case("A20-picture", b"\x89PNG\r\n\x1a\n" + bytes(200), "content"),
    Case("A20-garbage", bytes(range(256)) * 20, "content"),
    Case("A20-csv-named-xlsx", PLAIN, "content", params=mapped(format="xlsx")),
    Case("A20-old-magic", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook"),
)  # fmt: skip
TAKEN = (
    Case("A03-plain", PLAIN, status=201),
    Case("A03-bom", b"\xef\xbb\xbf" + PLAIN, status=201),
    Case("A03-crlf", PLAIN.replace(b"\n", b"\r\n"), status=201),
    Case("A03-cr", PLAIN.replace(b"\n", b"\r"), status=201),
    Case("A03-tab", PLAIN.replace(b",", b"\t"), status=201),
    Case(
        "A08-extra-column",
        PLAIN.replace(b"\n", b",x\n"),
        code="ignored",
        status=201,
        says="“x” is not a known name",
    ),
    Case("A16-gb18030-declared", GB18030, status=201, params=mapped(encoding="gb18030")),
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in REFUSED])
def test_is_refused_and_kept_with_what_is_wrong(one_agreed: Desk, case: Case) -> None:
    sent = one_agreed.send(case.content, params=case.params)
    assert sent.status_code in {case.status, 415}, sent.text
    assert sent.headers["content-type"] == "application/problem+json"
    assert len(sent.content) < 65_536
    document = sent.json()
    assert case.says in document["detail"] + json.dumps(document["errors"], ensure_ascii=False)
    assert document["errors"][0]["code"] == case.code
    kept = one_agreed.shown(document["report"].removeprefix("/api/v1"))
    assert (kept["status"], kept["rows"], kept["revision"]) == ("refused", 0, None)
    assert one_agreed.get(document["refused"].removeprefix("/api/v1")).status_code == 200
    assert sums(one_agreed) is None


def sums(desk: Desk, measure: str = "offered") -> str | None:
    """The measure of January as it is known now; None where there is none."""
    found = desk.shown(f"/contracts/{REF}/measures", params=JANUARY)
    return found["items"][0]["measures"][measure] if found["items"] else None


def listed(content: bytes) -> list[dict[str, str]]:
    """The rows of a list of refused rows."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in TAKEN])
def test_is_taken_and_says_the_same(desk: Desk, case: Case) -> None:
    assert desk.put_terms(TERMS).status_code == 201
    sent = desk.send(case.content, params=case.params)
    assert sent.status_code == case.status, sent.text
    flags = {flag["code"]: flag["message"] for flag in sent.json()["flags"]}
    assert set(flags) == ({case.code} if case.code else set())
    assert case.says in flags.get(case.code, "")
    first_only = case.id.startswith("A16")
    assert (sums(desk), sums(desk, "abandoned")) == (("100", "7") if first_only else ("220", "13"))


def test_a15_a_hundred_thousand_bad_rows_are_counted_shown_and_all_listed(one_agreed: Desk) -> None:
    content = lines(*(f"2026-01-01,billing,x,93,={number}" for number in range(100_000)))
    sent = one_agreed.send(content)
    assert (sent.status_code, sent.json()["count"]) == (422, 200_000)
    assert len(sent.content) < 65_536
    assert len(sent.json()["errors"]) == 100
    assert sent.json()["errors"][0]["where"] == "row 2, column offered"
    file = one_agreed.get(sent.json()["refused"].removeprefix("/api/v1"))
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.content.startswith(b"\xef\xbb\xbf")
    rows = listed(file.content)
    assert len(rows) == 100_000
    assert rows[-1] == {
        **dict(zip(HEADER.split(","), ["2026-01-01", "billing", "x", "93", "'=99999"], strict=True)),
        "refused_row": "100001",
        "refused_column": "offered; abandoned",
        "refused_value": "x; =99999",
        "refused_reason": "“x” is not a number in unit count; “=99999” is not a number in unit count",
    }


def test_the_list_of_refused_rows_is_corrected_and_sent_back(agreed: Desk) -> None:
    bad = lines(ROW, "2026-01-02,billing,120,130,6", "2026-01-03,billing,x,1,0")
    sent = agreed.send(bad)
    path = sent.json()["refused"].removeprefix("/api/v1")
    content = agreed.get(path, "provider_clerk").content
    assert [row["refused_row"] for row in listed(content)] == ["3", "4"]
    corrected = content.replace(b"120,130,6", b"120,113,7").replace(b"x,1,0", b"1,1,0")
    again = agreed.send(corrected)
    assert again.status_code == 201, again.text
    assert (again.json()["rows"], again.json()["flags"], sums(agreed)) == (2, [], "121")
    assert agreed.get(path, "outsider_reader").status_code == 404
    report = f"{INBOX}/{again.json()['id']}/refused.csv"
    assert agreed.get(report).status_code == 404  # nothing of it was refused


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.csv", "x.csv"),
        ("a\r\nX: y.csv", "aX: y.csv"),
        ("x" * 300, "x" * 200),
        ("\u202egnp.csv", "gnp.csv"),
        ("CON", "CON"),
        ("", "report"),
        ("a.csv.exe", "a.csv.exe"),
    ],
)
def test_a21_a_file_name_is_only_for_people(one_agreed: Desk, name: str, kept: str) -> None:
    sent = one_agreed.send(PLAIN, params={"name": name})
    assert sent.status_code == 201, sent.text
    path = f"{INBOX}/{sent.json()['id']}"
    assert one_agreed.shown(path)["name"] == kept
    file = one_agreed.get(f"{path}/file")
    assert file.content == PLAIN
    assert "\n" not in file.headers["content-disposition"]
    assert "x" not in {one.lower() for one in file.headers}


FORM = '--b\r\nContent-Disposition: form-data; name="{}"; filename="a.csv"\r\n\r\n{}\r\n'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", FORM.format("file", "x") + "--b--\r\n"),
        (f"multipart/form-data; boundary={'b' * 200}", FORM.format("file", "x") + "--b--\r\n"),
        ("multipart/form-data; boundary=b", FORM.format("more", "x") * 1_001 + "--b--\r\n"),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", FORM.format("file", "x") * 2 + "--b--\r\n"),
        ("multipart/form-data; boundary=b", "--b\r\nthis is no form"),
        ("text/plain", FORM.format("file", "x") + "--b--\r\n"),
    ],
    ids=["no-boundary", "long-boundary", "1001-parts", "no-name", "two-files", "cut-off", "plain"],
)
def test_a22_a_form_that_is_none_is_refused_at_once(one_agreed: Desk, kind: str, body: str) -> None:
    sent = one_agreed.send(body.encode(), headers={"Content-Type": kind})
    assert sent.status_code in (400, 415, 422), sent.text
    assert sent.headers["content-type"] == "application/problem+json"


def test_a23_the_same_file_twice_changes_nothing(agreed: Desk) -> None:
    first = agreed.send(PLAIN, headers={"Idempotency-Key": "one"})
    with_key = agreed.send(PLAIN, headers={"Idempotency-Key": "one"})
    without = agreed.send(PLAIN)
    assert (first.status_code, with_key.status_code, without.status_code) == (201, 201, 200)
    assert with_key.content == first.content
    assert with_key.headers["Idempotent-Replayed"] == "true"
    assert (without.json()["status"], without.json()["id"]) == ("unchanged", first.json()["id"])
    assert len(agreed.shown(INBOX)["items"]) == 1
    assert sums(agreed) == "220"


def test_a24_a_corrected_file_replaces_and_what_was_known_stays(agreed: Desk) -> None:
    agreed.send(PLAIN)
    before = agreed.shown(f"/contracts/{REF}/terms")["items"]
    corrected = PLAIN.replace(b"120,114,6", b"130,122,8")
    sent = agreed.send(corrected, "client_auditor", params={"side": "provider"})
    assert (sent.status_code, sent.json()["sheets_changed"]) == (201, 1)
    assert (sums(agreed), sums(agreed, "abandoned")) == ("230", "15")
    inbox = agreed.shown(INBOX)["items"]
    assert [one["revision"] for one in inbox] == [3, 2]
    assert agreed.get(f"{INBOX}/{inbox[1]['id']}/file").content == PLAIN
    span = {**JANUARY, "as_of": inbox[1]["received_at"]}
    known = agreed.shown(f"/contracts/{REF}/measures", params=span)["items"]
    assert known[0]["measures"]["offered"] == "220"
    assert agreed.shown(f"/contracts/{REF}/terms")["items"] == before


def test_a25_nothing_of_a_file_with_one_bad_row_is_ever_seen(agreed: Desk) -> None:
    times = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in range(0, 60, 5)]
    days = [date(2026, 1, 1) + timedelta(number) for number in range(174)]
    rows = [f"{day} {at},billing,{part},1,1,0" for day in days for at in times for part in "ab"][:100_000]
    rows[50_000] = rows[50_000].replace(",1,1,0", ",1,x,0")  # row 50,001 of the data
    content = lines(*rows, header="interval_start,queue,segment,offered,answered,abandoned")
    card = f"/contracts/{REF}/scorecards/2026-01"
    before = agreed.shown(card)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(agreed.send, content)
        polled = [agreed.shown(card)]
        while not sending.done():
            polled.append(agreed.shown(card))
    assert sending.result().status_code == 422
    assert sending.result().json()["errors"][0]["where"] == "row 50002, column answered"
    polled.append(agreed.shown(card))
    assert all(one["targets"] == before["targets"] for one in polled)
    assert sums(agreed) is None
