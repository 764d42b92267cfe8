"""From what is due to the page that lists it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.scorecards.due_clocks import DueThing
from dashboards.due.context import DueList, DueRow
from dashboards.readings import contract_href, scorecard_href

_PAGES = {"report": "reports", "exclusion": "exclusions"}


def due_list_of(found: Iterable[DueThing]) -> DueList:
    """The list, by its day; what has no clock stands last."""
    things = sorted(found, key=_urgency)
    owners: dict[str, set[UUID]] = defaultdict(set)
    for one in things:
        owners[one.reference].add(one.contract_id)
    rows = [(one.is_mine, _row(one, shared=len(owners[one.reference]) > 1)) for one in things]
    return DueList(
        mine=tuple(row for is_mine, row in rows if is_mine),
        theirs=tuple(row for is_mine, row in rows if not is_mine),
    )


def _urgency(one: DueThing) -> tuple[date, str, str, str]:
    return one.until or date.max, one.reference, one.kind, one.label


def _row(one: DueThing, *, shared: bool) -> DueRow:
    reference = str(one.contract_id) if shared else one.reference
    return DueRow(
        kind=one.kind,
        reference=one.reference,
        href=_href(one, reference),
        turn=one.turn,
        period=one.label,
        subject=one.subject,
        until=one.until,
        left=one.left,
        business=one.business,
        count=one.count,
    )


def _href(one: DueThing, reference: str) -> str:
    """Where it is done."""
    if one.kind in _PAGES:
        return contract_href(reference, _PAGES[one.kind])
    if one.kind == "draft":
        return contract_href(reference, "drafts", one.id)
    if one.kind == "measure":
        return contract_href(reference, "actions", one.id)
    if one.kind == "restatement":
        return contract_href(reference, "money", one.label) + "#restatements"
    return scorecard_href(reference, one.label) + "#life"
