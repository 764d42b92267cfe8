import json
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.sla.evidence import canonical
from app.sla.history import Carried, EarnedBack, History, Past, PastLine
from app.sla.replaying.parts import Part
from app.sla.replaying.past import history_of, history_text
from tests.sla.world import fractions

NAMES = st.sampled_from(("", "abandonment", "“账单”"))
UNITS = st.integers(-(10**12), 10**12)
LINES = st.builds(
    PastLine,
    target=NAMES,
    verdict=st.sampled_from(("met", "below_expected", "deemed_failed", "no_data")),
    credit=fractions(10**9),
    paid=UNITS,
    bonus=UNITS,
    points=fractions(99),
    group=NAMES,
    ramp_up=st.booleans(),
)
CARRIED = st.builds(Carried, source=NAMES, amount=st.integers(1, 10**12), group=NAMES)
PASTS = st.builds(
    Past,
    label=NAMES,
    whole_label=NAMES,
    start=st.just(date(2026, 1, 1)),
    end=st.just(date(2026, 2, 1)),
    charges=st.none() | fractions(10**9),
    lines=st.lists(LINES, max_size=3).map(lambda found: {line.target: line for line in found}),
    carried_in=st.lists(CARRIED, max_size=2).map(tuple),
    balance=st.lists(CARRIED, max_size=2).map(tuple),
    earned_back=st.lists(st.builds(EarnedBack, source=NAMES, target=NAMES, amount=UNITS), max_size=2).map(
        tuple
    ),
    cap_reached=st.booleans(),
)


@given(PASTS)
def test_a_history_is_read_as_it_was_written_to_the_last_third(past: Past) -> None:
    later = Past("later", "later", date(2026, 2, 1), date(2026, 2, 11))
    text = history_text(History((past, later)))
    assert canonical(json.loads(text)).decode() == text
    assert history_of(Part(json.loads(text))) == History((past, later))


def test_a_third_is_no_decimal() -> None:
    line = PastLine("t", "met", Fraction(1, 3), points=Fraction(1, 2))
    past = Past("2026-01", "2026-01", date(2026, 1, 1), date(2026, 2, 1), lines={"t": line})
    found = json.loads(history_text(History((past,))))[0]["lines"]["t"]
    assert (found["credit"], found["points"]) == ("1/3", "0.5")
