"""Reassessing: after each accepted change of a contract the periods that it touches are judged anew and kept.

The job may run more than once and at any time; it always judges what is known at the contract's newest
revision, so a second run changes nothing. Judging takes no lock: what was judged is kept if nobody else kept
something in the meantime.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func
from sqlmodel import Session, col, select

from app.columns import Written, canonical
from app.contracts.calendars.years import years_changed
from app.contracts.excluded import exclusions_changed
from app.contracts.in_force import terms_in_force
from app.contracts.revisions import lock
from app.contracts.tables import Contract, TermsVersion
from app.database import Database
from app.errors import NotFound
from app.jobs import Run, followers_of, job, remember_work, scheduled
from app.memory import give_back
from app.reports.tables import SheetRow
from app.scorecards.affected import open_since, read_until
from app.scorecards.by_metric import by_metric_of
from app.scorecards.judging import Judgement, Moment, judged_in_turn, moment_of
from app.scorecards.life.restate import Judged, News, raise_restatements
from app.scorecards.signs import tell_signs
from app.scorecards.tables import AssessedRevision, Assessment
from app.settings import Settings
from app.sla.periods import ONE_DAY, local_midnight
from app.sla.scorecard import ENGINE

_LINE_KEYS = (
    "id",
    "title",
    "clause",
    "metric",
    "unit",
    "direction",
    "verdict",
    "reason",
    "provisional",
    "value",
    "numerator",
    "denominator",
    "shown",
    "expected",
    "minimum",
    "weight",
    "credit",
    "bonus",
    "derived",
)


@dataclass(frozen=True, slots=True)
class Brought:
    """Judgements that bring a contract up to a moment, from where it stood; ``all_anew`` drops old ones.

    Their documents are written already: as they are judged, those of three years would be tens of megabytes.
    """

    moment: Moment
    since: tuple[int, date] | None
    all_anew: bool
    judged: Sequence[Assessment]


@job("reassess", newest_only=True)
def reassess_contract(run: Run) -> str:
    """Brings the kept judgements of one contract up to its newest revision."""
    try:
        return _reassessed(run)
    finally:
        give_back()


def _reassessed(run: Run) -> str:
    with run.database.reading() as session:
        contract = session.get(Contract, run.contract_id)
        brought = None if contract is None else judge_changes(session, contract, run.now)
    if brought is None:
        return "0 periods judged"
    with run.database.writing() as session:
        if not _keep(session, brought, run.now):
            return f"{reassess(session, run.contract_id, run.now)} periods judged"
    return f"{len(brought.judged)} periods judged"


def reassess(session: Session, contract_id: UUID, now: datetime) -> int:
    """Judges every period that changed since the last time, and those that ended since; how many."""
    brought = judge_changes(session, lock(session, contract_id), now)
    if brought is None:
        return 0
    _keep(session, brought, now)
    return len(brought.judged)


def judge_changes(session: Session, contract: Contract, now: datetime) -> Brought | None:
    """The judgements that are due, not yet kept; None for a contract without terms."""
    try:
        in_force = terms_in_force(session, contract.id, contract.revision)
    except NotFound:
        return None
    moment = moment_of(contract, in_force, contract.revision, now)
    done = session.get(AssessedRevision, contract.id)
    if done is None or done.engine != ENGINE or _terms_changed(session, contract, done.revision):
        start, end, all_anew = in_force.timeline.starts, _horizon(moment), True
    else:
        (start, end), all_anew = _touched(session, moment, done), False
        if in_force.timeline.looks_back and start < end:
            end = _horizon(moment)  # what changed is history of every later period
    dues = list(in_force.timeline.between(start, end))
    judged = [_assessment(moment, one, now) for one in judged_in_turn(session, moment, dues)]
    return Brought(moment, _standing(done), all_anew, judged)


def _standing(done: AssessedRevision | None) -> tuple[int, date] | None:
    return None if done is None else (done.revision, done.day)


def _horizon(moment: Moment) -> date:
    """The day after the last one whose period is judged: the running period is, the next one is not."""
    tomorrow, ends = moment.today + timedelta(days=1), moment.in_force.timeline.ends
    return tomorrow if ends is None else min(tomorrow, ends)


def _touched(session: Session, moment: Moment, done: AssessedRevision) -> tuple[date, date]:
    """The days whose periods have to be judged anew while the terms stay; an empty span when none."""
    horizon = _horizon(moment)
    spans = _changed(session, moment, done.revision)
    start = min((first for first, _ in spans), default=horizon)
    end = min(max((last + ONE_DAY for _, last in spans), default=horizon), horizon)
    if start < end:
        end = read_until(moment, start, end, horizon)
    if done.day < moment.today:  # days have passed: a period may have ended, or what it waited for
        start, end = min(start, open_since(moment, done.day)), horizon
    return start, end


def _terms_changed(session: Session, contract: Contract, since: int) -> bool:
    changed = select(func.count()).where(
        col(TermsVersion.contract_id) == contract.id, col(TermsVersion.from_revision) > since
    )
    return bool(session.exec(changed).one())


def _changed(session: Session, moment: Moment, since: int) -> list[tuple[date, date]]:
    """The first and last day of what changed after a revision: figures, exclusions, the calendar."""
    contract, spans = moment.contract, []
    first, last = _sheets_changed(session, contract, since)
    if first is not None and last is not None:
        spans.append((first, last))
    if excluded := exclusions_changed(session, contract, since):
        begin, end = (instant.astimezone(moment.zone).date() for instant in excluded)
        spans.append((begin, end))
    if years := years_changed(session, contract.id, since):  # a year's days decide when the one before is due
        spans.append((date(years[0] - 1, 1, 1), date(years[1], 12, 31)))
    return spans


def _sheets_changed(session: Session, contract: Contract, since: int) -> tuple[date | None, date | None]:
    changed = select(func.min(col(SheetRow.first_day)), func.max(col(SheetRow.last_day))).where(
        col(SheetRow.organisation_id) == contract.organisation_id,
        col(SheetRow.contract_id) == contract.id,
        col(SheetRow.from_revision) > since,  # what was closed since then has a successor of that revision
    )
    first, last = session.exec(changed).one()
    return first, last


def _forget(session: Session, contract: Contract, *where: ColumnElement[bool]) -> None:
    session.execute(
        delete(Assessment).where(
            col(Assessment.organisation_id) == contract.organisation_id,
            col(Assessment.contract_id) == contract.id,
            *where,
        )
    )


def _keep(session: Session, brought: Brought, now: datetime) -> bool:
    """Keeps the judgements, unless somebody else has brought the contract further in the meantime."""
    moment, judged = brought.moment, brought.judged
    contract = lock(session, moment.contract.id)
    done = session.get(AssessedRevision, contract.id)
    if _standing(done) != brought.since:
        return False
    if brought.all_anew:
        _forget(session, contract)
    elif judged:
        start, end = judged[0].start_day, judged[-1].end_day
        _forget(session, contract, col(Assessment.start_day) < end, col(Assessment.end_day) > start)
    session.add_all(judged)
    _note(session, moment, done)
    session.flush()
    found = [Judged(one.start_day, one.end_day, str(one.document)) for one in judged]
    raise_restatements(session, News(contract, moment.revision, found, now, moment.in_force.timeline))
    tell_signs(session, contract, moment.today, found, now)
    for kind in followers_of("reassess"):
        remember_work(session, kind, contract.id, moment.revision)
    return True


def _assessment(moment: Moment, judgement: Judgement, now: datetime) -> Assessment:
    card = judgement.card
    lines: list[dict[str, Any]] = [
        {key: line[key] for key in _LINE_KEYS} | {"terms": card.terms.effective.isoformat()}
        for line in judgement.document["targets"]
    ]
    written: Any = Written(canonical(judgement.document))
    return Assessment(
        organisation_id=moment.contract.organisation_id,
        contract_id=moment.contract.id,
        start_day=card.period.start,
        end_day=card.period.end,
        label=card.period.label,
        revision=moment.revision,
        engine=ENGINE,
        status="provisional" if card.is_provisional else "judged",
        currency=card.money.currency,
        credits=card.money.credits,
        bonuses=card.money.bonuses,
        summary={"score": judgement.document["score"], "money": judgement.document["money"]},
        lines=lines,
        document=written,
        judged_at=now,
        by_metric=by_metric_of(lines),
        lacks_days=any(line["coverage"]["missing"] for line in judgement.document["targets"]),
    )


def _note(session: Session, moment: Moment, done: AssessedRevision | None) -> None:
    """Writes down how far the contract is judged, and when its day turns."""
    zone = moment.in_force.timeline.versions[-1].zone
    values: dict[str, Any] = {
        "revision": moment.revision,
        "engine": ENGINE,
        "day": moment.today,
        "turns_at": local_midnight(moment.today + timedelta(days=1), zone),
    }
    contract = moment.contract
    row = done or AssessedRevision(
        contract_id=contract.id, organisation_id=contract.organisation_id, **values
    )
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)


@scheduled("turn_of_the_day", "7 * * * *")
def turn_of_the_day(database: Database, _settings: Settings, now: datetime) -> None:
    """Remembers, every hour, the contracts whose day has turned since they were judged."""
    behind = select(AssessedRevision.contract_id, AssessedRevision.revision)
    with database.writing() as session:
        for contract_id, revision in session.exec(behind.where(col(AssessedRevision.turns_at) <= now)).all():
            remember_work(session, "reassess", contract_id, revision)
