"""Exports for the review over HTTP: a contract's periods and the portfolio, as PDF, XLSX and CSV."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.contracts.open import find_contract
from app.csv_text import MEDIA_TYPE
from app.scorecards.spans import SPAN
from dashboards.language import Language, language
from dashboards.review.flat import contract_csv, portfolio_csv
from dashboards.review.paper import pdf
from dashboards.review.papers import contract_paper, portfolio_paper
from dashboards.review.reading import contract_review, portfolio_review
from dashboards.review.workbook import contract_workbook, portfolio_workbook

router = APIRouter(prefix="/api/v1", tags=["scorecards"])
Form = Literal["pdf", "xlsx", "csv"]
MEDIA_TYPES: dict[Form, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": MEDIA_TYPE,
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            media.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for media in MEDIA_TYPES.values()
        },
    }
}
AsForm = Annotated[Form, Path(description="What it is written as.", examples=["csv"])]
Lang = Annotated[
    Literal["en", "zh_Hans"], Query(description="The language of PDF and workbook; a CSV has codes.")
]
Span = Annotated[
    str,
    Path(
        description="A month, quarter or year (its periods are those that end in it), or a period's label.",
        examples=["2026-Q3"],
    ),
]


@router.get("/contracts/{ref}/scorecards/{period}.{form}", response_class=Response, responses=FILE)
def review_file(
    ref: str, period: Span, form: AsForm, caller: Caller, database: Stored, lang: Lang = "en"
) -> Response:
    """The periods of a contract as a file: targets, money, ledger, what was left out, evidence.

    Issued periods are as they were issued; the workbook has numbers and formulas.
    """
    with work(database, caller, "scorecards:read", writing=True) as w:
        reference = find_contract(w, ref).reference
        w.audit("scorecard.export", reference, after={"period": period, "format": form})
    with work(database, caller, "scorecards:read") as w:
        review = contract_review(w, ref, period)
    made: dict[Form, Callable[[Language], bytes]] = {
        "pdf": lambda speak: pdf(contract_paper(speak, review)),
        "xlsx": lambda speak: contract_workbook(speak, review),
        "csv": lambda _: contract_csv(review),
    }
    return _file(made[form](language(lang)), f"{review.reference} {review.span}", form)


@router.get("/portfolio.{form}", response_class=Response, responses=FILE)
def portfolio_file(
    form: AsForm,
    caller: Caller,
    database: Stored,
    period: Annotated[str, Query(pattern=SPAN, description="A month, quarter or year, such as 2026-Q3.")],
    lang: Lang = "en",
) -> Response:
    """Every visible contract's verdicts and money for the periods that end in a month, quarter or year."""
    with work(database, caller, "scorecards:read", writing=True) as w:
        w.audit("portfolio.export", period, after={"format": form})
    with work(database, caller, "scorecards:read") as w:
        review = portfolio_review(w, period)
    made: dict[Form, Callable[[Language], bytes]] = {
        "pdf": lambda speak: pdf(portfolio_paper(speak, review)),
        "xlsx": lambda speak: portfolio_workbook(speak, review),
        "csv": lambda _: portfolio_csv(review),
    }
    return _file(made[form](language(lang)), f"portfolio {period}", form)


def _file(content: bytes, name: str, form: Form) -> Response:
    quoted = quote(f"{name.replace('/', '-')}.{form}", safe="")
    headers = {"Content-Disposition": f"attachment; filename=\"review.{form}\"; filename*=UTF-8''{quoted}"}
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)
