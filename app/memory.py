"""How this process holds memory that it has done with: as little as its C library lets it.

glibc gives each thread pools of its own and keeps what was freed in them for later; a server that has read
one large report on several threads would stay large for good. Elsewhere nothing is done.
"""

import ctypes
import os
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # as glibc numbers them in malloc.h
POOLS = 2
LARGE = 256 * 1024  # bytes from which a piece of memory is the system's again once it is freed


def hold_little() -> None:
    """Have few pools, and large pieces outside of them; an operator who sets MALLOC_… decides otherwise."""
    if any(name.startswith("MALLOC_") for name in os.environ):
        return
    library = _glibc()
    if library is not None:
        for what, value in ((_ARENA_MAX, POOLS), (_MMAP_THRESHOLD, LARGE), (_TRIM_THRESHOLD, LARGE)):
            library.mallopt(what, value)


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
