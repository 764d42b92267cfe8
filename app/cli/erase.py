"""`scorecard erase`: the bytes of one report go for good, as an operator does it who was asked to."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import Session, col, select

from app.access.audit import record
from app.access.people import organisation_called
from app.cli.files.faults import stop
from app.cli.output import AsJson, print_json, say
from app.cli.stores import opened, settings_or_stop
from app.contracts.tables import Contract
from app.errors import NotFound
from app.reports.erasing.by_retention import BY_A_JOB
from app.reports.erasing.erase import erase_file
from app.reports.tables import Report

commands = typer.Typer(add_completion=False)


@commands.command(
    epilog="""\b
Example:
  scorecard erase "Acme Bank" ACME-2026-01 0190f5c2-… --reason "request 771" --for-good
"""
)
def erase(
    organisation: Annotated[str, typer.Argument(help="The client: its name or its id.")],
    contract: Annotated[str, typer.Argument(help="The contract's reference.")],
    report: Annotated[UUID, typer.Argument(help="The report's id, as the inbox lists it.")],
    reason: Annotated[str, typer.Option(help="Why, for the audit log; no personal data.")],
    for_good: Annotated[
        bool, typer.Option("--for-good", help="Say that you know: only a backup has it then.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Erase the bytes of a report: digest, sheets and evidence stay, and issued scorecards still verify."""
    if not for_good:
        stop("--for-good", "nothing was erased; say --for-good if you mean it")
    now = datetime.now(UTC)
    with opened(settings_or_stop()) as database, database.writing() as session:
        found = _report(session, organisation_called(session, organisation).id, contract, report)
        gone = erase_file(session, found, now)
        for one in gone:
            after = {"report": str(one.id), "sha256": one.sha256, "why": "operator", "reason": reason}
            owner = found.organisation_id
            record(session, now, BY_A_JOB, "report.erase", contract, organisation_id=owner, after=after)
    if json:
        print_json({"sha256": found.sha256, "erased": [str(one.id) for one in gone]})
    say(f"{len(gone)} readings of {found.name} lost their bytes; sha256 {found.sha256}.")


def _report(session: Session, organisation_id: UUID, reference: str, report_id: UUID) -> Report:
    chosen = (
        select(Report)
        .join(Contract, col(Contract.id) == col(Report.contract_id))
        .where(
            col(Contract.organisation_id) == organisation_id,
            col(Contract.reference) == reference,
            col(Report.id) == report_id,
        )
    )
    found = session.exec(chosen).first()
    if found is None:
        raise NotFound("This contract has no report with that id.")
    return found
