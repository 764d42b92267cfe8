"""Excluding: one side proposes to leave a span out, the other agrees or declines (domain.md §6).

Every step takes the contract's next revision, closes the row before it and stays readable “as of” then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from app.access.roles import Part
from app.access.unit import Work
from app.contracts.consent import Step, after
from app.contracts.excluded import find_exclusion, version_of
from app.contracts.in_force import InForce
from app.contracts.revisions import lock, take_revision
from app.contracts.tables import Contract, ExclusionState
from app.contracts.tags import is_named
from app.database import new_id
from app.errors import PreconditionFailed, Problem, Refused
from app.jobs import remember_work

LONGEST = timedelta(days=400)
_SAID = ("exclusion_id", "name", "reason", "starts_at", "ends_at", "queues", "channels", "whole_days")
_PROPOSED = ("proposed_side", "proposed_by", "proposed_name", "proposed_at")
_AGREED = ("agreed_side", "agreed_by", "agreed_name", "agreed_at")


@dataclass(frozen=True, slots=True)
class Span:
    """What a proposal says: what happened, when, and in which queues and channels (empty: all)."""

    name: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    queues: Sequence[str] = ()
    channels: Sequence[str] = ()
    whole_days: bool = False


def propose(w: Work, contract: Contract, side: Part, span: Span, in_force: InForce) -> ExclusionState:
    """Stores one side's proposal; it changes no judgement until the other side agrees.

    Raises Refused with every fault: a span that ends before it begins, is longer than 400 days or lies
    outside the contract, and queues that the contract does not have.
    """
    problems = _faults(span, in_force)
    if problems:
        raise Refused("This exclusion cannot be proposed; correct it and send it again.", problems)
    who = w.identity
    said = {
        "exclusion_id": new_id(),
        **{name: getattr(span, name) for name in _SAID[1:]},
        "queues": sorted(set(span.queues)),
        "channels": sorted(set(span.channels)),
        "proposed_side": side,
        "proposed_by": who.person_id,
        "proposed_name": who.name,
        "proposed_at": w.now,
    }
    return _store(w, contract, said, "proposed", side, asked_by=side)


def take_step(
    w: Work, contract: Contract, side: Part, exclusion_id: UUID, step: Step, if_match: str | None
) -> ExclusionState:
    """Agrees to, declines or withdraws: the new state of an exclusion.

    Raises NotFound; Conflict when the step is not this side's to take from there; PreconditionFailed when
    ``if_match`` names another state than the current one.
    """
    lock(w.session, contract.id)
    current = find_exclusion(w, contract, exclusion_id)
    if if_match is not None and not is_named(if_match, version_of(current)):
        raise PreconditionFailed("The exclusion was changed meanwhile; read it again, then decide.")
    asked_by: Part = "client" if current.asked_side == "client" else "provider"
    state = after(current.state, step, side, asked_by)  # type: ignore[arg-type]
    said = {name: getattr(current, name) for name in (*_SAID, *_PROPOSED, *_AGREED)}
    if (current.state, state) == ("proposed", "agreed"):
        signed = (side, w.identity.person_id, w.identity.name, w.now)
        said |= dict(zip(_AGREED, signed, strict=True))
    opens = side if state == "undoing" else asked_by
    return _store(w, contract, said, state, side, asked_by=opens, closing=current.id)


def _store(
    w: Work,
    contract: Contract,
    said: dict[str, Any],
    state: str,
    side: Part,
    *,
    asked_by: Part,
    closing: UUID | None = None,
) -> ExclusionState:
    revision = take_revision(w.session, contract.id, "exclusion", w.now, w.identity.person_id)
    if closing is not None:
        ending = update(ExclusionState).where(col(ExclusionState.id) == closing)
        w.session.execute(ending.values(to_revision=revision))
    row = ExclusionState(
        organisation_id=contract.organisation_id,
        contract_id=contract.id,
        **said,
        state=state,
        asked_side=asked_by,
        changed_side=side,
        changed_by=w.identity.person_id,
        changed_at=w.now,
        from_revision=revision,
    )
    w.session.add(row)
    remember_work(w.session, "reassess", contract.id, revision)
    w.session.flush()
    return row


def _faults(span: Span, in_force: InForce) -> list[Problem]:
    timeline, problems = in_force.timeline, []
    if not timedelta(0) < span.ends_at - span.starts_at <= LONGEST:
        problems.append(Problem("body.end", "span", "an exclusion ends after it begins, within 400 days"))
    zone = timeline.versions[-1].zone
    first, last = span.starts_at.astimezone(zone).date(), span.ends_at.astimezone(zone).date()
    if last < timeline.starts or (timeline.ends is not None and first >= timeline.ends):
        where = f"the contract runs from {timeline.starts}" + (
            f" until {timeline.ends}" if timeline.ends else ""
        )
        problems.append(Problem("body.start", "outside", f"this lies outside the contract: {where}"))
    known = {queue.id for terms in timeline.versions for queue in terms.queues}
    for place, queue in enumerate(span.queues):
        if known and queue not in known:
            problems.append(
                Problem(f"body.queues.{place}", "unknown_queue", "this queue is not among the contract's")
            )
    return problems
