"""The container and the composition: what they start exists; nothing runs as root or with a known secret."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {"serve", "worker", "migrate"}


@pytest.fixture(scope="module")
def composition() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def dockerfile() -> list[str]:
    joined = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line]


def test_the_composition_has_a_database_a_migration_the_web_and_a_worker(composition: dict[str, Any]) -> None:
    assert set(composition["services"]) == {"postgres", "migrate", "web", "worker"}


def test_each_service_of_ours_runs_one_known_command(composition: dict[str, Any]) -> None:
    ours = {name: service for name, service in composition["services"].items() if name != "postgres"}
    assert {service["command"][0] for service in ours.values()} == COMMANDS
    assert all(len(service["command"]) == 1 for service in ours.values())


def test_the_schema_is_there_before_anything_serves(composition: dict[str, Any]) -> None:
    services = composition["services"]
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in ("web", "worker"):
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_no_secret_has_a_default(composition: dict[str, Any]) -> None:
    for service in composition["services"].values():
        for name, value in service["environment"].items():
            if re.search("SECRET|PASSWORD", name) or "PASSWORD" in str(value):
                assert ":?" in value, name


def test_the_container_starts_serve_unprivileged(dockerfile: list[str]) -> None:
    last = {line.split()[0]: line.split(maxsplit=1)[1] for line in dockerfile}
    assert last["USER"] == "scorecard"
    assert json.loads(last["ENTRYPOINT"]) == ["scorecard"]
    assert set(json.loads(last["CMD"])) <= COMMANDS
    assert "/healthz" in last["HEALTHCHECK"]


def test_the_container_installs_by_hash_alone(dockerfile: list[str]) -> None:
    installs = [line for line in dockerfile if "pip install" in line]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]


def test_what_the_container_copies_is_let_through(dockerfile: list[str]) -> None:
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = {line.split()[1] for line in dockerfile if re.match(r"COPY (?!--from)", line)}
    assert {f"!{name}" for name in copied} <= set(let_through)
    assert all((ROOT / name).exists() for name in copied)
