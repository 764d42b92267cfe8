"""Real call records: one row a call becomes half-hours, and what counts as a hang-up moves the answer."""

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.reports.reading.read import Context, Reading, ReportRefused, read_report
from app.sla.measures import Measure, measure
from app.sla.quantities import round_to
from app.sla.sheets import Sheet, add_up
from tests.reports.folders import (
    CALLS_CSV,
    CALLS_XLSX,
    CODES,
    CONTACTS,
    OUTCOMES,
    VOLUME,
    calls_of_1999,
)

REAL = Path(__file__).resolve().parents[4] / "shared" / "data"
SATISFACTION = Measure("satisfaction", "points of satisfaction", "points")
CONTEXT = Context(
    "Asia/Jerusalem",
    ("line",),
    earliest=date(1999, 1, 1),
    latest=date(2026, 11, 22),
    declared={"satisfaction": SATISFACTION},
)

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real reports are not on this machine")


def read(folder: str, name: str, mapping: Mapping[str, Any]) -> Reading:
    return read_report((REAL / folder / name).read_bytes(), mapping, CONTEXT)


def truth(folder: str) -> Any:
    return json.loads((REAL / folder / "expected.json").read_text("utf-8"), parse_float=Decimal)


def lookup(name: str) -> Measure:
    return SATISFACTION if name == "satisfaction" else measure(name)


class Figures:
    """The totals of some sheets, and their ratios rounded as the expected ones are."""

    def __init__(self, sheets: list[Sheet], measures: tuple[str, ...]) -> None:
        self.totals = {name: total.value for name, total in add_up(sheets, measures, lookup).items()}

    def __getitem__(self, name: str) -> Fraction:
        return self.totals[name]

    def is_as(self, part: Fraction, whole: Fraction, stated: Decimal) -> bool:
        digits = -int(stated.as_tuple().exponent)
        return abs(part / whole - Fraction(stated)) * 10**digits <= Fraction(1, 2)


def test_a_day_of_calls_is_its_true_figures() -> None:
    reading = read("calls_csv_bom", "Call Center Data.csv", CALLS_CSV)
    true = truth("calls_csv_bom")
    assert (reading.rows, reading.mapping["grain"]) == (25_100, 30)
    assert len(true["by_day"]) == len(reading.sheets) == 14
    for day, expected in {"all": true["all"], **true["by_day"]}.items():
        sheets = [one for one in reading.sheets if day in ("all", str(one.first_day))]
        found = Figures(sheets, reading.measures)
        assert found["offered"] == expected["calls"]
        assert found["answered"] == expected["answered"]
        assert found["abandoned"] == expected["unanswered"]
        assert found.is_as(found["abandoned"], found["offered"], expected["abandonment_rate"])
        assert found.is_as(found["wait_seconds"], found["answered"], expected["asa_s"])
        in_time = found["answered_within_20s"]
        assert found.is_as(in_time, found["answered"], expected["sl20_of_answered"])
        assert found.is_as(in_time, found["offered"], expected["sl20_of_offered"])
        booked = expected["booking_conversion_of_answered"]
        assert found.is_as(found["successes"], found["answered"], booked)


def test_how_long_the_unanswered_waited_is_said_to_be_unknown() -> None:
    reading = read("calls_csv_bom", "Call Center Data.csv", CALLS_CSV)
    [note] = [flag for flag in reading.flags if flag.code == "wait_unknown"]
    assert "369 abandoned calls" in note.message
    assert not any(name.startswith("abandoned_within") for name in reading.measures)
    assert "wait_seconds_abandoned" not in reading.measures


def test_half_hours_add_up_to_the_day() -> None:
    for sheet in read("calls_csv_bom", "Call Center Data.csv", CALLS_CSV).sheets:
        assert (sheet.grain, len(sheet.intervals["offered"])) == (30, 48)
        for name in ("offered", "answered", "answered_within_20s", "wait_seconds"):
            assert sum(value or 0 for value in sheet.intervals[name]) == sheet.totals[name]


