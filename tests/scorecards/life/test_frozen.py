"""What an issue froze stays so: its terms, its evidence and its chain; and both parties can verify it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import update

from app.cli import main
from app.scorecards.life.tables import IssuedScorecard
from tests.desk import REF, Desk, calls, terms
from tests.scorecards.life.acts import CARDS, adds_up, decide, dispute, issue, reply, restatements, settle

pytestmark = pytest.mark.slow  # the service as a whole


def test_a_version_that_judged_an_issued_scorecard_is_frozen(issued: Desk) -> None:
    assert issued.put_terms(terms()).status_code == 200
    refused = issued.put_terms(terms(level="5%"))
    assert (refused.status_code, "version of its own" in refused.json()["detail"]) == (409, True)
    assert issued.put_terms(terms("2026-02-01", level="5%"), "2026-02-01").status_code == 201
    assert issued.put_terms(terms("2026-02-01", level="4%"), "2026-02-01").status_code == 201


def test_an_issued_scorecard_verifies_here_and_offline(issued: Desk, tmp_path: Path) -> None:
    issued.send(calls(abandoned=1))
    issued.judge()
    shown = issued.shown(f"{CARDS}/2026-01/verify", "provider_reader")
    assert (shown["holds"], shown["findings"], shown["number"]) == (True, [], 1)
    assert shown["document"]["evidence"]["chain_sha256"] == shown["sha256"]
    file = tmp_path / "issued.json"
    file.write_text(json.dumps(shown["document"]))
    assert exit_code(file) in (None, 0)
    file.write_text(json.dumps(shown["document"]).replace('"12000.00"', '"11000.00"'))
    assert exit_code(file) == 2


def exit_code(file: Path) -> object:
    with pytest.raises(SystemExit) as left:
        main(["verify", str(file)])
    return left.value.code


def test_who_changes_the_database_is_found_out(issued: Desk) -> None:
    issued.send(calls(month="2026-02", days=range(1, 29)))
    assert issue(issued, "2026-02").status_code == 201
    with issued.database.writing() as session:
        first = IssuedScorecard.number == 1
        session.execute(update(IssuedScorecard).where(first).values(sha256="0" * 64))  # type: ignore[arg-type]
    shown = issued.shown(f"{CARDS}/2026-02/verify")
    assert (shown["holds"], shown["findings"][0]["code"]) == (False, "chain_broken")


def test_after_the_time_bar_it_is_noted_and_not_paid(issued: Desk) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(days=91)):
        issued.send(calls(abandoned=1))
        issued.judge()
        [one] = restatements(issued)
        assert (one["state"], one["reason"], one["amount"]) == ("noted", "time_bar", "-12000.00")
        assert decide(issued, 1, "accept").status_code == 409
        issued.send(calls(abandoned=8))
        issued.judge()
    assert adds_up(issued)["balance"]["judged"] == "12000.00"


def test_the_windows_are_those_of_the_terms_that_judged_it(agreed: Desk) -> None:
    assert agreed.put_terms(terms(more="closing: {reply: 3d, time_bar: 20d}")).status_code == 201
    agreed.send(calls())
    issued_on = issue(agreed, "2026-01").json()
    day = datetime.fromisoformat(issued_on["issued"]["at"]) + timedelta(hours=8, days=3)  # Shanghai
    assert issued_on["reply_until"] == day.date().isoformat()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=4)):
        assert reply(agreed, "2026-01", dispute()).status_code == 409
    with time_machine.travel(datetime.now(UTC) + timedelta(days=21)):
        agreed.send(calls(abandoned=1))
        agreed.judge()
    assert restatements(agreed)[0]["reason"] == "time_bar"


def test_what_was_settled_is_not_given_back_twice(issued: Desk) -> None:
    reply(issued, "2026-01", dispute())
    settle(issued, "2026-01", {"abandonment": "9000.00"})
    issued.send(calls(abandoned=1))
    issued.judge()
    assert restatements(issued)[0]["amount"] == "-9000.00"
    assert decide(issued, 1, "accept").status_code == 201
    assert adds_up(issued)["balance"]["judged"] == "0.00"


def test_after_the_claim_window_nothing_is_claimed(agreed: Desk) -> None:
    assert agreed.put_terms(terms(more="claims: {within: 30 days}")).status_code == 201
    agreed.send(calls())
    assert issue(agreed, "2026-01").status_code == 201
    [entry] = adds_up(agreed)["items"]
    assert (entry["amount"], entry["events"]) == ("12000.00", [])


def test_judged_but_not_collected_stands_on_the_portfolio(issued: Desk) -> None:
    step = {"what": "collected", "on": "2026-03-01", "amount": "5000"}
    issued.ask("client_auditor", "POST", f"/contracts/{REF}/ledger/1/events", json=step)
    for month in ("2026-01", "2026-05"):
        shown = issued.shown("/portfolio", params={"period": month})["uncollected"]
        assert shown == [
            {
                "currency": "CNY",
                "judged": "12000.00",
                "collected": "5000.00",
                "set_off": "0.00",
                "waived": "0.00",
                "outstanding": "7000.00",
            }
        ]
    assert issued.shown("/portfolio", "outsider_auditor", params={"period": "2026-01"})["uncollected"] == []
