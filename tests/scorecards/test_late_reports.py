"""A late report over HTTP: it has come when its last figures have, and a correction is not late."""

from datetime import UTC, datetime

from sqlalchemy import update
from sqlmodel import col

from app.contracts.tables import ContractRevision
from tests.desk import REF, Desk, calls, terms

PRICED = terms().replace("charges:", 'reports: {due: 10 business days, late: {amount: "500"}}\ncharges:')


def came(desk: Desk, revision: int, day: int) -> None:
    at = datetime(2026, 2, day, 12, tzinfo=UTC)
    with desk.database.writing() as session:
        chosen = col(ContractRevision.revision) == revision
        session.execute(update(ContractRevision).where(chosen).values(at=at))


def test_the_day_counts_on_which_the_last_figures_came(desk: Desk) -> None:
    assert desk.put_terms(PRICED).status_code == 201
    assert desk.send(calls(days=range(1, 31))).status_code == 201
    assert desk.send(calls(days=range(31, 32))).status_code == 201
    assert desk.send(calls(abandoned=5)).status_code == 201
    came(desk, 2, 10)
    came(desk, 3, 15)
    line = desk.shown(f"/contracts/{REF}/scorecards/2026-01")["targets"][-1]
    assert (line["id"], line["value"], line["credit"]) == ("report-in-time", "2", "1000.00")
    assert desk.shown(f"/contracts/{REF}/scorecards/2026-02")["targets"][-1]["verdict"] == "no_data"
