"""Figures: Plotly's own library takes every one, and each says what the context says."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboards.assets import FOLDER
from dashboards.contexts import Portfolio, TargetLine, Trend
from dashboards.figures import heat_map, small, trend
from dashboards.figures.colours import TOKENS
from dashboards.figures.scale import Scale, only, region, scale
from dashboards.figures.template import plain, template
from dashboards.language import LANGUAGES, language
from dashboards.parts import Bound, Judgement, Number
from tests.dashboards.examples import LINES, PORTFOLIO, TREND, at_least, at_most, percent

EN = language("en")
LONG = replace(TREND, points=TREND.points * 3)
EMPTY_TREND = replace(TREND, points=())
EMPTY_PORTFOLIO = Portfolio("2026-08", (), (), ())


def checked(figure: dict[str, Any]) -> go.Figure:
    """The figure as Plotly's library builds it: it refuses what the schema does not know."""
    return go.Figure(figure | {"layout": figure["layout"] | {"template": template()}})


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("page", [TREND, LONG, EMPTY_TREND])
def test_plotly_takes_every_trend(tag: str, page: Trend) -> None:
    signals = any(point.signals for point in page.points)
    hatched = any(point.left_out for point in page.points)
    assert len(checked(trend.trend(language(tag), page)).data) == 2 + signals + hatched


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("page", [PORTFOLIO, EMPTY_PORTFOLIO])
def test_plotly_takes_every_heat_map(tag: str, page: Portfolio) -> None:
    assert checked(heat_map.heat_map(language(tag), page)).data[0].type == "heatmap"


def test_the_heat_map_has_a_tile_for_each_judged_target() -> None:
    tiles, hatched, marks = checked(heat_map.heat_map(EN, PORTFOLIO)).data
    assert [[z is None for z in row] for row in tiles.z] == [
        [cell is None for cell in line.cells] for line in PORTFOLIO.lines
    ]
    assert len(marks.text) == sum(cell is not None for line in PORTFOLIO.lines for cell in line.cells)
    quiet = [text for text in marks.text if text.startswith(("–", "⊘"))]
    assert len(hatched.x) == len(quiet) > 0
    assert hatched.marker.pattern.shape == "/"
    assert tiles.customdata[1][0] == "/contracts/ACME-2026-02/scorecards/2026-08#target-service-level"


def test_names_cannot_become_markup() -> None:
    layout = heat_map.heat_map(EN, PORTFOLIO)["layout"]
    assert "Four Winds &lt;b&gt;Voice&lt;/b&gt; &amp;…<br>ACME-2026-04" in layout["yaxis"]["ticktext"]
    assert plain("<a href='x'>%{y}&amp;") == "&lt;a href='x'&gt;%\N{ZERO WIDTH SPACE}{y}&amp;amp;"


def test_a_gap_stays_a_gap_and_a_provisional_point_is_hollow() -> None:
    _, line, _, markers = checked(trend.trend(EN, TREND)).data
    assert line.y[5] is None
    assert line.connectgaps is False
    assert len(markers.x) == 10
    assert markers.marker.symbol[-1] == "diamond-open"
    assert markers.marker.symbol[0] == "circle"


def test_levels_step_where_the_terms_were_amended() -> None:
    layout = checked(trend.trend(EN, TREND)).layout
    hairlines = [shape for shape in layout.shapes if shape.yref == "paper" and shape.type == "line"]
    assert [(shape.x0, shape.x1) for shape in hairlines] == [(3.5, 3.5)]
    steps = [
        (shape.x0, shape.x1, shape.y0)
        for shape in layout.shapes
        if shape.type == "line" and shape.line.dash == "solid"
    ]
    assert steps == [(-0.5, 3.5, 80.0), (3.5, 11.5, 82.0)]
    said = [note.text for note in layout.annotations]
    assert "terms of Jan 1, 2026<br>Schedule 3, &lt;b&gt;2.2" in said
    assert "expected ≥\N{NO-BREAK SPACE}82%" in said
    assert said.count("–") == 1
    assert said.count("⊘") == 1


def test_limits_signals_and_what_was_left_out_are_drawn() -> None:
    figure = checked(trend.trend(EN, TREND))
    hatched, _, rings, _ = figure.data
    assert (rings.x, rings.y, rings.marker.symbol) == ((8,), (74.02,), "circle-open")
    assert (hatched.x, hatched.width, hatched.marker.pattern.shape) == ((7, 9), (1.0, 1.0), "/")
    low, high = figure.layout.yaxis.range
    assert (hatched.base[0], hatched.base[0] + hatched.y[0]) == (low, high)
    thin = [shape.y0 for shape in figure.layout.shapes if shape.x0 == -0.5 and shape.x1 == 11.5]
    assert thin[-3:] == [75.1, 80.26, 85.42]
    marks = [(note.x, note.text) for note in figure.layout.annotations if note.text in ("⊘↻", "↻")]
    assert marks == [(4, "↻"), (7, "⊘↻")]


def test_a_long_trend_names_at_most_twelve_periods_and_the_last() -> None:
    ticks = trend.trend(EN, LONG)["layout"]["xaxis"]["tickvals"]
    assert len(ticks) <= 12
    assert ticks[-1] == len(LONG.points) - 1


