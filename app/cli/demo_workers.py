"""The demo's contracts relived side by side, a process for each core: they do not depend on one another."""

import os
import signal
from collections.abc import Sequence
from datetime import datetime
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from app.cli.demo_history import Demo, DemoBroken, Tell, relive
from app.cli.stores import opened
from app.sample.providers import PROVIDERS
from app.sample.server import start_sample_server
from app.sample.world import World
from app.settings import Settings

_SPAWN = get_context("spawn")  # a fork would take the threads' locks with it


def relive_side_by_side(demo: Demo, tell: Tell) -> None:
    """Relive all contracts, calling `tell` after each thing done; DemoBroken when a process fails."""
    mine, *others = shares(os.cpu_count() or 1)
    started = [_start(demo, share) for share in others]
    ears = [ear for _, ear in started]
    try:
        relive(demo, mine, _telling(ears, tell))
        while ears:
            wait(ears)
            _hear(ears, tell)
        for process, _ in started:
            process.join()
    finally:
        for process, _ in started:
            process.terminate()
    if any(process.exitcode for process, _ in started):
        raise DemoBroken("a part of the sample world could not be pulled; the reason stands above")


def shares(cores: int) -> list[list[str]]:
    """The providers dealt out to so many cores there and back, so that no core gets all the large ones."""
    lanes: list[list[str]] = [[] for _ in range(min(cores, len(PROVIDERS)))]
    for one, lane in zip(PROVIDERS, cycle([*lanes, *reversed(lanes)]), strict=False):
        lane.append(one.slug)
    return lanes


def _start(demo: Demo, share: Sequence[str]) -> tuple[BaseProcess, Connection]:
    ear, mouth = _SPAWN.Pipe(duplex=False)
    world, now = demo.server.world, demo.now
    process = _SPAWN.Process(target=_relive, args=(demo.settings, world, now, share, mouth), daemon=True)
    process.start()
    mouth.close()  # else its end would not be heard
    return process, ear


def _telling(ears: list[Connection], tell: Tell) -> Tell:
    """A `tell` that passes on what the others have done meanwhile."""

    def both() -> None:
        tell()
        _hear(ears, tell)

    return both


def _hear(ears: list[Connection], tell: Tell) -> None:
    """Call `tell` for every word that was said; whoever has said the last one is not heard again."""
    for ear in list(ears):
        try:
            while ear.poll():
                ear.recv()
                tell()
        except EOFError:
            ears.remove(ear)


def _relive(settings: Settings, world: World, now: datetime, share: Sequence[str], mouth: Connection) -> None:
    """In a process of its own, with a sample server of its own, whose clock travels by itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us ends us
    with start_sample_server(now, world) as server:
        reaching = {"allowed_fetch_hosts": (server.base_url.removeprefix("http://"),)}
        mine = settings.model_copy(update=reaching)
        with opened(mine) as database:
            relive(Demo(database, mine, server, now), share, lambda: mouth.send(None))
    mouth.close()
