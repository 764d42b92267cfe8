"""Processes that relive a part of the demo's contracts, which do not depend on one another.

They are started before anything large is loaded, so that every core loads at the same time; what they are
to do is told to them later.
"""

import os
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from app.cli.demo.place import Tell
from app.sample.providers import PROVIDERS

_SPAWN = get_context("spawn")  # a fork would take the threads' locks with it


@dataclass(frozen=True, slots=True)
class Helper:
    """One process, and the line on which it is told what to do and says each thing that it has done."""

    process: BaseProcess
    line: Connection


def start_helpers(cores: int | None = None) -> list[Helper]:
    """A helper for each core but this process's own; `end_helpers` must follow."""
    return [_start() for _ in shares(cores or os.cpu_count() or 1)[1:]]


def shares(cores: int) -> list[list[str]]:
    """The providers dealt out to so many cores there and back, so that no core gets all the large ones."""
    lanes: list[list[str]] = [[] for _ in range(min(cores, len(PROVIDERS)))]
    for one, lane in zip(PROVIDERS, cycle([*lanes, *reversed(lanes)]), strict=False):
        lane.append(one.slug)
    return lanes


def _start() -> Helper:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_help, args=(theirs,), daemon=True)
    process.start()
    theirs.close()  # else its end would not be heard
    return Helper(process, ours)


def _help(line: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us ends us
    relive_part = import_module("app.cli.demo.parts").relive_part
    relive_part(line.recv(), lambda: line.send(None))
    line.close()


def hear(helpers: Iterable[Helper], tell: Tell, *, to_the_end: bool = False) -> None:
    """Call `tell` for each thing done meanwhile; `to_the_end` waits until all have said their last."""
    lines = [one.line for one in helpers if not one.line.closed]
    while lines:
        ready = wait(lines, timeout=None if to_the_end else 0)
        for line in [line for line in lines if line in ready]:
            try:
                line.recv()
                tell()
            except EOFError:
                line.close()
                lines.remove(line)
        if not to_the_end:
            return


def have_failed(helpers: Iterable[Helper]) -> bool:
    """Whether any of the helpers, which have said their last, did not come to a good end."""
    for one in helpers:
        one.process.join()
    return any(one.process.exitcode for one in helpers)


def end_helpers(helpers: Iterable[Helper]) -> None:
    """End those that still run."""
    for one in helpers:
        one.process.terminate()
        one.process.join()
        one.line.close()
