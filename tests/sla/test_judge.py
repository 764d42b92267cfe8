from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.judge import Line, judge
from app.sla.judging.scope import in_scope
from app.sla.measures import Measure
from app.sla.metrics import agree, own
from app.sla.periods import Cadence, Period
from app.sla.quantities import MILLION
from app.sla.sheets import Sheet, Total
from app.sla.terms import Reports, Target, Terms
from tests.sla.world import JANUARY, months, sheet, target, terms

PERIOD = Cadence().containing(JANUARY)
AFTER = PERIOD.end


def judged(made: Terms, *sheets: Sheet, today: date = AFTER, period: Period = PERIOD) -> Line:
    return judge(made, made.targets[0], period, sheets, today)


def test_a_line_holds_the_numbers_behind_its_verdict() -> None:
    line = judged(
        terms(),
        sheet(JANUARY, offered=400, abandoned=300),
        sheet(AFTER - timedelta(1), offered=600, abandoned=1),
    )
    assert (line.verdict, line.value, line.numerator, line.denominator) == (
        "below_minimum",
        Fraction(301, 1000),
        301,
        1000,
    )
    assert (line.shown, line.compared, line.achieved) == ("30.10%", Fraction(301, 1000), 0)
    assert line.reason == ""
    assert [step.rule for step in line.working] == ["add_up", "formula", "compare"]
    assert line.is_judged


@given(months(), st.randoms(use_true_random=False))
def test_the_order_of_sheets_does_not_matter(sheets: list[Sheet], random: Random) -> None:
    shuffled = sorted(sheets, key=lambda _: random.random())
    assert judged(terms(), *sheets) == judged(terms(), *shuffled)


@given(months())
def test_judging_twice_is_the_same(sheets: list[Sheet]) -> None:
    assert judged(terms(), *sheets) == judged(terms(), *sheets)


@given(months(), st.integers(1, 30))
def test_two_parts_of_a_month_have_the_month_s_numerator_and_denominator(
    sheets: list[Sheet], cut: int
) -> None:
    middle = JANUARY + timedelta(cut)
    parts = [Period(JANUARY, middle, "1"), Period(middle, AFTER, "2")]
    whole = judged(terms(), *sheets)
    lines = [judged(terms(), *sheets, period=part) for part in parts]
    for name, total in whole.totals.items():
        assert total.value == sum(line.totals[name].value for line in lines if name in line.totals)
    assert sum(line.coverage.stated for line in lines) == whole.coverage.stated


@given(months(), st.integers(0, 500), st.sampled_from(("<= 5%", "< 5%", "<= 50%")))
def test_a_better_value_is_never_judged_worse(sheets: list[Sheet], fewer: int, level: str) -> None:
    made = terms(target(level, minimum="<= 60%"))
    order = ("met", "below_expected", "below_minimum")
    before = judged(made, *sheets)
    better = [
        replace(one, totals={**one.totals, "abandoned": max(one.totals["abandoned"] - fewer * MILLION, 0)})
        for one in sheets
    ]
    after = judged(made, *better)
    if before.is_judged:
        assert order.index(after.verdict) <= order.index(before.verdict)


@pytest.mark.parametrize(
    ("sheets", "reason"),
    [
        ([], "no report for this period"),
        ([sheet(AFTER, offered=1, abandoned=0)], "no report for this period"),
        ([sheet(JANUARY - timedelta(1), days=3, offered=1, abandoned=0)], "no report for this period"),
        ([sheet(JANUARY, "elsewhere", offered=1, abandoned=0)], "no report for this period"),
        ([sheet(JANUARY, offered=0, abandoned=0)], "offered is 0"),
        ([sheet(JANUARY, offered=5)], "no figures for abandoned"),
        ([sheet(JANUARY, cost=5)], "no figures for abandoned, offered"),
    ],
)
def test_no_data_is_a_state_with_its_reason(sheets: list[Sheet], reason: str) -> None:
    line = judged(terms(), *sheets)
    assert (line.verdict, line.reason, line.value, line.shown, line.is_judged) == (
        "no_data",
        reason,
        None,
        "",
        False,
    )


def test_scope_is_queue_channel_and_segment() -> None:
    one = Sheet("billing", "gold", "chat", JANUARY, JANUARY, 1440, {})
    found = [
        in_scope(terms(), target(**scope), PERIOD, [one])
        for scope in (
            {},
            {"queues": ("billing",), "channels": ("chat",), "segments": ("gold",)},
            {"queues": ("complaints",)},
            {"channels": ("voice",)},
            {"segments": ("silver",)},
        )
    ]
    assert found == [[one], [one], [], [], []]
    anywhere = terms(queues=())
    assert in_scope(anywhere, anywhere.targets[0], PERIOD, [replace(one, queue="new")]) == [
        replace(one, queue="new")
    ]


