import hashlib
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.evidence import canonical, digest

SCALARS = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    | st.integers()
    | st.booleans()
    | st.fractions()
)
DOCUMENTS: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
).filter(lambda value: "\\ud" not in ascii(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, Fraction(1, 2), "账单"]}, '{"a":[true,"0.5","账单"],"b":"1"}'),
        ({"z": None, "a": "", "Z": {}, "é": (), "\U0001f600": 0}, '{"Z":{},"a":"","é":[],"😀":"0"}'),
        ({1: Fraction(10, 4)}, '{"1":"2.5"}'),
        ('a\n"\\', '"a\\n\\"\\\\"'),
        (10**20, '"100000000000000000000"'),
    ],
)
def test_canonical_form(value: object, text: str) -> None:
    assert canonical(value).decode() == text


@given(DOCUMENTS)
def test_canonical_form_is_json_and_its_own_fixed_point(value: Any) -> None:
    data = canonical(value)
    assert canonical(json.loads(data)) == data


@given(
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), st.integers(), max_size=6)
)
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    backwards = dict(reversed(value.items()))
    assert digest(value) == digest(backwards) == hashlib.sha256(canonical(value)).hexdigest()


@pytest.mark.parametrize(
    "value", [1.5, [0.1], {"a": 1.0}, b"x", bytearray(b"x"), memoryview(b"x"), {1, 2}, [None], None, object()]
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no canonical form"):
        canonical(value)
