import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.evidence import canonical, digest, sheets_digest, sheets_document
from app.sla.quantities import MILLION
from app.sla.sheets import Sheet
from tests.sla.world import JANUARY, months, sheet

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


@given(months(), st.randoms(use_true_random=False))
def test_sheets_are_ordered_by_themselves(sheets: list[Sheet], random: Random) -> None:
    names = frozenset({"offered", "abandoned"})
    shuffled = sorted(sheets, key=lambda _: random.random())
    assert digest(sheets_document(sheets, names)) == digest(sheets_document(shuffled, names))


@given(months(), st.text(st.characters(exclude_categories=["Cs"]), max_size=6), st.integers(-5, 10**16))
def test_the_digest_of_sheets_is_that_of_their_document(sheets: list[Sheet], odd: str, slack: int) -> None:
    names = frozenset({"offered", "abandoned", 'outcome."A"'})
    strange = sheet(JANUARY, offered=3, cost=4)
    sheets = [*sheets, replace(strange, queue=odd, segment=odd[::-1], slack={"offered": slack, "cost": 1})]
    assert sheets_digest(sheets, names) == digest(sheets_document(sheets, names))
    assert sheets_digest([], names) == digest([])


def test_only_what_was_consumed_stands_in_the_evidence() -> None:
    one = Sheet(
        "q", "s", "chat", JANUARY, JANUARY + timedelta(1), 2880,
        {"offered": MILLION, "cost": MILLION}, slack={"offered": 0, "cost": 5},
    )  # fmt: skip
    names = frozenset({"offered", "abandoned"})
    (row,) = sheets_document([one, sheet(JANUARY, cost=1)], names)
    assert row == {
        "queue": "q",
        "segment": "s",
        "channel": "chat",
        "first_day": "2026-01-01",
        "last_day": "2026-01-02",
        "totals": {"offered": 1},
        "slack": {},
    }
    assert sheets_document([one], frozenset({"cost"}))[0]["slack"] == {"cost": Fraction(5, MILLION)}
