"""The benchmarks run, compare what they say they compare, and refuse to time two different things."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database import Database, make_engine
from tests.benchmarks import ingest, pages, readings, scoring, world
from tests.benchmarks.measured import Different, Row, grown, table
from tests.benchmarks.paint import PAGES
from tests.benchmarks.sizes import SCORING, TINY
from tests.conftest import on_embedded

pytestmark = pytest.mark.slow  # child processes

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(make_engine(database_url))
    yield made
    made.close()


@on_embedded
def test_ingest_keeps_what_the_file_and_the_references_say(database_url: str) -> None:
    rows = ingest.measure(database_url, TINY.rows[0], TINY.repeats)
    assert {row.against.split(" (")[0] for row in rows} >= {"csv.DictReader alone"}
    assert all(row.ratio > 0 and row.peak_mb for row in rows)


def test_scoring_trend_and_portfolio_give_the_numbers_of_their_references(database: Database) -> None:
    made = world.build(database, TINY.portfolios, TINY.months, TINY.queues, TINY.history)
    rows = scoring.measure(database, made, TINY) + readings.measure(database, made, TINY)
    assert [row.what for row in rows if "contract-months" in row.what] == [
        "judging 6 contract-months × 8 targets",
        "judging and keeping 6 contract-months × 8 targets",
    ]
    assert {row.what for row in rows if row.what.startswith("trend")} == {
        f"trend of one target over {periods} periods" for periods in (12, 14)
    }
    assert len(readings.trend(database, made, 14)) == 14
    whole = pages.measure(database, made, TINY, times_more=1)
    assert {row.what.split(" (")[0] for row in whole} == {
        *("portfolio page", "compare page", "page of what is due"),
        *("trend page of 2 periods", "trend page of 14 periods"),
    }


def test_a_reference_that_gives_other_numbers_fails(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world.build(database, (2, 1), 1, 1, 1)
    kind = database.engine.dialect.name
    doubled = scoring.ONE_SUM[kind].replace("sum(", "2 * sum(", 1)
    monkeypatch.setitem(scoring.ONE_SUM, kind, doubled)
    with pytest.raises(Different, match="totals of all lines"):
        scoring.measure(database, made, TINY)


def test_growth_is_the_cost_of_one_against_the_smallest() -> None:
    found = grown("sqlite", "judging {}", "month", [(1, 10.0), (10, 200.0)])
    assert [(row.what, row.ratio) for row in found] == [("judging 10", 2.0)]


def test_the_table_has_a_line_for_each_row() -> None:
    lines = table([Row("sqlite", "what", "against", 1.5, 3.0, 2.0, 120.4)]).splitlines()
    assert len(lines) == 3
    assert "1.50" in lines[2]
    assert "120" in lines[2]


@pytest.mark.soak
def test_scoring_can_be_measured_alone_and_grows_in_both_directions() -> None:
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks",
        "--tiny",
        "--only",
        "scoring",
        "--database",
        "sqlite",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "one SQL sum (3 contracts × 2 months × 2 queues)" in done.stdout
    assert "growth: judging a month of 12 months" in done.stdout
    assert "growth: judging a contract of" not in done.stdout  # three contracts are one size
    assert "GET /portfolio" not in done.stdout


def test_the_named_benchmark_has_the_size_that_it_is_named_for() -> None:
    assert (SCORING.contracts, SCORING.months, world.TARGETS) == (1_000, 1, 8)


@pytest.mark.soak
@pytest.mark.postgres
def test_the_command_measures_everything_on_both_databases(tmp_path: Path) -> None:
    written = tmp_path / "rows.json"
    command = [sys.executable, "-m", "tests.benchmarks", "--tiny", "--json", str(written)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    rows = json.loads(written.read_text())["rows"]
    assert {row["database"] for row in rows} == {"sqlite", "postgresql"}
    assert any("GET /portfolio" in row["what"] for row in rows)
    assert len(done.stdout.splitlines()) == len(rows) + 2


@pytest.mark.soak
@pytest.mark.browser
def test_paint_is_measured_for_each_page_with_an_empty_and_a_warm_cache() -> None:
    command = [sys.executable, "-m", "tests.benchmarks", "--tiny", "--only", "paint", "--database", "sqlite"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 2 + 4 * len(PAGES)
    assert done.stdout.count("empty cache") == done.stdout.count("warm cache")
