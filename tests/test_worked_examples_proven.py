"""Every worked example is proven twice more: replayed from its evidence alone, and told in both languages."""

import json
import re

import pytest

from app.sla.document import evidence_document, scorecard_document
from app.sla.evidence import digest
from app.sla.scorecard import Scorecard
from app.sla.wording import LANGUAGES, SENTENCES, Language, say
from app.sla.working import Step
from app.terms_files.rules import rules_of
from app.terms_files.verify import verify_record
from app.terms_files.write import document_of
from tests.test_worked_examples import Document, card_of, cases

CASES = [*cases()]


@pytest.mark.parametrize(("example", "case"), CASES)
def test_is_replayed_from_its_evidence_alone(example: Document, case: Document) -> None:
    card = card_of(example, case)
    terms = document_of(card.terms)
    evidence = evidence_document(card, rules_of(terms, digest(terms)), [], with_record=True)
    printed = json.loads(json.dumps({**scorecard_document(card), "evidence": evidence}))
    assert verify_record(printed["evidence"]["record"], printed, "").findings == ()


def steps_of(card: Scorecard) -> list[Step]:
    steps = [*card.money.working, *(found.step() for found in card.triggers)]
    return [*steps, *(one for judged in card.lines for one in judged.working)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("example", "case"), CASES)
def test_every_step_reads_as_a_sentence(example: Document, case: Document, language: Language) -> None:
    for step in steps_of(card_of(example, case)):
        assert step.rule in SENTENCES
        sentence = say(step, language)
        assert sentence.endswith(".。"[LANGUAGES.index(language)])
        assert not re.search(r"[{}\[\]?]|  ", sentence), sentence
