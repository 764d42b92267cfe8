"""What a form of these pages names: an id, or an act."""

from uuid import UUID

from app.errors import Problem, Refused
from dashboards.typing_in import Typed


def id_typed(typed: Typed, name: str = "id") -> UUID:
    """The id that a form names; raises Refused where it is none."""
    try:
        return UUID(typed.get(name))
    except ValueError as fault:
        raise Refused("There is no such thing.", [Problem(name, "id", "is not an id")]) from fault


def no_such_act(name: str) -> Refused:
    """The refusal of an act that a page does not know."""
    return Refused("There is no such act.", [Problem("act", "unknown", f"“{name[:40]}” is not known")])
