"""Rules that look back: a period is judged on those before it, live, as kept, and after a correction."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from app.contracts.tables import Contract
from app.scorecards.reassess import reassess
from app.scorecards.tables import Assessment
from tests.desk import REF, Begin, Desk, agree, calls, terms

pytestmark = pytest.mark.slow  # the service with its database

NOON = datetime(2026, 5, 10, 12, tzinfo=UTC)
REPEATED = terms().replace("allocation: 40%}", "allocation: 40%, repeat: {from: 2, factor: 2}}")


def miss_three_times(agreed: Desk) -> None:
    """Three months missed in a row, under terms that double a repeated miss."""
    assert agreed.put_terms(REPEATED).status_code < 300
    for month in ("01", "02", "03"):
        agreed.send(calls(month=f"2026-{month}", days=range(1, 29)))


@pytest.fixture
def missed(begin: Begin) -> Desk:
    return begin(agree, miss_three_times)


def judged(desk: Desk, now: datetime = NOON) -> int:
    with desk.database.writing() as session:
        contract = session.exec(select(Contract).where(Contract.reference == REF)).one()
        return reassess(session, contract.id, now)


def kept(desk: Desk) -> dict[str, tuple[int, int]]:
    """By period: its credits, and the revision at which it was judged."""
    with desk.database.reading() as session:
        rows = session.exec(select(Assessment).order_by(col(Assessment.start_day))).all()
        return {one.label: (one.credits // 100, one.revision) for one in rows}


def shown(desk: Desk, label: str) -> Any:
    return desk.shown(f"/contracts/{REF}/scorecards/{label}")


def test_a_live_card_counts_the_misses_before_it(missed: Desk) -> None:
    credits_ = [shown(missed, f"2026-0{n}")["money"]["credits"] for n in (1, 2, 3, 4)]
    assert credits_ == ["12000.00", "24000.00", "24000.00", "0.00"]
    rules = [step["rule"] for step in shown(missed, "2026-02")["targets"][0]["working"]]
    assert rules[-3:] == ["pool", "repeat", "paid"]


def test_kept_and_live_cards_are_the_same(missed: Desk) -> None:
    judged(missed)
    with missed.database.reading() as session:
        documents = session.exec(select(Assessment.document).order_by(col(Assessment.start_day))).all()
    live = shown(missed, "2026-02")
    assert live.pop("life")["stage"] == "due"
    assert live.pop("missing_intervals") == {"count": 0, "spans": []}
    assert documents[1] == live
    assert [one["evidence"]["history_sha256"] is None for one in documents] == [True] + [False] * 4


def test_a_correction_judges_every_later_period_anew(missed: Desk) -> None:
    assert judged(missed) == 5
    first = kept(missed)
    assert [credit for credit, _ in first.values()] == [12_000, 24_000, 24_000, 0, 0]
    before = shown(missed, "2026-03")["evidence"]["sha256"]
    missed.send(calls(abandoned=1, month="2026-02", days=range(1, 29)))
    assert judged(missed) == 4
    second = kept(missed)
    assert [credit for credit, _ in second.values()] == [12_000, 0, 12_000, 0, 0]
    assert second["2026-01"] == first["2026-01"]
    assert second["2026-03"][1] > first["2026-03"][1]
    assert shown(missed, "2026-03")["evidence"]["sha256"] != before
    assert judged(missed) == 0
