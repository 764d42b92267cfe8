from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.sla.agreed.conditions import Relief
from app.sla.beside import Beside
from app.sla.judge import Line, judge
from app.sla.metrics import Metric, agree
from app.sla.quantities import MILLION
from app.sla.scorecard import assess
from app.sla.sheets import Sheet
from app.sla.timeline import Timeline
from tests.sla.leaving_out.world import MONDAY, MONTH, OFFICE, half_hours, one_queue
from tests.sla.world import JANUARY, sheet, target

SPEED = agree("average_speed_of_answer", None, {})
TEN = Relief(Fraction(1, 10))


def judged(
    *sheets: Sheet,
    plan: Sheet | None = None,
    relief: Relief = TEN,
    metric: Metric | None = None,
    **more: object,
) -> Line:
    made = one_queue(
        targets=(target("<= 5%" if metric is None else "<= 30s", metric),), relief=relief, **more
    )
    other = () if plan is None else (plan,)
    return judge(made, made.targets[0], MONTH, sheets, MONTH.end, Beside(other=other))


def both(line: Line) -> list[Fraction | None]:
    return [line.numerator, line.denominator]


def forecast(volume: int) -> Sheet:
    return sheet(MONDAY, "calls", forecast_offered=volume)


def test_excused_failures_leave_both_sides() -> None:
    line = judged(sheet(MONDAY, "calls", offered=150, abandoned=60), plan=forecast(100))
    assert both(line) == [20, 110]
    (relieved,) = line.left_out
    assert (relieved.kind, relieved.start) == ("relief", "2026-01-05")
    assert relieved.measures == {"excused": 40}


def test_no_more_than_failed_is_excused() -> None:
    line = judged(sheet(MONDAY, "calls", offered=150, abandoned=20), plan=forecast(100))
    assert both(line) == [0, 130]


def test_everything_excused_leaves_nothing_to_divide_by() -> None:
    line = judged(sheet(MONDAY, "calls", offered=50, abandoned=50), plan=forecast(0))
    assert (line.verdict, line.value) == ("no_data", None)


def test_a_target_has_its_own_relief_before_that_of_the_contract() -> None:
    own = target("<= 5%", relief=Relief(Fraction(1)))
    made = one_queue(targets=(own,), relief=TEN)
    counts = sheet(MONDAY, "calls", offered=150, abandoned=60)
    line = judge(made, own, MONTH, [counts], MONTH.end, Beside(other=(forecast(100),)))
    assert line.value == Fraction(60, 150)


def test_half_hours_count_each_by_itself_where_both_sides_know_them() -> None:
    intervals = {"offered": (100 * MILLION,) * 2 + (0,) * 46, "abandoned": (60 * MILLION, 0) + (0,) * 46}
    day = replace(
        half_hours(MONDAY), totals={"offered": 200 * MILLION, "abandoned": 60 * MILLION}, intervals=intervals
    )
    plan = {"forecast_offered": (50 * MILLION, 150 * MILLION) + (None,) * 46}
    planned = replace(half_hours(MONDAY), totals={"forecast_offered": 200 * MILLION}, intervals=plan)
    line = judged(day, plan=planned)
    assert both(line) == [15, 155]
    assert judged(day, plan=forecast(200)).value == Fraction(60, 200)
    whole = judged(day, plan=planned, relief=replace(TEN, by="whole"))
    assert whole.value == Fraction(60, 200)


def test_the_forecast_outside_service_hours_does_not_count() -> None:
    day = half_hours(MONDAY, offered=10, abandoned=5)
    line = judged(day, plan=half_hours(MONDAY, forecast_offered=0), service_hours=OFFICE)
    assert both(line) == [0, 120]


def test_a_metric_of_time_drops_the_interval_whole_or_has_no_relief() -> None:
    counts = sheet(MONDAY, "calls", offered=150, answered=150, wait_seconds=9000)
    quiet = sheet(JANUARY, "calls", offered=50, answered=50, wait_seconds=500)
    dropping = replace(TEN, time_metrics="drop")
    line = judged(counts, quiet, plan=forecast(100), relief=dropping, metric=SPEED)
    assert line.value == 10
    assert line.left_out[0].measures == {"answered": 150, "wait_seconds": 9000}
    assert judged(counts, quiet, plan=forecast(100), metric=SPEED).value == Fraction(9500, 200)
    assert judged(counts, quiet, plan=forecast(500), relief=dropping, metric=SPEED).left_out == ()
    alone = judged(counts, plan=forecast(100), relief=dropping, metric=SPEED)
    assert alone.verdict == "excluded"


def test_an_interval_of_a_metric_of_time_is_dropped_by_itself() -> None:
    day = half_hours(MONDAY, offered=10, answered=10, wait_seconds=100)
    plan = {"forecast_offered": (1 * MILLION,) * 8 + (10 * MILLION,) * 40}
    planned = replace(half_hours(MONDAY), totals={"forecast_offered": 408 * MILLION}, intervals=plan)
    line = judged(day, plan=planned, relief=replace(TEN, time_metrics="drop"), metric=SPEED)
    assert line.totals["answered"].value == 400


def test_raw_and_relieved_stand_side_by_side() -> None:
    made = one_queue(targets=(target("<= 5%"),), relief=TEN)
    counts = [sheet(MONDAY, "calls", offered=150, abandoned=40)]
    due = Timeline([made]).on(JANUARY)
    theirs = (forecast(100), sheet(JANUARY, "calls", offered=3))
    (judged,) = assess(due, counts, MONTH.end, beside=Beside(other=theirs)).lines
    assert (judged.line.verdict, judged.raw.verdict) == ("met", "below_minimum")
    (as_locked,) = assess(due, counts, MONTH.end, beside=Beside(other=(forecast(100),), forecasts=())).lines
    assert as_locked.line.verdict == "below_minimum"


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 100))
def test_relief_never_makes_a_share_worse(offered: int, failed: int, planned: int, percent: int) -> None:
    failed = min(failed, offered)
    counts = sheet(MONDAY, "calls", offered=offered, abandoned=failed)
    line = judged(counts, plan=forecast(planned), relief=Relief(Fraction(percent, 100)))
    if line.value is not None:
        assert 0 <= line.value <= Fraction(failed, offered)


def test_a_cell_that_does_not_say_how_many_failed_excuses_nothing() -> None:
    counts = sheet(MONDAY, "calls", offered=150)
    other = sheet(JANUARY, "calls", offered=100, abandoned=50)
    assert judged(counts, other, plan=forecast(100)).value == Fraction(50, 250)


def test_half_hours_that_one_side_does_not_state_have_no_relief() -> None:
    day = half_hours(MONDAY, offered=10, abandoned=5)
    plan = {"forecast_offered": (5 * MILLION,) + (None,) * 47}
    planned = replace(half_hours(MONDAY), totals={"forecast_offered": 5 * MILLION}, intervals=plan)
    assert judged(day, plan=planned).numerator == 240 - Fraction(9, 2)
