"""Tests write to a disk in memory where there is one with room: databases come and go by the thousand."""

import os
import shutil
import tempfile
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
ROOM = 6 * 1024**3  # bytes; a whole run takes a few hundred megabytes of it


def use() -> None:
    """Keep temporary files of this process and of those that it starts in memory, unless told otherwise."""
    if "TMPDIR" not in os.environ and _has_room():
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)


def _has_room() -> bool:
    if not (IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and hasattr(os, "sysconf")):
        return False
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(free, shutil.disk_usage(IN_MEMORY).free) > ROOM
