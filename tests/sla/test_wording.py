import ast
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.quantities import decimal_text
from app.sla.remedies.prices import Price
from app.sla.scorecard import assess
from app.sla.timeline import Timeline
from app.sla.wording import LANGUAGES, SENTENCES, Language, in_words, say, tell
from app.sla.working import Step, step
from tests.sla.test_scorecard import AFTER, TWO
from tests.sla.world import JANUARY, sheet

CORE = Path(__file__).parents[2] / "app" / "sla"
# Rules whose name the code takes from a value: the caps, and what became of a credit that was not paid.
BY_NAME = {
    "period_cap",
    "group_cap",
    "rolling_cap",
    "group_rolling_cap",
    "lost",
    "carried_forward",
    "expired",
    "per_day",
    "per_occurrence",
    "per_unit",
    "trigger_in_a_row",
    "trigger_out_of",
    "trigger_points",
    "trigger_cap_reached",
    "missing_calls",
    "relief",
}


def rules_in_the_code() -> Iterator[str]:
    """Every text that stands first in a call of `step` or `Step`."""
    for path in CORE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                if name in ("step", "Step") and isinstance(node.args[0].value, str):
                    yield node.args[0].value


def test_every_rule_of_the_code_has_its_sentence_and_no_sentence_is_left_over() -> None:
    assert set(SENTENCES) == set(rules_in_the_code()) | BY_NAME


def test_the_rules_that_take_their_name_from_a_value_are_still_there() -> None:
    text = "".join(
        path.read_text(encoding="utf-8") for path in CORE.rglob("*.py") if path.name != "wording.py"
    )
    assert [name for name in BY_NAME if f'"{name}"' not in text] == []


@pytest.mark.parametrize("rule", SENTENCES)
def test_both_languages_say_the_same_numbers(rule: str) -> None:
    english, chinese = SENTENCES[rule]
    assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", chinese))
    assert english.endswith(".")
    assert chinese.endswith("。")
    assert re.search(r"[\u4e00-\u9fff]", chinese)


@pytest.mark.parametrize("rule", SENTENCES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_that_went_in_is_said_exactly(rule: str, language: Language) -> None:
    keys = sorted(
        {key for key in re.findall(r"\{(\w+)\}", SENTENCES[rule][0]) if key not in ("result", "all")}
    )
    one = Step(
        rule, {key: f"{n}.{n}{n}7" for n, key in enumerate(keys, 11)}, "0.8301886792452830188679245283"
    )
    sentence = say(one, language).replace("83.01886792452830188679245283%", one.result)
    said = [
        text in sentence or f"{decimal_text(Fraction(text) * 100)}%" in sentence
        for text in one.inputs.values()
    ]
    assert all(said)
    assert "{result}" not in SENTENCES[rule][0] or one.result in sentence
    assert not re.search(r"[{}\[\]?]", sentence)


CARD = assess(
    Timeline([TWO]).labelled("2026-01"),
    [sheet(JANUARY, offered=100, abandoned=9, answered=91, wait_seconds=910)],
    AFTER,
)


def test_a_credit_reads_as_a_short_text_in_english() -> None:
    assert tell(CARD.lines[0].working, unit="ratio") == (
        "Added up over queues and days: abandoned 9, offered 100."
        " abandoned / offered = 9% (variant “short_abandons_count”)."
        " 9% against the expected <= 5%: below the minimum."
        " 10% at risk × charges 100000 × pool “pool” 100% × allocation 40% = 4000."
        " After the caps 2222.222222222222222222222222, as part of the rounded total: 2222.22 CNY."
    )
    assert tell(CARD.money.working) == (
        "The credits add up to 9000. Credits 9000 under the cap of the period, 5000: 5000."
        " 5000 rounded once to the minor unit: 5000.00 CNY. Beyond the cap, and lost: 4000."
    )


def test_and_in_chinese() -> None:
    assert tell(CARD.lines[0].working, "zh_Hans") == (
        "按队列和日期合计：abandoned 9、offered 100。"
        "abandoned / offered = 0.09（口径“short_abandons_count”）。"
        "9% 对照期望值 <= 5%：低于最低值。"
        "风险比例 10% × 费用 100000 × 资金池“pool” 100% × 分配比例 40% = 4000。"
        "上限之后为 2222.222222222222222222222222，在舍入总额中占 2222.22 CNY。"
    )


def test_no_step_of_a_real_card_leaves_a_question_open() -> None:
    steps = [*CARD.money.working, *(part for judged in CARD.lines for part in judged.working)]
    assert all("?" not in say(part, language) for part in steps for language in LANGUAGES)
    assert TWO.caps.period == Price(share=Fraction(1, 20))


@pytest.mark.parametrize(
    ("one", "english", "chinese"),
    [
        (
            Step("compare", {"value": "0.75", "expected": ">= 80%", "minimum": ">= 75%"}, "below_expected"),
            "75% against the expected >= 80%, the minimum >= 75%: below the expected level.",
            "75% 对照期望值 >= 80%、最低值 >= 75%：低于期望值。",
        ),
        (
            step("round", Fraction(4, 5), digits="0", mode="half_even"),
            "Rounded to 0 digits, halves to the even neighbour: 0.8.",
            "保留 0 位小数（四舍六入五成双）：0.8。",
        ),
        (step("no_data", reason="offered is 0"), "Not judged: offered is 0.", "无法评判：offered 为 0。"),
        (
            step("no_data", reason="no figures for abandoned"),
            "Not judged: no figures for abandoned.",
            "无法评判：没有 abandoned 的数据。",
        ),
        (
            step("no_data", reason="no report for this period"),
            "Not judged: no report for this period.",
            "无法评判：本期没有报告。",
        ),
        (step("no_data", reason="flood"), "Not judged: flood.", "无法评判：flood。"),
        (
            step("charges_unknown", reason="no figures for the charges"),
            "The amount is not known yet: no figures for the charges.",
            "金额尚不可知：没有费用数据。",
        ),
        (
            step("between", "half"),
            "Between the minimum ? and the expected ?: half of the weight is achieved.",
            None,
        ),
        (
            step("new_rule", Fraction(1, 2), share=Fraction(1, 4)),
            "new_rule: share 0.25 → 0.5",
            "new_rule: share 0.25 → 0.5",
        ),
    ],
)
def test_sentences(one: Step, english: str, chinese: str | None) -> None:
    assert say(one) == english
    assert chinese is None or say(one, "zh_Hans") == chinese


@given(st.text(max_size=20), st.sampled_from(LANGUAGES))
def test_texts_of_people_stand_as_they_are(name: str, language: Language) -> None:
    assert f"“{name}”" in say(step("pool", "1", name=name), language)


def test_a_word_of_the_core_is_said_in_both_languages_and_an_unknown_one_as_it_is() -> None:
    assert (in_words("Good"), in_words("Good", "zh_Hans")) == ("Good", "良好")
    assert in_words("no figures for offered", "zh_Hans") == "没有 offered 的数据"
    assert in_words("as people wrote it", "zh_Hans") == "as people wrote it"
