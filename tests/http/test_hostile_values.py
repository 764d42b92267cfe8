"""Hostile table B: what stands in the cells of real files, each case through the front door."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.desk import REF, Desk, terms

pytestmark = pytest.mark.slow  # the service as a whole

HEADER = "date,queue,offered,answered,abandoned"
TERMS = terms()
JANUARY = {"from": "2026-01-01", "to": "2026-02-01", "by": "queue"}


@dataclass(frozen=True)
class Case:
    """A value in the column offered (or a whole row, or a file), and the code of its problem or flag."""

    id: str
    value: str
    code: str = ""
    column: str = "offered"
    header: str = HEADER
    mapping: dict[str, Any] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The file: this row, below one without a fault where it has the usual header."""
        if self.header != HEADER:
            return f"{self.header}\n{self.value}\n".encode()
        row = f"2026-01-02,billing,{self.value},0,0" if self.column == "offered" else self.value
        return f"{HEADER}\n2026-01-01,billing,100,93,7\n{row}\n".encode()

    @property
    def params(self) -> dict[str, str]:
        return {"mapping": json.dumps({"schema": 1, **self.mapping})} if self.mapping else {}


def day(id_: str, value: str, code: str, **mapping: Any) -> Case:
    return Case(id_, f"{value},billing,1,1,0", code, "date", HEADER, mapping)


REFUSED = (
    Case("B01-nan", "NaN", "not_finite"),
    Case("B01-inf", "Infinity", "not_finite"),
    Case("B01-neginf", "-inf", "not_finite"),
    Case("B01-exp", "1e3", "exponent"),
    Case("B02-negative", "-5", "negative"),
    Case("B02-fraction", "10.5", "fraction"),
    Case("B02-bigint", "9223372036854775808", "too_large"),
    Case("B02-huge", "9" * 5_000, "too_large"),
    Case("B02-over-the-most", "1000000001", "too_large"),
    Case("B04-full-width", "１００", "digits"),
    Case("B04-arabic", "١٠٠", "digits"),
    Case("B04-unicode-minus", "−5", "negative"),
    Case("B04-no-break-space", "1\u00a0000", "digits"),
    Case("B06-thousands", '"1,000"', "separator"),
    Case("B06-percent", "95%", "percent"),
    day("B07-day-or-month-first", "03/04/2026", "date_order"),
    day("B07-two-digit-year", "26-01-03", "date"),
    day("B08-no-such-day", "2026-02-30", "date"),
    day("B08-no-leap-year", "2026-02-29", "date"),
    day("B08-year-0", "0000-01-01", "date"),
    day("B08-year-10000", "10000-01-01", "date"),
    day("B08-future", "2031-01-01", "date_outside"),
    day("B08-before-the-contract", "2025-12-31", "date_outside"),
    day("B08-epoch", "1767225600", "date"),
    day("B08-excel-serial", "46023", "date"),
    day("B08-iso-week", "2026-W02", "date"),
    Case("B11-answered-over-offered", "2026-01-02,billing,10,11,0", "answered_over_offered", "answered"),
    Case(
        "B11-short-abandons-over-abandoned",
        "2026-01-02,billing,5,6",
        "abandoned_within_5s_over_abandoned",
        "abandoned_within_5s",
        "date,queue,abandoned,abandoned_within_5s",
    ),
    Case(
        "B11-satisfaction-over-its-scale",
        "2026-01-02,billing,10,11",
        "surveys_satisfied_over_surveys_answered",
        "surveys_satisfied",
        "date,queue,surveys_answered,surveys_satisfied",
    ),
    Case("B13-conflict", "2026-01-01,billing,100,92,8", "conflict", ""),
)
TAKEN = (
    Case("B05-blank", "", "", mapping={}),
    Case("B05-dash", "-"),
    Case("B05-na", "N/A"),
    Case("B05-null", "NULL"),
    Case("B05-divided-by-zero", "#DIV/0!"),
    Case("B06-thousands-declared", '"1,000"', "sum_differs", mapping={"table": {"thousands": ","}}),
    day("B07-order-declared", "03/01/2026", "", key={"date": {"from": "date", "order": "dmy"}}),
    Case("B12-zero-offered", "0"),
    Case("B13-said-twice", "2026-01-01,billing,100,93,7", "repeated_rows", "row"),
    Case("B11-sums-that-do-not-meet", "2026-01-02,billing,100,80,7", "sum_differs", "row"),
    Case(
        "B11-half-hours",
        "2026-01-02 09:30,billing,10,11,0",
        "answered_over_offered",
        header=HEADER.replace("date", "interval_start"),
    ),
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in REFUSED])
def test_is_refused_with_its_place_and_its_reason(one_agreed: Desk, case: Case) -> None:
    sent = one_agreed.send(case.content, params=case.params)
    assert sent.status_code == 422, sent.text
    errors = sent.json()["errors"]
    assert case.code in [error["code"] for error in errors], errors
    if case.code != "date_order":
        line = 2 if case.header != HEADER else 3
        assert errors[0]["where"].startswith(f"row {line}")
        assert errors[0]["where"].endswith(case.column)
    assert one_agreed.shown(f"/contracts/{REF}/measures", params=JANUARY)["items"] == []


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in TAKEN])
def test_is_taken_and_what_is_odd_is_said(one_agreed: Desk, case: Case) -> None:
    sent = one_agreed.send(case.content, params=case.params)
    assert sent.status_code == 201, sent.text
    assert {flag["code"] for flag in sent.json()["flags"]} >= ({case.code} if case.code else set())


