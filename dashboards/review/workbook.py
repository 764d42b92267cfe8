"""The workbook of a review: real numbers, and formulas that come to our totals to the cent.

Values are reckoned in the sheet as numerator / denominator, credits of a period as the sum of its targets,
totals as sums over periods: whoever changes a cell sees what follows.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from app.sla.quantities import exact
from dashboards.language import Language
from dashboards.parts import Money
from dashboards.readings import added
from dashboards.review import words
from dashboards.review.beside import further_sheets
from dashboards.review.context import ContractReview, ExactLine, PeriodPart, PortfolioReview
from dashboards.review.sheet import Book, Cell, Exact, Sum, decimals, place
from dashboards.words import verdict, word


def contract_workbook(speak: Language, review: ContractReview) -> bytes:
    """The bytes of a contract's workbook: money by period, targets, and what stands beside."""
    book = Book(words.contract_title(speak, review))
    targets = words.targets_sheet(speak)
    lines = [(part, line) for part in review.periods for line in part.lines]
    summary = words.summary_head(speak, review.currency)
    rows = [_period(speak, summary, targets, part, n) for n, part in enumerate(review.periods, 2)]
    book.sheet(
        words.summary_sheet(speak),
        list(summary.values()),
        [*rows, _totals(speak, summary, review.periods)],
        totals=True,
    )
    head = words.targets_head(speak, review.currency)
    body = [_target(speak, head, part, line, n) for n, (part, line) in enumerate(lines, 2)]
    book.sheet(targets, list(head.values()), body)
    further_sheets(speak, book, review)
    return book.done()


_SUMMED = (
    "credits",
    "bonuses",
    "total",
    "payable",
    "charges",
    "at_risk",
    "carried",
    "earned_back",
    "adjusted",
)


def _period(
    speak: Language, head: dict[str, str], targets: str, part: PeriodPart, row: int
) -> Sequence[Cell]:
    columns = words.targets_head(speak, "")

    def of_lines(key: str) -> str:
        spans = [
            f"'{targets}'!${place(columns, name)}$2:${place(columns, name)}$9999" for name in (key, "id")
        ]
        labels = f"'{targets}'!${place(columns, 'period')}$2:${place(columns, 'period')}$9999"
        return f"SUMIFS({spans[0]},{labels},{place(head, 'label')}{row})"

    at = {key: f"{place(head, key)}{row}" for key in head}
    cells: dict[str, Cell] = {
        "label": part.card.period,
        "state": word(speak, part.stage),
        "number": None if part.number is None else Exact(str(part.number)),
        "score": None if part.card.score is None else _percent(part.card.score.text),
        "charges": part.charges,
        "at_risk": part.at_risk,
        "carried": part.carried,
        "credits": _sum(f"={of_lines('credit')}+{at['carried']}", part.credits),
        "bonuses": _sum(f"={of_lines('bonus')}", part.bonuses),
        "earned_back": part.earned_back,
        "total": _sum(f"={at['credits']}-{at['bonuses']}+{at['earned_back']}", part.total),
        "adjusted": part.adjusted,
        "payable": _sum(f"={at['total']}+{at['adjusted']}", part.payable),
    }
    return [cells[key] for key in head]


def _sum(formula: str, result: Money) -> Sum:
    return Sum(formula, result.text, decimals(result.text))


def _percent(text: str) -> Exact:
    return Exact(str(Decimal(text) / 100), decimals(text), share=True)


def _totals(speak: Language, head: dict[str, str], periods: Sequence[PeriodPart]) -> Sequence[Cell]:
    cells: dict[str, Cell] = dict.fromkeys(head)
    cells["label"] = words.all_of_it(speak)
    for key in _SUMMED:
        amounts = [one for part in periods if (one := getattr(part, key)) is not None]
        if amounts:
            letter = place(head, key)
            cells[key] = _sum(
                f"=SUM({letter}2:{letter}{len(periods) + 1})", added(amounts, amounts[0].currency)
            )
    return [cells[key] for key in head]


def _target(
    speak: Language, head: dict[str, str], part: PeriodPart, line: ExactLine, row: int
) -> Sequence[Cell]:
    cells: dict[str, Cell] = {
        "period": part.card.period,
        "id": line.id,
        "title": speak.title(line.title),
        "clause": line.clause,
        "metric": line.metric,
        "verdict": verdict(speak, line.judgement),
        "numerator": None if line.numerator is None else Exact(line.numerator, decimals(line.numerator)),
        "denominator": None
        if line.denominator is None
        else Exact(line.denominator, decimals(line.denominator)),
        "value": _value(line, f"={place(head, 'numerator')}{row}/{place(head, 'denominator')}{row}"),
        "shown": "" if line.shown is None else speak.number(line.shown),
        "expected": line.expected,
        "minimum": line.minimum,
        "weight": Exact(line.weight, decimals(line.weight)),
        "credit": line.credit,
        "bonus": line.bonus,
    }
    return [cells[key] for key in head]


def _value(line: ExactLine, formula: str) -> Cell:
    """The value as a formula where it is its numerator through its denominator, else as a number."""
    if line.value is None:
        return None
    share, digits = line.unit == "ratio", 4 if line.unit == "ratio" else 2
    if line.numerator and line.denominator and exact(line.denominator):
        through = exact(line.numerator) / exact(line.denominator)
        if abs(through - exact(line.value)) < Fraction(1, 10**20):
            return Sum(formula, line.value, digits, share)
    return Exact(line.value, digits, share)


def portfolio_workbook(speak: Language, review: PortfolioReview) -> bytes:
    """The bytes of the portfolio's workbook: a row for each contract's period, a sum for each currency."""
    book = Book(words.portfolio_title(speak, review))
    head = words.portfolio_head(speak)
    contracts = words.contracts_sheet(speak)
    body = [
        [
            one.reference,
            one.client,
            one.provider,
            one.period,
            word(speak, one.state),
            None if one.score is None else _percent(one.score.text),
            Exact(str(one.met)),
            Exact(str(one.judged)),
            ", ".join(speak.title(title) for title in one.missed),
            one.credits.currency,
            one.at_risk,
            one.credits,
            one.bonuses,
        ]
        for one in review.rows
    ]
    book.sheet(contracts, list(head.values()), body)
    book.sheet(words.sums_sheet(speak), words.sums_head(speak), _currencies(review, head, contracts))
    return book.done()


def _currencies(review: PortfolioReview, head: dict[str, str], contracts: str) -> list[list[Cell]]:
    """A row for each currency: amounts of two currencies are never added."""
    found: list[list[Cell]] = []
    for currency in sorted({one.credits.currency for one in review.rows}):
        rows = [one for one in review.rows if one.credits.currency == currency]
        line: list[Cell] = [currency]
        for key in ("at_risk", "credits", "bonuses"):
            amounts = [one for row in rows if (one := getattr(row, key)) is not None]
            spans = [
                f"'{contracts}'!${place(head, name)}$2:${place(head, name)}$99999"
                for name in (key, "currency")
            ]
            line.append(
                _sum(f"=SUMIFS({spans[0]},{spans[1]},A{len(found) + 2})", added(amounts, amounts[0].currency))
                if amounts
                else None
            )
        found.append(line)
    return found
