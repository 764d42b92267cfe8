"""Rhythm and campaign: figures that Plotly takes, and sentences in both languages."""

import pytest

from dashboards.figures.campaign import burn_up, pareto
from dashboards.figures.colours import TOKENS
from dashboards.figures.rhythm_map import rhythm_map
from dashboards.language import LANGUAGES, language
from dashboards.patterns.sentences import (
    campaign_sentence,
    outcome_finding,
    progress_finding,
    rhythm_finding,
    rhythm_sentence,
)
from tests.dashboards.example_patterns import CAMPAIGN, NO_CAMPAIGN, NO_RHYTHM, PLANNED, RHYTHM
from tests.dashboards.test_figures import checked, colours_in

EN, ZH = language("en"), language("zh_Hans")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_plotly_takes_every_picture_in_colours_that_have_a_dark_one(tag: str) -> None:
    speak = language(tag)
    figures = [rhythm_map(speak, page) for page in (RHYTHM, NO_RHYTHM)]
    for page in (CAMPAIGN, PLANNED, NO_CAMPAIGN):
        figures += [burn_up(speak, page), pareto(speak, page)]
    for figure in figures:
        assert checked(figure).data
        assert colours_in(figure) <= set(TOKENS.values())


def test_a_tile_stands_in_its_hour_and_an_hour_without_calls_is_empty() -> None:
    (tiles,) = checked(rhythm_map(EN, RHYTHM)).data
    rows = [list(row) for row in tiles.z]
    assert (rows[0], rows[2]) == ([5.0, 12.0, None], [None, None, None])
    assert tiles.text[6][2] == "30.0"


def test_codes_are_ordered_shortened_and_no_markup() -> None:
    figure = pareto(EN, CAMPAIGN)
    assert figure["layout"]["xaxis"]["ticktext"][1] == "CALL_BACK_ON_ANOT…"
    bars, line = checked(figure).data
    assert (list(bars.y), list(line.y)) == ([600, 250, 150], [60, 85, 100])
    assert "&lt;i&gt;" in bars.hovertext[1]


def test_the_sentences_say_when_and_how_far() -> None:
    assert rhythm_sentence(EN, RHYTHM) == (
        "August 2026: Abandonment rate is highest on Monday 10:00–11:00 (12.0%) "
        "and lowest on Monday 9:00–10:00 (5.0%)."
    )
    assert rhythm_sentence(EN, NO_RHYTHM) == "August 2026: too little was reported by hour."
    assert rhythm_finding(EN, NO_RHYTHM) == "When to call: Contact rate by hour"
    assert campaign_sentence(EN, CAMPAIGN) == (
        "August 2026: 2,520 of 3,000 records were tried; 23.5% of the calls reach somebody; "
        "a success costs 26.58\N{NO-BREAK SPACE}USD."
    )
    assert campaign_sentence(EN, PLANNED).startswith("August 2026: 12 successes of – planned;")
    assert campaign_sentence(EN, NO_CAMPAIGN) == "August 2026: no campaign was reported."
    assert outcome_finding(EN, CAMPAIGN) == "2 result codes make up 85.0% of the calls"
    assert progress_finding(EN, PLANNED) == "Successes to date against the plan"
    for said in (rhythm_sentence(ZH, RHYTHM), campaign_sentence(ZH, CAMPAIGN)):
        assert said.startswith("2026年8月：")
