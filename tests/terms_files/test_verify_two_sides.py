"""What the other side states is evidence where it was read, and is replayed digit for digit."""

from dataclasses import replace
from datetime import date

import pytest

from app.sla.beside import Beside
from app.sla.document import scorecard_document
from app.sla.replaying.record import evidence_record
from app.sla.replaying.replay import replay
from app.sla.scorecard import Scorecard, assess
from app.sla.terms import Terms
from app.sla.timeline import Timeline
from app.terms_files.read import TermsFile, read_terms
from app.terms_files.rules import rules_of
from tests.sla.world import JANUARY, sheet
from tests.terms_files.example import FULL

RULE = "reconcile: {measures: [abandoned], tolerance: 1%, beyond: BEYOND}"
CHARGES = "charges: {measure: charges, stated_by: client}"
MINE = [sheet(JANUARY.replace(day=20), "billing", offered=1000, abandoned=40, answered=960, charges=900)]
THEIRS = [
    sheet(JANUARY.replace(day=20), "billing", offered=1000, abandoned=62, answered=930, charges=800),
    sheet(JANUARY.replace(day=21), "billing", surveys_answered=7),
]


def read(beyond: str = "dispute", measured_by: str = "provider") -> TermsFile:
    rule = RULE.replace("BEYOND", beyond)
    text = FULL.replace("measured_by: client", f"measured_by: {measured_by}\n{rule}")
    return read_terms(text.replace('charges: {fixed: "250000.00", stated_by: client}', CHARGES))


def judged(terms: Terms, *, with_other: bool = True) -> Scorecard:
    due = Timeline([terms]).labelled("2026-01-16")
    beside = Beside(other=THEIRS if with_other else ())
    return assess(due, MINE, date(2026, 3, 1), beside=beside)


@pytest.mark.parametrize("beyond", ["dispute", "client_counts"])
@pytest.mark.parametrize("side", ["provider", "client"])
def test_both_sides_are_replayed_digit_for_digit(beyond: str, side: str) -> None:
    file = read(beyond, side)
    card = judged(file.terms)
    assert card != judged(file.terms, with_other=False)
    record = evidence_record(card, rules_of(file.document, file.sha256), [])
    again = replay(record, file.terms)
    assert scorecard_document(again) == scorecard_document(card)
    assert len(record["other"]) == 1  # what no target reads is no evidence


def test_an_altered_figure_of_the_other_side_gives_another_scorecard() -> None:
    file = read()
    card = judged(file.terms)
    record = evidence_record(card, rules_of(file.document, file.sha256), [])
    record["other"][0]["totals"]["abandoned"] = "41"
    assert scorecard_document(replay(record, file.terms)) != scorecard_document(card)


def test_without_a_rule_that_reads_it_the_other_side_leaves_no_trace() -> None:
    file = read_terms(FULL)
    plain = replace(file.terms, measured_by="provider")
    rules = rules_of(file.document, file.sha256)
    records = [evidence_record(judged(plain, with_other=one), rules, []) for one in (True, False)]
    assert records[0] == records[1]
    assert records[0]["other"] == []
