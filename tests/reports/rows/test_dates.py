"""Hostile input B07 and B08: days, their order, their limits; files without dates; days, weeks and months."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.errors import Refused
from tests.reports.written import ONE_QUEUE, TODAY, TWO_QUEUES, read, refused, text

HEADER = "date,offered"


def day(cell: str, **key: str) -> date:
    reading = read(text(f'"{cell}",1', header=HEADER), {"key": {"date": {"from": "date", **key}}})
    return reading.sheets[0].first_day


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-04",
        "2025/03/04",
        "2025/3/4",
        "2025-3-4",
        "2025.03.04",
        "2025年03月04日",
        "2025年3月4日",
        "20250304",
        "04.03.2025",
        "4.3.2025",
        "2025-03-04T00:00:00",
        "2025-03-04 00:00:00",
    ],
)
def test_forms_that_need_no_order(cell: str) -> None:
    assert day(cell) == date(2025, 3, 4)


def test_an_ambiguous_order_is_asked_for() -> None:
    found = refused(text("03/04/2025,1", "05/06/2025,1", header=HEADER))
    assert found.problems[0].code == "date_order"
    assert "key.date.order" in str(found)
    assert day("03/04/2025", order="dmy") == date(2025, 4, 3)
    assert day("03/04/2025", order="mdy") == date(2025, 3, 4)
    assert day("03-04-2025", order="dmy") == date(2025, 4, 3)


@pytest.mark.parametrize(("proof", "order", "first"), [("13/04/2025", "dmy", 4), ("04/13/2025", "mdy", 3)])
def test_a_value_above_twelve_proves_the_order(proof: str, order: str, first: int) -> None:
    reading = read(text("03/04/2025,1", f"{proof},1", header=HEADER))
    assert reading.mapping["key"]["date"]["order"] == order
    assert reading.sheets[0].first_day == date(2025, first, 7 - first)


def test_contradicting_dates_are_refused() -> None:
    assert refused(text("13/04/2025,1", "04/13/2025,1", header=HEADER)).problems[0].code == "date_order"
    declared = {"key": {"date": {"from": "date", "order": "dmy"}}}
    found = refused(text("13/04/2025,1", "04/13/2025,1", header=HEADER), declared)
    assert found.problems[0].where == "row 3, column date"


@pytest.mark.parametrize(
    "cell",
    [
        "03-01-02",
        "1/2/03",
        "03/01/02",
        "1.2.25",
        "2025-02-30",
        "2025-02-29",
        "0000-01-01",
        "10000-01-01",
        "2025-13-01",
        "2025-W14",
        "2025-W14-3",
        "45658",
        "45658.0",
        "1735689600",
        "1735689600000",
        "４/3/2025",
        "２０２５-03-04",
        "Mar 4, 2025",
        "today",
        "2025-03",
        "2025-03-04x",
        "",
        "-",
        "2025-03-04T25:00",
        "2025-03-04+1",
    ],
)
def test_what_is_no_day_is_refused(cell: str) -> None:
    found = refused(text("2025-03-01,1", f'"{cell}",1', "2025-03-05,1", header=HEADER))
    assert [problem.where for problem in found.problems] == ["row 3, column date"]


def test_a_two_digit_year_is_told_so() -> None:
    assert "two digits" in str(refused(text("03/01/02,1", header=HEADER)))


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2026-11-23", "after 2026-11-22"),
        ("9999-12-31", "outside 1900 to 2999"),
        ("2018-12-31", "before 2019-01-01"),
        ("1970-01-01", "before"),
    ],
)
def test_the_contract_and_today_limit_the_days(cell: str, words: str) -> None:
    found = refused(text("2025-03-01,1", f"{cell},1", header=HEADER))
    assert found.problems[0].where == "row 3, column date"
    assert words in found.problems[0].message


def test_the_limits_themselves_are_inside() -> None:
    reading = read(text("2019-01-01,1", f"{TODAY},1", header=HEADER))
    assert (reading.first_day, reading.last_day) == (date(2019, 1, 1), TODAY)


def test_rows_that_are_numbered_need_a_first_day() -> None:
    content = text("1,5", "2,6", "3,7", header="Index,offered")
    assert "key.date.starts" in str(refused(content))
    reading = read(content, {"key": {"date": {"starts": "2020-02-28"}}})
    assert [str(sheet.first_day) for sheet in reading.sheets] == ["2020-02-28", "2020-02-29", "2020-03-01"]
    assert reading.mapping["key"]["date"] == {"row_number": True, "starts": "2020-02-28"}
    plain = read(
        text("5", "6", header="offered"), {"key": {"date": {"row_number": True, "starts": "2020-02-28"}}}
    )
    assert [str(sheet.first_day) for sheet in plain.sheets] == ["2020-02-28", "2020-02-29"]


def test_a_gap_in_the_numbers_would_move_every_later_day() -> None:
    found = refused(
        text("1,5", "3,7", "4,8", header="Index,offered"), {"key": {"date": {"starts": "2020-01-01"}}}
    )
    assert [problem.where for problem in found.problems] == ["row 3, column Index"]
    later = read(text("11,5", "12,7", header="Index,offered"), {"key": {"date": {"starts": "2020-01-01"}}})
    assert later.last_day == date(2020, 1, 2)


def test_days_are_the_plain_case() -> None:
    assert read(text("2025-03-01,1", header=HEADER)).mapping["grain"] == 1440
    assert read(text("2025-03-01,1", "2025-03-08,1", header=HEADER)).mapping["grain"] == 1440


def test_weeks_are_found_by_their_distance() -> None:
    reading = read(text("2025-03-03,1", "2025-03-10,1", "2025-03-24,1", header=HEADER))
    assert reading.mapping["grain"] == "week"
    assert (reading.sheets[0].last_day, reading.sheets[0].grain) == (date(2025, 3, 9), 7 * 1440)
    declared = read(text("2025-03-03,1", "2025-03-10,1", "2025-03-24,1", header=HEADER), {"grain": 1440})
    assert declared.sheets[0].last_day == date(2025, 3, 3)


def test_weeks_that_overlap_are_refused() -> None:
    found = refused(text("2025-03-03,1", "2025-03-08,1", header=HEADER), {"grain": "week"})
    assert found.problems[0].code == "grain"


@pytest.mark.parametrize(
    "cells", [("2025-02-01", "2025-03-01"), ("2025-02", "2025-03"), ("2025年2月", "2025年3月")]
)
def test_months_are_found(cells: tuple[str, str]) -> None:
    reading = read(text(*(f"{cell},1" for cell in cells), header=HEADER))
    assert reading.mapping["grain"] == "month"
    assert [(s.first_day, s.last_day, s.grain) for s in reading.sheets] == [
        (date(2025, 2, 1), date(2025, 2, 28), 28 * 1440),
        (date(2025, 3, 1), date(2025, 3, 31), 31 * 1440),
    ]


def test_a_declared_month_begins_on_its_first_day() -> None:
    assert refused(text("2025-02-03,1", header=HEADER), {"grain": "month"}).problems[0].code == "grain"
    assert read(text("2025-02-01,1", header=HEADER), {"grain": "month"}).last_day == date(2025, 2, 28)


def test_a_month_in_which_the_contract_starts_is_inside() -> None:
    context = replace(ONE_QUEUE, earliest=date(2025, 2, 10))
    assert read(text("2025-02,1", "2025-03,1", header=HEADER), None, context).rows == 2
    assert (
        refused(text("2025-01,1", "2025-03,1", header=HEADER), None, context).problems[0].code
        == "date_outside"
    )


def test_queues_by_id_and_title() -> None:
    content = text(
        "2025-03-01,billing,1", "2025-03-01,订单热线,2", "2025-03-02,BILLING,4", header="date,queue,offered"
    )
    reading = read(content, None, TWO_QUEUES)
    assert [(s.queue, s.first_day.day) for s in reading.sheets] == [
        ("billing", 1),
        ("billing", 2),
        ("orders", 1),
    ]


def test_an_unknown_queue_names_the_known_ones() -> None:
    found = refused(
        text("2025-03-01,billing,1", "2025-03-01,sales,2", header="date,queue,offered"), None, TWO_QUEUES
    )
    assert found.problems[0].where == "row 3, column queue"
    assert "billing, orders" in found.problems[0].message


def test_without_a_queue_column_the_only_queue_is_meant() -> None:
    assert read(text("2025-03-01,1", header=HEADER)).mapping["key"]["queue"] == {"value": "billing"}
    assert "key.queue" in str(refused(text("2025-03-01,1", header=HEADER), None, TWO_QUEUES))
    reading = read(text("2025-03-01,1", header=HEADER), {"key": {"queue": {"value": "订单热线"}}}, TWO_QUEUES)
    assert reading.sheets[0].queue == "orders"
    refused(text("2025-03-01,1", header=HEADER), {"key": {"queue": {"value": "sales"}}}, TWO_QUEUES)


def test_another_contract_is_refused_as_an_unknown_one_is() -> None:
    context = replace(ONE_QUEUE, contract="ACME-2026-01")
    header = "contract,date,offered"
    assert read(text("ACME-2026-01,2025-03-01,1", header=header), None, context).rows == 1
    messages = [
        refused(text(f"{other},2025-03-01,1", header=header), None, context)
        .problems[0]
        .message.replace(other, "X")
        for other in ("OTHER-2026-01", "NONE-2026-99")
    ]
    assert messages[0] == messages[1]
    mixed = refused(text("ACME-2026-01,2025-03-01,1", "OTHER,2025-03-02,1", header=header), None, context)
    assert mixed.problems[0].where == "row 3, column contract"


@pytest.mark.parametrize(
    ("cell", "channel"),
    [
        ("", "voice"),
        ("Voice", "voice"),
        ("语音", "voice"),
        ("Chat", "chat"),
        ("在线", "chat"),
        ("WhatsApp", "whatsapp"),
    ],
)
def test_channels(cell: str, channel: str) -> None:
    reading = read(text(f"2025-03-01,{cell},1", header="date,channel,offered"))
    assert reading.sheets[0].channel == channel
    refused(text(f"2025-03-01,{'x' * 21},1", header="date,channel,offered"))


@pytest.mark.parametrize("cell", ["9999-12-31", "0001-01-01", "3000-01-01"])
@pytest.mark.parametrize("header", ["date,offered", "interval_start,offered"])
def test_years_at_the_ends_of_the_calendar_break_nothing(cell: str, header: str) -> None:
    open_ended = replace(ONE_QUEUE, earliest=None, latest=None)
    time = " 09:30" if header.startswith("interval") else ""
    assert refused(text(f"{cell}{time},1", header=header), None, open_ended).problems[0].code == "date"
    given = {"key": {"date": {"starts": cell}}}
    with pytest.raises(Refused, match="starts"):
        read(text("1", header="offered"), given, open_ended)


def test_rows_before_the_contract_are_said_once() -> None:
    context = replace(ONE_QUEUE, earliest=date(2026, 1, 1))
    days = [date(2022, 1, 1) + timedelta(n) for n in range(1251)]
    found = refused(text(*(f"{day},1" for day in days), header=HEADER), None, context)
    assert (len(found.problems), found.count, found.rows) == (1, 1, 1251)
    [problem] = found.problems
    assert (problem.where, problem.code) == ("row 2, column date", "date_outside")
    assert "2022-01-01 lies before 2026-01-01, when the contract starts" in problem.message
    assert "1,250 more rows" in problem.message
    assert "row 1252" in problem.message
