"""What every test may ask for: databases of both kinds, the real data, the reduced or the full counts."""

import gc
import os
import shutil
import socket
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings

from tests import compiled_once, fast_disk, postgres, soak_record
from tests.chromium import find_chromium
from tests.stages import PostgresStages, SqliteStages, Stages, in_one_file

HERE = Path(__file__).resolve().parent
SOAK = os.environ.get("SCORECARD_SOAK") == "1"
MUST_NOT_SKIP = os.environ.get("CI") == "true"

# The settings of whoever runs the tests must not decide what the tests see; nor must the system's time zones.
for name in [name for name in os.environ if name.startswith("SCORECARD_") and name != "SCORECARD_SOAK"]:
    del os.environ[name]
os.environ["PYTHONTZPATH"] = ""
zoneinfo.reset_tzpath(to=())
fast_disk.use()
compiled_once.use()
gc.disable()  # until all tests are loaded: what is there by then stays
# Faults that tests provoke are logged in plain lines: drawn with all values of all frames, one takes seconds.
PLAIN = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], PLAIN])

settings.register_profile("reduced", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("full", max_examples=200, deadline=None)
settings.load_profile("full" if SOAK else "reduced")


def pytest_configure(config: pytest.Config) -> None:
    """Keep a record of a soak run, written where the tests were started, not in each worker."""
    if SOAK and not hasattr(config, "workerinput"):
        config.pluginmanager.register(soak_record.Recorder(HERE.parent / "docs" / "soak"))


def pytest_collection_finish() -> None:
    """Look for garbage in what tests make, not in what was loaded: that took a fifth of a run."""
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, with its reason, what this machine cannot run; in CI that is a failure."""
    if item.get_closest_marker("browser") and not find_chromium():
        _cannot_run("no Chromium; tests/install_chromium.sh installs it where it may")


def _cannot_run(reason: str) -> None:
    if MUST_NOT_SKIP:
        pytest.fail(f"{reason} (in CI nothing is skipped for want of a tool)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections that leave this machine: a test that needs one is not a test of ours."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if host not in {"", "::1", "localhost"} and not str(host).startswith("127."):
            raise AssertionError(f"a test tried to reach {host}; only loopback is allowed")

    def guarded(self: socket.socket, address: object) -> None:
        check(address)
        connect(self, address)  # type: ignore[arg-type]

    def guarded_ex(self: socket.socket, address: object) -> int:
        check(address)
        return connect_ex(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)


@pytest.fixture(scope="session")
def how_many() -> Callable[[int, int], int]:
    """Return `how_many(reduced, full)`: the full count under `make soak`, the reduced one otherwise."""
    return lambda reduced, full: full if SOAK else reduced


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real reports beside the repository; skip when it is not there."""
    folder = HERE.parents[1] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data beside the repository: the real reports are not part of it")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the installed browser, for `playwright.chromium.launch(executable_path=…)`."""
    path = find_chromium()
    if path is None:
        _cannot_run("no Chromium; tests/install_chromium.sh installs it where it may")
    return str(path)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """Return the place of the sample world and its settings, made once for all workers; copy it to write."""
    from tests.sample_world import sample_world

    return sample_world(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Yield this session's (with pytest-xdist: this worker's) throw-away PostgreSQL server."""
    try:
        postgres.find_binaries()
    except postgres.NoPostgresError as missing:
        _cannot_run(str(missing))
    with postgres.running_server() as server:
        yield server


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from app.database import migrate

    path = tmp_path_factory.mktemp("template") / "scorecard.db"
    migrate(f"sqlite:///{path}")
    in_one_file(path)
    return path


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: postgres.Server) -> str:
    from app.database import migrate

    migrate(postgres_server.create("scorecard_template"))
    return "scorecard_template"


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """Return the address of a fresh, migrated SQLite database."""
    return f"sqlite:///{shutil.copyfile(_sqlite_template, tmp_path / 'scorecard.db')}"


@pytest.fixture
def postgres_url(postgres_server: postgres.Server, _postgres_template: str) -> Iterator[str]:
    """Yield the address of a fresh, migrated PostgreSQL database; the test needs the mark `postgres`."""
    with postgres_server.database(template=_postgres_template) as url:
        yield url


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


# For what takes long and is the same on either: one kind of database, and under `make soak` both.
on_postgresql = pytest.mark.parametrize("kind", BOTH if SOAK else BOTH[1:], indirect=True)
on_embedded = pytest.mark.parametrize("kind", BOTH if SOAK else BOTH[:1], indirect=True)
on_sqlite = pytest.mark.parametrize("empty_database_url", BOTH if SOAK else BOTH[:1], indirect=True)


# Rooms that tell stories over what other rooms store. Where storage is what is tested, `on_both` says so.
STORIES = (
    "tests/access/account/",
    "tests/access/passkeys/",
    "tests/access/second_step/",
    "tests/access/test_sign_in.py",
    "tests/access/test_members.py",
    "tests/actions/",
    "tests/cli/",
    "tests/contracts/",
    "tests/http/",
    "tests/scorecards/",
    "tests/single_sign_on/",
    "tests/sources/",
    "tests/telling/",
)


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A story is told on one kind of database, every second one of a file on the other; in soak on both."""
    mark = metafunc.definition.get_closest_marker
    told = metafunc.definition.nodeid.startswith(STORIES) and not mark("on_both")
    given = any("kind" in one.args[0] for one in metafunc.definition.iter_markers("parametrize"))
    if SOAK or given or not told or "kind" not in metafunc.fixturenames:
        return
    before = metafunc.config.stash.setdefault(TOLD, Counter())
    path = metafunc.definition.path
    metafunc.definition.add_marker(on_postgresql if before[path] % 2 else on_embedded)
    before[path] += 1


TOLD = pytest.StashKey[Counter[Path]]()


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    """Return a kind of database: the test runs once on each."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, kind: str) -> str:
    """Return the address of a fresh, migrated database of either kind."""
    return str(request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url"))


@pytest.fixture(scope="session")
def _sqlite_stages(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> SqliteStages:
    return SqliteStages(_sqlite_template, tmp_path_factory.mktemp("stages"))


@pytest.fixture(scope="session")
def _postgres_stages(postgres_server: postgres.Server, _postgres_template: str) -> PostgresStages:
    return PostgresStages(postgres_server, _postgres_template)


Stage = Callable[[str, Callable[[str], Any]], tuple[str, Any]]


@pytest.fixture
def stage(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[Stage]:
    """Yield `stage(name, lay)`: the address of a database as `lay(address)` left it, and what it returned."""
    stages: Stages = request.getfixturevalue(f"_{'sqlite' if kind == 'sqlite' else 'postgres'}_stages")
    with ExitStack() as stack:
        yield lambda name, lay: stack.enter_context(stages.copy(name, lay, tmp_path))


@pytest.fixture
def one_stage(_sqlite_stages: SqliteStages, tmp_path: Path) -> Iterator[Stage]:
    """Yield the same on the embedded database alone."""
    with ExitStack() as stack:
        yield lambda name, lay: stack.enter_context(_sqlite_stages.copy(name, lay, tmp_path))


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the address of a database without any table, for the tests of the migrations themselves."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        with server.database() as url:
            yield url
