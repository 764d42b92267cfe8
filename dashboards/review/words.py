"""The words of an export: names of its sheets, heads of their columns, its titles."""

from collections.abc import Mapping

from dashboards.language import Language
from dashboards.review.context import ContractReview, PortfolioReview


def contract_title(language: Language, review: ContractReview) -> str:
    """What the review of a contract is called."""
    return language.gettext(
        "Service review %(period)s: %(contract)s",
        period=language.period(review.span),
        contract=review.reference,
    )


def portfolio_title(language: Language, review: PortfolioReview) -> str:
    """What the review of the portfolio is called."""
    return language.gettext("Service review %(period)s: portfolio", period=language.period(review.span))


def summary_sheet(language: Language) -> str:
    """The sheet with a row for each period."""
    return language.gettext("Money")


def targets_sheet(language: Language) -> str:
    """The sheet with a row for each target of each period."""
    return language.gettext("Targets")


def contracts_sheet(language: Language) -> str:
    """The sheet with a row for each contract's period."""
    return language.gettext("Contracts")


def sums_sheet(language: Language) -> str:
    """The sheet with a row for each currency."""
    return language.gettext("Sums")


def all_of_it(language: Language) -> str:
    """The head of the row of totals."""
    return language.gettext("Total")


def _with(heading: str, currency: str) -> str:
    return f"{heading} ({currency})" if currency else heading


def summary_head(language: Language, currency: str) -> dict[str, str]:
    """The columns of the money by period."""
    say = language.gettext
    amounts: Mapping[str, str] = {
        "charges": say("Charges"),
        "at_risk": say("At risk"),
        "carried": say("Carried in"),
        "credits": say("Credits"),
        "bonuses": say("Bonuses"),
        "earned_back": say("Earned back"),
        "total": say("Total"),
        "adjusted": say("Adjusted since"),
        "payable": say("Payable"),
    }
    return {
        "label": say("Period"),
        "state": say("State"),
        "number": say("Issue"),
        "score": say("Score"),
        **{key: _with(text, currency) for key, text in amounts.items()},
    }


def targets_head(language: Language, currency: str) -> dict[str, str]:
    """The columns of the targets."""
    say = language.gettext
    return {
        "period": say("Period"),
        "id": say("Key"),
        "title": say("Target"),
        "clause": say("Clause"),
        "metric": say("Metric"),
        "verdict": say("Verdict"),
        "numerator": say("Numerator"),
        "denominator": say("Denominator"),
        "value": say("Value"),
        "shown": say("Value as agreed"),
        "expected": say("Expected"),
        "minimum": say("Minimum"),
        "weight": say("Weight"),
        "credit": _with(say("Credit"), currency),
        "bonus": _with(say("Bonus"), currency),
    }


def portfolio_head(language: Language) -> dict[str, str]:
    """The columns of the portfolio."""
    say = language.gettext
    return {
        "contract": say("Contract"),
        "client": say("Client"),
        "provider": say("Provider"),
        "period": say("Period"),
        "state": say("State"),
        "score": say("Score"),
        "met": say("Targets met"),
        "judged": say("Targets judged"),
        "missed": say("Missed"),
        "currency": say("Currency"),
        "at_risk": say("At risk"),
        "credits": say("Credits"),
        "bonuses": say("Bonuses"),
    }


def sums_head(language: Language) -> list[str]:
    """The columns of the sums by currency."""
    say = language.gettext
    return [say("Currency"), say("At risk"), say("Credits"), say("Bonuses")]


def ledger_head(language: Language, currency: str) -> dict[str, str]:
    """The columns of the ledger."""
    say = language.gettext
    return {
        "number": say("Entry"),
        "period": say("Period"),
        "what": say("Kind"),
        "target": say("Target"),
        "amount": _with(say("Amount"), currency),
        "closed": _with(say("Collected, set off or waived"), currency),
        "outstanding": _with(say("Outstanding"), currency),
        "became": say("What became of it"),
    }


def left_out_head(language: Language) -> list[str]:
    """The columns of what was left out."""
    say = language.gettext
    return [
        *(say("Period"), say("Name"), say("Reason"), say("From"), say("To"), say("Targets")),
        *(say("Agreed by the client"), say("Agreed by the provider")),
    ]


def restated_head(language: Language, currency: str) -> list[str]:
    """The columns of the restatements."""
    say = language.gettext
    return [
        *(say("Number"), say("Raised by"), say("Changes"), say("State")),
        *(_with(say("Amount"), currency), say("Decided by"), say("Note")),
    ]


def evidence_head(language: Language) -> list[str]:
    """The columns of what the numbers rest on."""
    say = language.gettext
    return [say("Period"), say("Terms of"), say("Engine"), say("Reports"), say("SHA-256 of the evidence")]
