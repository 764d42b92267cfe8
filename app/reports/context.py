"""What the contract knows that a reading needs; plain values, so that a reading needs no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.reports.names import same_name
from app.sla.measures import Measure


@dataclass(frozen=True)
class Context:
    """A contract as a reading sees it: its time zone, the ids (and titles) of its queues, which of them
    dial out, the first and last day that a row may have (start of the contract, today), its own
    measures and its reference.
    """

    time_zone: str
    queues: tuple[str, ...]
    outbound_queues: frozenset[str] = frozenset()
    earliest: date | None = None
    latest: date | None = None
    declared: Mapping[str, Measure] = field(default_factory=dict)
    queue_titles: Mapping[str, str] = field(default_factory=dict)
    contract: str = ""

    def queue_named(self, text: str) -> str | None:
        """The id of the queue that a cell names by id or title, or None; case and width do not matter."""
        if text in self.queues:
            return text
        known = {
            same_name(title): queue for queue, title in self.queue_titles.items() if queue in self.queues
        }
        known.update({same_name(queue): queue for queue in self.queues})
        return known.get(same_name(text))
