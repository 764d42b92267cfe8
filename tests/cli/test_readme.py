"""What the README shows is what comes out: its commands, its uploads, its JSON, its links."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import load_settings
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_the_scorecard_of_the_readme_is_the_real_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    [block] = blocks("console")
    command, *shown = block.splitlines()
    ran = run(*shlex.split(command.removeprefix("$ .venv/bin/scorecard ")))
    assert ran.code == 0
    assert [line.rstrip() for line in ran.out.splitlines()][: len(shown)] == shown


def test_the_upload_of_the_readme_gives_the_scorecard_that_it_shows(
    run: Run, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SCORECARD_DEMO", "true")
    monkeypatch.setenv("SCORECARD_DATABASE_URL", sqlite_url)
    person = ("ada@meridian.example", "--name", "Ada")
    run("user", "add", *person, "--organisation", "Meridian Bank", "--role", "auditor")
    token = run("token", "add", *person, "--role", "auditor").out.strip()
    headers = {"Authorization": f"Bearer {token}"}
    lines = "".join(blocks("sh")).replace("\\\n", " ").splitlines()
    asked = [line for line in lines if line.startswith("curl ")]
    app = create_app(load_settings(), run_jobs=False)
    with TestClient(app, base_url="http://127.0.0.1:8000", headers=headers) as client:
        answers = [curl(client, line) for line in asked]
    assert len(answers) == 4
    [shown] = blocks("json")
    assert missing(json.loads(shown), answers[-1]) == []
    judged = run("score", "docs/examples/terms.yaml", "docs/examples/january.csv", "--json").json
    assert judged["evidence"]["sha256"] == answers[-1]["evidence"]["sha256"]


def curl(client: TestClient, line: str) -> dict[str, Any]:
    """Do what the command line asks curl to do; only what the README uses is understood."""
    _, *words, address = shlex.split(line)
    given: dict[str, list[str]] = {}
    for option, value in zip(words[::2], words[1::2], strict=True):
        given.setdefault(option, []).append(value)
    path = address.replace("$API", "/api/v1")
    if "-d" in given:
        answer = client.post(path, json=json.loads(given["-d"][0]))
    elif "-T" in given:
        answer = client.put(path, content=Path(given["-T"][0]).read_bytes())
    elif "-F" in given:
        fields = dict(field.split("=", 1) for field in given["-F"])
        file = Path(fields.pop("file").removeprefix("@"))
        answer = client.post(path, files={"file": (file.name, file.read_bytes())}, data=fields)
    else:
        answer = client.get(path)
    assert answer.is_success, answer.text
    told: dict[str, Any] = answer.json()
    return told


def missing(shown: Any, real: Any, path: str = "") -> list[str]:
    """Return what the README shows and the answer does not hold; it may leave out the end of a list."""
    if isinstance(shown, dict):
        return [
            fault
            for key, part in shown.items()
            for fault in (missing(part, real[key], f"{path}.{key}") if key in real else [f"{path}.{key}"])
        ]
    if isinstance(shown, list):
        return [
            fault
            for index, part in enumerate(shown)
            for fault in missing(part, real[index], f"{path}[{index}]")
        ]
    return [] if shown == real else [f"{path}: {shown} is {real}"]


def test_links_and_pictures_are_there() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", README)
    assert "docs/images/scorecard.png" in targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
    assert (ROOT / "docs/images/scorecard.png").stat().st_size < 300_000
