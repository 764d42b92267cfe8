import json
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sla.evidence import canonical
from app.sla.quantities import MILLION
from app.sla.replaying.parts import Part, RecordFault
from app.sla.replaying.sheets import sheets_of, sheets_text
from app.sla.sheets import Sheet
from tests.sla.world import JANUARY, months, sheet

NAMES = frozenset({"offered", "abandoned", 'outcome."A"'})
ODD = Sheet(
    "q", "s", "chat", JANUARY, JANUARY + timedelta(1), 30,
    {"offered": MILLION + 5, "cost": MILLION}, {"offered": (None, 3, -5 * MILLION), "cost": (1,)},
    {"offered": 0, "cost": 5},
)  # fmt: skip


def read(text: str) -> list[Sheet]:
    return sheets_of(Part(json.loads(text), "sheets"))


@given(months(), st.randoms(use_true_random=False))
def test_the_order_of_sheets_leaves_no_trace(sheets: list[Sheet], random: Random) -> None:
    shuffled = sorted(sheets, key=lambda _: random.random())
    assert sheets_text(sheets, NAMES) == sheets_text(shuffled, NAMES)


@given(months(), st.text(st.characters(exclude_categories=["Cs"]), max_size=6), st.integers(0, 10**16))
def test_the_text_is_canonical_and_is_read_again(sheets: list[Sheet], odd: str, slack: int) -> None:
    names = NAMES | {"answered", "wait_seconds"}
    strange = replace(sheet(JANUARY, offered=3), queue=odd, segment=odd[::-1], slack={"offered": slack})
    text = sheets_text([*sheets, strange], names)
    assert canonical(json.loads(text)).decode() == text
    assert sheets_text(read(text), names) == text
    assert sheets_text([], NAMES) == "[]"


def test_only_what_was_consumed_stands_there_and_that_there_was_a_report() -> None:
    rows = json.loads(sheets_text([ODD, sheet(JANUARY, cost=1)], NAMES))
    assert rows[0] == {
        "queue": "q",
        "segment": "s",
        "channel": "chat",
        "first_day": "2026-01-01",
        "last_day": "2026-01-02",
        "totals": {"offered": "1.000005"},
        "slack": {},
    }
    assert rows[1]["totals"] == {}
    (cost,) = json.loads(sheets_text([ODD], frozenset({"cost"})))
    assert cost["slack"] == {"cost": "0.000005"}


def test_intervals_stand_there_on_the_days_that_a_rule_looked_into() -> None:
    text = sheets_text([ODD], frozenset({"offered"}), [(JANUARY, JANUARY + timedelta(1))])
    assert canonical(json.loads(text)).decode() == text
    (found,) = read(text)
    assert found.intervals == {"offered": (None, 3, -5 * MILLION)}
    (row,) = json.loads(text)
    assert row["intervals"] == {"offered": ["", "0.000003", "-5"]}
    later = [(JANUARY + timedelta(1), JANUARY + timedelta(9))]
    plain = sheets_text([ODD], frozenset({"offered"}))
    assert sheets_text([ODD], frozenset({"offered"}), later) == plain
    assert sheets_text([replace(ODD, grain=15, intervals={})], frozenset({"offered"})) == plain
    (day,) = read(sheets_text([sheet(JANUARY, offered=1)], NAMES, [(JANUARY, JANUARY + timedelta(1))]))
    assert (day.grain, day.intervals) == (1440, {})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"queue": 1}, "sheets[0].queue: there stands int, and it must be a text"),
        ({"totals": {"offered": "1e5"}}, "sheets[0].totals.offered: there stands “1e5”"),
        ({"totals": {"offered": "0.0000001"}}, "at most six decimals"),
        ({"totals": {"offered": "100000000000"}}, "sheets[0]: a total is too large"),
        ({"first_day": "2026-01-03"}, "sheets[0]: a sheet ends before it begins"),
        ({"first_day": "2026-02-30"}, "sheets[0].first_day: there stands “2026-02-30”"),
        ({"note": ""}, "sheets[0].note: is not a part of such a record"),
        ({"intervals": {"offered": "1"}}, "sheets[0].intervals.offered: there stands “1”"),
    ],
)
def test_what_is_no_sheet_is_named_by_its_place(change: dict[str, Any], said: str) -> None:
    (row,) = json.loads(sheets_text([ODD], NAMES))
    with pytest.raises(RecordFault) as fault:
        read(json.dumps([{**row, **change}]))
    assert said in str(fault.value)


def test_what_is_missing_is_named_too() -> None:
    (row,) = json.loads(sheets_text([ODD], NAMES))
    del row["totals"]
    with pytest.raises(RecordFault, match=r"sheets\[0\].totals: is missing"):
        read(json.dumps([row]))
