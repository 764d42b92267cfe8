"""Several web processes below one parent, which starts another for each that ends or no longer answers.

uvicorn's own parent waits for the answer of one process before it looks at the next, and does not notice that
the one it waits for has died: killed as it starts, it is missed for as long as the parent is patient, and so
is every other that ends meanwhile. This one never waits: it asks, and looks for the answer at its next round.
"""

import time

from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process


class WebProcess(Process):
    """One web process as its parent sees it."""

    patience: float = 60  # seconds: who does not answer for so long is replaced
    asked_at: float | None = None

    def is_alive(self, timeout: float = 0) -> bool:
        """Whether it runs, and answers or still has time to; it is asked, and nobody waits for it."""
        if not self.process.is_alive():
            return False
        try:
            if self.parent_conn.poll():
                self.parent_conn.recv()
                self.asked_at = None
            if self.asked_at is None:
                self.parent_conn.send(b"ping")
                self.asked_at = time.monotonic()
        except (OSError, EOFError):
            return False  # it ends just now
        return time.monotonic() - self.asked_at <= self.patience


class Several(Multiprocess):
    """The parent: as uvicorn's, but none of its processes keeps it from looking after the others."""

    def init_processes(self) -> None:
        """Start them all."""
        self.processes += [self._begun() for _ in range(self.processes_num)]

    def keep_subprocess_alive(self) -> None:
        """Replace each that is gone; when one cannot start at all, stop."""
        for place, process in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if process.is_alive():
                continue
            process.kill()
            process.join()
            if process.exitcode == STARTUP_FAILURE:
                self.should_exit.set()
            else:
                self.processes[place] = self._begun()

    def _begun(self) -> WebProcess:
        process = WebProcess(self.config, self.sockets)
        process.start()
        return process
