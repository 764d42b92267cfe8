"""The price of an exclusion where misses count twice, where it was issued before, and how often is asked."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from app.contracts.excluded import exclusions_known
from app.contracts.in_force import terms_in_force
from app.contracts.tables import Contract
from app.scorecards.basis import moment_of
from app.scorecards.exclusions.price import Price, prices
from tests.desk import REF, Desk, calls, terms
from tests.http.test_exclusion_story import OUTAGE, with_an_outage
from tests.scorecards.life.acts import adds_up, decide, issue, restatements

pytestmark = pytest.mark.slow  # stories over HTTP

PATH = f"/contracts/{REF}/exclusions"
DOUBLED = terms().replace("allocation: 40%}", "allocation: 40%, repeat: {from: 2, factor: 2}}")


@pytest.fixture
def doubled(agreed: Desk) -> Desk:
    """January is missed by one bad day alone, February by all of its days, at twice the price."""
    assert agreed.put_terms(DOUBLED).status_code == 201
    with_an_outage(agreed)
    agreed.send(calls(abandoned=7, month="2026-02", days=range(1, 29)))
    agreed.judge()
    return agreed


def proposed(desk: Desk, **changes: Any) -> str:
    answer = desk.ask("provider_clerk", "POST", PATH, json={**OUTAGE, **changes})
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


def test_a_miss_that_is_waived_is_no_repeat_for_the_next_period(doubled: Desk) -> None:
    price = doubled.shown(f"{PATH}/{proposed(doubled)}")["price"]
    assert price["waived"] == "24000.00"
    assert price["periods"][:2] == [
        {"period": "2026-01", "without": "12000.00", "with_it": "0.00"},
        {"period": "2026-02", "without": "24000.00", "with_it": "12000.00"},
    ]
    assert {one["with_it"] for one in price["periods"][2:]} == {"0.00"}
    assert [one["period"] for one in price["turned"]] == ["2026-01"]


def test_after_issue_an_agreement_raises_a_restatement_of_the_same_amount(doubled: Desk) -> None:
    for label in ("2026-01", "2026-02"):
        assert issue(doubled, label).status_code == 201
    one = proposed(doubled)
    assert doubled.ask("client_auditor", "POST", f"{PATH}/{one}/agree").status_code == 200
    doubled.judge()
    [raised] = restatements(doubled)
    assert (raised["state"], raised["amount"]) == ("waiting", "-24000.00")
    assert adds_up(doubled)["balance"]["judged"] == "36000.00"
    assert decide(doubled, 1, "accept").json()["state"] == "accepted"
    assert adds_up(doubled)["balance"]["judged"] == "12000.00"


def test_twenty_exclusions_are_priced_with_as_many_questions_as_one(doubled: Desk) -> None:
    for number in range(1, 21):
        day = f"2026-01-{number:02}"
        proposed(doubled, name=day, start=f"{day}T00:00:00+08:00", end=f"{day}T08:00:00+08:00")
    counts, found = [], {}
    for many in (1, 20):
        with doubled.database.reading() as session:
            contract = session.exec(select(Contract).where(Contract.reference == REF)).one()
            in_force = terms_in_force(session, contract.id, contract.revision)
            moment = moment_of(contract, in_force, contract.revision, datetime.now(UTC))
            start, end = datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
            known = exclusions_known(session, contract, start, end, contract.revision)
            seen: list[str] = []

            def note(_c: Any, _k: Any, statement: str, *_: Any, to: list[str] = seen) -> None:
                to.append(statement)

            event.listen(session.get_bind(), "before_cursor_execute", note)
            found = prices(session, moment, known[:many])
            event.remove(session.get_bind(), "before_cursor_execute", note)
            counts.append(len(seen))
    assert len(found) == 20
    assert all(isinstance(price, Price) for price in found.values())
    assert counts[0] == counts[1] <= 12