@pytest.mark.parametrize("blank", ["", "-", "N/A", "NULL", "#DIV/0!"])
def test_b05_what_is_not_stated_is_missing_and_never_0(agreed: Desk, blank: str) -> None:
    content = f"{HEADER}\n2026-01-01,billing,100,93,7\n2026-01-02,billing,{blank},10,1\n".encode()
    assert agreed.send(content).status_code == 201
    line = agreed.shown(f"/contracts/{REF}/scorecards/2026-01")["targets"][0]
    assert {"queue": "billing", "day": "2026-01-02"} in line["coverage"]["missing"]
    by_day = agreed.shown(f"/contracts/{REF}/measures", params={**JANUARY, "by": "day"})["items"]
    assert "offered" not in by_day[1]["measures"]


def test_b12_a_month_of_zeros_has_no_rate(one_agreed: Desk) -> None:
    rows = [f"2026-01-{number:02},billing,0,0,0" for number in range(1, 32)]
    assert one_agreed.send("\n".join([HEADER, *rows]).encode()).status_code == 201
    line = one_agreed.shown(f"/contracts/{REF}/scorecards/2026-01")["targets"][0]
    assert (line["verdict"], line["value"]) == ("no_data", None)
    assert "0" in line["reason"]


def test_b13_rows_said_twice_count_once(agreed: Desk) -> None:
    row = "2026-01-01,billing,100,93,7"
    assert agreed.send(f"{HEADER}\n{row}\n{row}\n".encode()).status_code == 201
    [sums] = agreed.shown(f"/contracts/{REF}/measures", params=JANUARY)["items"]
    assert sums["measures"] == {"abandoned": "7", "answered": "93", "offered": "100"}


BERLIN = TERMS.replace("Asia/Shanghai", "Europe/Berlin").replace("2026-01-01", "2025-01-01")


def test_b09_the_hour_that_does_not_exist_and_the_one_that_is_twice(desk: Desk) -> None:
    assert desk.put_terms(BERLIN, "2025-01-01").status_code == 201
    header = HEADER.replace("date", "interval_start")
    gap = desk.send(f"{header}\n2025-03-30 02:30,billing,1,1,0\n".encode())
    assert (gap.status_code, gap.json()["errors"][0]["code"]) == (422, "clock_gap")
    twice = desk.send(f"{header}\n2025-10-26 02:30,billing,1,1,0\n".encode())
    assert (twice.status_code, twice.json()["errors"][0]["code"]) == (422, "clock_repeated")
    written = [f"2025-10-26 02:30{offset},billing,{n},{n},0" for offset, n in (("+02:00", 1), ("+01:00", 2))]
    assert desk.send("\n".join([header, *written]).encode()).status_code == 201
    span = {"from": "2025-10-01", "to": "2025-11-01", "by": "queue"}
    [sums] = desk.shown(f"/contracts/{REF}/measures", params=span)["items"]
    assert sums["measures"]["offered"] == "3"


def test_b17_two_queues_are_their_sum_and_never_the_mean_of_their_rates(one_desk: Desk) -> None:
    two = TERMS.replace("{billing: {title: 账单热线}}", "{billing: {title: B}, orders: {title: O}}")
    assert one_desk.put_terms(two).status_code == 201
    rows = ["2026-01-01,billing,10,5,5", "2026-01-01,orders,10000,9900,100"]
    assert one_desk.send("\n".join([HEADER, *rows]).encode()).status_code == 201
    line = one_desk.shown(f"/contracts/{REF}/scorecards/2026-01")["targets"][0]
    assert (line["measures"]["abandoned"], line["measures"]["offered"]) == ("105", "10010")
    assert line["shown"].startswith("1.0")  # 105 / 10,010 = 1.05 %, not the mean 25.5 %
