"""Codes of measures and variants are words on pages: all of the core's, and formulas made of them."""

import pytest

from app.sla.catalogue.known import CATALOGUE as METRICS
from app.sla.measures import CATALOGUE as MEASURES
from dashboards import measured
from dashboards.contexts import Step
from dashboards.language import language
from dashboards.workings import step_words

EN, ZH = language("en"), language("zh_Hans")


def test_every_measure_and_variant_of_the_core_has_a_word() -> None:
    variants = {variant for metric in METRICS.values() for variant in metric.variants}
    assert {*MEASURES, *variants} - {*measured.WORDS} == set()


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("wait_seconds", "wait seconds", "等待秒数"),
        ("answered_within_20s", "answered within 20 s", "20秒内接通量"),
        ("outcome.SALE", "result SALE", "结果SALE"),
        ("late_abandons_count_against", "late abandons count against", "超时放弃计为未达标"),
        ("our_own_measure", "our_own_measure", "our_own_measure"),
    ],
)
def test_a_code_is_said_in_the_readers_language(code: str, english: str, chinese: str) -> None:
    assert (measured.coded(EN, code), measured.coded(ZH, code)) == (english, chinese)


def test_a_formula_is_said_with_its_measures_in_words() -> None:
    text = "(answered_within_20s - own_thing) / (answered + abandoned_within_{S}s) * 3600"
    assert measured.formula(EN, text) == (
        "(answered within 20 s − own_thing) / (answered + abandoned within S s) × 3600"
    )
    assert measured.formula(ZH, "{margin} * {expected_periods}") == "毛利 × 预期期数"


def test_a_working_says_measures_and_variants_in_words() -> None:
    added = Step("add_up", (("abandoned", "60"), ("abandoned_within_5s", "10")))
    assert step_words(EN, added) == "Added up over queues and days: abandoned 60, abandoned within 5 s 10."
    assert step_words(ZH, added) == "按队列和日期合计：放弃量 60、5秒内放弃量 10。"
    inputs = (("formula", "surveys_satisfied / surveys_answered"), ("variant", "short_abandons_count"))
    assert step_words(ZH, Step("formula", inputs, "0.9"), "percent") == (
        "满意问卷 / 问卷回收 = 90%（口径“短时放弃计入”）。"
    )
    missing = Step("no_data", (("reason", "no figures for surveys_answered"),))
    assert step_words(EN, missing) == "Not judged: no figures for surveys answered."
    assert step_words(ZH, missing) == "无法评判：没有 问卷回收 的数据。"
