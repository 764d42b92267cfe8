"""Sentences say what the data say, in both languages."""

from dataclasses import replace

import pytest

from dashboards import sentences
from dashboards.arriving.sentences import due_words, left_words, reports_sentence
from dashboards.contexts import Failure, Portfolio, Step, Total, Trend
from dashboards.language import language
from dashboards.parts import Judgement, Money, Natural, Verdict
from dashboards.words import mark, reason, reasons, verdict, word
from dashboards.workings import step_words
from tests.dashboards.example_reports import LATE
from tests.dashboards.examples import PORTFOLIO, REPORTS, SCORECARD, TREND, cell, percent

EN, ZH = language("en"), language("zh_Hans")
SPACE = "\N{NO-BREAK SPACE}"


def trend_of(*verdicts: Verdict) -> Trend:
    points = [replace(TREND.points[i], judgement=Judgement(verdict)) for i, verdict in enumerate(verdicts)]
    return replace(TREND, points=tuple(points))


def test_the_portfolio_counts_targets_and_money() -> None:
    assert sentences.portfolio_sentence(EN, PORTFOLIO) == (
        f"August 2026: 13 of 17 targets met in 4 contracts; "
        f"12,375.00{SPACE}CNY credited of 90,000.00{SPACE}CNY at risk."
    )
    assert sentences.portfolio_sentence(ZH, PORTFOLIO) == (
        f"2026年8月：4份合同的17项指标中，13项达标；扣款12,375.00{SPACE}CNY（风险金额90,000.00{SPACE}CNY）。"
    )


def test_a_currency_in_which_nothing_is_credited_is_not_spoken_of() -> None:
    euros = Total(Money("0.00", "EUR"), Money("10450.00", "EUR"))
    both = sentences.portfolio_sentence(EN, replace(PORTFOLIO, totals=(euros, *PORTFOLIO.totals)))
    assert "EUR" not in both
    assert "0.00\N{NO-BREAK SPACE}EUR credited" in (
        sentences.portfolio_sentence(EN, replace(PORTFOLIO, totals=(euros,)))
    )


def test_the_portfolio_names_who_missed_most() -> None:
    worst = replace(PORTFOLIO.lines[1], cells=tuple(cell(1, 4) for _ in range(3)))
    page = replace(PORTFOLIO, lines=(PORTFOLIO.lines[0], worst))
    said = sentences.portfolio_sentence(EN, page)
    assert said.endswith("; Bright Line Ltd. (ACME-2026-02) missed most: 3 targets.")


def test_where_all_missed_the_same_nobody_is_named() -> None:
    for lines in (PORTFOLIO.lines[1:2], PORTFOLIO.lines[1:2] * 2):
        assert "missed most" not in sentences.portfolio_sentence(EN, replace(PORTFOLIO, lines=lines))


def test_a_month_without_a_verdict_says_so() -> None:
    lines = (replace(PORTFOLIO.lines[0], cells=(None,)),)
    said = sentences.portfolio_sentence(EN, replace(PORTFOLIO, lines=lines))
    assert said == "August 2026: no target could be judged yet."


def test_an_empty_portfolio_has_a_sentence_too() -> None:
    empty = Portfolio("2026-08", (), (), ())
    assert sentences.portfolio_sentence(EN, empty) == "August 2026: no target could be judged yet."


def test_the_scorecard_says_what_keeps_being_missed() -> None:
    assert sentences.scorecard_sentence(EN, SCORECARD) == (
        f"August 2026: 1 of 3 targets met; 12,000.00{SPACE}CNY credit; "
        "Abandonment missed in 2 periods in a row; Average speed of answer missed in 2 periods in a row."
    )


def test_a_first_miss_is_only_listed() -> None:
    first = replace(SCORECARD.lines[1], history=SCORECARD.lines[1].history[-1:])
    said = sentences.scorecard_sentence(EN, replace(SCORECARD, lines=(SCORECARD.lines[0], first)))
    assert said == f"August 2026: 1 of 2 targets met; 12,000.00{SPACE}CNY credit; missed: Abandonment."


def test_a_scorecard_without_a_verdict_says_so() -> None:
    assert sentences.scorecard_sentence(ZH, replace(SCORECARD, lines=())) == "2026年8月：尚无可评定的指标。"


@pytest.mark.parametrize(
    ("verdicts", "finding"),
    [
        (("met", "met"), "Service level met its target in every period"),
        (("met", "below_expected"), "Service level missed its target in October 2025"),
        (
            ("met", "below_expected", "no_data", "deemed_failed"),
            "Service level has missed its target 2 times in a row, since October 2025",
        ),
        (("below_minimum", "met"), "Service level meets its target again in October 2025"),
        (("below_minimum", "met", "met"), "Service level has met its target since October 2025"),
        (("no_data",), "Service level could not be judged yet"),
        ((), "Service level could not be judged yet"),
    ],
)
def test_a_trend_tells_its_finding(verdicts: tuple[Verdict, ...], finding: str) -> None:
    assert sentences.trend_finding(EN, trend_of(*verdicts)) == finding


