"""The riskiest part, on both databases, told in SQL: sheets, revisions, a correction, a split amendment.

One terms file; two reports that state different measures for the same days; one correction; one amendment
with ``cut: split``; judged as known at three moments.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.access.people import add_organisation
from app.contracts.amend import put_terms
from app.contracts.in_force import terms_in_force
from app.contracts.open import open_contract
from app.contracts.revisions import revision_at
from app.contracts.tables import Contract
from app.database import Database, make_engine
from app.errors import Refused
from app.jobs import run_due
from app.reports.keeping.receive import Sent, receive
from app.scorecards import reassess as _registers_its_job  # noqa: F401
from app.scorecards.judging import judge_periods, moment_of
from app.settings import load_settings
from app.sla.quantities import decimal_text
from tests.desk import calls, surveys, terms

FIRST = terms()
SECOND = terms("2026-01-11", more="cut: split", level="5%")


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 2, day, hour, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(make_engine(database_url))
    yield made
    made.close()


def opened(session: Session) -> Contract:
    client = add_organisation(session, "Acme Bank", now=at(1))
    return open_contract(session, client.id, "ACME-2026-01", "Chengdu Contact Services", at(1))


def send(database: Database, contract: Contract, content: bytes, moment: datetime) -> str:
    with database.writing() as session:
        sent = Sent(content, "january.csv", "provider", contract.organisation_id)
        return receive(session, contract.id, sent, moment).status


def judged_at(database: Database, contract: Contract, moment: datetime) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        revision = revision_at(session, contract.id, moment)
        in_force = terms_in_force(session, contract.id, revision)
        dues = list(in_force.timeline.between(date(2026, 1, 1), date(2026, 2, 1)))
        cards = judge_periods(session, moment_of(contract, in_force, revision, moment), dues)
        judged = [(one.card.period, one.card.lines[0].line, one.card.money) for one in cards]
        return [(period.label, line.shown, money.credit.text()) for period, line, money in judged]


def test_what_was_known_at_three_moments(database: Database) -> None:
    with database.writing() as session:
        contract = opened(session)
        put_terms(session, contract.id, date(2026, 1, 1), FIRST, at(1), None)
    assert send(database, contract, calls(abandoned=7), at(2)) == "accepted"
    assert send(database, contract, surveys(), at(3)) == "accepted"
    assert send(database, contract, calls(abandoned=5), at(4)) == "accepted"
    assert send(database, contract, calls(abandoned=5), at(5)) == "unchanged"
    with database.writing() as session:
        put_terms(session, contract.id, date(2026, 1, 11), SECOND, at(6), None)

    assert judged_at(database, contract, at(3)) == [("2026-01", "7.00%", "12000.00")]
    assert judged_at(database, contract, at(5)) == [("2026-01", "5.00%", "0.00")]
    assert judged_at(database, contract, at(7)) == [
        ("2026-01/1", "5.00%", "0.00"),
        ("2026-01/2", "5.00%", "0.00"),
    ]
    assert_history_in_sql(database)
    run_due(database, load_settings(demo=True))
    assert_kept_judgements_in_sql(database)


def assert_history_in_sql(database: Database) -> None:
    with database.reading() as session:
        count = session.execute(text("SELECT count(*) FROM sheet")).scalar_one()
        current = session.execute(text("SELECT count(*) FROM sheet WHERE to_revision IS NULL")).scalar_one()
        spans = session.execute(
            text("SELECT from_revision, to_revision, count(*) FROM sheet GROUP BY 1, 2 ORDER BY 1")
        ).all()
        revisions = session.execute(text("SELECT revision, kind FROM contract_revision ORDER BY 1")).all()
        merged = session.execute(
            text("SELECT totals, sources FROM sheet WHERE to_revision IS NULL AND first_day = '2026-01-15'")
        ).one()
    assert (count, current) == (93, 31)
    assert [tuple(span) for span in spans] == [(2, 3, 31), (3, 4, 31), (4, None, 31)]
    assert [tuple(one) for one in revisions] == [
        (1, "terms"),
        (2, "report"),
        (3, "report"),
        (4, "report"),
        (5, "terms"),
    ]
    kept = str(merged[0]).replace('"', "'").replace(" ", "")
    assert "'abandoned':5000000" in kept
    assert "'surveys_answered':10000000" in kept
    assert str(merged[1]).count("report") == 5


def assert_kept_judgements_in_sql(database: Database) -> None:
    with database.reading() as session:
        kept = session.execute(
            text(
                "SELECT label, revision, credits, status FROM assessment"
                " WHERE end_day <= '2026-02-01' ORDER BY label"
            )
        ).all()
        open_work = session.execute(text("SELECT count(*) FROM work WHERE done_at IS NULL")).scalar_one()
    assert [tuple(one) for one in kept] == [("2026-01/1", 5, 0, "judged"), ("2026-01/2", 5, 0, "judged")]
    assert open_work == 0


def test_stubs_split_fixed_charges_by_days(database: Database) -> None:
    """11 January of 31: 80,645.16 and 169,354.84 of 250,000.00 (domain.md §5)."""
    with database.writing() as session:
        contract = opened(session)
        put_terms(session, contract.id, date(2026, 1, 1), FIRST, at(1), None)
        put_terms(session, contract.id, date(2026, 1, 11), SECOND, at(1), None)
    send(database, contract, calls(abandoned=9), at(2))
    with database.reading() as session:
        in_force = terms_in_force(session, contract.id, 3)
        dues = list(in_force.timeline.between(date(2026, 1, 1), date(2026, 2, 1)))
        cards = [one.card for one in judge_periods(session, moment_of(contract, in_force, 3, at(3)), dues)]
    assert [decimal_text(card.charges or 0) for card in cards] == ["80645.16", "169354.84"]  # type: ignore[arg-type]
    assert [card.money.credit.text() for card in cards] == ["3870.97", "8129.03"]


def test_a_monthly_file_over_daily_rows_is_refused_and_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        contract = opened(session)
        put_terms(session, contract.id, date(2026, 1, 1), FIRST, at(1), None)
    send(database, contract, calls(abandoned=7), at(2))
    monthly = b"date,queue,offered,answered,abandoned\n2026-01-01,billing,3100,3000,100\n"
    mapping = {
        "schema": 1,
        "grain": "month",
        "columns": {name: {"from": name} for name in ("offered", "answered", "abandoned")},
        "key": {"date": {"from": "date"}, "queue": {"from": "queue"}},
    }
    sent = Sent(monthly, "month.csv", "provider", contract.organisation_id, mapping=mapping)
    with pytest.raises(Refused, match="counted twice"), database.writing() as session:
        receive(session, contract.id, sent, at(3))
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM report")).scalar_one() == 1
        assert session.execute(text("SELECT revision FROM contract")).scalar_one() == 2


def test_the_same_figures_in_other_bytes_leave_the_sheets_as_they_are(database: Database) -> None:
    with database.writing() as session:
        contract = opened(session)
        put_terms(session, contract.id, date(2026, 1, 1), FIRST, at(1), None)
    send(database, contract, calls(abandoned=7), at(2))
    with database.writing() as session:
        sent = Sent(calls(abandoned=7) + b"\n", "again.csv", "provider", contract.organisation_id)
        received = receive(session, contract.id, sent, at(3))
    assert (received.status, received.sheets_changed) == ("accepted", 0)
