"""From the account of a period, its year and its ledger to the money page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from app.scorecards.account import parts_of
from app.scorecards.life.book import Booked, balance_of
from app.scorecards.life.tables import Restatement
from app.scorecards.year import InYear
from app.sla.ledger import outstanding
from app.sla.quantities import Money as ExactMoney
from app.sla.quantities import exact
from dashboards.money.context import (
    Account,
    AccountPart,
    EntryEvent,
    EntryLine,
    NoteForm,
    Restated,
    Sums,
    Waived,
    YearLine,
)
from dashboards.parts import Money, Trouble
from dashboards.readings import Document, amount, contract_href, money, scorecard_href
from dashboards.typing_in import Typed

_AFTER_CREDITS = ("earn_back", "bonus", "settled", "restated")


@dataclass(frozen=True, slots=True)
class _Move:
    """One step of the account, exact."""

    kind: str
    amount: Fraction
    target: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What the rooms know of the money of a period: its document, the year around it, the year's ledger."""

    reference: str
    document: Document
    state: str
    number: int | None
    year: int
    periods: Sequence[InYear]
    booked: Sequence[Booked]
    names: Mapping[UUID, str]
    restatements: Sequence[Restatement] = ()
    may_settle: bool = False
    typed: Typed | None = None
    trouble: Trouble | None = None


def account_of(read: Read, ref: str) -> Account:
    """The page; ``ref`` is the contract as the address names it."""
    document, account = read.document, read.document["money"]
    currency, label = account["currency"], document["period"]["label"]
    titles = {line["id"]: line["title"] for line in document["targets"]}
    entries = tuple(entry_of(one, titles, read.names) for one in read.booked)
    since = [one for one in read.booked if one.row.number == read.number and one.row.kind == "adjustment"]
    own = [_Move(part.kind, part.amount, part.target, part.source) for part in parts_of(document)]
    moves = [*own, *_adjustments(since, currency)]
    total = sum((move.amount for move in moves), Fraction(0))
    return Account(
        reference=read.reference,
        period=label,
        state=read.state,
        scorecard_href=scorecard_href(ref, label),
        charges=money(account["charges"], currency),
        at_risk=money(account["at_risk"], currency),
        cap=money(account["limit"], currency),
        credit=Money(account["credits"], currency),
        payable=_amount(total, currency),
        parts=tuple(_walk(moves, currency, titles, scorecard_href(ref, label))),
        waived=tuple(_waived(document, ref)),
        waiver_cost=_amount(exact(account["raw_credits"]) - exact(account["credits"]), currency),
        claim_by=date.fromisoformat(account["claim_by"]) if account["claim_by"] else None,
        year=read.year,
        lines=tuple(_line(one, read.booked, ref) for one in read.periods),
        sums=_sums(read.booked, currency) if read.booked else None,
        entries=entries,
        action=contract_href(ref, "money", label),
        restated=tuple(restated_of(one, read.names, read.may_settle) for one in read.restatements),
        form=_form(entries, read.typed or Typed()) if read.may_settle else None,
        trouble=read.trouble,
    )


def restated_of(one: Restatement, names: Mapping[UUID, str], may_settle: bool) -> Restated:
    """A restatement as the pages show it; ``names`` are those of people by id."""
    return Restated(
        number=one.restatement,
        period=one.label,
        state=one.state,
        reason=one.reason,
        amount=amount(one.amount, one.currency),
        periods=tuple(change["label"] for change in one.changes),
        decided_by=names.get(one.decided_by, "") if one.decided_by else "",
        comment=one.comment,
        may_decide=may_settle and one.state == "waiting",
    )


def _form(entries: Sequence[EntryLine], typed: Typed) -> NoteForm | None:
    """The form, while there is an entry of which something is outstanding."""
    left = tuple(one for one in entries if exact(one.outstanding.text))
    if not left:
        return None
    return NoteForm(
        open_entries=left,
        entry=typed.get("entry"),
        what=typed.get("what"),
        amount=typed.get("amount"),
        on=typed.get("on"),
        document_number=typed.get("document_number"),
        comment=typed.get("comment"),
    )


