"""`scorecard organisation delete`: an organisation and all that is its own goes; a statement stays."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.access.audit_log.seal import seal_audit
from app.access.delete_organisation import delete_organisation
from app.access.people import organisation_called
from app.cli.files.faults import stop
from app.cli.output import AsJson, out, print_json, say
from app.cli.stores import opened, settings_or_stop
from app.main import ROOMS, set_up_logs

commands = typer.Typer(add_completion=False, no_args_is_help=True)
EVERY_ROOM = ROOMS  # so that every table is known: what nobody loaded would be left behind


@commands.callback()
def about() -> None:
    """Organisations."""


@commands.command(
    "delete",
    epilog="""\b
Example, for good:
  scorecard organisation delete "Acme Bank" --for-good --json > proof.json
""",
)
def delete(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name or its id.")],
    for_good: Annotated[
        bool, typer.Option("--for-good", help="Say that you know: there is no way back but a backup.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Delete an organisation: its contracts with every report and scorecard, its people, its audit log.

    Contracts of its clients, where it is the provider, stay the clients'. Prints the signed statement, which
    also stays in the database and is checked by “scorecard audit verify”.
    """
    if not for_good:
        stop("--for-good", "nothing was deleted; say --for-good if you mean it")
    settings, now = settings_or_stop(), datetime.now(UTC)
    set_up_logs(settings)
    with opened(settings) as database:
        seal_audit(database, settings, now)
        with database.writing() as session:
            found = organisation_called(session, name)
            done = delete_organisation(session, settings, found.id, now)
    if json:
        print_json({"statement": done.statement, "signature": done.signature})
        return
    out().print(done.statement, soft_wrap=True)
    out().print(done.signature, soft_wrap=True)
    say(f"{name} is deleted. Keep the statement and its signature: they are the proof.")
