"""What became of each amount: collected, set off, waived by whom, taken back; and it always adds up."""

from decimal import Decimal
from typing import Any

import pytest

from tests.desk import REF, Desk, calls, terms
from tests.scorecards.life.acts import adds_up, card, confirm, decide, issue, restatements

pytestmark = pytest.mark.slow  # the service as a whole

LEDGER = f"/contracts/{REF}/ledger"
EARNED = (
    terms()
    .replace("allocation: 40%}", "allocation: 40%, pays_on: expected, earn_back: {after: 3}}")
    .replace('expected: "<= 6%"', 'expected: "<= 6%"\n    minimum: "<= 8%"')
)
CARRIED = terms(more='caps: {period: "9000", excess: {carried_forward: {expires: 3 periods}}}')


def step(
    desk: Desk, entry: int, what: str, amount: str | None = None, who: str = "client_auditor", **said: Any
) -> Any:
    body = {"what": what, "on": "2026-03-20", "amount": amount, **said}
    return desk.ask(who, "POST", f"{LEDGER}/{entry}/events", json=body)


def take_back(desk: Desk, entry: int, sequence: int) -> Any:
    body = {"comment": "booked twice"}
    return desk.ask("client_auditor", "POST", f"{LEDGER}/{entry}/events/{sequence}/take-back", json=body)


def rows(desk: Desk) -> list[tuple[str, str, str, str]]:
    return [(one["kind"], one["period"], one["reason"], one["amount"]) for one in adds_up(desk)["items"]]


def test_issuing_is_the_claim_and_each_step_to_cash_is_followed(issued: Desk) -> None:
    [entry] = adds_up(issued)["items"]
    assert [(one["what"], one["amount"]) for one in entry["events"]] == [("claimed", "12000.00")]
    assert step(issued, 1, "credit_note", document_number="CN-2026-7").json()["outstanding"] == "12000.00"
    assert step(issued, 1, "collected", "7000.00").json()["outstanding"] == "5000.00"
    sums = adds_up(issued)["balance"]
    assert (sums["collected"], sums["uncollected"]) == ("7000.00", "5000.00")
    too_much = step(issued, 1, "set_off", "5000.01")
    assert (too_much.status_code, "more than what is outstanding" in too_much.json()["detail"]) == (409, True)
    assert (
        step(issued, 1, "waived", "1000.00", comment="goodwill").json()["events"][-1]["by"]
        == "client_auditor"
    )
    assert step(issued, 1, "collected").json()["outstanding"] == "0.00"
    assert adds_up(issued)["balance"]["uncollected"] == "0.00"
    nothing = step(issued, 1, "collected")
    assert (nothing.status_code, "Nothing of entry 1" in nothing.json()["detail"]) == (409, True)


def test_a_step_is_taken_back_by_a_new_one(issued: Desk) -> None:
    step(issued, 1, "collected", "7000.00")
    back = take_back(issued, 1, 2)
    assert back.status_code == 201
    assert back.json()["outstanding"] == "12000.00"
    assert [(one["amount"], one["reverses"]) for one in back.json()["events"][1:]] == [
        ("7000.00", 0),
        ("-7000.00", 2),
    ]
    assert adds_up(issued)["balance"]["collected"] == "0.00"
    assert take_back(issued, 1, 2).status_code == 409
    assert [take_back(issued, 1, 3).status_code, take_back(issued, 1, 9).status_code] == [404, 404]


def test_what_is_owed_the_other_way_is_set_off_on_both_sides(issued: Desk) -> None:
    issued.send(calls(abandoned=1))
    issued.judge()
    assert decide(issued, restatements(issued)[0]["restatement"], "accept").status_code == 201
    assert [one["amount"] for one in adds_up(issued)["items"]] == ["12000.00", "-12000.00"]
    assert step(issued, 1, "collected", "1", against=2).status_code == 422
    assert step(issued, 1, "set_off", "4000", against=1).status_code == 422
    assert step(issued, 1, "set_off", "4000", against=2).status_code == 201
    assert [one["outstanding"] for one in adds_up(issued)["items"]] == ["8000.00", "-8000.00"]
    assert step(issued, 2, "set_off", against=1).status_code == 201
    assert [one["outstanding"] for one in adds_up(issued)["items"]] == ["0.00", "0.00"]
    assert take_back(issued, 1, 2).status_code == 201
    assert [one["outstanding"] for one in adds_up(issued)["items"]] == ["4000.00", "-4000.00"]