def test_labels_that_would_meet_are_pushed_apart() -> None:
    near = [replace(p, expected=at_least("80"), minimum=at_least("79.9")) for p in TREND.points]
    notes = trend.trend(EN, replace(TREND, points=tuple(near)))["layout"]["annotations"]
    assert [note["yshift"] for note in notes if "yshift" in note] == [8, -8]


@pytest.mark.parametrize("line", [line for line in LINES if line.expected], ids=lambda line: line.id)
def test_bullets_and_spark_lines_are_whole_svg(line: TargetLine) -> None:
    for drawn in (small.bullet(line, "a <b> title"), small.spark(line.history, line.expected, "a <b> title")):
        svg = ET.fromstring(drawn)  # noqa: S314 - our own text
        assert svg.attrib["viewBox"] == "0 0 120 28"
        assert svg.attrib["aria-label"] == "a <b> title"
        for element in svg:
            for name in ("x", "cx", "x1", "x2"):
                assert 0 <= float(element.attrib.get(name, 0)) <= 120
            assert float(element.attrib.get("width", 0)) >= 0


def test_the_bullet_has_a_bar_only_where_its_axis_begins_at_zero() -> None:
    near_eighty, near_nothing = LINES[0], LINES[1]
    assert str(small.bullet(near_eighty, "")).count("b-value") == 1
    assert str(small.bullet(near_nothing, "")).count("b-value") == 2
    assert str(small.bullet(replace(near_eighty, value=None), "")).count("b-value") == 0
    assert str(small.bullet(replace(near_eighty, expected=None), "")) == ""


def test_a_spark_line_breaks_where_there_is_no_value() -> None:
    assert str(small.spark(LINES[0].history, LINES[0].expected, "")).count("<polyline") == 2
    assert "<polyline" not in str(small.spark((), LINES[0].expected, ""))


def test_a_provisional_end_of_a_spark_line_is_hollow() -> None:
    last = replace(LINES[0].history[-1], judgement=Judgement("met", ("period_running",)))
    assert "v-met hollow" in str(small.spark((last,), LINES[0].expected, ""))


@pytest.mark.parametrize(
    ("bound", "span"),
    [
        (at_least("80"), (80.0, 100.0)),
        (at_most("5"), (0.0, 5.0)),
        (Bound(percent("120")), (100.0, 100.0)),
        (Bound(Number("20"), Number("30")), (20.0, 30.0)),
    ],
)
def test_a_bound_is_a_stretch_of_the_axis(bound: Bound, span: tuple[float, float]) -> None:
    assert region(bound, Scale(0, 100)) == span


def test_what_lies_outside_the_inner_stretch() -> None:
    assert only((0, 10), (4, 10)) == [(0, 4)]
    assert only((0, 10), (4, 6)) == [(0, 4), (6, 10)]
    assert only((4, 6), (0, 10)) == []


def test_axes_stay_within_what_is_possible() -> None:
    assert scale([95, 99.9], "percent").high == 100
    assert scale([0.2, 4], "percent").low == 0
    assert scale([], "count").high > scale([], "count").low
    assert scale([5, 5], "seconds").low < 5 < scale([5, 5], "seconds").high
    assert Scale(0, 10).at(20, 120) == 120


def tokens_of(text: str, form: str) -> dict[str, str]:
    return dict(re.findall(form, text))


def test_figures_script_and_stylesheet_name_the_same_colours() -> None:
    css = (FOLDER / "site.css").read_text(encoding="utf-8")
    script = (FOLDER / "site.js").read_text(encoding="utf-8")
    light = tokens_of(css.partition("[data-theme]")[0].partition("}")[0], r"--([a-z0-9-]+): (#[0-9a-f]{6});")
    known = {name: colour for colour, name in re.findall(r'"(#[0-9a-f]{6})": "--([a-z0-9-]+)"', script)}
    assert {name: light[name] for name in TOKENS} == dict(TOKENS)
    assert known == dict(TOKENS)


def colours_in(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(colours_in, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(colours_in, value))
    return {value} if isinstance(value, str) and re.fullmatch("#[0-9a-f]{3,8}", value) else set()


@pytest.mark.parametrize("figure", [trend.trend(EN, TREND), heat_map.heat_map(EN, PORTFOLIO), template()])
def test_a_figure_uses_only_colours_that_have_a_dark_one(figure: dict[str, Any]) -> None:
    assert colours_in(figure) <= set(TOKENS.values())


def relative_luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "accent", "met", "below-expected", "below-minimum"])
def test_text_is_readable_on_every_ground(theme: str, ink: str) -> None:
    css = (FOLDER / "site.css").read_text(encoding="utf-8")
    block = css if theme == "light" else css.partition('[data-theme="dark"]')[2]
    tokens = tokens_of(block.partition("}")[0], r"--([a-z0-9-]+): (#[0-9a-f]{6});")
    assert min(contrast(tokens[ink], tokens[ground]) for ground in ("paper", "surface", "sunk")) >= 4.5
