"""What people do about findings: say cause, measure, owner, day and proof; open, close and reopen by hand.

Both sides write about a finding. One that periods made closes and reopens by periods alone; a quality
finding, which a person made, is the client's to close, once there is proof, and to reopen.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from app.access.unit import Work
from app.actions.find import new_finding
from app.actions.read import find_finding
from app.actions.tables import Finding
from app.contracts.open import find_contract
from app.contracts.revisions import lock
from app.contracts.tables import Contract
from app.contracts.tags import is_named
from app.errors import Conflict, NotAllowed, PreconditionFailed

Step = Literal["close", "reopen"]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about a finding; empty where nothing is yet."""

    cause: str = ""
    measure: str = ""
    owner: str = ""
    due: date | None = None
    proof: str = ""


def open_finding(w: Work, reference: str, title: str, said: Said) -> Finding:
    """A quality finding, made by the client. Raises NotAllowed for the provider."""
    contract = _held(w, reference, "The client opens quality findings.")
    today = w.now.date().isoformat()
    state = {
        "title": title,
        "clause": "",
        "state": "open",
        "opened": today,
        "met_in_a_row": 0,
        "needed": 0,
        "turns": [{"what": "opened", "label": today}],
        **asdict(said),
        "changed_by": w.identity.person_id,
    }
    row = new_finding(w.session, contract, "quality", "", state, w.now)
    w.session.add(row)
    w.session.flush()
    w.audit("finding.open", reference, after={"number": row.number, "title": title})
    return row


def write(w: Work, reference: str, number: int, said: Said, if_match: str | None = None) -> Finding:
    """Writes what is said about a finding, all of it anew.

    Raises NotFound, PreconditionFailed when ``if_match`` names another version, and Conflict for a withdrawn
    one.
    """
    contract = lock(w.session, find_contract(w, reference).id)
    w.part_of(contract.id)
    row = find_finding(w, contract, number)
    if if_match is not None and not is_named(if_match, str(row.version)):
        raise PreconditionFailed("Somebody else wrote about this finding meanwhile; read it again.")
    if row.state == "withdrawn":
        raise Conflict("This was never missed, as a later report shows; there is nothing to be done.")
    before = {name: _told(getattr(row, name)) for name in asdict(said)}
    for name, value in asdict(said).items():
        setattr(row, name, value)
    _touch(w, row)
    after = {name: _told(value) for name, value in asdict(said).items()}
    w.audit("finding.write", reference, before={"number": number, **before}, after=after)
    return row


def take_step(w: Work, reference: str, number: int, step: Step) -> Finding:
    """Closes or reopens a quality finding.

    Raises NotAllowed for the provider; Conflict for one that periods made, one that is as asked already, and
    for closing without proof.
    """
    contract = _held(w, reference, "The client closes and reopens quality findings.")
    row = find_finding(w, contract, number)
    if row.kind != "quality":
        raise Conflict(
            f"It closes itself after {row.needed} met periods in a row, and reopens when it recurs."
        )
    wanted = "closed" if step == "close" else "open"
    if row.state == wanted:
        raise Conflict(f"It is {wanted} already.")
    if step == "close" and not row.proof.strip():
        raise Conflict("Write what proves that it is mended; then close it.")
    before, row.state = row.state, wanted
    what = "closed" if step == "close" else "reopened"
    row.turns = [*row.turns, {"what": what, "label": w.now.date().isoformat()}]
    _touch(w, row)
    w.audit(f"finding.{step}", reference, before={"number": number, "state": before}, after={"state": wanted})
    return row


def _held(w: Work, reference: str, why: str) -> Contract:
    contract = lock(w.session, find_contract(w, reference).id)
    if w.part_of(contract.id) != "client":
        raise NotAllowed(why)
    return contract


def _touch(w: Work, row: Finding) -> None:
    row.version += 1
    row.changed_at, row.changed_by = w.now, w.identity.person_id
    w.session.add(row)
    w.session.flush()


def _told(value: str | date | None) -> str:
    return "" if value is None else str(value)[:500]
