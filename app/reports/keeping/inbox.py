"""The inbox: what arrived for a contract, accepted or refused, and the original bytes of each."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.access.unit import Work
from app.contracts.tables import Contract
from app.errors import Gone, NotFound, Problem
from app.reports.formats.kept import unpacked
from app.reports.refused_rows import without_their_columns
from app.reports.tables import RefusedRows, Report


def list_reports(work: Work, contract: Contract, after: UUID | None, limit: int) -> Sequence[Report]:
    """A contract's reports, newest first, that arrived before the one of that id; without their bytes."""
    chosen = _inbox(work, contract).options(defer(Report.content))  # type: ignore[arg-type]
    if after is not None:
        chosen = chosen.where(col(Report.id) < after)
    return work.session.exec(chosen.order_by(col(Report.id).desc()).limit(limit)).all()


def find_report(work: Work, contract: Contract, report_id: UUID) -> Report:
    """One report of the contract, without its bytes until they are asked for; raises NotFound."""
    one = _inbox(work, contract).where(col(Report.id) == report_id)
    report = work.session.exec(one.options(defer(Report.content))).first()  # type: ignore[arg-type]
    if report is None:
        raise NotFound
    return report


def _inbox(work: Work, contract: Contract) -> SelectOfScalar[Report]:
    return select(Report).where(
        col(Report.organisation_id) == contract.organisation_id,
        col(Report.contract_id) == contract.id,
        col(Report.contract_id).in_(work.visible),
    )


def original_bytes(report: Report) -> bytes:
    """The bytes as they came; to be called while the unit of work is open. Raises Gone when erased."""
    if report.erased_at is not None:
        raise Gone(
            f"The file {report.name} was erased on {report.erased_at:%Y-%m-%d}; its digest and what was read "
            "from it stay."
        )
    return unpacked(report.content)


def refused_file(work: Work, report: Report) -> bytes:
    """Every row that was not taken, as a CSV file; raises NotFound where there is none, Gone when erased."""
    kept = work.session.get(RefusedRows, report.id)
    if kept is not None:
        return unpacked(kept.csv)
    if report.erased_at is not None:
        raise Gone(f"The list was erased with its file on {report.erased_at:%Y-%m-%d}.")
    if not report.problems:
        raise NotFound("Nothing of this report was refused, so there is no list of refused rows.")
    return without_their_columns(Problem(**problem) for problem in report.problems)
