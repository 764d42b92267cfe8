"""From a typed document to the rules of money: prices, caps, and what is carried forward."""

from fractions import Fraction
from typing import Any, Literal

from app.sla.agreed.rating import DEFAULT_RATING, Rating, RatingStep
from app.sla.calendars import DueIn
from app.sla.quantities import exact
from app.sla.remedies.carrying import Excess, MinimumPayable
from app.sla.remedies.limits import Caps
from app.sla.remedies.points import PointsStep, PointsTable
from app.sla.remedies.prices import Price
from app.sla.terms import TermsFault
from app.terms_files.collecting import Document
from app.terms_files.termination import triggers_of


def share(text: str) -> Fraction:
    """The share that ``12%`` or ``0.12`` states."""
    return exact(text[:-1]) / 100 if text.endswith("%") else exact(text)


def price(text: str) -> Price:
    """The price that a text states: with ``%`` a share, without it an amount."""
    return Price(share=share(text)) if text.endswith("%") else Price(amount=exact(text))


def priced(part: Document, key: str) -> Price | None:
    """The price under that key, or None where it is left out."""
    return price(part[key]) if key in part else None


def _caps(part: Document) -> Caps:
    """The caps of the contract or of a group."""
    return Caps(priced(part, "period"), priced(part, "rolling_12"))


def _excess(part: Literal["lost", "carried_forward"] | Document) -> Excess:
    """What becomes of what a cap holds back."""
    if isinstance(part, str):
        return Excess(part)
    expires = part["carried_forward"].get("expires", "contract_end")
    return Excess("carried_forward", None if expires == "contract_end" else int(expires.split()[0]))


def _minimum_payable(part: Document | None) -> MinimumPayable | None:
    """The least that is paid, or None where nothing is agreed; raises TermsFault for nothing at all."""
    if part is None:
        return None
    try:
        return MinimumPayable(exact(part["amount"]), part.get("below", "lost"))
    except ValueError as fault:
        raise TermsFault(("minimum_payable", "amount"), str(fault)) from fault


def _points_table(part: Document | None) -> PointsTable | None:
    """The steps that turn points into money; raises TermsFault where they do not rise or leave a gap."""
    if part is None:
        return None
    try:
        return PointsTable(
            tuple(PointsStep(exact(step["from"]), price(step["amount"])) for step in part["table"])
        )
    except ValueError as fault:
        raise TermsFault(("points", "table"), str(fault)) from fault


def _rating(part: Document | None) -> Rating:
    """The words for a whole period; raises TermsFault where a share of met targets has none or two."""
    if part is None:
        return DEFAULT_RATING
    steps = tuple(RatingStep(share(step["at_least"]), step["word"]) for step in part["steps"])
    try:
        return Rating(steps, part.get("other", DEFAULT_RATING.other))
    except ValueError as fault:
        raise TermsFault(("rating", "steps"), str(fault)) from fault


def agreed_limits(document: Document) -> dict[str, Any]:
    """What limits the money of a period, by the names of the core's Terms."""
    limits = document.get("caps", {})
    return {
        "caps": _caps(limits),
        "group_caps": {name: _caps(part) for name, part in limits.get("groups", {}).items()},
        "excess": _excess(limits.get("excess", "lost")),
        "minimum_payable": _minimum_payable(document.get("minimum_payable")),
        "points": _points_table(document.get("points")),
        "rating": _rating(document.get("rating")),
        "terminate": triggers_of(document),
        "claim_within": DueIn.read(document["claims"]["within"]) if "claims" in document else None,
    }
