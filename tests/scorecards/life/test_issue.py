"""Issuing: what was seen is frozen and chained, once, in order, and above an amount by two people."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from app.access.credentials import Credentials
from app.access.unit import work
from app.scorecards.life import issue as module
from app.scorecards.life.payloads import ScorecardRead
from app.scorecards.life.tables import IssuedScorecard, LedgerEntry
from tests.desk import REF, Desk, calls, terms
from tests.scorecards.life.acts import CARDS, card, issue, life, seen

pytestmark = pytest.mark.slow  # the service as a whole


def test_an_issue_freezes_what_was_seen(agreed: Desk) -> None:
    agreed.send(calls())
    before = card(agreed, "2026-01")
    assert (before["life"]["stage"], before["life"]["next"]) == ("due", {"act": "issue", "part": "client"})
    done = issue(agreed, "2026-01")
    assert done.status_code == 201, done.text
    assert done.json()["stage"] == "issued"
    after = card(agreed, "2026-01")
    chained = {"previous_sha256": "", "chain_sha256": done.json()["issued"]["sha256"]}
    assert after["evidence"] == before["evidence"] | chained
    same = {key: part for key, part in before.items() if key not in ("evidence", "life")}
    assert same.items() <= after.items()
    agreed.send(calls(abandoned=1))
    agreed.judge()
    assert card(agreed, "2026-01") == after | {"life": after["life"] | {"restated": [1]}}
    assert card(agreed, "2026-01", live="true")["targets"][0]["value"] == "0.01"
    assert card(agreed, "latest")["period"]["label"] != "2026-01"


def test_each_issue_is_chained_to_the_one_before(agreed: Desk) -> None:
    for label in ("2026-02", "2026-01", "2026-03"):
        agreed.send(calls(month=label, days=range(1, 29)))
        assert issue(agreed, label).status_code == 201
    chain = sorted((life(agreed, f"2026-0{n}")["issued"] for n in (1, 2, 3)), key=lambda one: one["number"])
    assert [one["number"] for one in chain] == [1, 2, 3]
    assert [one["previous_sha256"] for one in chain] == ["", chain[0]["sha256"], chain[1]["sha256"]]


def test_what_was_seen_must_still_be_so(agreed: Desk) -> None:
    agreed.send(calls())
    old = seen(agreed, "2026-01")
    agreed.send(calls(abandoned=5))
    answer = agreed.ask("client_auditor", "POST", f"{CARDS}/2026-01/issue", json={"sha256": old})
    assert (answer.status_code, answer.json()["type"]) == (412, "urn:scorecard:problem:changed-meanwhile")
    assert life(agreed, "2026-01")["stage"] == "due"


def test_the_document_and_its_published_shape_agree_in_every_field(one_agreed: Desk) -> None:
    one_agreed.send(calls())
    assert issue(one_agreed, "2026-01").status_code == 201
    shown = card(one_agreed, "2026-01")
    assert ScorecardRead.model_validate_json(json.dumps(shown)).model_dump(mode="json") == shown


def test_a_period_is_issued_once_and_only_when_it_is_over(agreed: Desk) -> None:
    agreed.send(calls())
    assert issue(agreed, "2026-01").status_code == 201
    again = issue(agreed, "2026-01")
    assert again.status_code == 409
    assert "what changes it now is a restatement" in again.json()["detail"]
    running = issue(agreed, datetime.now(UTC).strftime("%Y-%m"))
    assert (running.status_code, "still runs" in running.json()["detail"]) == (409, True)
    assert issue(agreed, "2026-01", "client_clerk").status_code == 403
    assert issue(agreed, "2026-02", "provider_administrator").status_code == 403


@pytest.mark.on_both
def test_of_two_who_issue_at_once_one_wins(agreed: Desk) -> None:
    agreed.send(calls())
    body = {"sha256": seen(agreed, "2026-01")}
    people = ["client_auditor", "client_administrator"] * 3
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(agreed.ask, who, "POST", f"{CARDS}/2026-01/issue", json=body) for who in people]
        codes = sorted(one.result().status_code for one in asked)
    assert codes == [201, 409, 409, 409, 409, 409]
    with agreed.database.reading() as session:
        assert len(session.exec(select(IssuedScorecard)).all()) == 1
        entries = session.exec(select(LedgerEntry)).all()
    assert [(one.kind, one.amount) for one in entries] == [("credit", 1_200_000)]


def test_the_same_key_issues_once_and_is_answered_the_same(agreed: Desk) -> None:
    agreed.send(calls())
    given = {"json": {"sha256": seen(agreed, "2026-01")}, "headers": {"Idempotency-Key": "january"}}
    first = agreed.ask("client_auditor", "POST", f"{CARDS}/2026-01/issue", **given)
    second = agreed.ask("client_auditor", "POST", f"{CARDS}/2026-01/issue", **given)
    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.content, second.headers["Idempotent-Replayed"]) == (second.content, "true")


@pytest.mark.on_both
def test_killed_in_the_middle_nothing_was_issued(agreed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies after the scorecard was written and before its entries were."""
    agreed.send(calls())

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    digest = seen(agreed, "2026-01")
    with monkeypatch.context() as patched:
        patched.setattr(module, "_enter", die)
        with pytest.raises(KeyboardInterrupt):
            issue_here(agreed, digest)
    assert life(agreed, "2026-01")["stage"] == "due"
    assert issue(agreed, "2026-01").json()["issued"]["number"] == 1


def issue_here(desk: Desk, digest: str) -> None:
    who = Credentials("token", desk.tokens["client_auditor"], "127.0.0.1", "one")
    with work(desk.database, who, "scorecards:issue") as w:
        module.issue(w, REF, "2026-01", digest)


def test_a_provisional_period_is_issued_only_knowingly(agreed: Desk) -> None:
    assert agreed.put_terms(terms(more="reports: {incomplete: provisional}")).status_code == 201
    agreed.send(calls(days=range(1, 20)))
    refused = issue(agreed, "2026-01")
    assert refused.status_code == 409
    assert "still provisional" in refused.json()["detail"]
    assert issue(agreed, "2026-01", provisional=True).status_code == 201


def test_where_terms_look_back_periods_are_issued_in_order(agreed: Desk) -> None:
    text = terms().replace("allocation: 40%}", "allocation: 40%, repeat: {from: 2, factor: 2}}")
    assert agreed.put_terms(text).status_code == 201
    for month in ("01", "02", "03", "04"):
        agreed.send(calls(month=f"2026-{month}", days=range(1, 29)))
    assert issue(agreed, "2026-02").status_code == 201
    late, gap = issue(agreed, "2026-01"), issue(agreed, "2026-04")
    assert (late.status_code, gap.status_code) == (409, 409)
    assert "cannot be issued any more" in late.json()["detail"]
    assert "Issue 2026-03 first" in gap.json()["detail"]
    assert issue(agreed, "2026-03").status_code == 201


def test_both_parts_of_a_cut_period_are_issued(agreed: Desk) -> None:
    assert agreed.put_terms(terms("2026-01-11", more="cut: split"), "2026-01-11").status_code == 201
    agreed.send(calls())
    for label in ("2026-01/1", "2026-01/2"):
        assert issue(agreed, label).status_code == 201, label
        assert card(agreed, label)["life"]["stage"] == "issued"
        assert agreed.shown(f"{CARDS}/{label}/verify")["holds"]
