"""The page of an error, in the frame of whoever is signed in: their menu stays theirs."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import SQLAlchemyError

from app.access.authenticate import authenticate
from app.access.credentials import Credentials, parse_credentials
from app.access.identity import Identity
from app.database import Database
from app.errors import NotSignedIn
from dashboards import rendering
from dashboards.contexts import Failure
from dashboards.entering.routes import own_address
from dashboards.reader import read_reader


async def failure_page(request: Request, document: Mapping[str, Any]) -> Response:
    """The page of an error: who is not signed in is asked to, all others are told what is wrong."""
    status = document["status"]
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if status == 401:
        going = path if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?following={quote(own_address(going), safe='')}", 303)
    page = Failure(status, document.get("detail", ""), document.get("request_id", ""))
    return rendering.answer(page, read_reader(request).frame(await _reads(request, status)), status)


async def _reads(request: Request, status: int) -> Identity | None:
    """Who reads it: as the request found out, else asked for now, unless the fault is ours."""
    known: Identity | None = getattr(request.state, "identity", None)
    if known is not None or status >= 500:
        return known
    caller = await parse_credentials(request)
    if caller.kind != "cookie":
        return None
    return await run_in_threadpool(_signed_in, request.app.state.database, caller)


def _signed_in(database: Database, caller: Credentials) -> Identity | None:
    try:
        with database.reading() as session:
            return authenticate(session, caller, datetime.now(UTC))
    except (NotSignedIn, SQLAlchemyError):  # the error that is to be shown is another one
        return None
