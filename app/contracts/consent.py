"""Consent to an exclusion: which step each side may take from where it stands. Pure; no database.

One side proposes, the other agrees or declines; nobody agrees to their own proposal. What both agreed to
stands until both agree to undo it: either side asks, the other one says yes or no. A span counts while it is
agreed, also while one side asks to undo it.
"""

from typing import Literal

from app.access.roles import Part
from app.errors import Conflict

State = Literal["proposed", "agreed", "undoing", "declined", "withdrawn"]
Step = Literal["agree", "decline", "withdraw"]

COUNTS: tuple[State, ...] = ("agreed", "undoing")
# A span that only one side wants is shown on the scorecard and changes nothing.
ALIVE: tuple[State, ...] = ("proposed", *COUNTS)
DEAD: tuple[State, ...] = ("declined", "withdrawn")
# From a state, by a step, when the step is taken by the side that asked last (True) or by the other one.
_STEPS: dict[tuple[State, Step, bool], State] = {
    ("proposed", "agree", False): "agreed",
    ("proposed", "decline", False): "declined",
    ("proposed", "withdraw", True): "withdrawn",
    ("agreed", "withdraw", True): "undoing",
    ("agreed", "withdraw", False): "undoing",
    ("undoing", "agree", False): "withdrawn",
    ("undoing", "decline", False): "agreed",
    ("undoing", "withdraw", True): "agreed",
}
_OWN: dict[State, str] = {
    "proposed": "Your own side proposed this; the other side agrees or declines, yours may withdraw it.",
    "undoing": "Your own side asked to undo this; the other side answers, yours may withdraw the request.",
}
_INSTEAD: dict[State, str] = {
    "proposed": "The other side proposed this: agree to it or decline it.",
    "agreed": "Both sides agreed to this; “withdraw” asks the other side to undo it.",
    "undoing": "The other side asked to undo this: agree to that or decline it.",
    "declined": "This was declined; propose a new one.",
    "withdrawn": "This was withdrawn; propose a new one.",
}


def after(state: State, step: Step, side: Part, asked_by: Part) -> State:
    """The state after a side's step; ``asked_by`` is the side whose proposal or request is open.

    Raises Conflict with what can be done instead.
    """
    is_own = side == asked_by
    following = _STEPS.get((state, step, is_own))
    if following is not None:
        return following
    if is_own and state in _OWN:
        raise Conflict(_OWN[state])
    raise Conflict(_INSTEAD[state])
