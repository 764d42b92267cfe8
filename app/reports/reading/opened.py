"""A report that is opened, whatever its format: its header is found, and its rows can be cut."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.errors import Problem
from app.reports.formats.layout import Layout
from app.reports.formats.table import Foot, Table
from app.reports.mapping.document import Document


@dataclass(frozen=True, slots=True)
class Opened:
    """A report whose header is found: ``rows`` cuts what stands below it. ``found`` is what a mapping would
    say of its form; ``proven`` tells whether its encoding is certain.
    """

    layout: Layout
    rows: Callable[[Foot], Table]
    found: Document
    proven: bool = True
    assumed: Document = field(default_factory=dict)  # what a mapping leaves open and the format says
    notes: tuple[Problem, ...] = ()
