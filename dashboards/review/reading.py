"""From what the rooms read to an export: a contract's periods of a span, and the portfolio of one."""

from collections.abc import Sequence

from app.access.unit import Work
from app.contracts.open import find_contract
from app.contracts.tables import Contract
from app.scorecards.life.book import Booked, read_ledger
from app.scorecards.life.decide import read_restatements
from app.scorecards.life.issued import names_of
from app.scorecards.life.read import Life, read_card
from app.scorecards.live import find_due, known_at
from app.scorecards.portfolio import Judged, read_judged
from app.scorecards.spans import span_of
from dashboards.closing.page import named
from dashboards.framing import period_of
from dashboards.money.reading import entry_of, restated_of
from dashboards.parts import Money
from dashboards.reading_scorecard import scorecard_of
from dashboards.readings import Document, added, amount, judgement, money, number, score
from dashboards.review.context import ContractReview, ExactLine, PeriodPart, PortfolioReview, PortfolioRow
from dashboards.words import JUDGED, MISSED


def contract_review(w: Work, ref: str, span: str) -> ContractReview:
    """Every period of the contract that ends in the span (a month, quarter or year), or the one so called.

    As issued where it is issued, else as judged by now. Raises NotFound for an unknown contract, and for a
    span in which no period of it ends that has begun.
    """
    contract = find_contract(w, ref)
    cards = [read_card(w, ref, label) for label in _labels(w, contract, span)]
    numbers = {life.issued.number for _, life in cards if life.issued}
    booked = [one for one in read_ledger(w.session, contract) if one.row.number in numbers]
    restated = [
        one
        for one in read_restatements(w, contract)
        if numbers & {change["number"] for change in one.changes}
    ]
    acted = [event.person_id for one in booked for event in one.events]
    people = names_of(w.session, [*acted, *(one.decided_by for one in restated)])
    titles = {line["id"]: line["title"] for document, _ in cards for line in document["targets"]}
    parts = [_part(w, contract, ref, card, booked) for card in cards]
    return ContractReview(
        reference=contract.reference,
        client=parts[-1].card.client,
        provider=parts[-1].card.provider,
        span=span if len(parts) > 1 or span_of(span) else parts[-1].card.period,
        currency=parts[-1].credits.currency,
        made_on=w.now.date(),
        periods=tuple(parts),
        entries=tuple(entry_of(one, titles, people) for one in booked),
        restated=tuple(restated_of(one, people, may_settle=False) for one in restated),
    )


def _labels(w: Work, contract: Contract, span: str) -> list[str]:
    """The labels of the periods, oldest first; one that has not begun is none."""
    moment, period = known_at(w, contract, None), span_of(span)
    if period is None:
        return [find_due(moment, span).period.label]
    dues = moment.in_force.timeline.between(period.start, period.end)
    found = [
        due.period.label for due in dues if due.period.end <= period.end and due.period.start <= moment.today
    ]
    return found or [find_due(moment, span).period.label]


def _part(
    w: Work, contract: Contract, ref: str, card: tuple[Document, Life], booked: Sequence[Booked]
) -> PeriodPart:
    document, life = card
    account, own = document["money"], life.issued.number if life.issued else None
    currency = account["currency"]
    since = sum(one.row.amount for one in booked if one.row.number == own and one.row.kind == "adjustment")
    adjusted = amount(since, currency)
    return PeriodPart(
        card=scorecard_of(document, named(w, contract, period_of(document)), (), ref),
        stage=life.stage,
        number=own,
        lines=tuple(_line(line, currency) for line in document["targets"]),
        charges=money(account["charges"], currency),
        at_risk=money(account["at_risk"], currency),
        carried=_of_all(account["carried_in"], currency),
        credits=Money(account["credits"], currency),
        bonuses=Money(account["bonuses"], currency),
        earned_back=_of_all(account["earned_back"], currency),
        total=Money(account["total"], currency),
        adjusted=adjusted,
        payable=added((Money(account["total"], currency), adjusted), currency),
    )


def _of_all(parts: Sequence[Document], currency: str) -> Money:
    return added((Money(one["amount"], currency) for one in parts), currency)


def _line(line: Document, currency: str) -> ExactLine:
    return ExactLine(
        id=line["id"],
        title=line["title"],
        clause=line["clause"],
        metric=line["metric"],
        unit=line["unit"],
        judgement=judgement(line),
        value=line["value"],
        numerator=line["numerator"],
        denominator=line["denominator"],
        shown=number(line, currency),
        expected=line["expected"],
        minimum=line["minimum"],
        weight=line["weight"],
        credit=Money(line["credit"], currency),
        bonus=Money(line["bonus"], currency),
    )


def portfolio_review(w: Work, span: str) -> PortfolioReview:
    """Every visible contract's kept judgements of the periods that end in a month, quarter or year.

    The same numbers as the portfolio's page shows: as judged by now, issued or not.
    """
    rows = [_row(one) for one in read_judged(w, span)]
    return PortfolioReview(span, w.now.date(), tuple(rows))


def _row(one: Judged) -> PortfolioRow:
    verdicts = [(line["title"], line["verdict"]) for line in one.lines]
    return PortfolioRow(
        reference=one.reference,
        client=one.parties.client,
        provider=one.parties.provider,
        period=one.label,
        state=one.status,
        score=score(one.score),
        met=sum(verdict == "met" for _, verdict in verdicts),
        judged=sum(verdict in JUDGED for _, verdict in verdicts),
        missed=tuple(title for title, verdict in verdicts if verdict in MISSED),
        at_risk=money(one.money.get("at_risk"), one.currency),
        credits=amount(one.credits, one.currency),
        bonuses=amount(one.bonuses, one.currency),
    )
