"""What one report changed in the scorecards: each period of its days, judged just before it and with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.access.unit import Work
from app.contracts.in_force import terms_in_force
from app.contracts.tables import Contract
from app.errors import NotFound
from app.reports.tables import Report
from app.scorecards.judging import Moment, judge_periods, moment_of
from app.sla.periods import ONE_DAY
from app.sla.timeline import Due

MOST: Final = 6  # periods, the newest; a file rarely states more, and each is judged twice
_TOLD: Final = ("verdict", "shown", "provisional", "credit")
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One target's line before and after (None: there was none)."""

    before: Document | None
    after: Document


@dataclass(frozen=True, slots=True)
class ChangedPeriod:
    """A period with the lines that a report changed, and what its money was and is."""

    label: str
    currency: str
    lines: tuple[ChangedLine, ...]
    before: str
    after: str


def what_changed(w: Work, contract: Contract, report: Report) -> tuple[ChangedPeriod, ...]:
    """The periods of the report's days whose lines or money it changed, the newest first; at most six.

    Both are judged by the terms of their time and as of today, so that nothing but the report differs.
    """
    if report.revision is None or report.first_day is None or report.last_day is None:
        return ()
    after = _moment(w, contract, report.revision)
    span = after.in_force.timeline.between(report.first_day, report.last_day + ONE_DAY)
    dues = [due for due in span if due.period.start <= after.today][-MOST:]
    now = [one.document for one in judge_periods(w.session, after, dues)] if dues else []
    then = _before(w, contract, report.revision - 1, dues)
    pairs = [_between(then.get(one["period"]["label"]), one) for one in reversed(now)]
    return tuple(one for one in pairs if one.lines or one.before != one.after)


def _moment(w: Work, contract: Contract, revision: int) -> Moment:
    return moment_of(contract, terms_in_force(w.session, contract.id, revision), revision, w.now)


def _before(w: Work, contract: Contract, revision: int, dues: Sequence[Due]) -> dict[str, Document]:
    """The documents of the same periods as known before; nothing where there were no terms yet."""
    try:
        moment = _moment(w, contract, revision)
    except NotFound:
        return {}
    judged = judge_periods(w.session, moment, dues) if dues else []
    return {one.document["period"]["label"]: one.document for one in judged}


def _between(before: Document | None, after: Document) -> ChangedPeriod:
    lines = {line["id"]: line for line in before["targets"]} if before else {}
    changed = (
        ChangedLine(lines.get(line["id"]), line)
        for line in after["targets"]
        if any(line[name] != lines.get(line["id"], {}).get(name) for name in _TOLD)
    )
    return ChangedPeriod(
        label=after["period"]["label"],
        currency=after["money"]["currency"],
        lines=tuple(changed),
        before=before["money"]["total"] if before else "0",
        after=after["money"]["total"],
    )
