"""How far a long reading has come, told to whoever watches: a record that is polled, a bar on a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Told with the share that is done, in hundredths, and the rows so far.
Watch = Callable[[int, int], None]
_WATCHING: ContextVar[Watch | None] = ContextVar("watching", default=None)


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Within this block ``watch`` is told how far reading has come; it may be called often."""
    before = _WATCHING.set(watch)
    try:
        yield
    finally:
        _WATCHING.reset(before)


def tell(done: int, whole: int, rows: int) -> None:
    """Say that ``done`` of ``whole`` is read, and how many rows those are."""
    watch = _WATCHING.get()
    if watch is not None:
        watch(100 * done // whole if whole else 100, rows)
