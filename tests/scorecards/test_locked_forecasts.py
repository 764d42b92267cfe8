"""Volume relief over HTTP: the client's forecast as it stood so many days before the period."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.contracts.tables import ContractRevision
from tests.desk import REF, Desk, calls, terms

pytestmark = pytest.mark.slow  # the service with its database

RELIEVED = terms().replace("charges:", "relief: {tolerance: 10%, locked: 5d}\ncharges:")
PERIOD = "2026-02"
IN_TIME, LATE = datetime(2026, 1, 26, 12, tzinfo=UTC), datetime(2026, 1, 27, 17, tzinfo=UTC)


def forecast(volume: int, month: str = PERIOD) -> bytes:
    rows = [f"{month}-{day:02},billing,{volume}" for day in range(1, 29)]
    return "\n".join(["date,queue,forecast_offered", *rows]).encode()


@pytest.mark.parametrize(("at", "shown"), [(IN_TIME, "0.00%"), (LATE, "7.00%")])
def test_only_a_forecast_that_was_locked_in_time_gives_relief(desk: Desk, at: datetime, shown: str) -> None:
    assert desk.put_terms(RELIEVED).status_code == 201
    assert desk.send(forecast(80), who="client_auditor").status_code == 201
    with desk.database.writing() as session:
        session.execute(update(ContractRevision).where(col(ContractRevision.revision) == 2).values(at=at))
    assert desk.send(calls(month=PERIOD, days=range(1, 29))).status_code == 201
    line = desk.shown(f"/contracts/{REF}/scorecards/{PERIOD}")["targets"][0]
    assert (line["shown"], line["raw_shown"]) == (shown, "7.00%")
    assert [one["kind"] for one in line["excluded"]] == (["relief"] if shown == "0.00%" else [])


def test_a_forecast_changed_later_stays_what_it_was(desk: Desk) -> None:
    assert desk.put_terms(RELIEVED).status_code == 201
    assert desk.send(forecast(87), who="client_auditor").status_code == 201
    with desk.database.writing() as session:
        session.execute(
            update(ContractRevision).where(col(ContractRevision.revision) == 2).values(at=IN_TIME)
        )
    assert desk.send(forecast(10), who="client_auditor").status_code == 201
    assert desk.send(calls(month=PERIOD, days=range(1, 29))).status_code == 201
    line = desk.shown(f"/contracts/{REF}/scorecards/{PERIOD}")["targets"][0]
    # 100 offered against 87 and a tolerance of 8.7: 4.3 excused each day
    assert (line["numerator"], line["denominator"]) == ("75.6", "2679.6")


def test_a_quarter_reads_the_forecast_of_each_month_as_it_was_locked_before_that_month(desk: Desk) -> None:
    """January's forecast, lowered in February so that its calls look like a surplus, gives no relief."""
    quarterly = RELIEVED.replace('    expected: "<= 6%"', '    expected: "<= 6%"\n    measured: quarter')
    assert desk.put_terms(quarterly).status_code == 201
    sent = {("2026-01", 100): datetime(2025, 12, 20, tzinfo=UTC), ("2026-02", 100): IN_TIME}
    sent |= {
        ("2026-01", 10): datetime(2026, 2, 10, tzinfo=UTC),
        ("2026-03", 80): datetime(2026, 2, 20, tzinfo=UTC),
    }
    for revision, ((month, volume), at) in enumerate(sent.items(), 2):
        assert desk.send(forecast(volume, month), who="client_auditor").status_code == 201
        with desk.database.writing() as session:
            row = col(ContractRevision.revision) == revision
            session.execute(update(ContractRevision).where(row).values(at=at))
    for month in ("2026-01", "2026-02", "2026-03"):
        assert desk.send(calls(month=month, days=range(1, 29))).status_code == 201
    line = desk.shown(f"/contracts/{REF}/scorecards/2026-03")["targets"][0]
    # Only March has a surplus, 100 - 88 a day: 7 failures of each of its 28 days are excused.
    assert (line["numerator"], line["denominator"]) == ("392", "8204")
