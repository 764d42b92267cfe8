"""The money page: its waterfall, its sentences, and what the ledger of a real period shows."""

from dataclasses import replace

import pytest

from dashboards.figures.colours import TOKENS
from dashboards.figures.waterfall import waterfall
from dashboards.language import LANGUAGES, language
from dashboards.money.sentences import account_finding, account_sentence
from dashboards.money.words import entry_words, part_words
from tests.dashboards.example_money import ACCOUNT, EMPTY_ACCOUNT, ENTRIES, PARTS
from tests.dashboards.test_figures import checked, colours_in

EN, ZH = language("en"), language("zh_Hans")


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("parts", [PARTS, PARTS[:1], ()])
def test_plotly_takes_every_waterfall(tag: str, parts: tuple[object, ...]) -> None:
    figure = waterfall(language(tag), parts)  # type: ignore[arg-type]
    assert len(checked(figure).data[0].x) == len(parts)
    assert colours_in(figure) <= set(TOKENS.values())


def test_each_bar_begins_where_the_one_before_ended() -> None:
    (bars,) = checked(waterfall(EN, PARTS)).data
    steps = [(base, base + x) for part, base, x in zip(PARTS, bars.base, bars.x, strict=True) if part.before]
    assert [begin for begin, _ in steps[1:]] == pytest.approx([end for _, end in steps[:-1]])
    standing = [x for part, x in zip(PARTS, bars.x, strict=True) if part.is_standing]
    assert standing == [21500.0, -6000.0]


def test_what_is_taken_off_is_hatched_and_a_standing_bold() -> None:
    figure = waterfall(EN, PARTS)
    shapes = figure["data"][0]["marker"]["pattern"]["shape"]
    assert [shape == "/" for shape in shapes] == [
        part.amount.text.startswith("-") and not part.is_standing for part in PARTS
    ]
    names = figure["layout"]["yaxis"]["ticktext"]
    assert names[11] == "<b>Credits</b>"
    assert names[1] == "Abandonment &lt;b&gt;of calls&lt;/…"


def test_the_sentence_says_the_credit_what_waivers_cost_and_what_is_owed() -> None:
    assert account_sentence(EN, ACCOUNT) == (
        "August 2026: 21,500.00\N{NO-BREAK SPACE}CNY credit, 8.60% of the charges; "
        "what was left out cost 12,000.00\N{NO-BREAK SPACE}CNY of credit; "
        "−3,000.00\N{NO-BREAK SPACE}CNY of 2026 is outstanding."
    )
    assert account_sentence(EN, EMPTY_ACCOUNT) == "August 2026: 0.00\N{NO-BREAK SPACE}CNY credit."
    assert account_sentence(ZH, ACCOUNT).startswith(
        "2026年8月：扣款21,500.00\N{NO-BREAK SPACE}CNY，占服务费的8.60%；"
    )


def test_the_picture_is_called_by_what_costs_most() -> None:
    assert account_finding(EN, ACCOUNT) == (
        "Service level costs most: 12,000.00\N{NO-BREAK SPACE}CNY; "
        "repeated and critical misses add 12,000.00\N{NO-BREAK SPACE}CNY; "
        "caps take off 7,500.005\N{NO-BREAK SPACE}CNY"
    )
    assert account_finding(EN, EMPTY_ACCOUNT) == "Nothing is credited for a miss"
    assert account_finding(EN, replace(ACCOUNT, parts=PARTS[:1])).endswith("12,000.00\N{NO-BREAK SPACE}CNY")


def test_every_part_and_entry_has_its_words_in_both_languages() -> None:
    assert part_words(EN, PARTS[10]) == "Carried in, from July 2026"
    assert part_words(ZH, PARTS[10]) == "往期结转，来自2026年7月"
    assert [entry_words(EN, one) for one in ENTRIES] == [
        "Credit",
        "Adjustment (by settlement)",
        "Carried forward (held back by a cap and from August 2026)",
    ]
