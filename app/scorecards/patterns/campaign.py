"""A campaign in one period: day by day against its plan, by list, and what became of the calls.

Counts add up over queues and days; a rate is the sum of its numerators through that of its denominators.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from app.access.unit import Work
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.reports.keeping.as_known import Side, sheets_known
from app.scorecards.live import find_due, known_at
from app.sla.periods import Period
from app.sla.sheets import Sheet

OUTCOME: Final = "outcome."
MILLION: Final = 1_000_000
COUNTS: Final = (
    *("records", "records_attempted", "dials", "connected", "contacts", "pitches", "successes", "cost"),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign was at the end of a day: done and planned, both from the period's first day on."""

    day: date
    done: Fraction
    planned: Fraction | None


@dataclass(frozen=True, slots=True)
class ListOf:
    """What became of one list (segment), or of the whole; a measure that nobody stated is not there."""

    segment: str
    sums: Mapping[str, Fraction]

    def through(self, part: str, whole: str) -> Fraction | None:
        """One count through another; None where either is not stated or there is nothing to divide by."""
        under = self.sums.get(whole)
        return self.sums[part] / under if under and part in self.sums else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often a call ended with one result code; ``up_to`` is the share of this and all commoner ones."""

    code: str
    count: Fraction
    up_to: Fraction


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign's period; ``measured`` is what its progress counts: successes, else records attempted."""

    contract: Contract
    period: Period
    currency: str
    measured: str
    progress: tuple[Progress, ...]
    lists: tuple[ListOf, ...]
    whole: ListOf
    outcomes: tuple[Outcome, ...]


def read_campaign(w: Work, reference: str, label: str) -> Campaign:
    """The campaign of a period; without figures of outbound work all of it is empty. Raises NotFound."""
    contract = find_contract(w, reference)
    moment = known_at(w, contract, None)
    due = find_due(moment, label)
    of = Side(contract.organisation_id, contract.id, due.terms.measured_by)
    start, end = due.period.start, due.period.end
    known = sheets_known(w.session, of, start, end, moment.revision)
    sheets = [one.sheet for one in known if start <= one.sheet.first_day < end]
    called = [sheet for sheet in sheets if "dials" in sheet.totals or "successes" in sheet.totals]
    # A plan is for successes; where no plan is stated, how much of the lists was tried says how far it is.
    has_plan = any("planned_successes" in sheet.totals for sheet in sheets)
    pair = ("successes", "planned_successes") if has_plan else ("records_attempted", "records")
    return Campaign(
        contract=contract,
        period=due.period,
        currency=due.terms.currency,
        measured=pair[0],
        progress=progress_of(sheets, pair) if called else (),
        lists=tuple(_list(name, called) for name in sorted({sheet.segment for sheet in called})),
        whole=ListOf("", _sums(called)),
        outcomes=outcomes_of(called),
    )


def progress_of(sheets: Sequence[Sheet], pair: tuple[str, str]) -> tuple[Progress, ...]:
    """What was done and planned up to each day on which either is stated."""
    days: dict[date, tuple[int, int]] = {}
    for sheet in sheets:
        if any(name in sheet.totals for name in pair):
            done, planned = days.get(sheet.last_day, (0, 0))
            more = [sheet.totals.get(name, 0) for name in pair]
            days[sheet.last_day] = (done + more[0], planned + more[1])
    found, sums = [], (0, 0)
    for day, (done, planned) in sorted(days.items()):
        sums = (sums[0] + done, sums[1] + planned)
        found.append(Progress(day, Fraction(sums[0], MILLION), Fraction(sums[1], MILLION)))
    return tuple(found)


def outcomes_of(sheets: Iterable[Sheet]) -> tuple[Outcome, ...]:
    """The result codes, the commonest first, each with the share up to it."""
    sums: dict[str, int] = {}
    for sheet in sheets:
        for name, total in sheet.totals.items():
            if name.startswith(OUTCOME):
                sums[name.removeprefix(OUTCOME)] = sums.get(name.removeprefix(OUTCOME), 0) + total
    whole, so_far, found = sum(sums.values()), 0, []
    for code, total in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])):
        so_far += total
        if total:
            found.append(Outcome(code, Fraction(total, MILLION), Fraction(so_far, whole)))
    return tuple(found)


def _list(segment: str, sheets: Sequence[Sheet]) -> ListOf:
    return ListOf(segment, _sums([sheet for sheet in sheets if sheet.segment == segment]))


def _sums(sheets: Sequence[Sheet]) -> dict[str, Fraction]:
    return {
        name: Fraction(sum(sheet.totals.get(name, 0) for sheet in sheets), MILLION)
        for name in COUNTS
        if any(name in sheet.totals for sheet in sheets)
    }