def test_coverage_names_every_queue_and_day_that_is_missing() -> None:
    sheets = [
        sheet(JANUARY, offered=1, abandoned=0),
        sheet(JANUARY, "complaints", offered=0, abandoned=0),
        sheet(JANUARY + timedelta(1), offered=1),
    ]
    coverage = judged(terms(), *sheets, today=JANUARY + timedelta(2)).coverage
    second = JANUARY + timedelta(1)
    assert (coverage.expected, coverage.stated, coverage.is_complete) == (4, 2, False)
    assert coverage.missing == (("billing", second), ("complaints", second))
    month = [sheet(JANUARY, queue, days=31, offered=9, abandoned=1) for queue in ("billing", "complaints")]
    assert judged(terms(), *month).coverage.is_complete


def test_coverage_where_the_contract_names_no_queues() -> None:
    loose = terms(queues=())
    assert judged(loose, today=JANUARY + timedelta(1)).coverage.missing == (("", JANUARY),)
    found = judged(
        loose,
        sheet(JANUARY, "b", offered=1, abandoned=0),
        sheet(JANUARY, "a", offered=1),
        today=JANUARY + timedelta(1),
    )
    assert found.coverage.missing == (("a", JANUARY),)


def test_measures_stated_by_different_reports_cover_a_day_together() -> None:
    cost = agree("cost_per_call", None, {})
    made = terms(target("<= 4", cost), queues=())
    sheets = [
        sheet(JANUARY, days=31, cost=320),
        *(sheet(JANUARY + timedelta(n), handled=4) for n in range(31)),
    ]
    line = judged(made, *sheets)
    assert line.coverage.is_complete
    assert line.value == Fraction(320, 124)


def test_provisional_while_the_period_runs_and_where_days_are_missing() -> None:
    one = sheet(JANUARY, offered=1, abandoned=0)
    strict = terms(reports=Reports(incomplete="provisional"))
    assert judged(terms(), one).provisional == ()
    assert judged(strict, one).provisional == ("incomplete",)
    assert judged(strict, one, today=JANUARY + timedelta(1)).provisional == ("period_running", "incomplete")
    assert judged(terms(), today=JANUARY).provisional == ("period_running",)


def derived(level: str, abandoned: int, slack: int, **more: object) -> tuple[str, ...]:
    totals = {"offered": 1000 * MILLION, "abandoned": abandoned * MILLION}
    one = Sheet("billing", "", "voice", JANUARY, JANUARY, 1440, totals, slack={"abandoned": slack * MILLION})
    return judged(terms(target(level, **more)), one).provisional


@pytest.mark.parametrize(
    ("level", "abandoned", "slack", "is_open"),
    [
        ("<= 5%", 50, 5, True),
        ("<= 5%", 45, 5, False),  # at worst exactly the level, which holds
        ("< 5%", 45, 5, True),
        ("<= 5%", 56, 5, False),
        ("<= 5%", 55, 5, True),
        ("4% to 5%", 30, 30, True),  # below, or beyond, or between
        ("<= 5%", 0, 0, False),
    ],
)
def test_derived_counts_keep_a_verdict_open_where_it_could_differ(
    level: str, abandoned: int, slack: int, is_open: bool
) -> None:
    assert (derived(level, abandoned, slack) == ("derived_from_rounded_rate",)) is is_open


def test_an_own_measure_adds_up_as_the_contract_says() -> None:
    longest = Measure("queue_length", "queue length", adds="maximum")
    metric = own("longest_queue", "queue_length", "number", "lower")
    made = terms(target("<= 10", metric), measures={"queue_length": longest})
    line = judged(made, sheet(JANUARY, queue_length=9), sheet(JANUARY + timedelta(1), queue_length=8))
    assert (line.value, line.numerator, line.denominator) == (9, None, None)
    assert line.totals == {"queue_length": Total(Fraction(9))}


def test_a_denominator_that_has_no_value_is_left_out() -> None:
    metric = own("odd", "offered / max(offered, abandoned / offered)", "number", "higher")
    line = judged(terms(target(">= 1", metric)), sheet(JANUARY, offered=2, abandoned=1))
    assert (line.numerator, line.denominator) == (2, 2)


def test_working_tells_rounding_and_the_share_between_levels() -> None:
    from app.sla.quantities import Rounding

    part: Target = target("<= 5%", minimum="<= 10%", between="linear", round=Rounding(1))
    line = judged(terms(part), sheet(JANUARY, offered=1000, abandoned=75))
    assert [step.rule for step in line.working] == ["add_up", "formula", "round", "compare", "between"]
    assert (line.verdict, line.achieved) == ("below_expected", Fraction(1, 2))
    assert line.working[3].inputs == {"value": "0.075", "expected": "<= 5%", "minimum": "<= 10%"}
