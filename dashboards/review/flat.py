"""The CSV of a review: a row for each target of each period, or for each contract; codes and exact text."""

from collections.abc import Iterator

from app.csv_text import csv_bytes
from dashboards.review.context import ContractReview, PortfolioReview

CONTRACT_COLUMNS = (
    *("contract", "client", "provider", "period", "state", "issue", "target", "title", "clause", "metric"),
    *("verdict", "provisional", "value", "numerator", "denominator", "unit", "expected", "minimum", "weight"),
    *("currency", "credit", "bonus"),
)
PORTFOLIO_COLUMNS = (
    *("contract", "client", "provider", "period", "state", "score_percent", "met", "judged", "missed"),
    *("currency", "at_risk", "credits", "bonuses"),
)


def contract_csv(review: ContractReview) -> bytes:
    """The targets of the periods; what is no target's own (carried in, earned back) has a row of its kind."""
    return csv_bytes(CONTRACT_COLUMNS, _targets(review))


def _targets(review: ContractReview) -> Iterator[list[str]]:
    for part in review.periods:
        own = [review.reference, review.client, review.provider, part.card.period, part.stage]
        own.append("" if part.number is None else str(part.number))
        for line in part.lines:
            yield [
                *own,
                *(line.id, line.title, line.clause, line.metric, line.judgement.verdict),
                *(" ".join(line.judgement.provisional), line.value or "", line.numerator or ""),
                *(line.denominator or "", line.unit, line.expected, line.minimum, line.weight),
                *(review.currency, line.credit.text, line.bonus.text),
            ]
        for kind in ("carried", "earned_back", "adjusted"):
            amount = getattr(part, kind)
            yield [*own, kind, *[""] * 12, review.currency, amount.text, ""]


def portfolio_csv(review: PortfolioReview) -> bytes:
    """The contracts' periods, one row each."""
    return csv_bytes(
        PORTFOLIO_COLUMNS,
        (
            [
                *(one.reference, one.client, one.provider, one.period, one.state),
                *("" if one.score is None else one.score.text, str(one.met), str(one.judged)),
                *("; ".join(one.missed), one.credits.currency),
                *("" if one.at_risk is None else one.at_risk.text, one.credits.text, one.bonuses.text),
            ]
            for one in review.rows
        ),
    )
