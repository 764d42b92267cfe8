"""Issuing: what was seen is frozen with its evidence, chained to the issue before, and goes into the ledger.

Two people at once cannot issue one period: each holds the contract, and the second finds what the first did.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.access.events import emit
from app.access.unit import Work
from app.contracts.open import find_contract
from app.contracts.revisions import lock
from app.contracts.tables import Contract, Frozen
from app.database import insert_into
from app.errors import Conflict, NotAllowed, PreconditionFailed
from app.scorecards.judging import Judgement, Moment, judge_periods
from app.scorecards.life.book import book, carried_of, note
from app.scorecards.life.issued import (
    Agreed,
    check_turn,
    find_request,
    issued_between,
    limit_of,
    of_contract,
    stage_of,
)
from app.scorecards.life.tables import IssuedScorecard, IssueRequest
from app.scorecards.live import find_due, known_at
from app.sla.ledger import PeriodMoney, entries_of, money_of
from app.sla.life import is_confirmed_by_another, stage
from app.sla.replaying.record import chain_sha256, write_record
from app.sla.scorecard import ENGINE
from app.sla.timeline import Due


@dataclass(frozen=True, slots=True)
class Ready:
    """A period that may be issued: its judgement, as it was seen, and its money."""

    contract: Contract
    moment: Moment
    judged: Judgement
    money: PeriodMoney

    @property
    def sha256(self) -> str:
        """The digest of the evidence."""
        found: str = self.judged.document["evidence"]["sha256"]
        return found


def issue(w: Work, reference: str, label: str, seen: str, *, provisional: bool = False) -> bool:
    """Issues a period, or, above the amount that the client sets, asks a second person; whether it is issued.

    ``seen`` is the digest of the evidence that the caller saw; PreconditionFailed when it is another by now.
    Conflict when it is not due, when an earlier period comes first, or when it is provisional and
    ``provisional`` does not say that this is known.
    """
    ready = _ready(w, reference, label, seen, provisional)
    me = w.identity.person_id
    if is_confirmed_by_another(ready.money.gross, limit_of(w.session, ready.contract), me, me):
        _freeze(w, ready, me)
        return True
    period = ready.judged.due.period
    w.session.merge(
        IssueRequest(
            organisation_id=ready.contract.organisation_id,
            contract_id=ready.contract.id,
            start_day=period.start,
            label=period.label,
            sha256=ready.sha256,
            amount=ready.money.gross,
            person_id=me,
            at=w.now,
        )
    )
    w.audit("scorecard.ask_to_issue", f"{reference} {label}", after={"sha256": ready.sha256})
    return False


def confirm(w: Work, reference: str, label: str, seen: str) -> None:
    """Confirms, as a second person, an issue that waits, which issues it.

    Raises Conflict when none waits, NotAllowed for the person who asked, PreconditionFailed when the
    scorecard is another by now than the one that was asked for.
    """
    ready = _ready(w, reference, label, seen, provisional=True)
    request = find_request(w.session, ready.contract, ready.judged.due.period.start)
    if request is None:
        raise Conflict(f"{label}: nothing waits for a second person; issue it first.")
    if request.person_id == w.identity.person_id:
        raise NotAllowed("You asked for this issue yourself; a second person confirms it.")
    if request.sha256 != ready.sha256:
        raise PreconditionFailed("The scorecard changed since its issue was asked for; issue it anew.")
    _freeze(w, ready, request.person_id)
    w.session.delete(request)


def _ready(w: Work, reference: str, label: str, seen: str, provisional: bool) -> Ready:
    contract = lock(w.session, find_contract(w, reference).id)
    w.part_of(contract.id)
    moment = known_at(w, contract, None)
    due = find_due(moment, label)
    _refuse_issued(w, moment, due)
    over = moment.today >= due.period.end
    check_turn("issue", stage(None, over, moment.today), due.period.label)
    _refuse_gap(w.session, moment, due)
    judged = judge_periods(w.session, moment, [due])[0]
    ready = Ready(contract, moment, judged, money_of(judged.document))
    if ready.sha256 != seen:
        raise PreconditionFailed(
            "The scorecard is no longer the one that you saw; read it again, then issue."
        )
    if judged.card.is_provisional and not provisional:
        raise Conflict(_why_provisional(judged))
    return ready


def _why_provisional(judged: Judgement) -> str:
    reasons = sorted({why for line in judged.card.lines for why in line.line.provisional}) or ["charges"]
    return (
        f"{judged.due.period.label} is still provisional ({', '.join(reasons)}); wait until that is settled,"
        " or say with `provisional` that it is issued all the same."
    )


def _refuse_issued(w: Work, moment: Moment, due: Due) -> None:
    for one in issued_between(w.session, moment.contract, due.period.start, due.period.end):
        agreed = Agreed.of(moment.in_force.timeline, one)
        check_turn("issue", stage_of(one, agreed, w.now), one.label)


def _refuse_gap(session: Session, moment: Moment, due: Due) -> None:
    """Where a rule looks back, a period's money rests on those before it, so they are issued in order."""
    timeline = moment.in_force.timeline
    issued = select(col(IssuedScorecard.end_day)).where(
        col(IssuedScorecard.contract_id) == moment.contract.id
    )
    ends = sorted(
        session.exec(issued.where(col(IssuedScorecard.organisation_id) == moment.contract.organisation_id))
    )
    if not timeline.looks_back or not ends:
        return
    if due.period.end <= ends[0]:
        raise Conflict(
            f"{due.period.label} lies before what is issued, which rests on it; it cannot be issued any more."
        )
    gap = next(timeline.between(ends[-1], due.period.start), None)
    if gap is not None:
        raise Conflict(f"Issue {gap.period.label} first: the money of {due.period.label} rests on it.")


