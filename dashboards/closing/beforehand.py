"""What an auditor looks at before judging: suspicious figures, corrected ones, and restatements."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select

from app.access.unit import Work
from app.contracts.tables import Contract
from app.reports.changes.corrected import corrected_figures
from app.reports.keeping.as_known import Side
from app.reports.tables import Report
from app.scorecards.life.decide import read_restatements
from app.scorecards.life.read import Life
from app.sla.periods import Period
from dashboards.closing.context import Beforehand, CorrectedFigures, Flag, FlaggedReport, RestatedNote
from dashboards.readings import Document, amount, contract_href

MOST_FLAGS: Final = 5  # of one report; its own page has them all
# Flags that cast doubt on figures; others say how a file was read, and what is missing is told apart.
SUSPICIOUS: Final = frozenset(
    {
        *("all_zero", "zero_unusual", "leap", "short_abandons_leap", "blocked_leap", "constant"),
        *("piled_under_threshold", "definition_changed", "sum_differs", "stated_rate_differs"),
        *("talk_over_staffed", "total_differs"),
    }
)


def beforehand_of(
    w: Work, contract: Contract, ref: str, document: Document, period: Period, life: Life
) -> Beforehand:
    """What casts doubt on the figures of a period; at most four queries."""
    evidence = document["evidence"]
    return Beforehand(
        flagged=tuple(_flagged(w, contract, ref, [UUID(one["id"]) for one in evidence["reports"]])),
        corrected=_corrected(w, contract, ref, evidence, period),
        restated=tuple(_restated(w, contract, life)),
        money_href=contract_href(ref, "money", period.label),
    )


def _flagged(w: Work, contract: Contract, ref: str, ids: list[UUID]) -> Iterator[FlaggedReport]:
    chosen = select(Report.id, Report.name, Report.flags).where(
        col(Report.contract_id) == contract.id, col(Report.id).in_(ids)
    )
    for report_id, name, flags in w.session.exec(chosen.order_by(col(Report.id))) if ids else ():
        found = [Flag(one["where"], one["code"], one["message"]) for one in flags if _is_suspicious(one)]
        if found:
            href = contract_href(ref, "reports", str(report_id)) + "#notes"
            yield FlaggedReport(name, href, tuple(found[:MOST_FLAGS]), max(0, len(found) - MOST_FLAGS))


def _is_suspicious(flag: Mapping[str, Any]) -> bool:
    return flag["code"] in SUSPICIOUS or "_over_" in flag["code"]


def _corrected(
    w: Work, contract: Contract, ref: str, evidence: Document, period: Period
) -> CorrectedFigures | None:
    side = Side(contract.organisation_id, contract.id, evidence["side"])
    found = corrected_figures(w.session, side, period.start, period.end, evidence["revision"])
    if found is None:
        return None
    chosen = select(Report.id, Report.name).where(
        col(Report.contract_id) == contract.id, col(Report.id).in_(found.reports)
    )
    reports = tuple(
        (name, contract_href(ref, "reports", str(report_id)) + "#cells")
        for report_id, name in w.session.exec(chosen.order_by(col(Report.id)))
    )
    return CorrectedFigures(found.figures, found.first, found.last, reports)


def _restated(w: Work, contract: Contract, life: Life) -> Iterator[RestatedNote]:
    if not life.restated:
        return
    for one in read_restatements(w, contract):
        if one.restatement in life.restated:
            yield RestatedNote(one.restatement, amount(one.amount, one.currency), one.state)
