"""The sample world's vendors: each file, read with the mapping that comes with it, gives its figures back."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
import yaml

from app.reports.reading.read import Context, read_report
from app.sample.columns import SHAPES
from app.sample.months import following
from app.sample.shapes import render
from app.sample.sources import HERE
from app.sample.world import World
from app.sla.sheets import add_up

WORLD = World(date(2026, 11, 22))
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MONEY = {"cost", "revenue"}  # the world reckons them in hundredths
CLOCK_CHANGES = (date(2025, 10, 1), date(2025, 11, 1), date(2026, 3, 1), date(2026, 8, 1))


@pytest.mark.parametrize(("slug", "kind"), SHAPES)
@pytest.mark.parametrize("month", CLOCK_CHANGES, ids=str)
def test_a_month_of_a_vendor(slug: str, kind: str, month: date) -> None:
    mapping: dict[str, Any] = yaml.safe_load((HERE / "mappings" / f"{slug}_{kind}.yaml").read_text("utf-8"))
    rows: Any = getattr(WORLD, kind)(slug, month)
    queues = tuple(sorted({row.queue for row in rows}))
    content = render(WORLD, slug, kind, month, following(month), NOW)
    reading = read_report(content, mapping, Context(mapping["time_zone"], queues, latest=date(2026, 11, 22)))
    assert (reading.rows, reading.guessed) == (len(rows), False)
    assert reading.first_day >= month
    assert reading.last_day < following(month)
    totals = add_up(reading.sheets, reading.measures)
    for name in set(reading.measures) & set(rows[0]._fields):
        true = sum(getattr(row, name) for row in rows)
        assert totals[name].value == (Fraction(true, 100) if name in MONEY else true), name
    assert not [flag for flag in reading.flags if flag.code == "total_differs"]
