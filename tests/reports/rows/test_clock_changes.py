"""Hostile input B09 and half-hours: elapsed order, 46, 48 and 50 intervals, gaps and repeated hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.reports.written import ONE_QUEUE, TWO_QUEUES, columns, read, refused, text

BERLIN = replace(ONE_QUEUE, time_zone="Europe/Berlin")
SPRING, PLAIN, AUTUMN = date(2026, 3, 29), date(2026, 6, 10), date(2025, 10, 26)


def half_hours(day: date, zone: str, form: str = "offset") -> list[tuple[str, int]]:
    """Every half-hour of a local day with its number from 1, stamped with offset, in UTC or as wall time."""
    tz = ZoneInfo(zone)
    at = datetime(day.year, day.month, day.day, tzinfo=tz).astimezone(UTC)
    end = (datetime(day.year, day.month, day.day, tzinfo=tz) + timedelta(days=1)).astimezone(UTC)
    rows = []
    while at < end:
        local = at.astimezone(tz)
        shown = {
            "offset": local.isoformat(),
            "utc": at.strftime("%Y-%m-%dT%H:%MZ"),
            "wall": local.strftime("%Y-%m-%d %H:%M"),
        }
        rows.append((shown[form], len(rows) + 1))
        at += timedelta(minutes=30)
    return rows


@pytest.mark.parametrize("form", ["offset", "utc"])
@pytest.mark.parametrize(("day", "size"), [(SPRING, 46), (PLAIN, 48), (AUTUMN, 50)])
def test_a_whole_day_is_in_elapsed_order(day: date, size: int, form: str) -> None:
    reading = read(
        columns(("interval_start", "offered"), half_hours(day, "Europe/Berlin", form)), None, BERLIN
    )
    assert len(reading.sheets) == 1
    sheet = reading.sheets[0]
    assert (sheet.first_day, sheet.last_day, sheet.grain) == (day, day, 30)
    assert sheet.intervals["offered"] == tuple(n * 10**6 for n in range(1, size + 1))
    assert sheet.totals["offered"] == sum(sheet.intervals["offered"])  # type: ignore[arg-type]


def test_order_in_the_file_does_not_matter() -> None:
    rows = half_hours(AUTUMN, "Europe/Berlin")
    forward = read(columns(("interval_start", "offered"), rows), None, BERLIN)
    backward = read(columns(("interval_start", "offered"), rows[::-1]), None, BERLIN)
    assert forward.sheets == backward.sheets


@pytest.mark.parametrize(("day", "size"), [(PLAIN, 48), (SPRING, 46)])
def test_wall_times_of_plain_and_spring_days(day: date, size: int) -> None:
    reading = read(
        columns(("interval_start", "offered"), half_hours(day, "Europe/Berlin", "wall")), None, BERLIN
    )
    assert reading.sheets[0].intervals["offered"] == tuple(n * 10**6 for n in range(1, size + 1))
    assert reading.mapping["time_zone"] == "Europe/Berlin"


def test_a_wall_time_in_the_gap_is_refused() -> None:
    rows = [*half_hours(SPRING, "Europe/Berlin", "wall"), ("2026-03-29 02:30", 7)]
    found = refused(columns(("interval_start", "offered"), rows), None, BERLIN)
    assert [(p.where, p.code) for p in found.problems] == [("row 48, column interval_start", "clock_gap")]
    assert "02:30" in found.problems[0].message


def test_a_repeated_wall_time_needs_its_offset() -> None:
    rows = half_hours(AUTUMN, "Europe/Berlin", "wall")
    found = refused(columns(("interval_start", "offered"), rows), None, BERLIN)
    assert [p.code for p in found.problems] == ["clock_repeated"] * 4
    assert found.problems[0].where == "row 6, column interval_start"
    assert "offset" in found.problems[0].message
    once = [row for n, row in enumerate(rows) if not 4 <= n < 6]
    assert refused(columns(("interval_start", "offered"), once), None, BERLIN).count == 2


def test_offsets_only_where_they_are_needed() -> None:
    rows = half_hours(AUTUMN, "Europe/Berlin", "wall")
    with_offset = half_hours(AUTUMN, "Europe/Berlin")
    mixed = [with_offset[n] if 4 <= n < 8 else row for n, row in enumerate(rows)]
    reading = read(columns(("interval_start", "offered"), mixed), None, BERLIN)
    assert reading.sheets[0].intervals["offered"] == tuple(n * 10**6 for n in range(1, 51))


def test_missing_intervals_stay_missing() -> None:
    rows = half_hours(PLAIN, "Europe/Berlin", "wall")
    some = [rows[n] for n in (0, 3, 47)]
    sheet = read(columns(("interval_start", "offered"), some), None, BERLIN).sheets[0]
    assert [n for n, value in enumerate(sheet.intervals["offered"]) if value is not None] == [0, 3, 47]
    assert len(sheet.intervals["offered"]) == 48
    assert sheet.totals["offered"] == (1 + 4 + 48) * 10**6


def test_stamps_of_another_zone_are_moved_to_the_contracts_days() -> None:
    rows = [("2026-01-01 16:00", 1), ("2026-01-01 15:30", 2)]
    mapping = {"time_zone": "UTC", "grain": 30}
    reading = read(columns(("interval_start", "offered"), rows), mapping, ONE_QUEUE)
    assert [(str(s.first_day), s.totals["offered"] // 10**6) for s in reading.sheets] == [
        ("2026-01-01", 2),
        ("2026-01-02", 1),
    ]
    assert reading.sheets[0].intervals["offered"][47] == 2 * 10**6
    assert reading.sheets[1].intervals["offered"][0] == 1 * 10**6


def test_an_offset_that_lies_is_ignored_when_told_so() -> None:
    content = columns(("interval_start", "offered"), [("2026-01-01T09:00Z", 1), ("2026-01-01T09:30Z", 2)])
    believed = read(content, {"grain": 30}).sheets[0]
    ignored = read(
        content, {"grain": 30, "key": {"interval_start": {"from": "interval_start", "offset": "ignored"}}}
    ).sheets[0]
    assert (believed.intervals["offered"][34], ignored.intervals["offered"][18]) == (10**6, 10**6)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("09:00", "09:30"),
        ("9:00 AM", "9:30 AM"),
        ("09:00-09:30", "09:30-10:00"),
        ("09:00:00", "09:30:00"),
        ("09:00～09:30", "09:30～10:00"),
    ],
)
def test_date_and_time_in_two_columns(first: str, second: str) -> None:
    content = text(f"2026-01-01,{first},1", f"2026-01-01,{second},2", header="date,time,offered")
    sheet = read(content).sheets[0]
    assert sheet.grain == 30
    assert sheet.intervals["offered"][18:20] == (10**6, 2 * 10**6)


def test_afternoons_and_midnights() -> None:
    content = text(
        "2026-01-01,12:00 AM,1", "2026-01-01,12:30 PM,2", "2026-01-01,11:30 PM,3", header="date,time,offered"
    )
    sheet = read(content).sheets[0]
    assert [n for n, value in enumerate(sheet.intervals["offered"]) if value is not None] == [0, 25, 47]
    ends = text("2026-01-01,23:00-23:30,1", "2026-01-01,23:30-00:00,2", header="date,time,offered")
    assert read(ends).sheets[0].intervals["offered"][46:] == (10**6, 2 * 10**6)


@pytest.mark.parametrize(
    ("times", "grain"),
    [
        (("09:00", "10:00"), 60),
        (("09:00", "09:30"), 30),
        (("09:15", "09:30"), 15),
        (("09:10", "09:30"), 10),
        (("09:05", "09:30"), 5),
        (("9", "10"), 60),
    ],
)
def test_the_grain_is_found(times: tuple[str, ...], grain: int) -> None:
    reading = read(text(*(f"2026-01-01,{time},1" for time in times), header="date,time,offered"))
    assert reading.mapping["grain"] == grain
    assert len(reading.sheets[0].intervals["offered"]) == 1440 // grain


def test_calls_are_no_intervals() -> None:
    found = refused(text("2026-01-01 09:00:00,1", "2026-01-01 09:07:00,1", header="interval_start,offered"))
    assert "calls" in str(found)
    assert refused(text("2026-01-01 09:00:17,1", header="interval_start,offered")).problems[0].code == "time"


def test_a_declared_grain_is_checked() -> None:
    content = text("2026-01-01,09:00,1", "2026-01-01,09:15,1", header="date,time,offered")
    found = refused(content, {"grain": 30})
    assert [p.where for p in found.problems] == ["row 3, column time"]
    assert refused(text("2026-01-01,1", header="date,offered"), {"grain": 30}).problems[0].code == "grain"
    different = text("2026-01-01,09:00-09:30,1", "2026-01-01,10:00-11:00,1", header="date,time,offered")
    assert "different lengths" in str(refused(different))


@pytest.mark.parametrize("time", ["24:00", "25:00", "09:60", "x", "", "０９:00", "13:00 PM"])
def test_what_is_no_time(time: str) -> None:
    found = refused(text("2026-01-01,09:30,1", f"2026-01-01,{time},1", header="date,time,offered"))
    assert [p.where for p in found.problems] == ["row 3, column time"]


def test_midnights_alone_are_days() -> None:
    reading = read(text("2026-01-01 00:00:00,1", "2026-01-02 00:00:00,1", header="date,offered"))
    assert (reading.mapping["grain"], len(reading.sheets), reading.sheets[0].intervals) == (1440, 2, {})


def test_two_queues_do_not_mix() -> None:
    rows = [
        (stamp, queue, n)
        for stamp, n in half_hours(PLAIN, "Asia/Shanghai", "wall")
        for queue in ("orders", "billing")
    ]
    reading = read(columns(("interval_start", "queue", "offered"), rows), None, TWO_QUEUES)
    assert [(s.queue, s.totals["offered"] // 10**6) for s in reading.sheets] == [
        ("billing", 1176),
        ("orders", 1176),
    ]


@pytest.mark.parametrize(
    ("zone", "day", "size"),
    [
        ("Australia/Lord_Howe", date(2026, 4, 5), 49),
        ("America/Santiago", date(2026, 9, 6), 46),
        ("Africa/Cairo", date(2026, 4, 24), 46),
    ],
)
def test_odd_clock_changes(zone: str, day: date, size: int) -> None:
    rows = half_hours(day, zone)
    reading = read(columns(("interval_start", "offered"), rows), None, replace(ONE_QUEUE, time_zone=zone))
    assert reading.sheets[0].intervals["offered"] == tuple(n * 10**6 for n in range(1, size + 1))


def test_an_hour_does_not_divide_a_day_of_half_hours_more() -> None:
    howe = replace(ONE_QUEUE, time_zone="Australia/Lord_Howe")
    found = refused(
        text("2026-04-05T05:00+10:30,1", "2026-04-05T06:00+10:30,1", header="interval_start,offered"),
        None,
        howe,
    )
    assert found.problems[0].code == "grain"


def test_a_maximum_and_a_mean_do_not_add() -> None:
    rows = [("2026-01-01 09:00", 30, 10), ("2026-01-01 09:30", 50, 11)]
    sheet = read(columns(("interval_start", "longest_wait_seconds", "headcount"), rows)).sheets[0]
    assert sheet.totals == {"longest_wait_seconds": 50_000_000, "headcount": 10_500_000}


def test_huge_intervals_are_refused_and_not_wrapped() -> None:
    rows = [("2026-01-01 09:00", "99999999999"), ("2026-01-01 09:30", "99999999999")]
    assert refused(columns(("interval_start", "cost"), rows)).problems[0].code == "too_large"


def test_days_at_the_edge_of_the_contract_are_local_days() -> None:
    context = replace(BERLIN, earliest=date(2026, 1, 1))
    inside = columns(("interval_start", "offered"), [("2025-12-31T23:00Z", 1), ("2025-12-31T23:30Z", 1)])
    assert read(inside, None, context).first_day == date(2026, 1, 1)
    outside = columns(("interval_start", "offered"), [("2025-12-31T22:30Z", 1), ("2025-12-31T23:30Z", 1)])
    assert refused(outside, None, context).problems[0].where == "row 2, column interval_start"
