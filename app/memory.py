"""How this process holds memory that it has done with: as little as its C library lets it.

glibc gives each thread pools of its own and keeps what was freed in them for later; a server that has read
one large report on several threads would stay large for good. Elsewhere nothing is done.
"""

import ctypes
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # as glibc numbers them in malloc.h
POOLS = 2
_MEMORY = Path("/sys/fs/cgroup")  # of the own container: version 2, version 1, and what counts as held
_CGROUPS = ((_MEMORY / "memory.max", "anon"), (_MEMORY / "memory/memory.limit_in_bytes", "total_rss"))
LARGE = 256 * 1024  # bytes from which a piece of memory is the system's again once it is freed


def hold_little() -> None:
    """Have few pools, and large pieces outside of them; an operator who sets MALLOC_… decides otherwise."""
    if any(name.startswith("MALLOC_") for name in os.environ):
        return
    library = _glibc()
    if library is not None:
        for what, value in ((_ARENA_MAX, POOLS), (_MMAP_THRESHOLD, LARGE), (_TRIM_THRESHOLD, LARGE)):
            library.mallopt(what, value)


def room() -> int | None:
    """How many bytes this process may still take by the limits that it was given; None where there is none.

    Its own limit of addresses (`ulimit -v`), and that of its container (cgroup), of which what all processes
    in it hold is taken off. What does not fit ends the process, so whoever needs much looks here first.
    """
    return min(_rooms(), default=None)


def _rooms() -> Iterator[int]:
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    if most != resource.RLIM_INFINITY and sys.platform.startswith("linux"):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        yield max(0, most - pages * resource.getpagesize())
    for limit, held in _CGROUPS:
        with suppress(OSError, ValueError, KeyError):  # another kernel, or no limit
            stated = dict(line.split() for line in (limit.parent / "memory.stat").read_text().splitlines())
            yield max(0, int(limit.read_text()) - int(stated[held]))


def give_back() -> None:
    """Return what is free in the pools to the system; takes some milliseconds."""
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None