def _amount(value: Fraction, currency: str) -> Money:
    return Money(ExactMoney(value, currency).text(), currency)


def _adjustments(booked: Iterable[Booked], currency: str) -> Iterator[_Move]:
    """What settlements and restatements changed since the period was issued."""
    for reason in ("settled", "restated"):
        units = sum(one.row.amount for one in booked if one.row.reason == reason)
        if units:
            yield _Move(reason, ExactMoney.of_minor_units(units, currency).amount)


def _walk(
    moves: Sequence[_Move], currency: str, titles: Mapping[str, str], href: str
) -> Iterator[AccountPart]:
    """The moves with where each begins and ends, and the standings between: credits, total, payable."""
    stands = Fraction(0)
    for i, move in enumerate(moves):
        before, stands = stands, stands + move.amount
        yield AccountPart(
            kind=move.kind,
            amount=_amount(move.amount, currency),
            before=_amount(before, currency),
            title=titles.get(move.target, move.target),
            source=move.source,
            href=f"{href}#target-{move.target}" if move.target in titles else href,
        )
        if _ends(moves, i):
            kind = "payable" if i + 1 == len(moves) else "credits"
            yield AccountPart(kind, _amount(stands, currency), href=href)


def _ends(moves: Sequence[_Move], i: int) -> bool:
    """Whether the account is to be struck after this move: at the end of the credits, and at the very end."""
    last = i + 1 == len(moves)
    return last or (moves[i].kind not in _AFTER_CREDITS and moves[i + 1].kind in _AFTER_CREDITS)


def _waived(document: Document, ref: str) -> Iterator[Waived]:
    """The targets whose credit something that was left out changed."""
    currency, label = document["money"]["currency"], document["period"]["label"]
    for line in document["targets"]:
        without, with_it = exact(line["raw_credit"]), exact(line["credit"])
        if without != with_it:
            names = dict.fromkeys(one["name"] or one["kind"] for one in line["excluded"] if one["applied"])
            yield Waived(
                title=line["title"],
                href=scorecard_href(ref, label, line["id"]),
                without=_amount(without, currency),
                with_it=_amount(with_it, currency),
                cost=_amount(without - with_it, currency),
                names=tuple(names),
            )


def _line(one: InYear, booked: Sequence[Booked], ref: str) -> YearLine:
    account = one.money
    currency = account["currency"]
    since = [
        entry.row.amount
        for entry in booked
        if entry.row.number == one.number and entry.row.kind == "adjustment"
    ]
    return YearLine(
        period=one.label,
        href=contract_href(ref, "money", one.label),
        state=one.status,
        charges=money(account["charges"], currency),
        credits=Money(account["credits"], currency),
        bonuses=Money(account["bonuses"], currency),
        total=Money(account["total"], currency),
        adjusted=amount(sum(since), currency) if since else None,
    )


def _sums(booked: Sequence[Booked], currency: str) -> Sums:
    sums = balance_of(booked)
    claimed = sum(event.amount for one in booked for event in one.events if event.kind == "claimed")
    return Sums(
        judged=amount(sums.judged, currency),
        claimed=amount(claimed, currency),
        collected=amount(sums.collected, currency),
        set_off=amount(sums.set_off, currency),
        waived=amount(sums.waived, currency),
        outstanding=amount(sums.outstanding, currency),
    )


def entry_of(one: Booked, titles: Mapping[str, str], names: Mapping[UUID, str]) -> EntryLine:
    """An entry of the ledger as the pages show it; ``titles`` are those of targets, ``names`` of people."""
    row = one.row
    return EntryLine(
        number=row.entry,
        period=row.label,
        kind=row.kind,
        title=titles.get(row.target, row.target),
        reason=row.reason,
        source=row.source,
        amount=amount(row.amount, row.currency),
        outstanding=amount(outstanding(one.entry, one.closing), row.currency),
        events=tuple(
            EntryEvent(
                what=event.kind,
                amount=amount(event.amount, row.currency),
                on=event.on_day,
                document_number=event.document_number,
                by=names.get(event.person_id, ""),
                comment=event.comment,
            )
            for event in one.events
        ),
    )
