"""docs/metrics.md is the page of the catalogue, and the documents say the same."""

from pathlib import Path

import pytest

from app.sla.catalogue.documents import measure_documents, metric_documents
from app.sla.catalogue.known import CATALOGUE
from app.sla.catalogue.page import page
from app.sla.measures import CATALOGUE as MEASURES

PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"
EXAMPLES = Path(__file__).parents[2] / "worked_examples"


def test_the_page_in_the_documentation_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: scorecard metrics > docs/metrics.md"


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_metric_is_told_with_its_formulas(name: str) -> None:
    metric = CATALOGUE[name]
    section = page().partition(f"### `{name}`")[2].partition("### ")[0]
    assert [formula for formula in metric.variants.values() if f"| `{formula}` |" not in section] == []
    assert [variant for variant in metric.variants if f"| `{variant}`" not in section] == []
    assert metric.source in section


def test_every_measure_is_told() -> None:
    assert [name for name in MEASURES if f"| `{name}` |" not in page()] == []


def test_the_documents_hold_what_a_reader_of_a_contract_asks() -> None:
    found = {one["name"]: one for one in metric_documents()}
    assert list(found) == list(CATALOGUE)
    variants = found["forecast_error"]["variants"]
    assert isinstance(variants, list)
    assert variants[0]["measures"] == ["forecast_offered", "offered"]
    assert variants[0]["needs"] == ["grain"]
    assert "Σ |actual − forecast|" in variants[0]["worked_out"]
    level = found["service_level"]["variants"]
    assert isinstance(level, list)
    assert level[1]["measures"] == ["answered", "answered_within_{T}s"]
    assert found["service_level"]["default"] == ""
    measures = {one["name"]: one for one in measure_documents()}
    assert measures["headcount"]["adds"] == "mean_by_day"
    assert measures.keys() >= {*MEASURES, "answered_within_Ns", "outcome.CODE"}
