"""Which methods an address takes: a 405 says all of them, also where they are answered by several routes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from fastapi import FastAPI, Request, Response
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

Pattern = tuple[re.Pattern[str], frozenset[str]]


def add_allowed(app: FastAPI) -> None:
    """Let `app` complete the `Allow` of a 405; the handler of all other errors writes the answer."""

    @cache
    def patterns() -> Sequence[Pattern]:
        known = iter_route_contexts(app.routes)
        return [
            (compile_path(one.path)[0], frozenset(one.methods)) for one in known if one.path and one.methods
        ]

    async def wrong_method(request: Request, error: Exception) -> Response:
        methods = {
            method for pattern, some in patterns() if pattern.match(request.url.path) for method in some
        }
        headers: Mapping[str, str] = {"Allow": ", ".join(sorted(methods))}
        answer: Response = await app.exception_handlers[HTTPException](  # type: ignore[misc]
            request, HTTPException(405, headers=headers)
        )
        return answer

    app.add_exception_handler(405, wrong_method)
