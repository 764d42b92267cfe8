"""What is due across contracts: whose turn, until when, late or not; the caller's alone; few queries."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event

from app.access.credentials import Credentials
from app.access.unit import work
from app.actions.due_across import read_due_measures
from app.reports.tables import DraftReport
from app.scorecards.due_across import read_due_across
from app.scorecards.due_clocks import DueThing, read_clocks
from tests.desk import OPENED, REF, Begin, Desk, calls, surveys, terms
from tests.scorecards.life.acts import dispute, issue, reply

pytestmark = pytest.mark.slow  # the service as a whole

AGREED = "reports: {due: 5 days}\nclaims: {within: 30 days}"
SECOND_OF_MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)


def two_months(desk: Desk) -> None:
    """January is complete and missed, the last week of February is not in yet."""
    assert desk.put_terms(terms(more=AGREED)).status_code in (200, 201)
    for content in (calls(), surveys(), calls(month="2026-02", days=range(1, 21)), surveys("2026-02")):
        desk.send(content)
    desk.judge()


def due(desk: Desk, who: str, now: datetime = SECOND_OF_MARCH) -> list[DueThing]:
    caller = Credentials("token", desk.tokens[who], "127.0.0.1", "request-1", "GET")
    with work(desk.database, caller, "scorecards:read") as opened:
        w = replace(opened, now=now)
        clocks = read_clocks(w)
        found = [*read_due_across(w, clocks), *read_due_measures(w, clocks)]
    return sorted(found, key=lambda one: (one.until or date.max, one.kind))


def told(found: list[DueThing]) -> list[tuple[Any, ...]]:
    return [(one.kind, one.label, one.is_mine, one.until, one.left) for one in found]


def test_reports_and_claims_have_their_clock_and_what_is_over_is_to_be_issued(begin: Begin) -> None:
    desk = begin(two_months)
    assert told(due(desk, "client_auditor")) == [
        ("claim", "2026-01", True, date(2026, 3, 2), 0),
        ("report", "2026-02", False, date(2026, 3, 5), 3),
        ("claim", "2026-02", True, date(2026, 3, 30), 28),
        ("issue", "2026-01", True, None, 0),
    ]
    seen = due(desk, "provider_clerk")
    assert [one.is_mine for one in seen] == [False, True, False, False]
    assert (seen[-1].count, seen[1].business) == (2, False)
    assert due(desk, "outsider_auditor") == []


def test_a_missing_report_is_late_after_its_day_and_a_claim_is_gone(begin_one: Begin) -> None:
    desk = begin_one(two_months)
    found = told(due(desk, "client_auditor", datetime(2026, 3, 31, 12, tzinfo=UTC)))
    assert ("report", "2026-02", False, date(2026, 3, 5), -26) in found
    assert [kind for kind, *_ in found].count("claim") == 0


def test_a_reply_and_then_the_settlement_wait_for_their_side(begin_one: Begin) -> None:
    desk = begin_one(two_months)
    assert issue(desk, "2026-01").status_code == 201
    (answer,) = (one for one in due(desk, "provider_clerk", datetime.now(UTC)) if one.kind == "reply")
    assert (answer.label, answer.is_mine) == ("2026-01", True)
    assert answer.left in (13, 14)  # midnight may come between
    assert reply(desk, "2026-01", dispute(comment="The line was down")).status_code in (200, 201)
    found = {one.kind: one for one in due(desk, "client_auditor", datetime.now(UTC))}
    assert "reply" not in found
    assert (found["settle"].is_mine, found["settle"].until) == (True, None)


def test_what_waits_for_a_word_stands_without_a_clock_and_drafts_are_ones_own(begin_one: Begin) -> None:
    desk = begin_one(two_months)
    proposal = {
        "name": "Carrier outage",
        "reason": "fibre cut",
        "start": "2026-02-03T01:00:00Z",
        "end": "2026-02-03T04:00:00Z",
    }
    path = f"/contracts/{REF}/exclusions"
    assert desk.ask("provider_clerk", "POST", path, json=proposal).status_code == 201
    with desk.database.writing() as session:
        client = desk.organisations["client"]
        contract_id = due(desk, "client_auditor")[0].contract_id
        session.add(
            DraftReport(
                organisation_id=client,
                contract_id=contract_id,
                side="client",
                name="own.csv",
                sha256="0" * 64,
                content=b"x",
                created_at=OPENED,
            )
        )
    mine = {one.kind: one for one in due(desk, "client_auditor")}
    assert (mine["exclusion"].subject, mine["exclusion"].is_mine) == ("Carrier outage", True)
    assert (mine["draft"].subject, mine["draft"].is_mine) == ("own.csv", True)
    theirs = {one.kind: one for one in due(desk, "provider_clerk")}
    assert theirs["exclusion"].is_mine is False
    assert "draft" not in theirs


def statements(desk: Desk) -> int:
    seen: list[Any] = []

    def count(*given: Any) -> None:
        seen.append(given[2])

    event.listen(desk.database.engine, "before_cursor_execute", count)
    due(desk, "client_auditor")
    event.remove(desk.database.engine, "before_cursor_execute", count)
    return len(seen)


def test_three_contracts_are_asked_for_with_the_same_few_statements(begin_one: Begin) -> None:
    desk = begin_one(two_months)
    before = statements(desk)
    for ref in ("N-1", "N-2"):
        body = {"reference": ref, "provider": "One Centre"}
        desk.ask("client_auditor", "POST", "/contracts", json=body)
        desk.ask(
            "client_auditor", "PUT", f"/contracts/{ref}/terms/2026-01-01", content=terms(ref=ref).encode()
        )
    desk.judge()
    assert {one.reference for one in due(desk, "client_auditor")} == {REF, "N-1", "N-2"}
    assert statements(desk) == before
