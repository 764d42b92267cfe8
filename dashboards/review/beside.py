"""What stands beside the numbers of a review: ledger, what was left out, restatements, evidence."""

from collections.abc import Iterator, Sequence

from app.sla.quantities import Money as ExactMoney
from app.sla.quantities import exact
from dashboards.contexts import LeftOut
from dashboards.language import Language
from dashboards.money.context import EntryLine
from dashboards.money.words import became_words, entry_words, restated_words
from dashboards.parts import Money
from dashboards.readings import added
from dashboards.review import words
from dashboards.review.context import ContractReview
from dashboards.review.sheet import Book, Cell, Exact, Sum, decimals, place
from dashboards.words import word


def further_sheets(speak: Language, book: Book, review: ContractReview) -> None:
    """Write them behind the numbers; one without rows is left away, but for the evidence."""
    head = words.ledger_head(speak, review.currency)
    ledger = [_entry(speak, head, one, n) for n, one in enumerate(review.entries, 2)]
    if ledger:
        book.sheet(speak.gettext("Ledger"), list(head.values()), ledger)
    if left_out := list(left_out_rows(speak, review)):
        book.sheet(speak.gettext("Left out"), words.left_out_head(speak), left_out)
    if review.restated:
        book.sheet(
            speak.gettext("Restatements"),
            words.restated_head(speak, review.currency),
            list(restated_rows(speak, review)),
        )
    book.sheet(speak.gettext("Evidence"), words.evidence_head(speak), list(evidence_rows(review)))


def _entry(speak: Language, head: dict[str, str], one: EntryLine, row: int) -> Sequence[Cell]:
    at = {key: f"{place(head, key)}{row}" for key in head}
    carried = one.kind == "carried_forward"  # kept for later, never collected
    digits = decimals(one.outstanding.text)
    closed = ExactMoney(exact(one.amount.text) - exact(one.outstanding.text), one.amount.currency)
    cells: dict[str, Cell] = {
        "number": Exact(str(one.number)),
        "period": one.period,
        "what": entry_words(speak, one),
        "target": speak.title(one.title),
        "amount": one.amount,
        "closed": None if carried else Exact(closed.text(), digits),
        "outstanding": one.outstanding
        if carried
        else Sum(f"={at['amount']}-{at['closed']}", one.outstanding.text, digits),
        "became": became(speak, one),
    }
    return [cells[key] for key in head]


def became(speak: Language, one: EntryLine) -> str:
    """What became of an entry in one line: step, amount, day, number of the document."""
    told = [
        " ".join(
            part
            for part in (
                became_words(speak, event.what),
                speak.money(event.amount),
                speak.day(event.on),
                event.document_number,
            )
            if part
        )
        for event in one.events
    ]
    return speak.message("; ").join(told)


def left_out_rows(speak: Language, review: ContractReview) -> Iterator[list[str]]:
    """A row for each thing that was left out of a period, with the targets that it touches."""
    for part in review.periods:
        touched: dict[tuple[str, str, str, str], tuple[LeftOut, list[str]]] = {}
        for line in part.card.lines:
            for one in line.left_out:
                if one.applied:
                    key = (one.kind, one.name, one.begins, one.ends)
                    touched.setdefault(key, (one, []))[1].append(speak.title(line.title))
        for one, titles in touched.values():
            names = speak.listed(list(dict.fromkeys(titles)))
            yield [
                *(part.card.period, one.name or word(speak, one.kind), one.reason, one.begins, one.ends),
                *(names, one.client, one.provider),
            ]


def restated_rows(speak: Language, review: ContractReview) -> Iterator[list[Cell]]:
    """A row for each restatement of these periods."""
    for one in review.restated:
        yield [
            *(Exact(str(one.number)), one.period, speak.listed(list(one.periods))),
            *(restated_words(speak, one.state), one.amount, one.decided_by, one.comment),
        ]


def evidence_rows(review: ContractReview) -> Iterator[list[Cell]]:
    """What each period was judged by and from."""
    for part in review.periods:
        found = part.card.evidence
        reports = Exact(str(len(found.reports)))
        yield [part.card.period, found.terms_effective, Exact(found.engine), reports, found.sha256]


def outstanding_of(review: ContractReview) -> Money | None:
    """What of the entries of these periods is still to be collected, set off or waived; None without any."""
    owed = [one.outstanding for one in review.entries]
    return added(owed, review.currency) if owed else None