def test_who_may_note_what_and_when(issued: Desk) -> None:
    for who in ("provider_administrator", "client_clerk", "client_procurement"):
        assert step(issued, 1, "waived", who=who).status_code == 403, who
    assert step(issued, 9, "collected").status_code == 404
    assert step(issued, 1, "collected", on="2999-01-01").status_code == 422
    assert [step(issued, 1, "collected", text).status_code for text in ("0.001", "0", "-1")] == [422] * 3
    assert issued.shown(LEDGER, "provider_reader") == issued.shown(LEDGER)


def test_above_the_limit_who_issued_does_not_waive_alone(agreed: Desk) -> None:
    agreed.send(calls())
    body = {"above": "5000"}
    assert (
        agreed.ask("client_administrator", "PUT", f"/contracts/{REF}/confirmation", json=body).status_code
        == 200
    )
    issue(agreed, "2026-01")
    assert confirm(agreed, "2026-01").status_code == 201
    assert step(agreed, 1, "waived", "5000.01").status_code == 403
    assert step(agreed, 1, "waived", "5000").status_code == 201
    assert step(agreed, 1, "waived", "5000.01", who="client_administrator").status_code == 201


def test_an_earn_back_is_an_entry_of_its_own(agreed: Desk) -> None:
    """12,000 in January; met February to April: −12,000 in April."""
    assert agreed.put_terms(EARNED).status_code == 201
    for month, abandoned in (("01", 7), ("02", 1), ("03", 1), ("04", 1)):
        agreed.send(calls(abandoned=abandoned, month=f"2026-{month}", days=range(1, 29)))
        agreed.judge()
    for label in ("2026-01", "2026-02", "2026-03", "2026-04"):
        assert issue(agreed, label).status_code == 201
        adds_up(agreed)
    assert rows(agreed) == [("credit", "2026-01", "", "12000.00"), ("earn_back", "2026-04", "", "-12000.00")]
    assert adds_up(agreed)["items"][1]["source"] == "2026-01"
    assert adds_up(agreed)["balance"]["uncollected"] == "0.00"


def test_a_carry_forward_is_held_back_paid_and_expires(agreed: Desk) -> None:
    """12,000 a miss under a cap of 9,000: 3,000 wait in January and February, and are paid from March on."""
    assert agreed.put_terms(CARRIED).status_code == 201
    for month, abandoned in (("01", 7), ("02", 7), ("03", 1)):
        agreed.send(calls(abandoned=abandoned, month=f"2026-{month}", days=range(1, 29)))
    for label in ("2026-01", "2026-02", "2026-03"):
        assert issue(agreed, label).status_code == 201, label
        shown = card(agreed, label)["money"]
        waiting = sum(Decimal(one["amount"]) for one in shown["carried_forward"])
        assert Decimal(adds_up(agreed)["balance"]["carried_forward"]) == waiting
        assert adds_up(agreed)["items"][-1]["period"] == label
    assert rows(agreed) == [
        ("credit", "2026-01", "", "9000.00"),
        ("carried_forward", "2026-01", "held_back", "3000.00"),
        ("credit", "2026-02", "", "9000.00"),
        ("carried_forward", "2026-02", "held_back", "3000.00"),
        ("credit", "2026-03", "carried_in", "3000.00"),
        ("credit", "2026-03", "carried_in", "3000.00"),
        ("carried_forward", "2026-03", "paid", "-3000.00"),
        ("carried_forward", "2026-03", "paid", "-3000.00"),
    ]
    assert adds_up(agreed)["balance"]["judged"] == "24000.00"
    waits = step(agreed, 2, "collected", "1")
    assert (waits.status_code, "not payable yet" in waits.json()["detail"]) == (422, True)
