"""The one table from error class to RFC 9457 problem, and the handlers that answer with it.

A problem never repeats what was sent (a password would stand in the answer) and never shows what is inside:
an unforeseen error gives a request id, which stands in the log beside the trace.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, SQLAlchemyError
from starlette.exceptions import HTTPException

from app import errors
from app.database import is_passing, is_taken, new_id
from app.errors import Problem

SHOWN = 100  # of the errors that were found; `count` says how many there are
MEDIA_TYPE = "application/problem+json"
_JSON_OR_FORM = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
log = structlog.get_logger("scorecard")


@dataclass(frozen=True, slots=True)
class Kind:
    """How one class of errors is answered."""

    status: int
    slug: str
    title: str


# The nearest class in the tree decides, so that a room's own error needs no line here.
KINDS: Mapping[type[errors.ScorecardError], Kind] = {
    errors.Malformed: Kind(400, "malformed", "The request cannot be read"),
    errors.NotSignedIn: Kind(401, "not-signed-in", "You are not signed in"),
    errors.NotAllowed: Kind(403, "not-allowed", "You may not do this"),
    errors.NotFound: Kind(404, "not-found", "Not found"),
    errors.TooSlow: Kind(408, "too-slow", "The request did not come whole"),
    errors.Conflict: Kind(409, "conflict", "This contradicts what is stored"),
    errors.Gone: Kind(410, "gone", "Erased"),
    errors.PreconditionFailed: Kind(412, "changed-meanwhile", "It was changed meanwhile"),
    errors.TooLarge: Kind(413, "too-large", "Too large"),
    errors.Unsupported: Kind(415, "unsupported", "This kind of content is not read here"),
    errors.Refused: Kind(422, "refused", "The request is wrong"),
    errors.TooMany: Kind(429, "too-many", "Too many attempts"),
    errors.Unavailable: Kind(503, "unavailable", "Not available just now"),
    errors.ScorecardError: Kind(500, "fault", "A fault of ours"),
}

# Renders a problem for people; gets the request and the problem document.
Page = Callable[[Request, Mapping[str, Any]], Awaitable[Response]]


def request_id_of(request: Request) -> str:
    """The id of this request, one for log, audit and answer; made by whoever asks first."""
    known: str | None = getattr(request.state, "request_id", None)
    if known is None:
        known = request.state.request_id = str(new_id())
    return known


def problem_of(error: errors.ScorecardError) -> dict[str, Any]:
    """The problem document of an error of ours."""
    kind = next(KINDS[step] for step in type(error).__mro__ if step in KINDS)
    found = error.problems if isinstance(error, errors.Refused) else ()
    return _document(kind, error.message, found)


def _document(kind: Kind, detail: str, found: Iterable[Problem] = ()) -> dict[str, Any]:
    document: dict[str, Any] = {
        "type": f"urn:scorecard:problem:{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
    }
    if listed := list(found):
        shown = listed[:SHOWN]
        document["errors"] = [{"where": p.where, "code": p.code, "message": p.message} for p in shown]
        document["count"] = len(listed)
    return document


def add_problem_handlers(app: FastAPI, page: Page | None = None) -> None:
    """Let `app` answer every error as a problem; `page` renders it for browsers outside of /api."""
    answers = _Answers(page)
    app.add_exception_handler(errors.ScorecardError, answers.ours)
    app.add_exception_handler(RequestValidationError, answers.invalid)
    app.add_exception_handler(SQLAlchemyError, answers.stored)
    app.add_exception_handler(HTTPException, answers.plain)
    app.add_exception_handler(Exception, answers.unforeseen)


@dataclass(frozen=True, slots=True)
class _Answers:
    """The handlers; each is registered for the class that it expects."""

    page: Page | None

    async def give(self, request: Request, document: dict[str, Any], headers: Mapping[str, str]) -> Response:
        for_people = "text/html" in request.headers.get("accept", "")
        if self.page and for_people and not request.url.path.startswith("/api/"):
            response = await self.page(request, document)
        else:  # escaped to ASCII, because a lone surrogate in a field's name cannot be written as UTF-8
            response = Response(json.dumps(document), document["status"], media_type=MEDIA_TYPE)
        response.headers.update({"Cache-Control": "no-store", **headers})
        return response

    async def ours(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, errors.ScorecardError)  # noqa: S101
        document = problem_of(error)
        if document["status"] >= 500:
            document["request_id"] = request_id_of(request)
        return await self.give(request, document, headers_of(error))

    async def invalid(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return await self.ours(request, _refusal(request, error))

    async def stored(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, SQLAlchemyError)  # noqa: S101
        if isinstance(error, DataError):  # a value that no payload refused and no column takes
            return await self.ours(
                request, errors.Refused("The request holds a value that cannot be stored.")
            )
        if is_taken(error):
            sentence = "The same was stored meanwhile by another request; read again, then change."
            return await self.ours(request, errors.Conflict(sentence))
        if not is_passing(error):
            raise error
        log.error("the database does not answer", request_id=request_id_of(request), exc_info=error)
        sentence = "The database does not answer just now; try again."
        return await self.ours(request, errors.Unavailable(sentence))

    async def plain(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        phrase = HTTPStatus(error.status_code).phrase
        other = Kind(error.status_code, phrase.lower().replace(" ", "-"), phrase)
        kind = next((kind for kind in KINDS.values() if kind.status == error.status_code), other)
        document = _document(kind, _DETAILS.get(kind.status, phrase))
        return await self.give(request, document, error.headers or {})

    async def unforeseen(self, request: Request, error: Exception) -> Response:
        number = request_id_of(request)
        log.error("unforeseen error", request_id=number, path=request.url.path, exc_info=error)
        detail = f"Something went wrong here; tell the operator the request id {number}."
        document = _document(KINDS[errors.ScorecardError], detail)
        return await self.give(request, {**document, "request_id": number}, {})


_DETAILS = {
    404: "There is nothing here by that name that you may see.",
    405: "This address does not take that method; `Allow` says which it takes.",
}


def headers_of(error: errors.ScorecardError) -> dict[str, str]:
    """The headers that belong to an error: how to sign in, when to come again."""
    match error:
        case errors.NotSignedIn():
            return {"WWW-Authenticate": 'Bearer realm="scorecard"'}
        case errors.TooMany() | errors.Unavailable():
            return {"Retry-After": str(error.retry_after)}
    return {}


def _refusal(request: Request, error: RequestValidationError) -> errors.ScorecardError:
    """What FastAPI found, in our words: the place, the rule, never the input."""
    found = error.errors()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if any(tuple(one["loc"]) == ("body",) for one in found) and kind not in _JSON_OR_FORM:
        return errors.Unsupported("Send the body as application/json, and say so in Content-Type.")
    if any(one["type"] == "json_invalid" for one in found):
        return errors.Malformed("The body is not valid JSON.")
    problems = [Problem(_where(one["loc"]), one["type"], str(one["msg"])) for one in found]
    return errors.Refused("The request is wrong in the places listed under `errors`.", problems)


def _where(place: Iterable[object]) -> str:
    return ".".join(str(step) for step in place)[:200]
