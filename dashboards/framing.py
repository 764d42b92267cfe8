"""The frame of a contract's page: its way, its other pages by their question, and the other contracts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final
from uuid import UUID

from app.access.unit import Work
from app.contracts.named import read_named
from app.contracts.tables import Contract
from app.scorecards.live import labels_beside
from app.sla.periods import Period
from dashboards.parts import Crumb, Frame, Neighbour, Place, Switch
from dashboards.reader import Reader
from dashboards.readings import Document, contract_href, scorecard_href

MOST_CONTRACTS: Final = 100  # that the switcher names; the portfolio has them all
PLACES: Final = (
    *("scorecard", "money", "actions", "rhythm", "campaign", "sides", "exclusions", "sensitivity"),
    *("terms", "reports"),
)
_BY_PERIOD: Final[dict[str, str]] = {
    "scorecard": "scorecards",
    "money": "money",
    "sides": "sides",
    "sensitivity": "sensitivity",
    "rhythm": "rhythm",
    "campaign": "campaign",
}


def place_href(ref: str, word: str, period: str) -> str:
    """The address of one of a contract's pages; those about a period keep it."""
    return contract_href(ref, _BY_PERIOD[word], period) if word in _BY_PERIOD else contract_href(ref, word)


def contract_frame(
    w: Work,
    reader: Reader,
    ref: str,
    contract: Contract,
    here: str,
    *,
    period: str = "latest",
    crumbs: Sequence[Crumb] = (),
    switch: Switch | None = None,
) -> Frame:
    """The frame of the page ``here`` of a contract, which the address calls ``ref``; one query."""
    way = (Crumb(contract.reference, scorecard_href(ref, period)), *crumbs)
    return reader.frame(
        w.identity,
        way,
        switch,
        places=tuple(Place(word, place_href(ref, word, period), word == here) for word in PLACES),
        neighbours=_neighbours(w, contract, here),
    )


def period_switch(w: Work, ref: str, contract: Contract, period: Period, page: str) -> Switch:
    """The period between its neighbours, each at the same page."""
    before, after = labels_beside(w, contract, period.start, period.end)
    links = [place_href(ref, page, label) if label else "" for label in (before, after)]
    return Switch(period.label, *links)


def period_of(document: Document) -> Period:
    """The period of a scorecard's document."""
    told = document["period"]
    return Period(date.fromisoformat(told["start"]), date.fromisoformat(told["end"]), told["label"])


def _neighbours(w: Work, contract: Contract, here: str) -> tuple[Neighbour, ...]:
    """The contracts that the caller sees, each with the same page of it."""
    page = here if here in PLACES else "scorecard"
    return _beside(tuple(read_named(w, MOST_CONTRACTS)), contract.id, page)


@lru_cache(maxsize=512)
def _beside(found: tuple[tuple[UUID, str, str], ...], contract_id: UUID, page: str) -> tuple[Neighbour, ...]:
    names = Counter(reference for _, reference, _ in found)
    return tuple(
        Neighbour(
            reference=reference,
            provider=provider,
            href=place_href(reference if names[reference] == 1 else str(one), page, "latest"),
            here=one == contract_id,
        )
        for one, reference, provider in sorted(found, key=lambda one: one[1])
    )
