"""Finding: after each judgement the findings of a contract are brought to where its verdicts put them.

The job folds every kept period anew, so it may run twice and late; what people wrote stays. A finding whose
miss turns out never to have been (a corrected report) is withdrawn, and stands again when it comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlmodel import Session, col, select

from app.access.events import Kind, emit
from app.actions.complaints import late_complaints
from app.actions.lifecycle import Course, Point, course_of, outcome_of
from app.actions.rule import Rule, rule_of
from app.actions.tables import Finding
from app.contracts.in_force import terms_in_force
from app.contracts.revisions import lock
from app.contracts.tables import Contract
from app.errors import NotFound
from app.jobs import Run, job
from app.scorecards.life.issued import next_number, of_contract
from app.scorecards.tables import Assessment
from app.sla.terms import Terms

NEWS: Final = timedelta(days=45)  # after its end a period is history: nobody is told of it
COMPLAINTS: Final = "complaints"
_TOLD: Final[Mapping[str, Kind]] = {
    "opened": "finding.opened",
    "reopened": "finding.reopened",
    "closed": "finding.closed",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A course that the periods of a contract take, and what it is about."""

    kind: Literal["target", "complaints"]
    subject: str
    title: str
    clause: str
    needed: int
    course: Course


@job("findings", newest_only=True, follows="reassess")
def find(run: Run) -> str:
    """Brings the findings of one contract to where its kept judgements put them."""
    with run.database.writing() as session:
        contract = lock(session, run.contract_id)
        try:
            terms = terms_in_force(session, contract.id, contract.revision).timeline.versions[-1]
        except NotFound:
            return "no terms"
        return f"{bring(session, contract, terms, run.now)} findings changed"


def bring(session: Session, contract: Contract, terms: Terms, now: datetime) -> int:
    """Brings every finding that periods make to where it stands; how many changed. Holds the contract."""
    periods = _periods(session, contract)
    rule = rule_of(session, contract)
    known = {(one.kind, one.subject): one for one in _made_by_periods(session, contract)}
    ends = {one.label: one.end_day for one in periods}
    changed = 0
    for found in _found(session, contract, terms, periods, rule):
        row = known.pop((found.kind, found.subject), None)
        before = [] if row is None else row.turns
        if _brought(session, contract, row, found, now):
            changed += 1
            news = [turn for turn in found.course.turns[len(before) :] if _is_news(ends, turn.label, now)]
            for turn in news:
                _tell(session, contract, found, turn.what, turn.label, now)
    return changed + sum(_withdrawn(session, row) for row in known.values())


def _periods(session: Session, contract: Contract) -> Sequence[Any]:
    columns: tuple[Any, ...] = (
        *(Assessment.label, Assessment.start_day, Assessment.end_day, Assessment.status, Assessment.lines),
    )
    chosen = select(*columns).where(*of_contract(Assessment, contract))
    return session.execute(chosen.order_by(col(Assessment.start_day))).all()


def _made_by_periods(session: Session, contract: Contract) -> Sequence[Finding]:
    chosen = select(Finding).where(*of_contract(Finding, contract), col(Finding.kind) != "quality")
    return session.exec(chosen).all()


def _found(
    session: Session, contract: Contract, terms: Terms, periods: Sequence[Any], rule: Rule
) -> Iterator[Found]:
    """What the verdicts of the targets make, and what complaints make that no target is about."""
    agreed = {target.id: target.rules.earn_back for target in terms.targets}
    newest: dict[str, Mapping[str, Any]] = {}
    points: dict[str, list[Point]] = {}
    for period in periods:
        for line in period.lines:
            newest[line["id"]] = line
            outcome = outcome_of(line["verdict"], provisional=bool(line["provisional"]))
            points.setdefault(line["id"], []).append(Point(period.label, outcome))
    for target, line in newest.items():
        needed = agreed.get(target) or rule.close_after
        course = course_of(points[target], needed)
        if course is not None:
            yield Found("target", target, line["title"], line["clause"], needed, course)
    if not any(line["metric"] == "complaints_on_time_rate" for line in newest.values()):
        late = course_of(late_complaints(session, contract, terms, periods, rule.in_time), rule.close_after)
        if late is not None:
            yield Found("complaints", COMPLAINTS, "Complaints closed in time", "", rule.close_after, late)


def _brought(session: Session, contract: Contract, row: Finding | None, found: Found, now: datetime) -> bool:
    turns = [asdict(turn) for turn in found.course.turns]
    state = {
        "title": found.title[:200],
        "clause": found.clause[:200],
        "state": found.course.state,
        "opened": found.course.opened,
        "met_in_a_row": found.course.met_in_a_row,
        "needed": found.needed,
        "turns": turns,
    }
    if row is None:
        session.add(new_finding(session, contract, found.kind, found.subject, state, now))
        session.flush()
        return True
    if all(getattr(row, name) == value for name, value in state.items()):
        return False
    for name, value in state.items():
        setattr(row, name, value)
    session.add(row)
    return True


def new_finding(
    session: Session, contract: Contract, kind: str, subject: str, state: Mapping[str, Any], now: datetime
) -> Finding:
    """A finding with the next number of its contract, and nothing said about it yet; not added yet."""
    number = next_number(session, Finding, "number", *of_contract(Finding, contract))
    return Finding(
        organisation_id=contract.organisation_id,
        contract_id=contract.id,
        number=number,
        kind=kind,
        subject=subject or str(number),
        **{"cause": "", "measure": "", "owner": "", "proof": "", "version": 1, **state},
        found_at=now,
        changed_at=now,
    )


def _withdrawn(session: Session, row: Finding) -> bool:
    """What its periods no longer show was never missed; what people wrote about it stays to be read."""
    if row.state == "withdrawn":
        return False
    row.state, row.met_in_a_row, row.turns = "withdrawn", 0, []
    session.add(row)
    return True


def _is_news(ends: Mapping[str, Any], label: str, now: datetime) -> bool:
    return label in ends and now.date() - ends[label] <= NEWS


def _tell(session: Session, contract: Contract, found: Found, what: str, label: str, now: datetime) -> None:
    if what in _TOLD:
        facts = {"period": label, "target": found.subject, "title": found.title}
        once = f"{found.subject} {label}"
        emit(session, _TOLD[what], contract.id, contract.reference, facts, now, once=once)
