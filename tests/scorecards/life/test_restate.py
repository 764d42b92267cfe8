"""Later facts never change what was issued; they raise a restatement, and the ledger always adds up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import select

from app.contracts.tables import Contract
from app.scorecards import reassess as module
from app.scorecards.life.tables import IssuedScorecard
from app.scorecards.reassess import judge_changes
from tests.desk import REF, Begin, Desk, agree, calls, terms
from tests.scorecards.life.acts import (
    adds_up,
    card,
    decide,
    dispute,
    issue,
    life,
    reply,
    restatements,
    settle,
)

pytestmark = pytest.mark.slow  # stories over HTTP

DOUBLED = terms().replace("allocation: 40%}", "allocation: 40%, repeat: {from: 2, factor: 2}}")


def issue_march_and_april(agreed: Desk) -> None:
    """March and April are missed and issued, the second with ×2: 12,000 and 24,000."""
    assert agreed.put_terms(DOUBLED).status_code == 201
    for month, abandoned in (("01", 1), ("02", 1), ("03", 7), ("04", 7)):
        agreed.send(calls(abandoned=abandoned, month=f"2026-{month}", days=range(1, 29)))
    agreed.judge()
    for label in ("2026-03", "2026-04"):
        assert issue(agreed, label).status_code == 201


@pytest.fixture
def issued(begin: Begin) -> Desk:
    return begin(agree, issue_march_and_april)


def amounts(desk: Desk) -> list[tuple[str, str, str]]:
    return [(one["kind"], one["period"], one["amount"]) for one in adds_up(desk)["items"]]


def correct(desk: Desk, month: str, abandoned: int) -> None:
    """A later report of the whole month; what was issued stays as it is."""
    before = frozen(desk, month)
    assert desk.send(calls(abandoned=abandoned, month=month, days=range(1, 29))).status_code == 201
    desk.judge()
    assert frozen(desk, month) == before


def frozen(desk: Desk, month: str) -> dict[str, Any]:
    """The scorecard as it was issued, without where it stands."""
    return {key: part for key, part in card(desk, month).items() if key != "life"}


def test_march_turns_out_met_and_april_follows(issued: Desk) -> None:
    assert amounts(issued) == [("credit", "2026-03", "12000.00"), ("credit", "2026-04", "24000.00")]
    correct(issued, "2026-03", 1)
    [one] = restatements(issued)
    assert (one["state"], one["period"], one["amount"]) == ("waiting", "2026-03", "-24000.00")
    assert [(part["period"], part["amount"]) for part in one["changes"]] == [
        ("2026-03", "-12000.00"),
        ("2026-04", "-12000.00"),
    ]
    march = one["changes"][0]
    assert [march[key]["targets"][0]["verdict"] for key in ("old", "new")] == ["below_minimum", "met"]
    assert [march[key]["targets"][0]["value"] for key in ("old", "new")] == ["0.07", "0.01"]
    assert adds_up(issued)["balance"]["judged"] == "36000.00"
    assert decide(issued, 1, "accept").json()["state"] == "accepted"
    assert amounts(issued)[2:] == [
        ("adjustment", "2026-03", "-12000.00"),
        ("adjustment", "2026-04", "-12000.00"),
    ]
    assert adds_up(issued)["balance"]["judged"] == "12000.00"
    again = decide(issued, 1, "note")
    assert (again.status_code, "accepted already" in again.json()["detail"]) == (409, True)


@pytest.mark.on_both
def test_of_many_who_decide_at_once_one_wins(issued: Desk) -> None:
    correct(issued, "2026-03", 1)
    assert [life(issued, f"2026-0{n}")["restated"] for n in (3, 4)] == [[1], [1]]
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(decide, issued, 1, ["accept", "note"][n % 2]) for n in range(6)]
        codes = sorted(one.result().status_code for one in asked)
    assert codes == [201, 409, 409, 409, 409, 409]
    [one] = restatements(issued)
    expected = {"accepted": "12000.00", "noted": "36000.00"}
    assert adds_up(issued)["balance"]["judged"] == expected[one["state"]]


def test_the_same_facts_raise_nothing_twice(issued: Desk) -> None:
    correct(issued, "2026-03", 1)
    issued.send(calls(month="2026-05", days=range(1, 29)))
    issued.judge()
    assert len(restatements(issued)) == 1


def test_what_the_provider_owes_more_is_booked_at_once(issued: Desk) -> None:
    assert issued.send(calls(abandoned=7, month="2026-02", days=range(1, 29))).status_code == 201
    issued.judge()
    [one] = restatements(issued)
    assert (one["state"], one["period"], one["amount"]) == ("applied", "2026-03", "12000.00")
    assert [(part["period"], part["amount"]) for part in one["changes"]] == [("2026-03", "12000.00")]
    assert amounts(issued)[2:] == [("adjustment", "2026-03", "12000.00")]


def test_newer_facts_take_the_place_of_what_still_waits(issued: Desk) -> None:
    correct(issued, "2026-03", 1)
    correct(issued, "2026-03", 8)  # missed after all, by another value: the same money
    assert [(one["state"], one["amount"]) for one in restatements(issued)] == [
        ("superseded", "-24000.00"),
        ("applied", "0.00"),
    ]
    assert "newer facts" in decide(issued, 1, "accept").json()["detail"]
    correct(issued, "2026-04", 1)
    correct(issued, "2026-03", 2)
    assert [(one["state"], one["amount"]) for one in restatements(issued)][2:] == [
        ("waiting", "-24000.00"),
        ("waiting", "-12000.00"),
    ]
    assert len(amounts(issued)) == 2
    assert decide(issued, 4, "accept").status_code == 201
    noted = decide(issued, 3, "note", who="client_administrator").json()
    assert (noted["state"], noted["decided_by"]) == ("noted", "client_administrator")
    assert adds_up(issued)["balance"]["judged"] == "24000.00"


def test_what_was_noted_is_known_and_not_paid(issued: Desk) -> None:
    correct(issued, "2026-03", 1)
    assert decide(issued, 1, "note").json()["state"] == "noted"
    assert len(amounts(issued)) == 2
    correct(issued, "2026-03", 2)  # another value, still met: asked anew
    last = restatements(issued)[-1]
    assert (last["state"], last["amount"], len(amounts(issued))) == ("waiting", "-24000.00", 2)


def test_an_amendment_that_takes_effect_before_an_issued_period_restates_it(issued: Desk) -> None:
    text = DOUBLED.replace("effective: 2026-01-01", "effective: 2026-04-01").replace("40%,", "20%,")
    assert issued.put_terms(text, "2026-04-01").status_code == 201
    issued.judge()
    [one] = restatements(issued)
    assert (one["period"], one["state"], one["amount"]) == ("2026-04", "waiting", "-12000.00")


def test_who_may_decide(issued: Desk) -> None:
    correct(issued, "2026-03", 1)
    for who in ("provider_administrator", "client_clerk", "client_procurement"):
        assert decide(issued, 1, "accept", who=who).status_code == 403, who
    assert decide(issued, 9, "accept").status_code == 404
    path = f"/contracts/{REF}/restatements"
    assert issued.shown(path, "provider_reader") == issued.shown(path)


def test_another_engine_books_nothing_unseen(issued: Desk) -> None:
    """The digits may differ although no fact does; even what favours the client waits for it."""
    with issued.database.writing() as session:
        session.execute(update(IssuedScorecard).values(engine=1))
    issued.send(calls(abandoned=7, month="2026-02", days=range(1, 29)))
    issued.judge()
    [one] = restatements(issued)
    assert (one["state"], one["reason"], one["amount"]) == ("waiting", "engine", "12000.00")
    assert decide(issued, 1, "accept").status_code == 201
    assert amounts(issued)[2:] == [("adjustment", "2026-03", "12000.00")]


def test_what_was_judged_before_the_issue_restates_nothing(agreed: Desk) -> None:
    """The job judged without a lock; meanwhile a correction came and the corrected period was issued."""
    agreed.send(calls(abandoned=7))
    now = datetime.now(UTC)
    with agreed.database.reading() as session:
        contract = session.exec(select(Contract).where(Contract.reference == REF)).one()
        stale = judge_changes(session, contract, now)
    assert stale is not None
    agreed.send(calls(abandoned=1))
    assert issue(agreed, "2026-01").status_code == 201
    with agreed.database.writing() as session:
        assert module._keep(session, stale, now)
    agreed.judge()
    assert restatements(agreed) == []


def test_an_amendment_that_cuts_an_issued_period_restates_it_as_one(issued: Desk) -> None:
    """April falls into two stubs: 125,000 × 12 % × 40 % × 2 = 12,000, and at 20 % from the 16th on 6,000."""
    text = DOUBLED.replace("effective: 2026-01-01", "effective: 2026-04-16\ncut: split").replace(
        "40%,", "20%,"
    )
    assert issued.put_terms(text, "2026-04-16").status_code == 201
    issued.judge()
    [one] = restatements(issued)
    assert (one["period"], one["state"], one["amount"]) == ("2026-04", "waiting", "-6000.00")
    [april] = one["changes"]
    assert (april["new"]["targets"][0]["verdict"], april["new"]["targets"][0]["credit"]) == (
        "below_minimum",
        "18000.00",
    )
    assert [card(issued, f"2026-04/{n}", live=True)["money"]["total"] for n in (1, 2)] == [
        "12000.00",
        "6000.00",
    ]
    assert decide(issued, 1, "accept").status_code == 201
    assert adds_up(issued)["balance"]["judged"] == "30000.00"
    assert card(issued, "2026-04")["money"]["total"] == "24000.00"  # what was issued stays


def test_a_cut_period_that_is_corrected_is_compared_with_what_it_came_to(issued: Desk) -> None:
    text = DOUBLED.replace("effective: 2026-01-01", "effective: 2026-04-16\ncut: split").replace(
        "40%,", "20%,"
    )
    assert issued.put_terms(text, "2026-04-16").status_code == 201
    issued.judge()
    assert decide(issued, 1, "accept").status_code == 201
    assert issued.send(calls(abandoned=1, month="2026-04", days=range(1, 16))).status_code == 201
    issued.judge()
    last = restatements(issued)[-1]
    # The first stub is met. In the second the month is the second miss in a row, as it was.
    assert (last["state"], last["amount"]) == ("waiting", "-12000.00")
    assert decide(issued, 2, "accept").status_code == 201
    assert adds_up(issued)["balance"]["judged"] == "18000.00"


def test_settled_and_then_restated_twice(issued: Desk) -> None:
    """March was settled at 9,000. It turns out met: nothing stands; and missed after all: 9,000 again."""
    assert reply(issued, "2026-03", dispute()).status_code == 201
    assert settle(issued, "2026-03", {"abandonment": "9000.00"}).status_code == 201
    assert adds_up(issued)["balance"]["judged"] == "33000.00"
    correct(issued, "2026-03", 1)
    assert decide(issued, 1, "accept").status_code == 201
    assert adds_up(issued)["balance"]["judged"] == "12000.00"  # April's alone, no longer the second in a row
    correct(issued, "2026-03", 8)
    again = restatements(issued)[-1]
    assert (again["state"], [part["amount"] for part in again["changes"]]) == (
        "applied",
        ["9000.00", "12000.00"],
    )
    assert adds_up(issued)["balance"]["judged"] == "33000.00"


def test_a_settlement_lowers_what_a_restatement_that_waits_gives_back(issued: Desk) -> None:
    correct(issued, "2026-03", 1)
    assert restatements(issued)[0]["amount"] == "-24000.00"
    assert reply(issued, "2026-03", dispute()).status_code == 201
    assert settle(issued, "2026-03", {"abandonment": "9000.00"}).status_code == 201
    [one] = restatements(issued)
    assert (one["state"], one["amount"]) == ("waiting", "-21000.00")
    assert [part["amount"] for part in one["changes"]] == ["-9000.00", "-12000.00"]
    assert decide(issued, 1, "accept").status_code == 201
    assert adds_up(issued)["balance"]["judged"] == "12000.00"
