"""What another site's page sends with the cookie of whoever is signed in is refused before it is looked at.

Every unit of work refuses it too; here it is refused before a form is judged or what it names is looked up,
so that nothing but the refusal is answered, and the log has an entry whatever was sent.
"""

from starlette.concurrency import run_in_threadpool

from app.access.credentials import Caller, Credentials
from app.access.routes import Stored
from app.access.unit import work
from app.database import Database
from app.errors import NotSignedIn


async def refuse_other_sites(caller: Caller, database: Stored) -> None:
    """For `Depends`: raises NotAllowed, on record, for what another site's page has a browser send."""
    if caller.forged:
        await run_in_threadpool(_refuse, database, caller)


def _refuse(database: Database, caller: Credentials) -> None:
    try:
        with work(database, caller, "access:read"):
            pass  # never reached: opening the work refuses
    except NotSignedIn:
        return  # the cookie is dead, so there is nobody whose log it stands in: the route says what it says
