from app.sla.agreed.conditions import TargetHours
from app.sla.hours import Weekly
from tests.sla.leaving_out.world import CLOSED_ON_MONDAY, MONDAY, OFFICE, half_hours, judged, one_queue
from tests.sla.world import sheet, target

PEAK = TargetHours("peak", Weekly.read({"mon-tue": "10:00-12:00"}))
ALWAYS = TargetHours("office", Weekly.read({"mon-fri": "07:00-21:00"}))
DAY = half_hours(MONDAY, offered=2, abandoned=1)
ROW = sheet(MONDAY, "calls", offered=100, abandoned=3)


def test_only_half_hours_within_its_hours_count() -> None:
    line = judged(one_queue(targets=(target(hours=PEAK),)), DAY)
    assert line.totals["offered"].value == 8
    assert line.coverage.expected == 8  # four Mondays and Tuesdays
    assert line.left_out == ()


def test_a_figure_for_the_day_says_nothing_about_its_hours() -> None:
    line = judged(one_queue(targets=(target(hours=PEAK),)), ROW)
    assert (line.verdict, line.coverage.stated) == ("no_data", 0)


def test_except_where_all_service_lies_within_them() -> None:
    line = judged(one_queue(targets=(target(hours=ALWAYS),), service_hours=OFFICE), ROW)
    assert line.totals["offered"].value == 100
    assert judged(one_queue(targets=(target(hours=ALWAYS),)), ROW).verdict == "no_data"


def test_a_holiday_has_no_peak() -> None:
    line = judged(one_queue(targets=(target(hours=PEAK),), service_hours=CLOSED_ON_MONDAY), DAY)
    assert line.coverage.expected == 7
    assert line.verdict == "no_data"