@pytest.mark.parametrize("only_queued", [False, True])
def test_which_hang_ups_count_moves_the_answer(only_queued: bool) -> None:
    reading = read("calls_tsv_1999", "january.txt", calls_of_1999(only_queued=only_queued))
    true = truth("calls_tsv_1999")["january"]["month"]
    found = Figures(list(reading.sheets), reading.measures)
    assert found["answered"] == true["answered"]
    assert found["offered"] - found["answered"] == found["abandoned"]
    assert found.is_as(found["wait_seconds"], found["answered"], true["asa_s_over_all_answered"])
    assert found.is_as(found["talk_seconds"], found["answered"], true["avg_service_s"])
    in_time = found["answered_within_20s"]
    assert found.is_as(in_time, found["answered"], true["sl20_answered_within_over_answered"])
    if only_queued:
        assert found["abandoned"] == true["hang_in_queue(q_time>0)"]
        assert found.is_as(found["abandoned"], found["offered"], true["abandonment_rate_queue_only"])
        late = found["offered"] - found["abandoned_within_20s"]
        assert found.is_as(in_time, late, true["sl20_answered_within_over_answered_plus_abandons_after_20s"])
        all_of_them = true["sl20_answered_within_over_answered_plus_queue_abandons"]
        assert found.is_as(in_time, found["offered"], all_of_them)
        short = found["abandoned_within_5s"]
        removed = (found["abandoned"] - short) / (found["offered"] - short)
        assert round_to(removed, 6) == Fraction(true["abandonment_rate_queue_excl_le5s"])
        assert found["longest_wait_seconds"] == true["max_q_time"]
        [note] = [flag for flag in reading.flags if flag.code == "calls_not_counted"]
        assert note.message.startswith("1,219 calls")
    else:
        assert found["abandoned"] == true["hang_all"]
        assert found["offered"] == true["offered_excl_phantom"]
        assert found.is_as(
            found["abandoned"], found["offered"], true["abandonment_rate_all_hang_over_offered"]
        )


def test_the_two_days_that_are_missing_stay_missing() -> None:
    reading = read("calls_tsv_1999", "january.txt", calls_of_1999(only_queued=False))
    days = sorted({sheet.first_day for sheet in reading.sheets})
    assert [f"{day:%y%m%d}" for day in days] == truth("calls_tsv_1999")["january"]["days_present"]
    [left_out] = [flag for flag in reading.flags if flag.code == "rows_left_out"]
    assert left_out.message.startswith("240 rows")


def test_each_service_is_a_segment() -> None:
    reading = read("calls_tsv_1999", "january.txt", calls_of_1999(only_queued=False))
    for kind, true in truth("calls_tsv_1999")["january"]["by_type"].items():
        found = Figures([one for one in reading.sheets if one.segment == kind], reading.measures)
        assert found["answered"] == true["answered"]
        assert found["abandoned"] == true["hang_all"]
        assert found["offered"] == true["answered"] + true["hang_all"]


@pytest.mark.slow
def test_a_workbook_of_calls_with_fractions_of_a_day() -> None:
    reading = read("calls_xlsx_day_fractions", "01 Call-Center-Dataset.xlsx", CALLS_XLSX)
    true = truth("calls_xlsx_day_fractions")
    assert (reading.rows, reading.mapping["key"]["time"]["unit"]) == (5000, "day")
    assert (reading.first_day, reading.last_day) == (date(2021, 1, 1), date(2021, 3, 31))
    assert len(true["monthly"]) == 3
    for month, expected in {"all": true["all"], **true["monthly"]}.items():
        sheets = [one for one in reading.sheets if month in ("all", f"{one.first_day:%Y-%m}")]
        found = Figures(sheets, reading.measures)
        assert found["offered"] == expected["calls"]
        assert found["answered"] == expected["answered"]
        assert found["abandoned"] == expected["abandoned"]
        ratios = (
            ("abandoned", "offered", "abandonment_rate"),
            ("wait_seconds", "answered", "asa_s"),
            ("talk_seconds", "answered", "talk_s"),
            ("answered_within_20s", "answered", "sl20_of_answered"),
            ("answered_within_60s", "answered", "sl60_of_answered"),
            ("answered_within_60s", "offered", "sl60_of_offered"),
            ("resolved_first_contact", "resolvable", "resolved_of_all"),
            ("resolved_first_contact", "answered", "resolved_of_answered"),
            ("satisfaction", "answered", "csat_mean_answered"),
        )
        for part, whole, name in ratios:
            assert found.is_as(found[part], found[whole], expected[name]), (month, name)


