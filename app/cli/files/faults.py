"""What is wrong with the input, told as compilers do: `file:line: what is wrong; what to do`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from app.errors import Problem, Refused, ScorecardError
from app.terms_files.nodes import FileFault, write_path

SHOWN = 20
_ROW = re.compile(r"row ([0-9]+)(?:, (.+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Located:
    """One thing that is wrong: the file, its line where there is one, and the sentence."""

    file: str
    message: str
    line: int | None = None

    def text(self) -> str:
        """The line for standard error."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class BadInput(Exception):
    """The input cannot be taken: the faults to show, and how many there are altogether."""

    def __init__(self, faults: Iterable[Located], count: int = 0) -> None:
        self.faults = tuple(faults)
        self.count = max(count, len(self.faults))
        super().__init__("\n".join(fault.text() for fault in self.faults))


def stop(file: str, message: str) -> NoReturn:
    """Raise BadInput with one fault."""
    raise BadInput([Located(file, message)])


def bad_terms(file: str, fault: FileFault) -> BadInput:
    """What is wrong with a terms file, each fault with its line."""
    found = [Located(file, _led_by(write_path(one.path), one.message), one.line) for one in fault.faults]
    return BadInput(found)


def bad_input(file: str, error: ScorecardError) -> BadInput:
    """What is wrong with a report or another file; places like “row 12, column X” become lines."""
    problems = error.problems if isinstance(error, Refused) else ()
    if not problems:
        return BadInput([Located(file, error.message)])
    return BadInput([locate(file, one) for one in problems], getattr(error, "count", 0))


def locate(file: str, problem: Problem) -> Located:
    """A problem as a line; what it says about a value that was read is quoted after it."""
    quoted = problem.value and problem.value not in problem.message
    message = f"{problem.message} (there stands “{problem.value}”)" if quoted else problem.message
    if row := _ROW.fullmatch(problem.where):
        return Located(file, _led_by(row[2] or "", message), int(row[1]))
    return Located(file, _led_by("" if problem.where == "file" else problem.where, message))


def _led_by(place: str, message: str) -> str:
    return f"{place}: {message}" if place else message
