"""How many requests may read files, or ask a provider, at once: the others wait outside the threads.

Every request is answered by one of a few threads. Were all of them busy with files, nobody could look
anything up; so a request takes a place after its body came and before it takes a thread. Who waits too
long, or finds the line too long, is told to come again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Annotated

import anyio
from fastapi import Depends, FastAPI, Request

from app.errors import Unavailable

PATIENCE = 30.0  # seconds in line
LONGEST_LINE = 100  # whoever waits in line holds a file
BUSY = "As many files as this machine reads at once are being read just now; send it again in a moment."


class Places:
    """So many at once, and a line before them; for the requests of one process."""

    def __init__(self, most: int, *, patience: float = PATIENCE, line: int = LONGEST_LINE) -> None:
        self.most, self.patience, self.line = most, patience, line
        self._free = anyio.Semaphore(most)

    @property
    def taken(self) -> int:
        """How many are taken."""
        return self.most - self._free.value

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return self._free.statistics().tasks_waiting

    async def take(self) -> None:
        """Waits for a place. Raises Unavailable when none comes free in time, or too many wait already."""
        if self.waiting >= self.line:
            raise Unavailable(BUSY)
        try:
            with anyio.fail_after(self.patience):
                await self._free.acquire()
        except TimeoutError:
            raise Unavailable(BUSY) from None

    def give_back(self) -> None:
        """The next in line may go on."""
        self._free.release()


def places_for(threads: int) -> int:
    """How many of so many threads may be busy with files: a third of them, and one at least."""
    return max(1, threads // 3)


def add_places(app: FastAPI, threads: int) -> None:
    """Lets the requests of `app`, which so many threads answer, take places."""
    most = places_for(threads)
    app.state.places_to_read, app.state.places_to_ask = Places(most), Places(most)


def _among(which: str) -> Callable[[Request], AsyncIterator[None]]:
    async def placed(request: Request) -> AsyncIterator[None]:
        places: Places = getattr(request.app.state, which)
        await places.take()
        try:
            yield
        finally:
            places.give_back()

    return placed


# As a parameter it stands behind what is read of the body: whoever sends slowly holds no place meanwhile.
PlaceToRead = Annotated[None, Depends(_among("places_to_read"), scope="function")]
PlaceToAsk = Annotated[None, Depends(_among("places_to_ask"), scope="function")]
