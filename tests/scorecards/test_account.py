"""The account of a period adds up to its total, whatever the rules; a year of money is read once."""

from fractions import Fraction
from typing import Any

import pytest

from app.access.credentials import Credentials
from app.access.unit import work
from app.contracts.open import find_contract
from app.scorecards.account import parts_of
from app.scorecards.year import read_year
from app.sla.document import scorecard_document
from app.sla.quantities import exact
from tests.desk import REF, Desk, calls
from tests.scorecards.life.acts import issue
from tests.test_worked_examples import Document, card_of, cases


@pytest.mark.parametrize(("example", "case"), [*cases()])
def test_the_parts_of_every_worked_example_are_its_total(example: Document, case: Document) -> None:
    document: dict[str, Any] = scorecard_document(card_of(example, case))
    parts = parts_of(document)
    assert sum((part.amount for part in parts), Fraction(0)) == exact(document["money"]["total"])
    assert all(part.amount for part in parts)


def card(*steps: dict[str, Any], exact_credit: str, total: str) -> dict[str, Any]:
    """A document of one target with these steps, and the money that they came to."""
    money = {"carried_in": [], "working": [], "earned_back": [], "bonuses": "0", "total": total}
    line = {"id": "abandonment", "working": list(steps), "exact_credit": exact_credit}
    return {"targets": [line], "money": money}


def test_a_repeated_miss_is_its_price_and_what_the_repeat_adds() -> None:
    repeat = {"rule": "repeat", "inputs": {"credit": "12000", "factor": "2"}, "result": "24000"}
    found = parts_of(card(repeat, exact_credit="24000", total="24000.00"))
    assert [(part.kind, part.amount) for part in found] == [("price", 12000), ("escalation", 12000)]


def test_points_are_no_money_until_the_table_makes_them_so() -> None:
    band = {"rule": "points_band", "inputs": {"value": "0.965"}, "result": "3"}
    repeat = {"rule": "repeat", "inputs": {"points": "3", "factor": "2"}, "result": "6"}
    part = {"rule": "points_part", "inputs": {"points": "6", "of": "6", "credit": "900"}, "result": "900"}
    found = parts_of(card(band, repeat, part, exact_credit="900", total="900.00"))
    assert [(part.kind, part.amount) for part in found] == [("price", 900)]


@pytest.mark.slow
def test_a_year_shows_what_was_issued_as_it_was_issued(agreed: Desk) -> None:
    agreed.send(calls(7))
    agreed.send(calls(7, "2026-02", range(1, 29)))
    agreed.judge()
    assert issue(agreed, "2026-01", provisional=True).status_code == 201
    agreed.send(calls(3))
    agreed.judge()
    who = Credentials("token", agreed.tokens["client_auditor"], "", "")
    with work(agreed.database, who, "scorecards:read") as w:
        found = {one.label: one for one in read_year(w, find_contract(w, REF), 2026)}
        assert read_year(w, find_contract(w, REF), 2025) == []
    assert (found["2026-01"].number, found["2026-01"].status) == (1, "issued")
    assert found["2026-01"].money["credits"] == "12000.00"
    assert (found["2026-02"].number, found["2026-02"].money["credits"]) == (None, "12000.00")


@pytest.mark.slow
def test_an_outsider_has_no_year_of_it(agreed: Desk) -> None:
    agreed.send(calls(7))
    agreed.judge()
    mine = Credentials("token", agreed.tokens["client_auditor"], "", "")
    with work(agreed.database, mine, "scorecards:read") as w:
        contract = find_contract(w, REF)
    other = Credentials("token", agreed.tokens["outsider_auditor"], "", "")
    with work(agreed.database, other, "scorecards:read") as w:
        assert read_year(w, contract, 2026) == []
