"""An outage over HTTP: proposed, agreed, priced; the verdict turns, what was known before stays readable."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.desk import REF, Begin, Desk, agree, calls

pytestmark = pytest.mark.slow  # stories over HTTP

CARD = f"/contracts/{REF}/scorecards/2026-01"
PATH = f"/contracts/{REF}/exclusions"
OUTAGE = {
    "name": "Outage of the trunk line",
    "reason": "The carrier was down all day, ticket 4711.",
    "start": "2026-01-10T00:00:00+08:00",
    "end": "2026-01-11T00:00:00+08:00",
}


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def with_an_outage(desk: Desk) -> None:
    """5 of 100 abandoned on every day but the tenth, when 62 of 100 were: 212 of 3,100 are 6.84 %.

    Without that day it is 150 of 3,000.
    """
    for abandoned, days in ((5, range(1, 10)), (5, range(11, 32)), (62, range(10, 11))):
        assert desk.send(calls(abandoned=abandoned, days=days)).status_code == 201


def line_of(card: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(line for line in card["targets"] if line["id"] == "abandonment")
    return found


@pytest.fixture
def after_an_outage(begin: Begin) -> Desk:
    return begin(agree, with_an_outage, Desk.judge)


def test_an_outage_is_proposed_and_agreed_and_the_verdict_turns(after_an_outage: Desk) -> None:
    desk = after_an_outage
    missed = line_of(desk.shown(CARD))
    assert (missed["verdict"], missed["shown"], missed["credit"]) == ("below_minimum", "6.84%", "12000.00")

    made = desk.ask("provider_clerk", "POST", PATH, json=OUTAGE).json()
    wanted = line_of(desk.shown(CARD))
    assert (wanted["verdict"], wanted["credit"]) == ("below_minimum", "12000.00")
    assert [(one["name"], one["applied"]) for one in wanted["excluded"]] == [(OUTAGE["name"], False)]
    price = desk.shown(f"{PATH}/{made['id']}")["price"]
    assert price == {
        "currency": "CNY",
        "waived": "12000.00",
        "periods": [{"period": "2026-01", "without": "12000.00", "with_it": "0.00"}],
        "turned": [
            {"period": "2026-01", "target": "abandonment", "without": "below_minimum", "with_it": "met"}
        ],
    }

    before = now()
    done = desk.ask("client_auditor", "POST", f"{PATH}/{made['id']}/agree")
    assert done.status_code == 200, done.text
    met = line_of(desk.shown(CARD))
    assert (met["verdict"], met["shown"], met["credit"]) == ("met", "5.00%", "0.00")
    assert met["raw_value"] == missed["value"]
    (listed,) = met["excluded"]
    assert (listed["applied"], listed["client"], listed["provider"]) == (
        True,
        "client_auditor",
        "provider_clerk",
    )
    assert listed["measures"] == {"abandoned": "62", "offered": "100"}
    assert desk.shown(f"{PATH}/{made['id']}")["price"] == price

    then = line_of(desk.shown(CARD, params={"as_of": before}))
    assert (then["verdict"], then["credit"]) == ("below_minimum", "12000.00")


def test_the_agreement_is_judged_in_the_background_and_stands_on_the_portfolio(after_an_outage: Desk) -> None:
    desk = after_an_outage
    made = desk.ask("client_auditor", "POST", PATH, json=OUTAGE).json()
    desk.ask("provider_clerk", "POST", f"{PATH}/{made['id']}/agree")
    asked = {"period": "2026-01"}
    (before,) = desk.shown("/portfolio", params=asked)["items"]
    assert (before["being_updated"], before["targets"][0]["verdict"]) == (True, "below_minimum")
    desk.judge()
    (after,) = desk.shown("/portfolio", params=asked)["items"]
    assert (after["being_updated"], after["targets"][0]["verdict"]) == (False, "met")


def test_half_a_day_of_daily_figures_stays_whole_unless_both_drop_it(after_an_outage: Desk) -> None:
    desk = after_an_outage
    noon = {**OUTAGE, "end": "2026-01-10T12:00:00+08:00"}
    verdicts = []
    for whole_days in (False, True):
        made = desk.ask("provider_clerk", "POST", PATH, json={**noon, "whole_days": whole_days}).json()
        desk.ask("client_auditor", "POST", f"{PATH}/{made['id']}/agree")
        verdicts.append(line_of(desk.shown(CARD))["verdict"])
    assert verdicts == ["below_minimum", "met"]


def test_only_the_intervals_of_an_outage_are_left_out_where_they_were_reported(agreed: Desk) -> None:
    """Half-hours on the tenth: from ten to noon all of 40 calls were lost, in the other hours 3 of 160."""
    rows = ["interval_start,queue,offered,answered,abandoned"]
    for half_hour in range(48):
        lost = 10 if 20 <= half_hour < 24 else 0
        offered = lost or 4
        at = f"2026-01-10 {half_hour // 2:02}:{30 * (half_hour % 2):02}"
        rows.append(f"{at},billing,{offered},{offered - lost},{lost}")
    assert agreed.send("\n".join(rows).encode()).status_code == 201
    span = {"start": "2026-01-10T10:00:00+08:00", "end": "2026-01-10T12:00:00+08:00"}
    made = agreed.ask("provider_clerk", "POST", PATH, json={**OUTAGE, **span}).json()
    before = line_of(agreed.shown(CARD))
    agreed.ask("client_auditor", "POST", f"{PATH}/{made['id']}/agree")
    after = line_of(agreed.shown(CARD))
    assert (before["numerator"], before["denominator"]) == ("40", "216")
    assert (after["numerator"], after["denominator"], after["verdict"]) == ("0", "176", "met")
    assert after["raw_value"] == before["value"]