def test_a_contact_list_without_a_year_is_not_dated_by_us() -> None:
    undated = {name: part for name, part in CONTACTS.items() if name != "key"}
    with pytest.raises(ReportRefused, match=r"key\.date\.value"):
        read("outbound_contacts", "bank-additional.csv", undated)
    reading = read("outbound_contacts", "bank-additional.csv", CONTACTS)
    true = truth("outbound_contacts")
    found = Figures(list(reading.sheets), reading.measures)
    assert found["dials"] == true["all"]["dial_attempts_sum_campaign"]
    assert found.is_as(found["talk_seconds"], found["contacts"], true["all"]["talk_s_mean"])
    hours = found["talk_seconds"] / 3600
    assert found.is_as(found["successes"], hours, true["all"]["conversions_per_talk_hour"])
    for code, figures in true["by_poutcome"].items():
        assert found[f"outcome.{code}"] == figures["contacts"]
    assert {sheet.segment for sheet in reading.sheets} == set(true["by_month_label(no year!)"])
    spans = {(sheet.first_day, sheet.last_day) for sheet in reading.sheets}
    assert spans == {(date(2010, 5, 1), date(2010, 5, 31))}


def test_five_minutes_of_volume_keep_their_gaps_and_their_local_time() -> None:
    context = replace(CONTEXT, time_zone="America/New_York")
    reading = read_report((REAL / "volume_5min" / "bank_calls.csv").read_bytes(), VOLUME, context)
    true = truth("volume_5min")
    assert (reading.rows, reading.mapping["grain"], len(reading.sheets)) == (27_716, 5, true["days"])
    assert sum(sheet.totals["offered"] for sheet in reading.sheets) == true["total_calls"] * 1_000_000
    days = {str(sheet.first_day) for sheet in reading.sheets}
    assert not days & set(true["missing_weekdays"])
    for sheet in reading.sheets:
        stated = [place for place, value in enumerate(sheet.intervals["offered"]) if value is not None]
        assert (stated[0], stated[-1], len(stated)) == (84, 252, 169)  # 07:00 to 21:00


def test_a_z_that_nobody_spoke_of_is_believed_and_said() -> None:
    content = b"interval_start,offered\n2025-03-03T07:00:00Z,111\n2025-03-03T07:30:00Z,113\n"
    [note] = [flag for flag in read_report(content, None, CONTEXT).flags if flag.code == "offset_believed"]
    assert "Asia/Jerusalem" in note.message
    for said in ("believed", "ignored"):
        mapping = {"key": {"interval_start": {"from": "interval_start", "offset": said}}}
        reading = read_report(content, mapping, CONTEXT)
        assert "offset_believed" not in {flag.code for flag in reading.flags}


def test_result_codes_that_contradict_their_total_are_said() -> None:
    content = (REAL / "outcome_codes_daily" / "raw_central_intake_call.csv").read_bytes()
    header = next(csv.reader([content.split(b"\n")[0].decode()]))
    codes = {f"outcome.{name.split()[1]}": {"from": name} for name in header if name.startswith("Code ")}
    assert len(codes) == 13
    assert {f"outcome.{code}" for code in CODES} < set(codes)
    columns = {"handled": {"from": "Total calls coded"}, **codes}
    reading = read("outcome_codes_daily", "raw_central_intake_call.csv", {**OUTCOMES, "columns": columns})
    [flag] = [one for one in reading.flags if one.code == "outcomes_over_handled"]
    assert "add up to more than handled" in flag.message
    true = truth("outcome_codes_daily")["all"]
    found = Figures(list(reading.sheets), reading.measures)
    assert found["outcome.1A"] == true["referral_1A"]
    assert found["outcome.4B"] == true["disconnected_no_outcome_4B"]
    assert not {"offered", "abandoned", "cost"} & set(reading.measures)