def _freeze(w: Work, ready: Ready, asked_by: UUID) -> None:
    """Writes the issued scorecard, what it freezes, and its entries."""
    row = _row(w, ready, asked_by)
    w.session.add(row)
    w.session.flush()
    _enter(w, row, ready)
    _freeze_what_it_used(w, row)
    after = {"number": row.number, "sha256": row.sha256}
    w.audit("scorecard.issue", f"{ready.contract.reference} {row.label}", after=after)
    facts = {"period": row.label, **after}
    emit(w.session, "scorecard.issued", row.contract_id, ready.contract.reference, facts, w.now)


def _row(w: Work, ready: Ready, asked_by: UUID) -> IssuedScorecard:
    judged, contract, me = ready.judged, ready.contract, w.identity.person_id
    period, terms = judged.due.period, judged.card.terms
    number, previous = _last(w.session, contract)
    stated = [one["sha256"] for one in judged.document["evidence"]["reports"]]
    record = write_record(judged.card, ready.moment.in_force.rules_of(terms), stated)
    link = chain_sha256(previous, record.sha256, judged.document)
    return IssuedScorecard(
        organisation_id=contract.organisation_id,
        contract_id=contract.id,
        number=number + 1,
        start_day=period.start,
        end_day=period.end,
        label=period.label,
        terms_effective=terms.effective,
        revision=ready.moment.revision,
        engine=ENGINE,
        currency=ready.money.currency,
        document=_chained(judged.document, previous, link),
        record=record.text,
        sha256=link,
        previous_sha256=previous,
        issued_by=asked_by,
        issued_at=w.now,
        confirmed_by=me if me != asked_by else None,
        state="issued",
        state_at=w.now,
    )


def _last(session: Session, contract: Contract) -> tuple[int, str]:
    """The number and the link of what was issued last; 0 and nothing before the first."""
    chosen = select(IssuedScorecard).where(*of_contract(IssuedScorecard, contract))
    last = session.exec(chosen.order_by(col(IssuedScorecard.number).desc()).limit(1)).first()
    return (last.number, last.sha256) if last else (0, "")


def _chained(document: dict[str, Any], previous: str, link: str) -> dict[str, Any]:
    evidence = {**document["evidence"], "previous_sha256": previous, "chain_sha256": link}
    return {**document, "evidence": evidence}


def _enter(w: Work, row: IssuedScorecard, ready: Ready) -> None:
    """Issuing within the claim window is the claim; after it the credits are booked and not claimed."""
    entries = entries_of(ready.money, carried_of(w.session, ready.contract))
    until, today = ready.judged.card.claim_by, ready.moment.today
    for entry in book(w.session, row, entries, w.now):
        if entry.kind == "credit" and (until is None or today <= until):
            note(w.session, entry, "claimed", entry.amount, w.now, row.issued_by, on_day=today)


def _freeze_what_it_used(w: Work, row: IssuedScorecard) -> None:
    last = row.end_day - timedelta(days=1)
    years = range(row.start_day.year, last.year + 1)
    what = [("terms", row.terms_effective.isoformat()), *(("calendar", f"{year}") for year in years)]
    key = {"organisation_id": row.organisation_id, "contract_id": row.contract_id, "at": w.now}
    rows = [{**key, "kind": kind, "name": name} for kind, name in what]
    w.session.execute(insert_into(w.session, Frozen).values(rows).on_conflict_do_nothing())
