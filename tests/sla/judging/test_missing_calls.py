from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.targets import Reports
from app.sla.beside import Beside
from app.sla.judge import Line, judge
from app.sla.judging.missing_calls import NOTHING_TO_DIVIDE, shifted, sides_of
from app.sla.judging.reckoning import Reckoned
from app.sla.metrics import Metric, agree, own
from app.sla.periods import Cadence
from app.sla.sheets import Sheet
from app.sla.terms import Queue, Side
from tests.sla.world import sheet, target, terms

WEEK = Cadence("week").containing(date(2026, 2, 2))
SUNDAY = WEEK.last_day
COUNTS_AS_MISSING = Reports(incomplete="as_missing_calls")
MADE = terms(target("<= 5%"), reports=COUNTS_AS_MISSING, queues=(Queue("calls", "calls"),))


def six_days(**counts: int) -> Sheet:
    return sheet(WEEK.start, "calls", 6, **counts)


def judged(
    *sheets: Sheet, other: tuple[Sheet, ...] = (), today: date = WEEK.end, side: Side = "provider"
) -> Line:
    made = terms(
        target("<= 5%"), reports=COUNTS_AS_MISSING, queues=(Queue("calls", "calls"),), measured_by=side
    )
    return judge(made, made.targets[0], WEEK, sheets, today, Beside(other=other))


def plan(volume: int, day: date = SUNDAY) -> Sheet:
    return sheet(day, "calls", forecast_offered=volume)


def test_the_forecast_of_the_client_says_how_many() -> None:
    line = judged(six_days(offered=900, abandoned=0), other=(plan(100),))
    assert line.value == Fraction(100, 1000)
    assert line.working[-2].rule == "missing_calls"
    assert (line.working[-2].inputs["days"], line.working[-2].inputs["calls"]) == ("1", "100")


def test_where_the_client_measures_its_own_sheets_hold_the_forecast() -> None:
    assert judged(six_days(offered=900, abandoned=0), plan(100), side="client").value == Fraction(1, 10)
    assert judged(six_days(offered=900, abandoned=0), plan(100)).value == 0


def test_else_the_mean_of_the_same_weekdays_of_four_weeks() -> None:
    weeks = [sheet(SUNDAY - timedelta(7 * n), "calls", offered=100 * n, abandoned=0) for n in (1, 2, 4, 5)]
    line = judged(six_days(offered=1000, abandoned=0), *weeks)
    assert line.numerator == Fraction(700, 3)


def test_a_day_with_nothing_to_go_by_is_judged_as_reported_and_said() -> None:
    line = judged(six_days(offered=900, abandoned=9))
    assert line.value == Fraction(1, 100)
    assert line.working[-2].inputs["without"] == "1"


def test_before_the_report_is_due_nothing_is_missing() -> None:
    line = judged(six_days(offered=900, abandoned=9), other=(plan(100),), today=SUNDAY)
    assert line.value == Fraction(1, 100)


def test_days_of_nothing_but_zeros_still_fail_on_the_missing_one() -> None:
    line = judged(six_days(offered=0, abandoned=0), other=(plan(100),))
    assert line.verdict == "below_minimum"
    assert line.value == 1
    nothing = judged(six_days(offered=0, abandoned=0), other=(plan(0),))
    assert (nothing.verdict, nothing.reason) == ("no_data", NOTHING_TO_DIVIDE)


def test_a_period_without_any_figure_is_no_data() -> None:
    assert judged(other=(plan(100),)).verdict == "no_data"


def test_a_derived_count_beside_missing_days_keeps_the_verdict_provisional() -> None:
    day = six_days(offered=900, abandoned=0)
    derived = Sheet(
        day.queue, "", "voice", day.first_day, day.last_day, day.grain, day.totals, {}, {"offered": 1}
    )
    assert judged(derived, other=(plan(100),)).provisional == ("derived_from_rounded_rate",)


@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 500))
def test_a_missing_day_never_makes_a_share_better(offered: int, failed: int, planned: int) -> None:
    report = six_days(offered=offered, abandoned=min(failed, offered))
    complete = sheet(SUNDAY, "calls", offered=0, abandoned=0)
    better, worse = judged(report, complete), judged(report, other=(plan(planned),))
    assert better.value is not None
    assert worse.value is not None
    assert better.value <= worse.value


@pytest.mark.parametrize(
    "metric",
    [
        agree("average_speed_of_answer", None, {}),
        agree("occupancy", None, {}),
        own("m", "min(answered / offered, 1)", "ratio", "higher"),
        own("m", "1 / 2", "ratio", "higher"),
        own("m", "revenue / cost", "ratio", "higher"),
    ],
)
def test_only_a_share_of_contacts_has_sides(metric: Metric) -> None:
    assert sides_of(MADE, target("<= 1", metric)) is None


def test_a_value_without_sides_is_not_shifted() -> None:
    plain = Reckoned(Fraction(1), "", {})
    assert shifted(plain, Fraction(1), Fraction(1), "relief") is plain


def test_a_metric_of_time_is_judged_as_reported() -> None:
    speed = target("<= 30s", agree("average_speed_of_answer", None, {}))
    made = terms(speed, reports=COUNTS_AS_MISSING, queues=(Queue("calls", "calls"),))
    report = six_days(answered=10, wait_seconds=100)
    line = judge(made, speed, WEEK, [report], WEEK.end, Beside(other=(plan(100),)))
    assert line.value == 10
