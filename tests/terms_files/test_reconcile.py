"""The key `reconcile`: read with its defaults, written without loss, its faults located."""

from fractions import Fraction

import pytest

from app.sla.reconciling.compare import Reconcile
from app.terms_files.nodes import FileFault
from app.terms_files.read import read_terms, terms_of
from app.terms_files.write import document_of
from tests.terms_files.example import FULL

AFTER = "measured_by: client\n"


def with_rule(rule: str) -> str:
    return FULL.replace(AFTER, f"{AFTER}reconcile: {rule}\n")


def test_it_is_read_and_written_without_loss() -> None:
    full = read_terms(
        with_rule("{measures: [offered, letters_sent], tolerance: 1.5%, beyond: client_counts}")
    )
    assert full.terms.reconcile == Reconcile(("offered", "letters_sent"), Fraction(15, 1000), "client_counts")
    assert terms_of(document_of(full.terms)) == full.terms


def test_a_dispute_follows_unless_something_else_is_agreed() -> None:
    terms = read_terms(with_rule("{measures: [offered], tolerance: 0%}")).terms
    assert terms.reconcile == Reconcile(("offered",), Fraction(0), "dispute")
    assert "beyond" not in document_of(terms)["reconcile"]
    assert read_terms(FULL).terms.reconcile is None
    assert "reconcile" not in document_of(read_terms(FULL).terms)


WRONG = {
    "{measures: [offred], tolerance: 1%}": "line 23, reconcile.measures[0]: “offred”",
    "{measures: [], tolerance: 1%}": "line 23, reconcile.measures",
    "{measures: [offered]}": "line 23, reconcile.tolerance: “tolerance” is missing",
    "{measures: [offered], tolerance: 1%, beyond: fight}": "line 23, reconcile.beyond: “fight”",
    "{measures: [offered], tolerance: 120%}": "line 23, reconcile.tolerance: a tolerance lies between",
}


@pytest.mark.parametrize("rule", WRONG)
def test_what_is_wrong_has_its_line(rule: str) -> None:
    with pytest.raises(FileFault) as refusal:
        read_terms(with_rule(rule))
    assert WRONG[rule] in str(refusal.value)
