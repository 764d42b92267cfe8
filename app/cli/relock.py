"""`scorecard relock`: every stored secret under the newest key, so that the older one can be thrown away."""

import typer

from app.access.locked import PEOPLE, SIGN_ON, box_of
from app.access.second_step.relock import relock_steps
from app.cli.output import AsJson, print_json, say
from app.cli.stores import opened, settings_or_stop
from app.errors import Refused
from app.single_sign_on.configure import relock_providers
from app.sources.secrets.keep_secrets import relock_all
from app.telling.relock import relock_told

commands = typer.Typer(add_completion=False)


@commands.command(
    epilog="""\b
Example, a new key:
  1. SCORECARD_SECRET_KEY=new SCORECARD_OLDER_SECRET_KEYS=old   start the service with both
  2. scorecard relock                                           with the same two variables
  3. take SCORECARD_OLDER_SECRET_KEYS away
"""
)
def relock(json: AsJson = False) -> None:
    """Lock all stored secrets of all kinds with the newest key; again changes nothing."""
    settings = settings_or_stop()
    with opened(settings) as database, database.writing() as session:
        box = box_of(settings)
        (sources, lost), (told, untold) = relock_all(session, box), relock_told(session, box)
        steps, unproven = relock_steps(session, box_of(settings, purpose=PEOPLE))
        clients, closed = relock_providers(session, box_of(settings, purpose=SIGN_ON))
    done, lost = (
        sources + told + steps + clients,
        [*(f"source {one}" for one in lost), *untold, *unproven, *closed],
    )
    if json:
        print_json({"locked": done, "lost": lost})
    what = "sources, webhooks, chats, second steps and single sign-ons"
    say(f"The secrets of {done} {what} are locked with the newest key.")
    if lost:
        raise Refused(
            f"No key opens the secrets of {len(lost)} ({', '.join(lost[:10])}); name their key in "
            "SCORECARD_OLDER_SECRET_KEYS, or enter them again."
        )
