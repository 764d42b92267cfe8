"""A real server for the measurement: the service on a database, or one route that answers constant JSON."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

ANSWER = "BENCHMARK_ANSWER"
LARGEST = 128 * 1024 * 1024  # bytes of a request: a million half-hours are 64 million


def constant(answer: Any) -> FastAPI:
    """An application whose one route answers the same document, the way FastAPI does it by itself."""
    app = FastAPI()

    @app.get("/constant")
    def give() -> dict[str, Any]:
        return dict(answer)

    return app


def constant_process() -> FastAPI:
    """The same for one of several processes, which find the document's file in their environment."""
    return constant(json.loads(Path(os.environ[ANSWER]).read_bytes()))


def static_page(length: int) -> HTMLResponse:
    """A page of exactly so many bytes of plain paragraphs: no style, no script, no picture."""
    head, foot = "<!doctype html><html lang=en><title>Static</title><body>", "</body></html>"
    words = "<p>A provider keeps its promises, or it does not.</p>\n"
    room = length - len(head) - len(foot)
    return HTMLResponse(head + (words * (room // len(words) + 1))[:room] + foot)


def main() -> None:
    """`python -m tests.benchmarks.serve PORT service|working|painted URL`, or `constant|constants FILE`.

    `working` does the background work too, as the service does by itself; `painted` has a static page beside;
    `constants` are two processes.
    """
    port, kind, given = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    if kind == "constants":
        os.environ[ANSWER] = given
        several = "tests.benchmarks.serve:constant_process"
        uvicorn.run(several, factory=True, workers=2, port=port, log_level="warning", access_log=False)
        return
    if kind == "constant":
        app = constant(json.loads(Path(given).read_bytes()))
    else:
        from app.cli.serving.run_server import settle
        from app.main import create_app, set_up_logs
        from app.settings import load_settings

        settings = load_settings(demo=True, database_url=given, log_level="warning", body_limit=LARGEST)
        set_up_logs(settings)
        app = create_app(settings, run_jobs=kind == "working")
        if kind == "painted":
            app.add_api_route("/static-page/{length}", static_page, include_in_schema=False)
        settle()  # as the service does
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
