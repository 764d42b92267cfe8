"""The view for people's own tools: the same numbers as GET measures, on both databases."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import inspect, text

from app.database import make_engine, migrate
from tests.desk import REF, Desk, calls, surveys

pytestmark = pytest.mark.slow  # the service as a whole

WAITS = (
    b"interval_start,queue,wait_seconds\n2026-01-05 09:00,billing,12.5\n2026-01-05 09:30,billing,0.000001\n"
)
JANUARY = {"from": "2026-01-01", "to": "2026-02-01"}


def facts(desk: Desk, columns: str, rest: str = "") -> list[tuple[Any, ...]]:
    with desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(f"SELECT {columns} FROM daily_facts {rest}"))]


def told(agreed: Desk) -> None:
    agreed.send(calls(abandoned=9))
    agreed.send(calls())  # corrected: the figures of before are no longer facts
    agreed.send(surveys(days=range(1, 4)))
    assert agreed.send(WAITS).status_code == 201


def test_the_sums_are_those_of_the_measures(agreed: Desk) -> None:
    told(agreed)
    found = facts(agreed, "measure, sum(millionths)", "GROUP BY measure")
    measures = agreed.shown(f"/contracts/{REF}/measures", params={**JANUARY, "by": "month"})["items"][0]
    assert {name: Decimal(int(total)) / 1_000_000 for name, total in found} == {
        name: Decimal(total) for name, total in measures["measures"].items()
    }
    assert measures["measures"]["wait_seconds"] == "12.500001"


def test_a_row_says_whose_figure_it_is_and_of_which_day(agreed: Desk) -> None:
    told(agreed)
    columns = (
        "contract, side, queue, segment, channel, first_day, last_day, minutes, measure, millionths, value"
    )
    one = facts(agreed, columns, "WHERE measure = 'abandoned' AND first_day = '2026-01-02'")
    exact = "7.000000" if agreed.database.engine.dialect.name == "postgresql" else "7"
    told_of = [REF, "provider", "billing", "", "voice", "2026-01-02", "2026-01-02", "1440", "abandoned"]
    assert [list(map(str, row)) for row in one] == [[*told_of, "7000000", exact]]


def test_on_postgresql_it_shows_what_the_reader_may_see_and_not_its_owner(agreed: Desk) -> None:
    if agreed.database.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no row-level security")
    with agreed.database.reading() as session:
        options = session.execute(text("SELECT reloptions FROM pg_class WHERE relname = 'daily_facts'"))
        assert options.scalar_one() == ["security_invoker=true"]


def test_on_postgresql_a_tools_own_role_reads_its_organisations_facts_alone(agreed: Desk) -> None:
    """The statements of docs/exports.md."""
    database_url = agreed.settings.database_url
    if not database_url.startswith("postgresql"):
        pytest.skip("SQLite has no roles")
    told(agreed)
    engine = make_engine(database_url)
    with engine.connect() as connection:
        for statement in (
            "CREATE ROLE bi_reader NOLOGIN",
            "GRANT SELECT ON daily_facts, sheet, contract TO bi_reader",
            "GRANT EXECUTE ON FUNCTION scorecard_organisation(), scorecard_contracts() TO bi_reader",
            "SET ROLE bi_reader",
        ):
            connection.execute(text(statement))
        counted = {}
        for side in ("client", "provider", "outsider"):
            whose = {"id": str(agreed.organisations[side])}
            connection.execute(text("SELECT set_config('scorecard.organisation', :id, true)"), whose)
            counted[side] = connection.execute(text("SELECT count(*) FROM daily_facts")).scalar_one()
        connection.rollback()
    engine.dispose()
    assert counted["client"] == counted["provider"] > 0
    assert counted["outsider"] == 0


def test_it_comes_and_goes_with_its_migration(empty_database_url: str) -> None:
    migrate(empty_database_url)
    engine = make_engine(empty_database_url)
    assert "daily_facts" in inspect(engine).get_view_names()
    migrate(empty_database_url, "contracts_2")  # before it
    engine.dispose()
    assert "daily_facts" not in inspect(engine).get_view_names()
    engine.dispose()
