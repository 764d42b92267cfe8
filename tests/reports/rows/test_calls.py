"""Call records and contact lists made by hand: what is counted, where, and what cannot be told."""

from dataclasses import replace
from datetime import date

import pytest

from app.errors import Refused
from app.reports.context import thresholds_of
from app.reports.reading.read import Context, read_report
from app.reports.rows.calls import LADDER
from app.terms_files.read import read_terms
from tests.desk import terms
from tests.reports.written import ONE_QUEUE, TWO_QUEUES, read, refused, text

HEADER = "id,day,time,result,waited,talked"
CALLS = {
    "calls": {
        "answered": [{"column": "result", "is": ["agent"]}],
        "wait": {"from": "waited"},
        "id": {"from": "id"},
    },
    "columns": {"talk_seconds": {"from": "talked"}},
    "key": {"date": {"from": "day"}, "time": {"from": "time"}},
}
ROWS = (
    "1,2025-03-01,09:29:59,AGENT,20,100",
    "2,2025-03-01,09:30:00,agent,20.001,60",
    "3,2025-03-01,09:31:07.250,hang,5,",
    "4,2025-03-02,23:59:59,hang,301,",
)
M = 1_000_000


def test_calls_fall_into_the_half_hour_in_which_they_begin() -> None:
    first, second = read(text(*ROWS, header=HEADER), CALLS).sheets
    assert (first.first_day, first.grain) == (date(2025, 3, 1), 30)
    assert first.intervals["offered"][18:20] == (M, 2 * M)
    assert second.intervals["offered"][47] == M
    assert first.totals["wait_seconds"] == 40_001_000
    assert first.totals["talk_seconds"] == 160 * M
    assert (first.totals["abandoned"], first.totals["wait_seconds_abandoned"]) == (M, 5 * M)
    assert (first.totals["longest_wait_seconds"], second.totals["longest_wait_seconds"]) == (
        20_001_000,
        301 * M,
    )


def test_exactly_n_seconds_is_within_n() -> None:
    first, second = read(text(*ROWS, header=HEADER), CALLS).sheets
    assert (first.totals["answered_within_20s"], first.totals["answered_within_30s"]) == (M, 2 * M)
    assert (first.totals["abandoned_within_5s"], second.totals["abandoned_within_300s"]) == (M, 0)
    assert {f"answered_within_{step}s" for step in LADDER} < set(first.totals)


def test_the_seconds_of_the_terms_and_of_the_mapping_are_counted_too() -> None:
    agreed_on = "with: {threshold: 25s, variant: answered_only}"
    level = f"  - {{id: level, metric: service_level, expected: '>= 80%', {agreed_on}}}"
    agreed = read_terms(f"{terms().rstrip()}\n{level}\n").terms
    assert thresholds_of(agreed) == {25}
    context = replace(ONE_QUEUE, thresholds=thresholds_of(agreed))
    mapping = {**CALLS, "calls": {**CALLS["calls"], "thresholds": ["7s", "20s"]}}
    reading = read_report(text(*ROWS, header=HEADER), mapping, context)
    assert reading.mapping["calls"]["thresholds"] == ["7s", "25s"]
    assert reading.sheets[0].totals["answered_within_25s"] == 2 * M
    assert reading.sheets[0].totals["abandoned_within_7s"] == M


@pytest.mark.parametrize("grain", [5, 15, 60, 1440])
def test_the_grain_is_a_choice(grain: int) -> None:
    sheets = read(text(*ROWS, header=HEADER), {**CALLS, "grain": grain}).sheets
    assert sum(sheet.totals["offered"] for sheet in sheets) == 4 * M
    assert {sheet.grain for sheet in sheets} == {grain}


def test_dated_calls_make_no_months() -> None:
    assert refused(text(*ROWS, header=HEADER), {**CALLS, "grain": "month"}).problems[0].code == "grain"


def test_a_call_that_came_twice_counts_once_and_one_told_twice_is_refused() -> None:
    again = read(text(*ROWS, ROWS[0], header=HEADER), CALLS)
    assert sum(sheet.totals["offered"] for sheet in again.sheets) == 4 * M
    assert "repeated_rows" in {flag.code for flag in again.flags}
    found = refused(text(*ROWS, "1,2025-03-01,09:29:59,HANG,20,", header=HEADER), CALLS)
    assert (found.problems[0].where, found.problems[0].code) == ("row 6, column id", "conflict")


def test_calls_without_an_id_all_count() -> None:
    mapping = {**CALLS, "calls": {**CALLS["calls"], "id": {"from": "id"}}}
    rows = [row.partition(",")[2] for row in ROWS]
    reading = read(text(*(f",{row}" for row in [*rows, rows[0]]), header=HEADER), mapping)
    assert sum(sheet.totals["offered"] for sheet in reading.sheets) == 5 * M


def test_an_answered_call_without_its_wait_is_a_fault_of_its_row() -> None:
    found = refused(text(*ROWS, "5,2025-03-02,10:00:00,agent,,5", header=HEADER), CALLS)
    assert (found.problems[0].where, found.problems[0].code) == ("row 6, column waited", "wait_missing")


def test_a_cell_that_is_no_number_is_refused_and_one_that_does_not_count_is_not_read() -> None:
    found = refused(text("1,2025-03-01,09:00,agent,x,5", header=HEADER), CALLS)
    assert (found.problems[0].where, found.problems[0].code) == ("row 2, column waited", "not_a_number")
    columns = {"talk_seconds": {"from": "talked", "when": [{"column": "result", "is": ["agent"]}]}}
    rows = ("1,2025-03-01,09:00,agent,1,5", "2,2025-03-01,09:01,hang,1,NO TALK")
    assert (
        read(text(*rows, header=HEADER), {**CALLS, "columns": columns}).sheets[0].totals["talk_seconds"]
        == 5 * M
    )


