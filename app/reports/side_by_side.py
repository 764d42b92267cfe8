"""Making several of something at once, on threads: for what polars and zstandard do outside of Python."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
AT_ONCE = 2  # as many again wait, with what they were made of: each is megabytes


def side_by_side(act: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """What ``act`` makes of each item, in their order; the next ones are made while one is used.

    What making one raises is raised where it would have come. The items are taken on the caller's thread.
    """
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="beside") as pool:
        coming: deque[Future[R]] = deque()
        for item in items:
            coming.append(pool.submit(act, item))
            if len(coming) > AT_ONCE:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
