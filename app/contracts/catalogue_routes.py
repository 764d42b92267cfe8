"""The catalogue over HTTP: every metric with its variants and formulas, and every measure."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from fastapi import APIRouter
from pydantic import Field

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.payloads import Page, Payload
from app.sla.catalogue.documents import measure_documents, metric_documents

router = APIRouter()


class VariantShown(Payload):
    """One formula of a metric: the measures that reports must state, and what the terms say under `with`.

    Where a `procedure` stands, it works out the names in the formula that are no measures.
    """

    name: str
    formula: str
    measures: list[str]
    needs: Annotated[list[str], Field(description="Keys that the terms must give under `with`.")]
    may_have: Annotated[list[str], Field(description="Keys that they may give besides.")]
    procedure: str
    worked_out: Annotated[str, Field(description="How the procedure works out what it gives.")]


class MetricShown(Payload):
    """One metric of the catalogue; `default` is empty where the terms must name the variant."""

    name: str
    title: str
    definition: str
    unit: Literal["ratio", "seconds", "money", "number"]
    direction: Literal["higher", "lower", "neither"]
    source: str
    default: str
    variants: list[VariantShown]

    @classmethod
    def all(cls) -> list[Self]:
        """Every metric, in the order of the catalogue."""
        return [cls.model_validate(one) for one in metric_documents()]


class MeasureShown(Payload):
    """One measure, or a pattern of names such as `answered_within_Ns`: what it counts, and how it adds up."""

    name: str
    title: str
    unit: Literal["count", "seconds", "hours", "points", "money"]
    adds: Literal["sum", "maximum", "mean_by_day"]


@router.get("/metrics")
def metrics(caller: Caller, database: Stored) -> Page[MetricShown]:
    """Every metric of the catalogue: definition, unit, direction, source, variants with their formulas."""
    with work(database, caller, "contracts:read"):
        return Page(items=MetricShown.all(), next=None)


@router.get("/measures")
def measures(caller: Caller, database: Stored) -> Page[MeasureShown]:
    """Every measure that reports can state; a contract may declare further ones in its terms."""
    with work(database, caller, "contracts:read"):
        return Page(items=[MeasureShown.model_validate(one) for one in measure_documents()], next=None)
