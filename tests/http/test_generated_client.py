"""A client that is generated from the served description does the main job, and nothing is missing in it."""

import json
import os
import subprocess
from pathlib import Path

import httpx
import pytest
import yaml

from app.database import Database, make_engine
from app.main import create_app
from app.settings import load_settings
from tests.conftest import MUST_NOT_SKIP
from tests.desk import calls, staffed, terms
from tests.http.test_real_server import running

pytestmark = pytest.mark.slow  # the service as a whole

HERE = Path(__file__).resolve().parent
BIN = HERE.parents[1] / ".venv" / "client" / "bin"
# The tool asks to be told how to send what it does not know: as bytes.
AS_BYTES = ("application/yaml", "text/csv", "application/vnd.apache.parquet")
CONFIG = {"post_hooks": [], "content_type_overrides": dict.fromkeys(AS_BYTES, "application/octet-stream")}


@pytest.fixture
def generator() -> Path:
    tool = BIN / "openapi-python-client"
    if not tool.exists() and not MUST_NOT_SKIP:
        pytest.skip("no .venv/client: make test sets it up")
    return tool


def run(command: list[str | Path], **given: str) -> str:
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **given}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def generated(generator: Path, document: bytes, folder: Path) -> None:
    """The client of this description, in the folder; a warning of the generator is a failure."""
    (folder / "openapi.json").write_bytes(document)
    (folder / "config.yaml").write_text(yaml.safe_dump(CONFIG), encoding="utf-8")
    inputs = ["--path", folder / "openapi.json", "--config", folder / "config.yaml"]
    outputs = ["--meta", "none", "--output-path", folder / "sla_client"]
    run([generator, "generate", *inputs, *outputs, "--fail-on-warning"])


def test_a_generated_client_does_the_main_job(generator: Path, sqlite_url: str, tmp_path: Path) -> None:
    database = Database(make_engine(sqlite_url))
    _, tokens = staffed(database)
    database.close()
    settings = load_settings(demo=True, database_url=sqlite_url)
    with running(create_app(settings, run_jobs=False)) as base:
        address = base.removesuffix("/api/v1")
        generated(generator, httpx.get(f"{base}/openapi.json", timeout=60).content, tmp_path)
        given = {
            "tokens": {role: tokens[f"client_{role}"] for role in ("administrator", "auditor")},
            "terms": json.loads(json.dumps(yaml.safe_load(terms(ref="ACME-2026-02")), default=str)),
            "report": calls().decode(),
            "origin": settings.origin,
        }
        script = HERE / "main_job_of_a_client.py"
        told = run([BIN / "python", script, address, json.dumps(given)], PYTHONPATH=str(tmp_path))
    card = json.loads(told)
    lines = {line["id"]: line for line in card["targets"]}
    assert (lines["abandonment"]["value"], lines["abandonment"]["verdict"]) == ("0.07", "below_minimum")
    assert lines["satisfaction"]["verdict"] == "no_data"
