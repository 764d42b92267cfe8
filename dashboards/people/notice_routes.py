"""What one is told of in this organisation: one's own choice, by mail and by chat."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from app.access.credentials import Caller, Credentials
from app.access.events.kinds import KINDS
from app.access.routes import Stored
from app.access.unit import work
from app.database import Database
from app.telling.people import routes as api
from app.telling.people.payloads import NoticesBody
from dashboards.answering import shown
from dashboards.parts import Crumb, Trouble
from dashboards.people.context import Notices
from dashboards.reader import Asking, Reader
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)


@router.get("/notices")
def notices(reader: Asking, caller: Caller, database: Stored, request: Request) -> Response:
    """What one is told of, and the form that chooses."""
    return _page(reader, caller, database, request)


@router.post("/notices")
def choose_notices(
    typed: FromForm, reader: Asking, caller: Caller, database: Stored, request: Request
) -> Response:
    """Choose; an empty chat address keeps the one that is there, unless it is to be taken away."""

    def act() -> None:
        given = {
            "mail": list(typed.all("mail")),
            "chat": list(typed.all("chat")),
            "digest": typed.get("digest") == "true",
        }
        if typed.get("chat_address") or typed.get("forget") == "true":
            given["chat_address"] = "" if typed.get("forget") == "true" else typed.get("chat_address")
        api.put_my_notices(NoticesBody.model_validate(given), request, caller, database)

    trouble, status = attempted(act)
    answer = 200 if trouble is None else status
    return _page(reader, replace(caller, method="GET"), database, request, typed, trouble, answer)


def _page(
    reader: Reader,
    caller: Credentials,
    database: Database,
    request: Request,
    typed: Typed | None = None,
    trouble: Trouble | None = None,
    status: int = 200,
) -> Response:
    with work(database, caller, "access:read") as w:
        who = w.identity
    found = api.my_notices(request, caller, database)
    page = Notices(
        kinds=KINDS,
        mail=tuple(found.mail),
        chat=tuple(found.chat),
        digest=found.digest,
        chat_shown=found.chat_shown,
        own=found.is_own,
        mail_works=found.mail_works,
        saved=typed is not None and trouble is None,
        trouble=trouble,
    )
    if typed is not None and trouble is not None:
        page = replace(
            page, mail=typed.all("mail"), chat=typed.all("chat"), digest=typed.get("digest") == "true"
        )
    return shown(reader, page, reader.frame(who, (Crumb(word="notices"),)), status)
