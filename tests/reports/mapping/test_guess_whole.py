"""A guess in every format and language: what is found, the five rows beside it, and what they become."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.reports.reading.preview import Preview, preview
from app.reports.reading.read import Context
from tests.reports.formats.test_workbooks import rows, workbook
from tests.reports.written import ONE_QUEUE, read, refused, text

M = 1_000_000
DAYS = [f"2025-03-{day:02}" for day in range(1, 8)]
LINES = [(day, 100 + n, 90 + n, 10, 20) for n, day in enumerate(DAYS)]
ENGLISH = ("Date", "Calls offered", "Calls answered", "Calls abandoned", "Avg speed of ans")
CHINESE = ("日期", "呼入量", "应答量", "放弃量", "平均应答速度(秒)")
SPANISH = ("Fecha", "Llamadas recibidas", "Llamadas atendidas", "Llamadas abandonadas", "Avg speed of ans")
ITALIAN = ("Data", "Chiamate ricevute", "Chiamate risposte", "Chiamate abbandonate", "Avg speed of ans")


def as_csv(names: tuple[str, ...]) -> bytes:
    return text(*(",".join(map(str, line)) for line in LINES), header=",".join(names))


def as_xlsx(names: tuple[str, ...]) -> bytes:
    return workbook({"Report": rows(1, ("title",), names, *LINES)})


def as_json(names: tuple[str, ...]) -> bytes:
    return json.dumps({"data": [dict(zip(names, line, strict=True)) for line in LINES]}).encode()


def as_lines(names: tuple[str, ...]) -> bytes:
    return b"\n".join(json.dumps(dict(zip(names, line, strict=True))).encode() for line in LINES)


@pytest.mark.parametrize("names", [ENGLISH, CHINESE, SPANISH, ITALIAN], ids=["en", "zh", "es", "it"])
@pytest.mark.parametrize("made", [as_csv, pytest.param(as_xlsx, marks=pytest.mark.slow), as_json, as_lines])
def test_five_rows_and_what_they_become_in_every_format_and_language(
    made: Any, names: tuple[str, ...]
) -> None:
    seen = preview(made(names), None, ONE_QUEUE)
    assert (seen.guessed, seen.rows, len(seen.examples), seen.problem_count) == (True, 7, 5, 0)
    columns = seen.mapping["columns"]
    assert [columns[name]["from"] for name in ("offered", "answered", "abandoned")] == list(names[1:4])
    assert columns["wait_seconds"]["expression"] == f'"{names[4]}" * answered'  # a derived count
    first = seen.examples[0]
    assert (first.cells[names[1]], first.becomes["offered"]) == ("100", "100")
    assert (first.becomes["date"], first.becomes["wait_seconds"]) == ("2025-03-01", "1800")
    assert seen.mapping["grain"] == 1440


def stated(content: bytes, measure: str, mapping: dict[str, Any] | None = None) -> int:
    return sum(sheet.totals[measure] for sheet in read(content, mapping).sheets)


@pytest.mark.parametrize(
    ("header", "cell", "unit", "seconds"),
    [
        ("Talk time", "90", "s", 90),
        ("Talk time (ms)", "90500", "ms", "90.5"),
        ("Talk time (min)", "1.5", "min", 90),
        ("总通话时长(分钟)", "1.5", "min", 90),
        ("Talk time", "0:01:30", "h:mm:ss", 90),
        ("Talk time (hours)", "0.5", "h", 1800),
    ],
)
def test_units_are_part_of_the_mapping(header: str, cell: str, unit: str, seconds: object) -> None:
    content = text(f"2025-03-01,5,{cell}", header=f"date,offered,{header}")
    seen = preview(content, None, ONE_QUEUE)
    assert seen.mapping["columns"]["talk_seconds"]["unit"] == unit
    assert seen.examples[0].becomes["talk_seconds"] == str(seconds)


def test_a_day_fraction_is_declared_and_read() -> None:
    mapping = {"columns": {"talk_seconds": {"from": "talk", "unit": "day"}}, "key": {"date": {"from": "day"}}}
    assert stated(text("2025-03-01,0.0625", header="day,talk"), "talk_seconds", mapping) == 5400 * M


@pytest.mark.parametrize(
    ("cell", "unit"), [("85%", "percent"), ("85", "percent"), ("0.85", "ratio")], ids=["85%", "85", "0.85"]
)
def test_percent_and_ratio_in_an_expression(cell: str, unit: str) -> None:
    expression = {"answered": {"expression": '"share" * offered', "unit": "count"}, "offered": {"from": "n"}}
    mapping = {"columns": expression, "inputs": {"share": {"unit": unit}}, "key": {"date": {"from": "day"}}}
    content = text(f"2025-03-01,200,{cell}", header="day,n,share")
    assert stated(content, "answered", mapping) == 170 * M
    note = [flag.message for flag in read(content, mapping).flags if flag.code == "derived"]
    assert note == ['answered is derived: "share" * offered; it is as exact as its columns']


def half_hour(seen: Preview) -> str:
    return seen.examples[0].becomes["interval_start"]


def test_the_time_zone_of_stamps_and_whether_a_z_is_believed() -> None:
    content = text("2025-03-01T01:30:00Z,3", header="interval_start,offered")
    believed = preview(content, None, ONE_QUEUE)
    assert half_hour(believed) == "2025-03-01T09:30+08:00"
    assert "offset_believed" in {flag.code for flag in believed.flags}
    key = {"interval_start": {"from": "interval_start", "offset": "ignored"}}
    assert half_hour(preview(content, {"key": key}, ONE_QUEUE)) == "2025-03-01T01:30+08:00"
    london = {"key": key, "time_zone": "Europe/London"}
    assert half_hour(preview(content, london, ONE_QUEUE)) == "2025-03-01T09:30+08:00"
    madrid = replace(ONE_QUEUE, time_zone="Europe/Madrid")
    assert half_hour(preview(content, None, madrid)) == "2025-03-01T02:30+01:00"


@pytest.mark.parametrize(
    ("stamps", "grain"),
    [
        (["2025-03-01 09:00", "2025-03-01 09:30"], 30),
        (["2025-03-01 09:00", "2025-03-01 09:15"], 15),
        (["2025-03-01 09:00", "2025-03-01 10:00"], 60),
        (["2025-03-01 00:00", "2025-03-02 00:00"], 1440),
        (["2025-03-03", "2025-03-10", "2025-03-17"], "week"),
        (["2025-01-01", "2025-02-01"], "month"),
        (["2025-03-01", "2025-03-02"], 1440),
    ],
)
def test_the_grain_is_found(stamps: list[str], grain: object) -> None:
    content = text(*(f"{stamp},3" for stamp in stamps), header="interval_start,offered")
    assert read(content).mapping["grain"] == grain


def test_the_grain_is_checked() -> None:
    content = text("2025-03-01 09:10,3", header="interval_start,offered")
    assert refused(content, {"grain": 30}).problems[0].code == "grain"
    assert refused(text("2025-03-01 09:07,3", header="interval_start,offered")).problems[0].code == "grain"
    assert refused(text("2025-03-01,3", header="date,offered"), {"grain": 30}).problems[0].code == "grain"


def test_where_a_row_ends_says_how_long_it_is() -> None:
    """One row of a day that begins at 16:00 of another zone is a day here, and not an hour."""
    header = "from,to,offered"
    key = {"interval_start": {"from": "from", "to": "to"}}
    mapping = {"columns": {"offered": {"from": "offered"}}, "key": key}
    day = text("2025-02-28T16:00:00Z,2025-03-01T16:00:00Z,3", header=header)
    [sheet] = read(day, mapping).sheets
    assert (str(sheet.first_day), sheet.grain) == ("2025-03-01", 1440)
    other = replace(ONE_QUEUE, time_zone="Europe/Madrid")
    assert refused(day, mapping, other).problems[0].code == "grain"
    epochs = {**mapping, "key": {"interval_start": {**key["interval_start"], "unit": "epoch_s"}}}
    [half] = read(text("1740792600,1740794400,3", header=header), epochs).sheets
    assert half.grain == 30
    assert refused(text("01.03.2025,02.03.2025,3", header=header), mapping).problems[0].code == "interval"


def test_an_outbound_list_counts_what_its_codes_mean() -> None:
    """Records, attempts, contacts, successes by the mapping's choice; each code by itself as outcome.CODE."""
    lines = ("2025-03-01,A,SALE,1", "2025-03-01,A,NO ANSWER,4", "2025-03-01,B,不需要,2", "2025-03-01,B,,0")
    mapping = {
        "calls": {"outcomes": {"from": "Result"}},
        "columns": {
            "records": {"when": []},
            "records_attempted": {"when": [{"column": "Tries", "over": "0"}]},
            "dials": {"from": "Tries", "unit": "count"},
            "contacts": {"when": [{"column": "Result", "is": ["SALE", "不需要"]}]},
            "successes": {"when": [{"column": "Result", "is": ["sale"]}]},
            "refusals": {"when": [{"column": "Result", "is": ["不需要"]}]},
        },
        "key": {"date": {"from": "Day"}, "segment": {"from": "List"}},
    }
    outbound = Context("Asia/Shanghai", ("renewals",), frozenset({"renewals"}))
    first, second = read(text(*lines, header="Day,List,Result,Tries"), mapping, outbound).sheets
    counted = {name: total // M for name, total in first.totals.items() if total}
    assert counted == {
        "records": 2, "records_attempted": 2, "dials": 5, "contacts": 1, "successes": 1,
        "outcome.SALE": 1, "outcome.NO ANSWER": 1,
    }  # fmt: skip
    assert (second.segment, second.totals["refusals"], second.totals["outcome.不需要"]) == ("B", M, M)
    assert second.totals["records_attempted"] == M
