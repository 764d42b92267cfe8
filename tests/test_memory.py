"""Memory that was done with goes back to the system."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

MANY, EACH = 600, 100_000  # blocks below what is returned by itself, and their bytes
HELD = """
import app
from app.memory import give_back, hold_little

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
library.free.argtypes = [ctypes.c_void_p]
blocks = [library.malloc(EACH) for _ in range(MANY)]
for block in blocks:
    ctypes.memset(block, 1, EACH)
last = library.malloc(EACH)  # what lies above the others keeps them
for block in blocks:
    library.free(block)
before = resident()
give_back()
print(before - resident())
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="this C library is not glibc")
def test_what_is_free_is_given_back() -> None:
    given = f"import ctypes\nMANY, EACH = {MANY}, {EACH}\n{HELD}"
    told = subprocess.run(
        [sys.executable, "-c", given],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(told.stdout) > MANY * EACH // 2
