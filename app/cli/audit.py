"""`scorecard audit verify`: whether the audit log is whole, organisation by organisation."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlmodel import Session, col, select

from app.access.audit_log.check import Anchor, Checked, check
from app.access.audit_log.tables import AuditClosing
from app.access.delete_organisation import is_ours
from app.access.people import organisation_called
from app.access.tables import Organisation
from app.cli.files.faults import BadInput, Located, stop
from app.cli.output import AsJson, out, print_json
from app.cli.stores import opened, settings_or_stop

commands = typer.Typer(add_completion=False, no_args_is_help=True)
NOBODY = "(nobody: credentials that were refused)"


@commands.callback()
def about() -> None:
    """The audit log."""


@commands.command(
    "verify",
    epilog="""\b
Examples:
  scorecard audit verify
  scorecard audit verify --organisation "Acme Bank" --json
  scorecard audit verify --organisation "Acme Bank" --anchor 1520:9f86d081…0f00a08
""",
)
def verify_log(
    organisation: Annotated[
        str | None, typer.Option(help="Only this one's: its name or its id.", metavar="NAME")
    ] = None,
    anchor: Annotated[
        str | None, typer.Option(help="A link that was written down: its number, a colon, its digest.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Compute every link of the audit log again; exit with 2 when anything was changed, removed or put in."""
    written = _anchor(anchor, organisation)
    now = datetime.now(UTC)
    settings = settings_or_stop()
    with opened(settings) as database, database.reading() as session:
        found = [(name, check(session, one, now, written)) for name, one in _logs(session, organisation)]
        closed = session.exec(select(AuditClosing).order_by(col(AuditClosing.organisation_id))).all()
    forged = [one for one in closed if not is_ours(settings, one.statement, one.signature)]
    if json:
        holds = all(one.holds for _, one in found)
        logs = [_told(name, one) for name, one in found]
        print_json({"holds": holds and not forged, "logs": logs, "closed": len(closed)})
    else:
        for name, one in found:
            verdict = "holds" if one.holds else "does not hold"
            end = f"{one.links} links, {one.waiting} waiting, last {one.sha256 or '-'}"
            out().print(f"{name}: {verdict}, {end}", soft_wrap=True)
    faults = [Located(name, f"{fault.where}: {fault.message}") for name, one in found for fault in one.faults]
    faults += [Located(f"{one.organisation_id}", "its closing statement is not ours") for one in forged]
    if faults:
        raise BadInput(faults)


def _anchor(text: str | None, organisation: str | None) -> Anchor | None:
    if text is None:
        return None
    number, _, sha256 = text.partition(":")
    if not number.isdecimal() or len(sha256) != 64 or organisation is None:
        stop("--anchor", "write 17:<64 digits>, and --organisation whose log it is")
    return Anchor(int(number), sha256)


def _logs(session: Session, organisation: str | None) -> list[tuple[str, UUID | None]]:
    if organisation is not None:
        one = organisation_called(session, organisation)
        return [(one.name, one.id)]
    everybody = session.exec(select(Organisation).order_by(col(Organisation.name), col(Organisation.id)))
    return [*((one.name, one.id) for one in everybody), (NOBODY, None)]


def _told(name: str, one: Checked) -> dict[str, Any]:
    findings = [{"code": fault.code, "where": fault.where, "message": fault.message} for fault in one.faults]
    return {
        "organisation": name,
        "holds": one.holds,
        "links": one.links,
        "sha256": one.sha256,
        "waiting": one.waiting,
        "findings": findings,
    }
