import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

from app.sla.document import evidence_document, scorecard_document
from app.sla.metrics import agree
from app.sla.replaying.record import JUDGED, Rules
from app.sla.scorecard import Scorecard, assess
from app.sla.sheets import Sheet
from app.sla.terms import Charges
from app.sla.timeline import Timeline
from app.sla.working import Step, step
from tests.sla.test_scorecard import AFTER, TWO
from tests.sla.world import JANUARY, sheet, target, terms

REPORT = {"name": "report.csv", "sha256": "cd" * 32}
RULES = Rules("{}", "ab" * 32, "2026.2")
SHEETS = [sheet(JANUARY, offered=100, abandoned=9, answered=91, wait_seconds=910, cost=7)]


def card_of(*sheets: Sheet, **more: Any) -> Scorecard:
    return assess(Timeline([replace(TWO, **more)]).labelled("2026-01"), sheets or SHEETS, AFTER)


def test_a_scorecard_is_plain_json_without_a_single_float() -> None:
    document = scorecard_document(card_of())
    seen = json.loads(json.dumps(document), parse_float=lambda text: f"float {text}")
    assert "float" not in json.dumps(seen)
    assert document["period"] == {"start": "2026-01-01", "end": "2026-02-01", "label": "2026-01"}
    assert document["status"] == "judged"
    assert document["score"] == {"value": "0.2", "status": "scored", "weight_judged": "5", "weight": "5"}


def test_what_the_chain_covers_is_the_whole_judgement() -> None:
    assert tuple(scorecard_document(card_of())) == JUDGED


def test_a_line_shows_its_numbers_and_its_working() -> None:
    line: Any = scorecard_document(card_of())["targets"][0]  # type: ignore[index]
    wanted = {
        "id": "t",
        "title": "Abandonment rate",
        "value": "0.09",
        "numerator": "9",
        "denominator": "100",
        "shown": "9.00%",
        "expected": "<= 5%",
        "verdict": "below_minimum",
        "measures": {"abandoned": "9", "offered": "100"},
        "credit": "2222.22",
        "exact_credit": "4000",
        "derived": [],
        "points": "0",
        "credit_reason": "",
    }
    assert {key: line[key] for key in wanted} == wanted
    assert [part["rule"] for part in line["working"]] == ["add_up", "formula", "compare", "pool", "paid"]
    assert line["coverage"]["expected"] == 62
    assert len(line["coverage"]["missing"]) == 61


def test_no_data_has_no_number_at_all() -> None:
    document: Any = scorecard_document(card_of(sheet(AFTER, offered=1)))
    assert document["score"]["status"] == "not_scored"
    assert document["score"]["value"] is document["targets"][0]["value"] is None


def test_money_of_a_card() -> None:
    document: Any = scorecard_document(card_of())
    working = document["money"].pop("working")
    assert document["money"] == {
        "currency": "CNY",
        "charges": "100000",
        "charges_stated": {},
        "charges_flag": "",
        "at_risk": "10000",
        "credits": "5000.00",
        "raw_credits": "5000.00",
        "bonuses": "0.00",
        "cap": "5000",
        "cap_applied": True,
        "limit": "5000",
        "lost": "4000.00",
        "carried_in": [],
        "carried_forward": [],
        "expired": [],
        "earned_back": [],
        "total": "5000.00",
        "claim_by": None,
    }
    assert [part["rule"] for part in working] == ["sum_of_credits", "period_cap", "round_money", "lost"]


def evidence(*sheets: Sheet, **more: Any) -> dict[str, Any]:
    return evidence_document(card_of(*sheets, **more), RULES, [REPORT])


def test_evidence_holds_the_bounds_and_digests() -> None:
    found = evidence()
    assert (found["begins"], found["ends"]) == ("2025-12-31T16:00:00Z", "2026-01-31T16:00:00Z")
    assert (found["engine"], found["side"], found["terms_sha256"]) == (3, "provider", "ab" * 32)
    assert found["reports"] == [REPORT]
    assert len(found["sha256"]) == 64


def test_evidence_changes_with_what_was_consumed_and_with_nothing_else() -> None:
    base = evidence()["sha256"]
    assert (
        evidence(sheet(JANUARY, offered=100, abandoned=9, answered=91, wait_seconds=910, cost=8))["sha256"]
        == base
    )
    assert evidence(*SHEETS, sheet(AFTER, offered=1))["sha256"] == base
    assert evidence(sheet(JANUARY, offered=100, abandoned=8, answered=91, wait_seconds=910))["sha256"] != base


def test_charges_that_a_report_states_are_evidence_too() -> None:
    by_measure = {"charges": Charges(measure="charges")}
    one = evidence(*SHEETS, sheet(JANUARY, "complaints", charges=1), **by_measure)
    other = evidence(*SHEETS, sheet(JANUARY, "complaints", charges=2), **by_measure)
    assert one["sheets_sha256"] != other["sheets_sha256"]


def test_answered_calls_that_stand_for_handled_ones_are_evidence_too() -> None:
    made = terms(target("<= 4", agree("cost_per_call", None, {})))
    digests = set()
    for answered in (10, 11):
        sheets = [sheet(JANUARY, cost=32, answered=answered)]
        card = assess(Timeline([made]).labelled("2026-01"), sheets, AFTER)
        assert card.lines[0].line.value == Fraction(32, answered)
        digests.add(evidence_document(card, RULES, [])["sha256"])
    assert len(digests) == 2


def test_steps_are_exact_text() -> None:
    made = step("pool", Fraction(1, 3), share=Fraction(1, 2), name="p")
    assert made == Step("pool", {"share": "0.5", "name": "p"}, "0." + "3" * 28)
    assert made.document() == {
        "rule": "pool",
        "inputs": {"share": "0.5", "name": "p"},
        "result": "0." + "3" * 28,
    }
    assert step("x").document() == {"rule": "x", "inputs": {}, "result": ""}
