"""Each vendor's file, read with the mapping that comes with it, gives the figures of the world back."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml

from app.sample.columns import SHAPES
from app.sample.outbound import RESULTS
from app.sample.shapes import render, touched
from app.sample.sources import HERE
from app.sample.world import World

WORLD = World(date(2026, 11, 22))
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MONTH = (date(2026, 8, 1), date(2026, 9, 1))
EVERY = pytest.mark.parametrize(("slug", "kind"), SHAPES)


def mapping_of(slug: str, kind: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((HERE / "mappings" / f"{slug}_{kind}.yaml").read_text("utf-8"))
    return loaded


def read(slug: str, kind: str, content: bytes) -> tuple[list[dict[str, str]], dict[str, str] | None]:
    mapping = mapping_of(slug, kind)
    table = mapping["table"]
    text = content.decode(mapping["encoding"]).removeprefix("\ufeff")
    lines = text.split("\r\n")[table["header_row"] - 1 :]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines)), delimiter=table["delimiter"], strict=True))
    endings = [row for row in rows if next(iter(row.values())) in table.get("total_rows", ())]
    return [row for row in rows if row not in endings], endings[0] if endings else None


def hundredths(cell: str, unit: str) -> int:
    """A cell in hundredths of its base unit, without a float."""
    if unit == "h:mm:ss":
        hours, minutes, seconds = map(int, cell.split(":"))
        return 100 * (hours * 3600 + minutes * 60 + seconds)
    whole, _, fraction = cell.replace(",", ".").partition(".")
    return 100 * int(whole) + int(fraction or 0)


def stated(slug: str, kind: str, rows: list[dict[str, str]]) -> dict[str, int]:
    columns = mapping_of(slug, kind)["columns"]
    return {
        measure: sum(hundredths(row[column["from"]], column["unit"]) for row in rows)
        for measure, column in columns.items()
    }


def true_sums(slug: str, kind: str) -> dict[str, int]:
    rows: Any = getattr(WORLD, kind)(slug, MONTH[0])
    sums: Counter[str] = Counter()
    for row in rows:
        for name, value in row._asdict().items():
            if isinstance(value, int):
                sums[name] += value if name in ("cost", "revenue") else 100 * value
        for code, count in zip(
            RESULTS, getattr(row, "results", ()), strict=bool(getattr(row, "results", ()))
        ):
            sums[f"outcome.{code}"] += 100 * count
    return dict(sums)


@EVERY
def test_the_mapping_reads_every_measure_back(slug: str, kind: str) -> None:
    rows, _ = read(slug, kind, render(WORLD, slug, kind, *MONTH, NOW))
    assert stated(slug, kind, rows) == true_sums(slug, kind)


@EVERY
def test_the_mapping_names_columns_that_are_there(slug: str, kind: str) -> None:
    mapping = mapping_of(slug, kind)
    named = [part["from"] for part in (*mapping["columns"].values(), *mapping["key"].values())]
    assert set(named) <= set(SHAPES[slug, kind].columns)
    assert len(named) == len(set(named))


@EVERY
def test_two_halves_of_a_month_are_the_month(slug: str, kind: str) -> None:
    middle = date(2026, 8, 16)
    whole, _ = read(slug, kind, render(WORLD, slug, kind, *MONTH, NOW))
    halves = [
        row
        for window in ((MONTH[0], middle), (middle, MONTH[1]))
        for row in read(slug, kind, render(WORLD, slug, kind, *window, NOW))[0]
    ]
    assert sorted(map(str, halves)) == sorted(map(str, whole))


def test_chinese_title_lines_and_a_total_that_is_a_ratio_of_sums() -> None:
    content = render(WORLD, "chengdu", "calls", *MONTH, NOW)
    assert content.decode("gb18030").splitlines()[:2] == [
        "话务汇总报表",
        "报表类型：半小时报　统计区间：2026-08-01 至 2026-08-31",
    ]
    rows, total = read("chengdu", "calls", content)
    assert total is not None
    answered, offered = (sum(int(row[name]) for row in rows) for name in ("人工呼入接通数", "请求服务数"))
    assert (total["人工呼入接通数"], total["请求服务数"]) == (str(answered), str(offered))
    cut = answered * 10_000 // offered
    assert total["请求接通率(%)"] == f"{cut // 100}.{cut % 100:02}"


def test_spanish_commas_and_byte_order_mark() -> None:
    costs = render(WORLD, "iberica", "days", *MONTH, NOW).decode("utf-8").splitlines()
    assert all(line.rsplit(";", 1)[1].count(",") == 1 for line in costs[1:])
    assert costs[1].startswith("01/08/2026;clientes;")
    assert render(WORLD, "baltic", "calls", *MONTH, NOW).startswith(
        b"\xef\xbb\xbfinterval_start,queue,offered,"
    )


def test_the_hour_that_comes_twice_has_two_offsets() -> None:
    day = (date(2025, 10, 26), date(2025, 10, 27))
    rows, _ = read("baltic", "calls", render(WORLD, "baltic", "calls", *day, NOW))
    stamps = [row["interval_start"] for row in rows]
    assert len(set(stamps)) == len(stamps) == 50
    assert [stamp for stamp in stamps if "T03:00" in stamp] == [
        "2025-10-26T03:00:00+03:00",
        "2025-10-26T03:00:00+02:00",
    ]


def test_before_its_correction_the_first_version_comes() -> None:
    before = render(WORLD, "iberica", "calls", *MONTH, datetime(2026, 9, 20, 5, 59, tzinfo=UTC))
    after = render(WORLD, "iberica", "calls", *MONTH, datetime(2026, 9, 20, 6, tzinfo=UTC))
    assert before != after == render(WORLD, "iberica", "calls", *MONTH, NOW)


def test_the_months_that_a_window_touches() -> None:
    assert touched(date(2025, 12, 31), date(2026, 1, 2)) == [date(2025, 12, 1), date(2026, 1, 1)]
    assert touched(*MONTH) == [MONTH[0]]