def test_a_trend_counts_its_verdicts_and_gives_the_latest() -> None:
    assert sentences.trend_sentence(EN, TREND) == (
        "12 periods: 5 met, 4 below expected, 1 below minimum, 1 no data, and 1 excluded; "
        f"the latest, August 2026, stands at 78.20% against ≥{SPACE}82% and is provisional."
    )
    assert sentences.trend_sentence(EN, trend_of("met")) == (
        f"1 period: 1 met; the latest, September 2025, was 80.41% against ≥{SPACE}80%."
    )


def test_the_inbox_says_what_came_last() -> None:
    assert "3 reports received; the last, daily 2026-08.csv, on Sep 3, 2026" in (
        reports_sentence(EN, REPORTS)
    )
    nothing = replace(REPORTS, received=(), due=())
    assert reports_sentence(EN, nothing) == "Nothing has been received yet."


def test_the_clock_of_a_report_counts_business_days_and_says_when_it_is_late() -> None:
    assert due_words(EN, LATE) == "August 2026 is due on Sep 14, 2026, 3 business days left"
    assert due_words(ZH, LATE) == "2026年8月应于2026年9月14日前提交，还剩3个工作日"
    assert left_words(EN, replace(LATE, left=0)) == "today is the last day"
    assert left_words(EN, replace(LATE, left=1, business=False)) == "1 day left"
    assert left_words(ZH, replace(LATE, left=-2)) == "逾期2天"
    assert "August 2026 is due on Sep 14, 2026" in reports_sentence(EN, REPORTS)


def test_a_way_that_the_terms_lack_something_for_says_what() -> None:
    text = "service_level needs “with: {short: …}”, a time such as 20s"
    assert reason(EN, text) == "the terms do not give “short”, which this way needs"
    assert reason(ZH, text) == "条款未约定“short”，无法按此算法计算"


def test_a_failure_says_what_to_do() -> None:
    assert sentences.failure_sentence(EN, Failure(429)) == "Too many attempts; wait a little"
    assert sentences.failure_sentence(EN, Failure(418)) == "This request cannot be read"
    assert sentences.failure_sentence(ZH, Failure(502)) == "系统出错，未作任何更改"


def test_verdicts_have_mark_and_word() -> None:
    provisional = Judgement("below_expected", ("period_running", "incomplete"))
    assert mark(provisional) == "◐✎"
    assert verdict(EN, provisional) == "below expected, provisional"
    assert reasons(EN, provisional) == "the period still runs; days are missing"
    assert verdict(ZH, Judgement("deemed_failed")) == "视为未达标"


def test_reasons_of_the_core_are_translated() -> None:
    assert reason(ZH, "no figures for offered") == "缺少呼入量的数据"
    assert reason(ZH, "answered + abandoned is 0") == "answered + abandoned为0，不能作除数"
    assert reason(ZH, "something new") == "something new"
    assert word(EN, "some_new_state") == "some new state"


def test_a_working_is_told_in_words() -> None:
    pool = Step(
        "pool",
        (("at_risk", "0.12"), ("charges", "250000"), ("pool", "1"), ("allocation", "0.4"), ("name", "ops")),
        "12000",
    )
    told = "12% at risk × charges 250,000 × pool “ops” 100% × allocation 40% = 12,000."
    assert step_words(EN, pool) == told
    both = Step(
        "compare", (("value", "0.79"), ("expected", ">= 80%"), ("minimum", ">= 75%")), "below_expected"
    )
    told = "79% against the expected ≥ 80%, the minimum ≥ 75%: below the expected level."
    assert step_words(EN, both) == told
    assert step_words(ZH, both) == "79% 对照期望值 ≥ 80%、最低值 ≥ 75%：低于期望值。"
    formula = Step("formula", (("formula", "a / b"), ("variant", "own")), "0.79")
    assert step_words(EN, formula, "percent") == "a / b = 79% (variant “own”)."
    assert step_words(EN, formula, "seconds") == "a / b = 0.79 (variant “own”)."
    added = Step("add_up", (("offered", "1166"),))
    assert step_words(EN, added) == "Added up over queues and days: offered 1,166."
    assert step_words(EN, Step("later", (("what", "x"),))) == "later: what x → "


def test_what_a_process_does_by_itself_is_said() -> None:
    said = sentences.natural_sentence(EN, TREND)
    assert said == (
        "In its first 9 periods it varied by itself between 75.10% and 85.42%; "
        "as it works now it misses its target every now and then; 1 period is a signal: May 2026."
    )
    calm = replace(TREND, points=tuple(replace(point, signals=()) for point in TREND.points))
    assert sentences.natural_sentence(EN, calm).endswith("; no period is out of the ordinary.")
    assert sentences.natural_sentence(EN, replace(TREND, natural=None)) == ""
    last = replace(TREND.points[-1], signals=("outside",))
    changed = sentences.natural_sentence(EN, replace(TREND, points=(*TREND.points[:-1], last)))
    assert "as it works now" not in changed  # what held in the first periods does not hold any more


@pytest.mark.parametrize(
    ("lower", "upper", "outlook"),
    [
        ("83", "88", "if nothing changes it keeps meeting its target"),
        ("70", "81.99", "as it works now it cannot meet its target"),
        ("81", "83", "as it works now it misses its target every now and then"),
    ],
)
def test_the_outlook_holds_the_limits_against_the_target(lower: str, upper: str, outlook: str) -> None:
    natural = Natural(percent("82"), percent(lower), percent(upper), 12)
    assert outlook in sentences.natural_sentence(EN, replace(TREND, natural=natural))
