"""What gives the right to terminate, in a terms file: its schema and its reader."""

from collections.abc import Mapping
from fractions import Fraction

from app.sla.quantities import exact
from app.sla.remedies.triggers import Trigger
from app.sla.terms import TermsFault
from app.terms_files.collecting import Document
from app.terms_files.schema_parts import DECIMAL, IDENTIFIER, Schema, enum, few, listed, text, to_object

KINDS = ["in_a_row", "out_of", "points", "cap_reached"]
_NEEDED: Mapping[str, set[str]] = {
    "in_a_row": {"times"},
    "out_of": {"times", "within"},
    "points": {"points"},
    "cap_reached": set(),
}
TAKEN: Mapping[str, set[str]] = {
    "in_a_row": {"times", "targets", "level"},
    "out_of": {"times", "within", "targets", "level"},
    "points": {"points", "within"},
    "cap_reached": {"times", "within"},
}


def terminate_schema() -> Schema:
    """The key ``terminate`` of a contract: a list of triggers."""
    trigger = to_object(
        {
            "kind": enum(KINDS, "What is counted."),
            "times": few("So many misses, or periods that reach the cap; there omitted: 1."),
            "points": text("decimal", DECIMAL, "points: so many points of all targets together."),
            "within": few("In so many periods, this one among them; omitted: 1."),
            "targets": listed("identifier", IDENTIFIER, "Each of these by itself; omitted: each target."),
            "level": enum(["expected", "minimum"], "Which level's miss counts.", "expected"),
            "clause": text("text", None, "Where in the contract it stands."),
        },
        ["kind"],
    )
    description = "What gives the right to terminate: findings, not money."
    return {"type": "array", "minItems": 1, "items": trigger, "description": description}


def triggers_of(document: Document) -> tuple[Trigger, ...]:
    """The triggers that were agreed; raises TermsFault at the first one that cannot be meant."""
    return tuple(_trigger(("terminate", n), part) for n, part in enumerate(document.get("terminate", ())))


def _trigger(here: tuple[str | int, ...], part: Document) -> Trigger:
    kind = part["kind"]
    for key in sorted(part.keys() - TAKEN[kind] - {"kind", "clause"}):
        raise TermsFault((*here, key), f"“{key}” does not belong to a trigger of kind {kind}")
    for key in sorted(_NEEDED[kind] - part.keys()):
        raise TermsFault(here, f"a trigger of kind {kind} needs “{key}”")
    reach = exact(part["points"]) if kind == "points" else Fraction(part.get("times", "1"))
    own = tuple(part.get("targets", ())), part.get("level", "expected"), part.get("clause", "")
    try:
        return Trigger(kind, reach, int(part.get("within", "1")), *own)
    except ValueError as fault:
        raise TermsFault(here, str(fault)) from fault
