"""A real server for the measurement: the service on a database, or one route that answers constant JSON."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

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


def main() -> None:
    """`python -m tests.benchmarks.serve PORT service|working URL` or `… PORT constant|constants FILE`.

    `working` does the background work too, as the service does by itself; `constants` are two processes.
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
        from app.main import create_app, set_up_logs
        from app.settings import load_settings

        settings = load_settings(demo=True, database_url=given, log_level="warning", body_limit=LARGEST)
        set_up_logs(settings)
        app = create_app(settings, run_jobs=kind == "working")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
