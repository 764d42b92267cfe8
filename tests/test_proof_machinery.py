"""What the proofs stand on: no network, no stray settings, a record of what a soak run counted."""

import os
import socket
import zoneinfo
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.soak_record import Recorder


def report(
    nodeid: str, outcome: str = "passed", when: str = "call", mark: str = "", **counts: int
) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=nodeid,
        location=(nodeid, 1, nodeid),
        keywords={mark: 1} if mark else {},
        outcome=outcome,  # type: ignore[arg-type]
        longrepr=None,
        when=when,  # type: ignore[arg-type]
        duration=1.25,
        user_properties=list(counts.items()),
    )


def test_a_test_reaches_no_other_machine() -> None:
    with socket.socket() as ours, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        ours.connect(("192.0.2.1", 80))


def test_a_test_reaches_its_own_server() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as ours,
    ):
        assert ours.getpeername() == server.getsockname()


def test_nobody_elses_settings_are_seen() -> None:
    assert {name for name in os.environ if name.startswith("SCORECARD_")} <= {"SCORECARD_SOAK"}


def test_time_zones_come_from_the_pinned_package() -> None:
    assert zoneinfo.TZPATH == ()
    assert zoneinfo.ZoneInfo("Asia/Shanghai").key == "Asia/Shanghai"


def test_counts_are_reduced_outside_a_soak_run(how_many: Callable[[int, int], int]) -> None:
    assert how_many(3, 5) == (5 if os.environ.get("SCORECARD_SOAK") == "1" else 3)


def test_a_soak_record_says_what_ran_and_how_often(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    recorder = Recorder(tmp_path)
    recorder.pytest_runtest_logreport(report("tests/a.py::test_quick", when="setup"))
    recorder.pytest_runtest_logreport(report("tests/a.py::test_quick"))
    recorder.pytest_runtest_logreport(report("tests/a.py::test_long", mark="soak", months=1000))
    recorder.pytest_runtest_logreport(report("tests/a.py::test_wrong", "failed"))
    recorder.pytest_runtest_logreport(report("tests/a.py::test_no_browser", "skipped", when="setup"))
    recorder.pytest_sessionfinish(request.session)
    (path,) = tmp_path.iterdir()
    head, counted, _, *lines = path.read_text(encoding="utf-8").splitlines()
    assert head.startswith(f"Soak run of {path.stem}, commit ")
    assert counted.startswith("1 failed, 2 passed, 1 skipped in ")
    assert lines == [
        "failed        1.2 s  tests/a.py::test_wrong",
        "passed        1.2 s  tests/a.py::test_long  months 1000",
    ]
