"""The parent of several web processes: it sees who is gone, and waits for none of them."""

import os
import signal
from collections.abc import Iterator

import pytest
from uvicorn import Config
from uvicorn.supervisors.multiprocess import SIGNALS

from app.cli.serving.several import Several, WebProcess

pytestmark = pytest.mark.slow  # processes


@pytest.fixture
def parent() -> Iterator[Several]:
    handlers = {one: signal.getsignal(one) for one in SIGNALS}
    made = Several(Config("tests.nobody:app", workers=2), [])
    made.init_processes()
    for process in made.processes:  # as on a machine that is too busy to start them
        os.kill(pid_of(process), signal.SIGSTOP)
    yield made
    for process in made.processes:
        process.kill()
        process.join()
    for one, handler in handlers.items():
        signal.signal(one, handler)


def pid_of(process: object) -> int:
    assert isinstance(process, WebProcess)
    assert process.pid is not None
    return process.pid


def test_one_that_is_still_starting_keeps_nobody_from_replacing_another(parent: Several) -> None:
    slow, killed = parent.processes
    os.kill(pid_of(killed), signal.SIGKILL)
    killed.join()
    parent.keep_subprocess_alive()
    assert parent.processes[0] is slow
    assert parent.processes[1] is not killed
    os.kill(pid_of(slow), signal.SIGKILL)  # it was asked and never answers
    slow.join()
    parent.keep_subprocess_alive()
    assert parent.processes[0] is not slow


def test_one_that_answers_nothing_for_too_long_is_replaced(parent: Several) -> None:
    hung, other = parent.processes
    parent.keep_subprocess_alive()
    assert parent.processes == [hung, other]
    assert isinstance(hung, WebProcess)
    hung.patience = -1
    parent.keep_subprocess_alive()
    assert hung.exitcode == -signal.SIGKILL
    assert parent.processes[0] is not hung
    assert parent.processes[1] is other
