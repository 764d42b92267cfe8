"""Collecting what the core refuses, each fault at its line of the file."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from app.sla.metrics import MetricFault
from app.sla.terms import TermsFault
from app.terms_files.nodes import Fault, Path

Document = Mapping[str, Any]


class Collector:
    """Holds the faults of one file; ``line_of`` tells on which line of the file a path stands."""

    def __init__(self, line_of: Callable[[Path], int]) -> None:
        self.line_of = line_of
        self.faults: list[Fault] = []

    @contextmanager
    def at(self, path: Path) -> Iterator[None]:
        """Collects what the core refuses inside, under this path."""
        try:
            yield
        except TermsFault as fault:
            self.fault((*path, *fault.path), str(fault))
        except MetricFault as fault:
            self.fault((*path, *fault.key.split(".")), str(fault))
        except ValueError as fault:
            self.fault(path, str(fault))

    def fault(self, path: Path, message: str) -> None:
        """Notes one fault at its line."""
        self.faults.append(Fault(self.line_of(path), path, message))
