"""The steps of the container and of the composition, really run, without Docker: in a folder, on loopback.

`/venv` and `/srv/scorecard` are folders of the test, copied files are links, the host `postgres` is a server
of the tests. What would change this machine (a system user) is left out; installing is part of `make soak`.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.desk import KEY
from tests.postgres import Server

pytestmark = pytest.mark.slow  # real processes

ROOT = Path(__file__).resolve().parents[1]
SECRETS = {"POSTGRES_PASSWORD": "owner1", "WEB_PASSWORD": "web1", "WORKER_PASSWORD": "worker1"}
STARTS_WITHIN = 120.0  # seconds; three where nobody else is at work


@dataclass(frozen=True)
class Image:
    """What the Dockerfile makes, in a folder; `steps` are its lines, by instruction."""

    folder: Path
    steps: list[tuple[str, str]]

    def here(self, text: str) -> str:
        text = re.sub(r"(?<![\w/])/venv", str(self.folder / "venv"), text)
        return re.sub(r"(?<![\w/])/srv/scorecard", str(self.folder / "srv"), text)

    def last(self, instruction: str) -> str:
        return [text for name, text in self.steps if name == instruction][-1]

    def environment(self, **given: str) -> dict[str, str]:
        said = dict(re.findall(r'(\w+)=("[^"]*"|\S*)', self.here(self.last("ENV"))))
        said = {name: value.strip('"').replace("$PATH", os.environ["PATH"]) for name, value in said.items()}
        return {**said, **given}

    @contextmanager
    def running(self, command: list[str], **given: str) -> Iterator[subprocess.Popen[bytes]]:
        """The entry point with this command, as the container starts it; stopped as Docker stops it."""
        whole = [*json.loads(self.last("ENTRYPOINT")), *command]
        env, told = self.environment(**given), subprocess.PIPE
        with subprocess.Popen(
            ["/usr/bin/env", *whole], cwd=self.folder / "srv", env=env, stderr=told
        ) as process:
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=60)


@pytest.fixture
def image(tmp_path: Path) -> Image:
    joined = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in joined.splitlines() if line]
    made = Image(tmp_path, [(name, text) for name, text in lines])
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "bin" / "python").symlink_to(sys.executable)
    for part in ("pyvenv.cfg", "lib"):  # what the first stage installed is what the tests have
        (tmp_path / "venv" / part).symlink_to(Path(sys.prefix, part))
    (tmp_path / "srv" / "var").mkdir(parents=True)
    for name, text in made.steps:
        if name == "COPY" and not text.startswith("--from"):
            source = text.split()[0]
            (tmp_path / "srv" / source).symlink_to(ROOT / source)
    return made


def run(image: Image, instruction: str) -> None:
    """Run one RUN line of the image in its folder."""
    env = {**image.environment(), "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(["sh", "-ec", image.here(instruction)], cwd=image.folder / "srv", env=env, check=True)


def is_healthy(image: Image, port: int) -> bool:
    """What the health check says, asked on this port."""
    command = json.loads(image.last("HEALTHCHECK").partition("CMD")[2])
    asked = [word.replace(":8000/", f":{port}/") for word in command]
    done = subprocess.run(["/usr/bin/env", *asked], env=image.environment(), capture_output=True, check=False)
    return done.returncode == 0


def wait_until_healthy(image: Image, port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while not is_healthy(image, port):
        assert process.poll() is None, "it ended"
        assert time.monotonic() < until, "it never became healthy"
        time.sleep(0.2)  # polling as Docker does


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def said_by(process: subprocess.Popen[bytes]) -> str:
    """What it says first; nothing when it ends before."""
    assert process.stderr is not None
    return next((line.decode() for line in process.stderr if not line.startswith(b"{")), "")


def start_script(image: Image) -> None:
    scripts = [text for name, text in image.steps if name == "RUN" and "compileall" in text]
    assert len(scripts) == 1
    run(image, scripts[0])


def test_the_container_starts_is_healthy_and_stops(image: Image) -> None:
    start_script(image)
    port = free_port()
    given = {"SCORECARD_SECRET_KEY": KEY, "SCORECARD_BIND_PORT": str(port)}
    assert not is_healthy(image, port)
    with image.running(json.loads(image.last("CMD")), **given) as process:
        wait_until_healthy(image, port, process)
        assert (image.folder / "srv" / "var" / "scorecard.db").is_file()  # in its volume
    assert process.returncode == 0


@pytest.mark.soak
@pytest.mark.postgres
def test_the_composition_migrates_serves_and_works(image: Image, postgres_server: Server) -> None:
    start_script(image)
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    port, database = free_port(), f"composed_{next(postgres_server.numbers)}"
    postgres_server.run("CREATE ROLE scorecard SUPERUSER LOGIN")
    postgres_server.run(f'CREATE DATABASE "{database}" OWNER scorecard')
    where = f"@127.0.0.1:{postgres_server.port}/{database}"

    def environment(service: str) -> dict[str, str]:
        return {
            name: filled(str(value)).replace("@postgres/scorecard", where)
            for name, value in services[service]["environment"].items()
        }

    try:
        with ExitStack() as stack:
            migrating = stack.enter_context(
                image.running(services["migrate"]["command"], **environment("migrate"))
            )
            assert migrating.wait(STARTS_WITHIN) == 0  # service_completed_successfully
            given = {**environment("web"), "SCORECARD_BIND_PORT": str(port)}
            web = stack.enter_context(image.running(services["web"]["command"], **given))
            worker = stack.enter_context(
                image.running(services["worker"]["command"], **environment("worker"))
            )
            wait_until_healthy(image, port, web)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=60) as answer:
                assert json.load(answer) == {"status": "ready"}
            assert "Working; Ctrl+C stops." in said_by(worker)
        assert (web.returncode, worker.returncode) == (0, 0)
    finally:
        postgres_server.run(f'DROP DATABASE "{database}" WITH (FORCE)')
        for role in ("scorecard_web", "scorecard_worker", "scorecard"):
            postgres_server.run(f"DROP ROLE IF EXISTS {role}")


def filled(text: str) -> str:
    """`${NAME:?…}` and `${NAME:-…}` as the composition fills them in."""
    known: dict[str, Any] = {**SECRETS, "SCORECARD_SECRET_KEY": KEY}
    return re.sub(r"\$\{(\w+):[?-]([^}]*)\}", lambda found: known.get(found[1], found[2]), text)


@pytest.mark.soak
def test_the_packages_are_installed_by_their_hashes(tmp_path: Path) -> None:
    """The first stage; where no registry is reached it says so."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (line,) = re.findall(r"^RUN (python -m venv .*)$", text, re.MULTILINE)
    command = line.replace("/venv", str(tmp_path / "venv")).replace("python -m", f"{sys.executable} -m", 1)
    command = command.replace("-r requirements.txt", f"-r {ROOT / 'requirements.txt'}")
    done = subprocess.run(["sh", "-ec", command], capture_output=True, text=True, check=False)
    if "No matching distribution" in done.stderr or "connection" in done.stderr.lower():
        pytest.skip("no package registry is reached from here")
    assert done.returncode == 0, done.stderr
    asked = [tmp_path / "venv" / "bin" / "python", "-c", "import fastapi, polars, dbos"]
    subprocess.run(asked, check=True)
