"""From one report to its page: how it was read, what was refused, what it changed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from app.errors import Problem
from app.reports.changes.between import ChangedDay
from app.reports.changes.payloads import figure
from app.reports.tables import Report
from app.scorecards.what_changed import ChangedLine, ChangedPeriod
from dashboards.arriving.context import ChangedCell, OneReport, TurnedLine, TurnedPeriod
from dashboards.arriving.reading import one_received, refusals_of, samples_of
from dashboards.parts import Trouble
from dashboards.readings import contract_href, credit, judgement, money, number, scorecard_href

MOST_CELLS: Final = 100


def report_of(
    report: Report,
    ref: str,
    reference: str,
    days: Iterable[ChangedDay],
    changed: Sequence[ChangedPeriod],
    *,
    may_again: bool,
    just: str = "",
    trouble: Trouble | None = None,
) -> OneReport:
    """The page of one report of the inbox; ``just`` says what became of it a moment ago."""
    here = contract_href(ref, "reports", str(report.id))
    cells = list(islice(_cells(days), MOST_CELLS + 1))
    return OneReport(
        reference=reference,
        report=one_received(report, ref),
        file_href=f"/api/v1{here}/file",
        refused_href=f"/api/v1{here}/refused.csv" if report.problems and report.erased_at is None else "",
        changes_href=f"/api/v1{here}/changes.csv" if report.revision else "",
        reports_href=contract_href(ref, "reports"),
        action=here,
        may_again=may_again and report.erased_at is None,
        just=just,
        samples=tuple(samples_of(report.mapping or {})),
        notes=refusals_of(Problem(**flag) for flag in report.flags),
        refusals=refusals_of(Problem(**problem) for problem in report.problems),
        refused=report.problem_count,
        left_out=report.left_out,
        turned=tuple(_turned(one, ref) for one in changed),
        cells=tuple(cells[:MOST_CELLS]),
        more_cells=len(cells) > MOST_CELLS,
        replaced_href=contract_href(ref, "reports", str(report.replaced_by)) if report.replaced_by else "",
        trouble=trouble,
    )


def _cells(days: Iterable[ChangedDay]) -> Iterator[ChangedCell]:
    for day in days:
        for cell in day.cells:
            key = (day.first_day, day.last_day, day.queue, cell.measure, cell.interval)
            yield ChangedCell(*key, figure(cell.old), figure(cell.new))


def _turned(one: ChangedPeriod, ref: str) -> TurnedPeriod:
    before, after = money(one.before, one.currency), money(one.after, one.currency)
    if before is None or after is None:
        raise ValueError(f"{one.label} has no amounts")
    return TurnedPeriod(
        period=one.label,
        href=scorecard_href(ref, one.label),
        lines=tuple(_line(line, one.currency) for line in one.lines),
        before=before,
        after=after,
    )


def _line(line: ChangedLine, currency: str) -> TurnedLine:
    was, now = line.before, line.after
    return TurnedLine(
        title=now["title"],
        before=judgement(was) if was else None,
        after=judgement(now),
        value_before=number(was, currency) if was else None,
        value_after=number(now, currency),
        credit_before=credit(was, currency) if was else None,
        credit_after=credit(now, currency),
    )
