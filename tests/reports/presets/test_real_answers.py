"""Presets on real and documented answers give the figures that stand beside them."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.reports.reading.read import Context, Reading, read_report
from app.sla.quantities import MILLION
from tests.reports import folders
from tests.reports.written import TODAY

MOSCOW = Context("Europe/Moscow", tuple(folders.INBOUND), latest=TODAY)
LINE = Context("Asia/Shanghai", ("line",), latest=TODAY)


def summed(reading: Reading, name: str) -> int:
    return sum(sheet.totals.get(name, 0) for sheet in reading.sheets)


def expected(folder: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"), parse_float=Decimal)
    return found


def test_genesys_cloud(shared_data: Path) -> None:
    folder = shared_data / "genesys_aggregates_json"
    queue = {"names": {cell: queue for queue, cell in folders.INBOUND.items()}, "others": "left_out"}
    within = {"answered_within_20s": {"from": "oServiceLevel.stats.numerator", "unit": "count"}}
    mapping = {"preset": "genesys-cloud", "key": {"queue": queue}, "columns": within}
    content = (folder / "conversation_aggregates_response.json").read_bytes()
    reading = read_report(content, mapping, MOSCOW)
    own = read_report(content, folders.GENESYS, MOSCOW)
    truth = expected(folder)["queues"]
    for queue_id, cell in folders.INBOUND.items():
        [sheet] = [one for one in reading.sheets if one.queue == queue_id]
        assert sheet.totals.get("offered") == (
            None if truth[cell]["offered"] is None else truth[cell]["offered"] * MILLION
        )
    for name in ("offered", "answered", "abandoned", "answered_within_20s", "wait_seconds", "dials"):
        assert summed(reading, name) == summed(own, name), name


def test_asterisk_in_its_own_grammar_and_as_a_table(shared_data: Path) -> None:
    folder = shared_data / "asterisk_queue_log"
    context = Context("America/Lima", ("IT",), latest=TODAY)
    truth = expected(folder)["queue_IT"]
    left_out = {"key": {"queue": {"others": "left_out"}}}
    for name in ("queue_log.reconstructed.txt", "queue_log_redacted.csv"):
        reading = read_report((folder / name).read_bytes(), {"preset": "asterisk", **left_out}, context)
        assert summed(reading, "offered") == truth["entered"] * MILLION
        assert summed(reading, "answered") == truth["connected"] * MILLION
        assert summed(reading, "abandoned") == truth["abandoned"] * MILLION


def test_huawei_cloud(shared_data: Path) -> None:
    content = next((shared_data / "chinese_headers_gb18030").glob("*.csv")).read_bytes()
    reading = read_report(content, {"preset": "huawei-cec"}, LINE)
    months = expected(shared_data / "daily_acd_dated")["monthly"]
    truth = [figures for month, figures in months.items() if month.startswith("2020")]
    assert summed(reading, "offered") == sum(one["incoming"] for one in truth) * MILLION
    assert summed(reading, "abandoned") == sum(one["abandoned"] for one in truth) * MILLION
    assert reading.measures == ("abandoned", "answered", "offered", "talk_seconds", "wait_seconds")
    assert (reading.guessed, reading.mapping["encoding"]) == (False, "gb18030")


def test_alibaba_cloud(shared_data: Path) -> None:
    path = shared_data / "vendor_report_shapes" / "alibaba_ccc_ListIntervalInstanceReport_sample.json"
    reading = read_report(path.read_bytes(), {"preset": "alibaba-ccc", "grain": 30}, LINE)
    stated = {
        name: summed(reading, name) // MILLION
        for name in ("offered", "answered", "abandoned", "wait_seconds")
    }
    assert stated == {"offered": 7, "answered": 7, "abandoned": 0, "wait_seconds": 34}
    assert reading.sheets[0].intervals["offered"][34] == 7 * MILLION  # 17:00 in Shanghai


def test_amazon_connect(shared_data: Path) -> None:
    """The documentation's own example of the shape; its stated service level is no count and is not read."""
    path = shared_data / "vendor_report_shapes" / "amazon_connect_shapes_botocore_1.44.5.json"
    example = json.loads(path.read_text("utf-8"))["_example_built_to_shape"]
    queue = {"names": {"<queue-id>": "line"}}
    context = Context("UTC", ("line",), latest=TODAY)
    reading = read_report(
        json.dumps(example).encode(), {"preset": "amazon-connect", "key": {"queue": queue}}, context
    )
    [sheet] = reading.sheets
    assert (str(sheet.first_day), sheet.grain, dict(sheet.totals)) == (
        "2024-01-01",
        1440,
        {"offered": 217 * MILLION},
    )
    assert "preset" in {flag.code for flag in reading.flags}


def test_any_system(shared_data: Path) -> None:
    folder = shared_data / "daily_acd_dated"
    reading = read_report(next(folder.glob("*.csv")).read_bytes(), {"preset": "generic"}, LINE)
    truth = expected(folder)["monthly"].values()
    assert summed(reading, "answered") == sum(one["answered"] for one in truth) * MILLION
