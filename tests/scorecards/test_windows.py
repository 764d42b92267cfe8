"""Targets with windows of their own: a change reaches the period that judges it, days end what waits."""

from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from app.contracts.tables import Contract
from app.scorecards.reassess import reassess
from app.scorecards.tables import Assessment
from tests.desk import REF, Begin, Desk, agree, calls, terms

pytestmark = pytest.mark.slow  # the service as a whole

QUARTERLY = terms().replace('    expected: "<= 6%"', '    expected: "<= 6%"\n    measured: quarter')
REPEATS = terms().replace('    expected: "<= 6%"', '    expected: "<= 6%"\n    look_ahead: 7d')
HALF_HOURS = terms().replace(
    '    expected: "<= 6%"',
    '    expected: ">= 95%"\n    intervals: {each: "<= 6%", grain: half_hour}',
)


def judged(desk: Desk, day: int, month: int = 4) -> int:
    with desk.database.writing() as session:
        contract = session.exec(select(Contract).where(Contract.reference == REF)).one()
        return reassess(session, contract.id, datetime(2026, month, day, 12, tzinfo=UTC))


def kept(desk: Desk) -> dict[str, tuple[str, str, str]]:
    """By period: the verdict and credit of the first target, and the status."""
    with desk.database.reading() as session:
        rows = session.exec(select(Assessment).order_by(col(Assessment.start_day))).all()
        return {one.label: (one.lines[0]["verdict"], one.lines[0]["credit"], one.status) for one in rows}


def judge_a_quarter(agreed: Desk) -> None:
    assert agreed.put_terms(QUARTERLY).status_code < 300
    for month in ("01", "02", "03"):
        agreed.send(calls(5, f"2026-{month}", range(1, 29)))
    assert judged(agreed, 10) == 4


@pytest.fixture
def quarterly(begin: Begin) -> Desk:
    return begin(agree, judge_a_quarter)


def test_a_late_correction_of_january_is_judged_in_march(quarterly: Desk) -> None:
    assert kept(quarterly)["2026-03"][:2] == ("met", "0.00")
    quarterly.send(calls(20, "2026-01", range(1, 29)))
    assert judged(quarterly, 10) >= 3
    found = kept(quarterly)
    assert found["2026-01"][:2] == ("no_data", "0.00")
    assert found["2026-03"][:2] == ("below_minimum", "36000.00")
    live = quarterly.shown(f"/contracts/{REF}/scorecards/2026-03")["targets"][0]
    assert (live["shown"], live["credit"]) == ("10.00%", "36000.00")
    assert [step["rule"] for step in live["working"] if "charges" in step["rule"]] == ["window_charges"]


def test_a_look_ahead_that_passes_settles_the_verdict(agreed: Desk) -> None:
    assert agreed.put_terms(REPEATS).status_code < 300
    agreed.send(calls())
    judged(agreed, 3, 2)
    with agreed.database.reading() as session:
        line = session.exec(select(Assessment.lines)).first()
    assert line is not None
    assert line[0]["provisional"] == ["look_ahead"]
    judged(agreed, 8, 2)
    with agreed.database.reading() as session:
        line = session.exec(select(Assessment.lines).order_by(col(Assessment.start_day))).first()
    assert line is not None
    assert line[0]["provisional"] == []


def test_half_hours_are_opened_where_a_target_is_judged_by_them(agreed: Desk) -> None:
    assert agreed.put_terms(HALF_HOURS).status_code < 300
    rows = [
        f"2026-01-05 {hour:02}:{half}0,billing,100,{5 if hour < 19 else 50}"
        for hour in range(20)
        for half in "03"
    ]
    agreed.send("\n".join(["interval_start,queue,offered,abandoned", *rows]).encode())
    line = agreed.shown(f"/contracts/{REF}/scorecards/2026-01")["targets"][0]
    assert (line["numerator"], line["denominator"], line["verdict"]) == ("38", "40", "met")
    assert line["expected"] == ">= 95%"
