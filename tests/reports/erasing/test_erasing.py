"""Personal data is erased by request and by retention: bytes and quotes go, digests, sheets, proofs stay."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.access.tables import AuditEntry
from app.database import JOBS, Database, make_engine
from app.reports.erasing.by_retention import days_kept, erase_by_retention
from app.reports.erasing.tables import Retention
from app.reports.tables import RefusedRows, Report
from tests.cli.conftest import Run, run  # noqa: F401 - fixtures
from tests.desk import REF, Desk, calls
from tests.scorecards.life.acts import CARDS, card, issue

pytestmark = pytest.mark.slow  # the service as a whole

REPORTS = f"/contracts/{REF}/reports"
NUMBER = "13912345678"
BAD = f"date,queue,offered,answered\n2026-02-01,billing,10,{NUMBER}x\n".encode()
REASON = {"reason": "Request 771"}


def erase(desk: Desk, report_id: str, who: str = "client_administrator") -> Any:
    return desk.ask(who, "POST", f"{REPORTS}/{report_id}/erase", json=REASON)


def stored(desk: Desk, word: str) -> list[str]:
    """The tables in which a word stands as text, whichever column it is in."""
    engine = make_engine(str(desk.settings.database_url))
    try:
        with engine.connect() as connection:
            tables = ("report", "refused_rows", "arriving_report", "audit_entry", "event")
            return [
                one for one in tables if word in repr(connection.execute(text(f"SELECT * FROM {one}")).all())
            ]
    finally:
        engine.dispose()


def test_a_file_is_erased_and_what_was_judged_still_verifies(agreed: Desk) -> None:
    sent = agreed.send(calls()).json()
    assert issue(agreed, "2026-01").status_code == 201
    before = card(agreed, "2026-01")
    for who in ("client_auditor", "provider_administrator"):
        assert erase(agreed, sent["id"], who).status_code == 403
    assert erase(agreed, sent["id"], "outsider_administrator").status_code == 404
    done = erase(agreed, sent["id"])
    assert done.status_code == 200, done.text
    assert (done.json()["sha256"], done.json()["size"]) == (
        before["evidence"]["reports"][0]["sha256"],
        len(calls()),
    )
    assert erase(agreed, sent["id"]).json() == done.json()
    for path in ("file", "refused.csv"):
        gone = agreed.get(f"{REPORTS}/{sent['id']}/{path}")
        assert (gone.status_code, gone.json()["type"]) == (410, "urn:scorecard:problem:gone")
        assert "erased" in gone.json()["detail"]
    again = agreed.ask(
        "provider_clerk", "POST", f"{REPORTS}/{sent['id']}/reread", json={"mapping": {"schema": 1}}
    )
    assert again.status_code == 410, again.text
    assert agreed.send(calls()).json()["status"] == "unchanged"
    assert card(agreed, "2026-01") == before
    verified = agreed.shown(f"{CARDS}/2026-01/verify")
    assert verified["holds"] is True
    assert [one["sha256"] for one in verified["erased"]] == [done.json()["sha256"]]
    assert verified["document"]["evidence"]["reports"][0]["erased_at"]
    with agreed.database.reading() as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "report.erase")).all()
        assert (entry.after or {})["reason"] == REASON["reason"]


def test_refused_rows_and_quoted_cells_go_with_the_file(agreed: Desk) -> None:
    agreed.send(BAD)
    (refused,) = agreed.shown(REPORTS)["items"]
    assert NUMBER in agreed.get(f"{REPORTS}/{refused['id']}/refused.csv").text
    assert "report" in stored(agreed, NUMBER)
    assert erase(agreed, refused["id"]).status_code == 200
    assert stored(agreed, NUMBER) == []
    after = agreed.shown(f"{REPORTS}/{refused['id']}")
    assert [(one["where"], one["code"]) for one in after["problems"]] == [
        (one["where"], one["code"]) for one in refused["problems"]
    ]
    with agreed.database.writing() as session:
        assert session.exec(select(RefusedRows)).all() == []
        assert session.exec(select(Report.content)).all() == [b""]


def test_files_are_erased_once_they_were_kept_long_enough(agreed: Desk) -> None:
    path = f"/organisations/{agreed.organisations['client']}/retention"
    agreed.send(calls())
    agreed.send(BAD)
    assert agreed.shown(path) == {"personal_days": None, "all_days": None}
    rule = {"personal_days": 30, "all_days": 90}
    assert agreed.ask("client_auditor", "PUT", path, json=rule).status_code == 403
    assert agreed.ask("outsider_administrator", "PUT", path, json=rule).status_code == 404
    assert agreed.ask("client_administrator", "PUT", path, json=rule | {"all_days": 0}).status_code == 422
    assert agreed.ask("client_administrator", "PUT", path, json=rule).json() == rule
    assert agreed.shown(path) == rule
    nightly, now = Database(make_engine(agreed.settings.database_url, role=JOBS)), datetime.now(UTC)
    left = []
    for days in (29, 31, 31, 91):
        erase_by_retention(nightly, agreed.settings, now + timedelta(days=days))
        left.append(sorted(one["status"] for one in agreed.shown(REPORTS)["items"] if not one["erased_at"]))
    assert left == [["accepted", "refused"], ["accepted"], ["accepted"], []]
    with nightly.reading() as session:
        log = session.exec(select(AuditEntry).where(AuditEntry.action == "report.erase")).all()
        assert [(one.after or {})["why"] for one in log] == ["retention", "retention"]
    nightly.close()


def test_what_is_personal_is_kept_by_the_shorter_rule() -> None:
    rule = Retention(personal_days=30, all_days=400, organisation_id=None, changed_at=None)  # type: ignore[arg-type]
    calls_of = {"schema": 1, "calls": {}}
    assert days_kept(rule, "accepted", calls_of) == days_kept(rule, "refused", None) == 30
    assert days_kept(rule, "accepted", {"schema": 1}) == 400
    rule.personal_days = None
    assert days_kept(rule, "accepted", calls_of) == 400
    rule.all_days = None
    assert days_kept(rule, "accepted", calls_of) is None


def test_an_operator_erases_and_the_offline_proof_says_so(
    agreed: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: Run,  # noqa: F811
) -> None:
    report = agreed.send(calls()).json()["id"]
    assert issue(agreed, "2026-01").status_code == 201
    monkeypatch.setenv("SCORECARD_DATABASE_URL", str(agreed.settings.database_url))
    monkeypatch.setenv("SCORECARD_SECRET_KEY", "Rk7-long-enough-and-random-0123456789-abcdef")
    asked = ("erase", "The client", REF, report, "--reason", "request 771")
    assert (run(*asked).code, run(*asked, "--for-good").code) == (2, 0)
    assert agreed.get(f"{REPORTS}/{report}/file").status_code == 410
    exported = tmp_path / "card.json"
    exported.write_text(json.dumps(agreed.shown(f"{CARDS}/2026-01/verify")["document"]))
    proof = run("verify", exported)
    assert proof.code == 0, proof.err
    assert "replayed to the sheets, the file was erased on 20" in proof.out
