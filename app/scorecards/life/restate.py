"""Restating: later facts never change what was issued; what they would change becomes an adjusting entry.

After each judging anew the issued periods among those judged are compared with what was last known of them.
A period whose own facts changed begins a restatement; issued periods after it that change only through it
belong to it. One that the provider has to pay is booked at once; one in the provider's favour waits for the
client, and where it came after the time bar it is noted and not paid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from app.access.events import emit
from app.columns import read_document
from app.contracts.tables import Contract
from app.scorecards.life.book import book, standings
from app.scorecards.life.figures import Figures, figures_of, merged, same_facts
from app.scorecards.life.issued import Agreed, issued_between, next_number, of_contract
from app.scorecards.life.tables import IssuedScorecard, Restatement
from app.sla.ledger import Entry, Stands, adjustment, money_of, recarried
from app.sla.life import is_within_time_bar
from app.sla.scorecard import ENGINE
from app.sla.timeline import Timeline

_PAID = ("applied", "accepted")
_UNPAID = ("waiting", "noted")


@dataclass(frozen=True, slots=True)
class Judged:
    """A period as it is judged now; its document is kept as text, and read by whoever looks into it."""

    start: date
    end: date
    text: str

    @property
    def document(self) -> Mapping[str, Any]:
        """The scorecard."""
        found: Mapping[str, Any] = read_document(self.text)
        return found


@dataclass(frozen=True, slots=True)
class News:
    """What was judged now, at which revision of the contract, and its periods."""

    contract: Contract
    revision: int
    judged: Sequence[Judged]
    now: datetime
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Change:
    """An issued period, what was booked of it so far, what it would be now, and what stands in the ledger."""

    issued: IssuedScorecard
    old: Figures
    new: Figures
    stands: Stands

    @property
    def units(self) -> int:
        """The money between, in minor units: above zero where the provider owes more."""
        return adjustment(money_of(self.old), money_of(self.new), self.stands).amount


def raise_restatements(session: Session, news: News) -> int:
    """Raises what the news say of issued periods; how many. The caller holds the contract.

    The same facts again raise nothing. A restatement that still waits when newer facts overtake it is
    superseded by the new one.
    """
    if not news.judged:
        return 0
    issued = issued_between(session, news.contract, news.judged[0].start, news.judged[-1].end)
    if not issued:
        return 0
    raised = _raised(session, news.contract)
    live = {one.number: found for one in issued if (found := _live(one, news)) is not None}
    told = {one.number for one in issued if one.number in live and live[one.number] != _known(one, raised)}
    if not told:
        return 0
    told |= _supersede(session, raised, told)
    again = _numbered(session, news.contract, told)
    stands = standings(session, again)
    changes = [
        Change(
            one, _known(one, raised, *_PAID), live.get(one.number) or _known(one, raised), stands[one.number]
        )
        for one in again
    ]
    changes = [one for one in changes if one.old != one.new]
    carried = recarried([(money_of(one.old), money_of(one.new)) for one in changes])
    groups = _groups(list(zip(changes, carried, strict=True)))
    for group in groups:
        _write(session, news, group)
    return len(groups)


def reprice(session: Session, settled: IssuedScorecard, contract: Contract) -> None:
    """A settlement changes what stands, and so what a restatement that waits comes to."""
    for row in _raised(session, contract):
        numbers = {change["number"] for change in row.changes}
        if row.state == "waiting" and settled.number in numbers:
            stands = standings(session, _numbered(session, contract, numbers))
            row.changes = [_priced(change, stands[change["number"]]) for change in row.changes]
            row.amount = sum(change["units"] for change in row.changes)
            session.add(row)


def _priced(change: Mapping[str, Any], stands: Stands) -> dict[str, Any]:
    old, new = money_of(change["old"]), money_of(change["new"])
    return {**change, "units": adjustment(old, new, stands).amount}


def _live(one: IssuedScorecard, news: News) -> Figures | None:
    """The figures of an issued period now; None where they were judged before it was issued, or not whole."""
    parts = [part for part in news.judged if one.start_day <= part.start and part.end <= one.end_day]
    days = sum((part.end - part.start).days for part in parts)
    if news.revision <= one.revision or days != (one.end_day - one.start_day).days:
        return None
    return merged(one.label, [figures_of(part.document) for part in parts])


def _raised(session: Session, contract: Contract) -> list[Restatement]:
    """What was raised of the contract and not superseded, oldest first."""
    chosen = select(Restatement).where(
        *of_contract(Restatement, contract), col(Restatement.state) != "superseded"
    )
    return list(session.exec(chosen.order_by(col(Restatement.restatement))).all())


def _known(one: IssuedScorecard, raised: Sequence[Restatement], *states: str) -> Figures:
    """The figures that were raised last of an issued period (in one of these states), else those issued."""
    for restatement in reversed(raised):
        for change in restatement.changes:
            if change["number"] == one.number and (not states or restatement.state in states):
                found: Figures = change["new"]
                return found
    return figures_of(one.document)


def _supersede(session: Session, raised: Sequence[Restatement], told: set[int]) -> set[int]:
    """Ends what still waits of these issued scorecards; the numbers that have to be looked at again.

    Newer facts ask anew for what was noted before, as a whole: that was another question.
    """
    again: set[int] = set()
    for one in raised:
        numbers = {change["number"] for change in one.changes}
        if one.state in _UNPAID and numbers & told:
            again |= numbers
            if one.state == "waiting":
                one.state = "superseded"
                session.add(one)
    return again


def _numbered(session: Session, contract: Contract, numbers: set[int]) -> Sequence[IssuedScorecard]:
    chosen = select(IssuedScorecard).where(
        *of_contract(IssuedScorecard, contract), col(IssuedScorecard.number).in_(numbers)
    )
    return session.exec(chosen.order_by(col(IssuedScorecard.start_day))).all()


Moved = tuple[Change, list[Entry]]


def _groups(changes: Sequence[Moved]) -> list[list[Moved]]:
    """Each change whose own facts changed with those after it that only follow from it."""
    groups: list[list[Moved]] = []
    for one in changes:
        if groups and same_facts(one[0].old, one[0].new):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _write(session: Session, news: News, group: Sequence[Moved]) -> None:
    root = group[0][0].issued
    units = sum(change.units for change, _ in group)
    state, reason = _state(news, group, units)
    row = Restatement(
        organisation_id=news.contract.organisation_id,
        contract_id=news.contract.id,
        restatement=next_number(
            session, Restatement, "restatement", *of_contract(Restatement, news.contract)
        ),
        number=root.number,
        label=root.label,
        revision=news.revision,
        changes=[_document(change, carried) for change, carried in group],
        amount=units,
        currency=root.currency,
        state=state,
        reason=reason,
        raised_at=news.now,
        comment="",
    )
    session.add(row)
    session.flush()
    if state == "applied":
        book_changes(session, row, [change.issued for change, _ in group], news.now)
    facts = {"period": root.label, "restatement": row.restatement, "state": state}
    emit(session, "scorecard.restated", news.contract.id, news.contract.reference, facts, news.now)


def _state(news: News, group: Sequence[Moved], units: int) -> tuple[str, str]:
    """Whether it is booked at once, waits for the client, or came too late; and why.

    Digits that another engine made are never booked unseen: they may differ although no fact does.
    """
    root = group[0][0].issued
    agreed = Agreed.of(news.timeline, root)
    if any(change.issued.engine != ENGINE for change, _ in group):
        return "waiting", "engine"
    if units >= 0:
        return "applied", ""
    came = agreed.day(news.now)
    if is_within_time_bar(agreed.day(root.issued_at), came, agreed.windows):
        return "waiting", ""
    return "noted", "time_bar"


def _document(change: Change, carried: Sequence[Entry]) -> dict[str, Any]:
    moves = [{"period": one.source, "group": one.target, "units": one.amount} for one in carried]
    return {
        "number": change.issued.number,
        "label": change.issued.label,
        "units": change.units,
        "old": change.old,
        "new": change.new,
        "carried": moves,
    }


def book_changes(
    session: Session, row: Restatement, issued: Sequence[IssuedScorecard], now: datetime
) -> None:
    """Books the adjusting entry of each restated period, and what changes of what is carried forward."""
    by_number = {one.number: one for one in issued}
    for change in row.changes:
        moves = [
            Entry("carried_forward", one["units"], one["group"], one["period"], "restated")
            for one in change["carried"]
        ]
        entries = [Entry("adjustment", change["units"], reason="restated"), *moves]
        book(session, by_number[change["number"]], entries, now, row.restatement)
