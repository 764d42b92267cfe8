"""Windows filled into addresses and JSON bodies: typed, and never out of their strings."""

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.sources.fetching.template import PLACES, fill, fill_json, unknown_in_json, unknown_places, values_of
from app.sources.fetching.windows import window_of
from app.sources.setting_up.payloads import SourceBody

SHANGHAI = ZoneInfo("Asia/Shanghai")
JANUARY = window_of("month", date(2026, 1, 15))
START, END = 1_767_196_800, 1_769_875_200  # 31 December and 31 January, 16:00 UTC


def test_an_address_is_filled_with_days_and_instants() -> None:
    text = "{start} {end} {last} {start_utc} {end_utc} {other} {}"
    filled = fill(text, JANUARY, SHANGHAI)
    assert filled == "2026-01-01 2026-02-01 2026-01-31 2025-12-31T16:00:00Z 2026-01-31T16:00:00Z {other} {}"
    assert unknown_places(text) == ["other", ""]


def test_the_plus_of_an_offset_is_no_blank_in_an_address() -> None:
    assert fill("?from={start_local}", JANUARY, SHANGHAI) == "?from=2026-01-01T00:00:00%2B08:00"


def test_every_place_has_a_value_and_is_described() -> None:
    assert values_of(JANUARY, SHANGHAI).keys() == PLACES.keys()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{start}", "2026-01-01"),
        ("{end_utc}", "2026-01-31T16:00:00Z"),
        ("{start_local}", "2026-01-01T00:00:00+08:00"),
        ("{start_s}", START),
        ("{end_s}", END),
        ("{start_ms}", START * 1000),
        ("{end_ms:text}", f"{END}000"),
        ("{start_utc}/{end_utc}", "2025-12-31T16:00:00Z/2026-01-31T16:00:00Z"),
        ("from {start_ms}", f"from {START}000"),
        ("{zone}", "Asia/Shanghai"),
        ("{{start}}", "{start}"),
        ("{other}", "{other}"),
        ("{ start }", "{ start }"),
        (7, 7),
        (None, None),
        (True, True),
    ],
)
def test_a_place_in_json_has_its_type(text: object, value: object) -> None:
    assert fill_json({"a": [text]}, JANUARY, SHANGHAI) == {"a": [value]}
    assert type(fill_json(text, JANUARY, SHANGHAI)) is type(value)


def test_the_names_of_fields_are_not_filled() -> None:
    assert fill_json({"{start}": 1}, JANUARY, SHANGHAI) == {"{start}": 1}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_filling_keeps_the_form_whatever_the_strings_hold(body: object) -> None:
    """No text of a string, quotes and braces included, ends the string or adds a field."""

    def form(node: object) -> object:
        if isinstance(node, dict):
            return {key: form(part) for key, part in node.items()}
        return [form(part) for part in node] if isinstance(node, list) else None

    filled = fill_json(body, JANUARY, SHANGHAI)
    assert form(json.loads(json.dumps(filled))) == form(body)


@pytest.mark.parametrize("body", ['"text"', "5", '{"a": NaN}', '{"a": 1e999}', '{"a": "\\ud800"}'])
def test_what_is_no_json_object_is_no_body(body: str) -> None:
    with pytest.raises(ValidationError):
        SourceBody.model_validate_json(f'{{"name": "x", "url": "https://x.example/", "body": {body}}}')


def test_an_unknown_place_in_json_is_found_where_it_stands() -> None:
    body = {"filter": [{"from": "{strat}"}, {"to": "{end}", "note": "{{x}} {y}"}]}
    assert list(unknown_in_json(body, "body")) == [
        ("body.filter.0.from", "strat"),
        ("body.filter.1.note", "y"),
    ]
