"""What the contract knows that a reading needs; plain values, so that a reading needs no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from app.reports.mapping.names import same_name
from app.sla.measures import Measure
from app.sla.terms import Terms

_WITHIN = re.compile(r"(?:answered|abandoned)_within_([0-9]+)s", re.ASCII)


def thresholds_of(terms: Terms) -> frozenset[int]:
    """The seconds within which the targets of the terms count calls: what call records are counted by."""
    names = (name for target in terms.targets for name in target.measures)
    return frozenset(int(match[1]) for name in names if (match := _WITHIN.fullmatch(name)))


@dataclass(frozen=True)
class Context:
    """A contract as a reading sees it: its time zone, the ids (and titles) of its queues, which of them
    dial out, the first and last day that a row may have (start of the contract, today), its own
    measures, its reference, and the seconds within which its terms want calls answered or abandoned.
    """

    time_zone: str
    queues: tuple[str, ...]
    outbound_queues: frozenset[str] = frozenset()
    earliest: date | None = None
    latest: date | None = None
    declared: Mapping[str, Measure] = field(default_factory=dict)
    queue_titles: Mapping[str, str] = field(default_factory=dict)
    contract: str = ""
    thresholds: frozenset[int] = frozenset()

    def queue_named(self, text: str) -> str | None:
        """The id of the queue that a cell names by id or title, or None; case and width do not matter."""
        return text if text in self.queues else self._named.get(same_name(text))

    @cached_property
    def _named(self) -> dict[str, str]:
        titles = self.queue_titles.items()
        known = {same_name(title): queue for queue, title in titles if queue in self.queues}
        return known | {same_name(queue): queue for queue in self.queues}