def test_a_wait_past_midnight_is_the_time_between() -> None:
    mapping = {
        "calls": {
            "answered": [{"column": "taken", "empty": False}],
            "wait": {"from": "time", "to": "taken"},
        },
        "key": {"date": {"from": "day"}, "time": {"from": "time"}},
    }
    rows = ("2025-03-01,23:59:50,00:00:10", "2025-03-01,10:00:00,10:00:03", "2025-03-01,10:00:00,")
    reading = read(text(*rows, header="day,time,taken"), mapping)
    assert reading.sheets[0].totals["wait_seconds"] == 23 * M
    assert reading.sheets[0].totals["abandoned"] == M


def test_stamps_of_another_zone_fall_into_the_contracts_day() -> None:
    mapping = {
        "calls": {"answered": [{"column": "result", "is": ["agent"]}]},
        "key": {"interval_start": {"from": "at"}},
    }
    rows = ("2025-03-01T15:59:59Z,agent", "2025-03-01T16:00:00.500Z,agent")
    first, second = read(text(*rows, header="at,result"), mapping).sheets
    assert (first.first_day, second.first_day) == (date(2025, 3, 1), date(2025, 3, 2))
    assert (first.intervals["offered"][47], second.intervals["offered"][0]) == (M, M)
    ignored = {**mapping, "key": {"interval_start": {"from": "at", "offset": "ignored"}}}
    [local] = read(text(*rows, header="at,result"), ignored).sheets
    assert local.intervals["offered"][31:33] == (M, M)


def test_epochs_of_calls() -> None:
    mapping = {
        "calls": {"answered": [{"column": "result", "is": ["agent"]}]},
        "key": {"interval_start": {"from": "at", "unit": "epoch_s"}},
    }
    [sheet] = read(text("1740844799,agent", "1740843001.25,x", header="at,result"), mapping).sheets
    assert (sheet.first_day, sheet.intervals["offered"][47]) == (date(2025, 3, 1), 2 * M)


def test_where_the_clock_goes_back_a_day_has_fifty_half_hours() -> None:
    context = Context("Europe/Berlin", ("billing",))
    mapping = {
        "calls": {"answered": [{"column": "result", "is": ["agent"]}]},
        "key": {"interval_start": {"from": "at"}},
    }
    rows = ("2025-10-26T02:10:00+02:00,agent", "2025-10-26T02:10:00+01:00,agent")
    [sheet] = read(text(*rows, header="at,result"), mapping, context).sheets
    assert (
        len(sheet.intervals["offered"]),
        sheet.intervals["offered"][4],
        sheet.intervals["offered"][6],
    ) == (50, M, M)
    assert refused(text("2025-10-26T02:10:00,agent", header="at,result"), mapping, context)


def test_a_contact_list_states_its_codes_by_segment() -> None:
    mapping = {
        "calls": {"outcomes": {"from": "result"}},
        "columns": {
            "contacts": {"when": []},
            "dials": {"from": "attempts", "unit": "count"},
            "successes": {"when": [{"column": "result", "is": ["yes"]}]},
        },
        "key": {"date": {"value": "2025-05-01"}, "segment": {"from": "month"}},
        "grain": "month",
    }
    rows = ("may,3,yes", "may,1,no", "june,2,no", "june,1,")
    june, may = read(text(*rows, header="month,attempts,result"), mapping).sheets
    assert (june.segment, june.first_day, june.last_day) == ("june", date(2025, 5, 1), date(2025, 5, 31))
    assert dict(may.totals) == {
        "contacts": 2 * M,
        "dials": 4 * M,
        "successes": M,
        "outcome.no": M,
        "outcome.yes": M,
    }
    assert june.totals["outcome.no"] == M


def test_queues_of_calls_by_name() -> None:
    mapping = {
        **CALLS,
        "key": {**CALLS["key"], "queue": {"from": "id", "names": {"1": "orders"}, "others": "left_out"}},
    }
    mapping["calls"] = {"answered": [], "wait": {"from": "waited"}}
    [sheet] = read(text(*ROWS, header=HEADER), mapping, TWO_QUEUES).sheets
    assert (sheet.queue, sheet.totals["offered"]) == ("orders", M)


@pytest.mark.parametrize(
    ("mapping", "where"),
    [
        ({"columns": {"contacts": {"when": []}}}, "columns.contacts"),
        ({"calls": {"wait": {"from": "a"}}}, "calls"),
        ({"calls": {}, "columns": {"talk_seconds": {"expression": "a * 2"}}}, "columns.talk_seconds"),
        ({"calls": {"answered": [{"column": "a"}]}}, "calls.answered.0"),
        ({"calls": {"thresholds": ["20"]}}, "calls.thresholds.0"),
        ({"key": {"date": {"value": "2025-02-30"}}}, "key.date.value"),
        ({"key": {"date": {"value": "2025-02-03", "from": "day"}}}, "key.date"),
    ],
)
def test_a_mapping_of_calls_is_checked(mapping: dict[str, object], where: str) -> None:
    with pytest.raises(Refused) as caught:
        read_report(text(*ROWS, header=HEADER), mapping, ONE_QUEUE)
    assert caught.value.problems[0].where == f"mapping: {where}"
