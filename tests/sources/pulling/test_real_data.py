"""A real centre's days, pulled month by month from a local server: every month has its true figures."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from app.reports.tables import SheetRow
from app.sla.quantities import round_to
from app.sources.pulling.plan import plan_pulls
from tests.conftest import on_postgresql
from tests.sources.conftest import TERMS, World, people_world
from tests.sources.faulty_provider import Provider, answer, raw

pytestmark = pytest.mark.slow  # forty-two months pulled

SINCE_2020 = TERMS.replace("2026-01-01", "2020-01-01")
NOW = datetime(2023, 7, 5, tzinfo=UTC)


@pytest.fixture
def old_world(database_url: str, provider: Provider) -> Iterator[World]:
    made = people_world(database_url, provider, SINCE_2020, date(2020, 1, 1))
    yield made
    made.database.close()


def months_of(world: World) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with world.database.reading() as session:
        for row in session.exec(select(SheetRow).where(col(SheetRow.to_revision).is_(None))):
            for measure, millionths in row.totals.items():
                found[f"{row.first_day:%Y-%m}"][measure] += millionths
    return found


def check_months(world: World, data: Path, count: int) -> None:
    text = (data / "daily_acd_dated" / "expected.json").read_text("utf-8")
    truth: dict[str, dict[str, Any]] = json.loads(text, parse_float=Decimal)["monthly"]
    found = months_of(world)
    assert len(found) == count
    for month, totals in found.items():
        true = truth[month]
        assert as_stated(totals["abandoned"], totals["offered"], true["abandonment_rate"], 6)
        assert as_stated(totals["answered"], totals["offered"], true["answer_rate"], 6)
        assert as_stated(totals["wait_seconds"], totals["answered"], true["asa_s_weighted_by_answered"], 4)


def as_stated(part: int, per: int, stated: Decimal, places: int) -> bool:
    return round_to(Fraction(part, per), places) == round_to(Fraction(stated), places)


@on_postgresql
def test_forty_two_months_are_pulled_one_by_one(old_world: World, shared_data: Path) -> None:
    lines = next((shared_data / "daily_acd_dated").glob("*.csv")).read_bytes().splitlines(keepends=True)

    def cut(_: object, connection: object, request: bytes) -> None:
        start, end = request.split(b"from=")[1][:10], request.split(b"to=")[1][:10]
        days = [line for line in lines[1:] if start <= line[:10] < end]
        connection.sendall(answer(lines[0] + b"".join(days)))  # type: ignore[attr-defined]

    old_world.provider.answers["days"] = cut
    old_world.source("days?from={start}&to={end}", look_back=0)
    accepted = []
    for _ in range(2):  # catching up is bounded: two turns
        plan_pulls(old_world.database, old_world.settings, NOW)
        accepted.append(old_world.pulls(NOW).count("accepted"))
    assert (len(accepted), sum(accepted)) == (2, 42)
    assert {one.status for one in old_world.attempts()} == {"accepted"}
    check_months(old_world, shared_data, 42)


@pytest.mark.parametrize(
    ("folder", "mapping", "count"),
    [
        ("daily_acd_undated_semicolon", {"schema": 1, "key": {"date": {"starts": "2020-01-01"}}}, 42),
        ("chinese_headers_gb18030", None, 12),
    ],
)
def test_files_without_dates_or_in_gb18030_give_the_same_figures(
    old_world: World, shared_data: Path, folder: str, mapping: dict[str, Any] | None, count: int
) -> None:
    content = next((shared_data / folder).glob("*.csv")).read_bytes()
    old_world.provider.answers["whole"] = raw(answer(content))
    source = old_world.source("whole", mapping=mapping)
    assert old_world.pull(source, date(2023, 6, 1), now=NOW) == "accepted"
    assert old_world.pull(source, date(2023, 6, 1), now=NOW) == "unchanged"
    check_months(old_world, shared_data, count)
