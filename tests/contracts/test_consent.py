"""Who may take which step of an exclusion: nobody agrees to their own, and two are needed to undo it."""

from itertools import product
from typing import get_args

import pytest

from app.access.roles import Part
from app.contracts.consent import COUNTS, State, Step, after
from app.errors import Conflict

STATES, STEPS, SIDES = get_args(State), get_args(Step), get_args(Part)
LEADS = [
    ("proposed", "agree", "client", "provider", "agreed"),
    ("proposed", "decline", "client", "provider", "declined"),
    ("proposed", "withdraw", "provider", "provider", "withdrawn"),
    ("agreed", "withdraw", "client", "provider", "undoing"),
    ("agreed", "withdraw", "provider", "provider", "undoing"),
    ("undoing", "agree", "provider", "client", "withdrawn"),
    ("undoing", "decline", "provider", "client", "agreed"),
    ("undoing", "withdraw", "client", "client", "agreed"),
]


@pytest.mark.parametrize(("state", "step", "side", "asked_by", "expected"), LEADS)
def test_a_step_leads_on(state: State, step: Step, side: Part, asked_by: Part, expected: State) -> None:
    assert after(state, step, side, asked_by) == expected


def test_every_other_step_is_refused_with_what_to_do() -> None:
    allowed = {(state, step, side == asked) for state, step, side, asked, _ in LEADS}
    refused = set()
    for state, step, side, asked in product(STATES, STEPS, SIDES, SIDES):
        if (state, step, side == asked) not in allowed:
            with pytest.raises(Conflict, match=r"agree|decline|withdraw|propose"):
                after(state, step, side, asked)
            refused.add((state, step, side == asked))
    assert len(refused) + len(allowed) == len(STATES) * len(STEPS) * 2


def test_what_leads_into_counting_is_always_a_step_of_the_side_that_did_not_ask() -> None:
    """By no way does one side alone make a proposal count, or take away what both agreed to."""
    for state, step, side, asked in product(STATES, STEPS, SIDES, SIDES):
        try:
            following = after(state, step, side, asked)
        except Conflict:
            continue
        if (state in COUNTS) != (following in COUNTS):
            assert side != asked, (state, step)
