"""JSON by path, one object a line, and archives around reports."""

import gzip
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.reports.formats import json_rows
from app.reports.formats.packed import LARGEST
from app.reports.reading.read import Context
from tests.reports.written import OK, ONE_QUEUE, TWO_QUEUES, read, refused, stated

ROWS: list[dict[str, Any]] = [
    {"date": "2025-03-01", "offered": 100, "answered": "90", "abandoned": 10},
    {"date": "2025-03-02", "offered": 120, "answered": "120", "abandoned": 0},
    {"date": "2025-03-03", "offered": 80, "answered": "60", "abandoned": 20},
]
M = 1_000_000
METRICS = {
    "results": [
        {
            "group": {"queueId": "q-1", "mediaType": "voice"},
            "data": [
                {
                    "interval": "2025-03-01T16:00:00.000Z/2025-03-02T16:00:00.000Z",
                    "metrics": [
                        {"metric": "nOffered", "stats": {"count": 10}},
                        {"metric": "tAnswered", "stats": {"count": 9, "sum": 123456}},
                    ],
                },
                {
                    "interval": "2025-03-02T16:00:00.000Z/2025-03-03T16:00:00.000Z",
                    "metrics": [{"metric": "nOffered", "stats": {"count": 2}}],
                },
            ],
        },
        {"group": {"queueId": "q-2"}, "data": []},
        {
            "group": {"queueId": "outbound"},
            "data": [
                {
                    "interval": "2025-03-01T16:00:00.000Z/2025-03-02T16:00:00.000Z",
                    "metrics": [{"metric": "nOutbound", "stats": {"count": 7}}],
                }
            ],
        },
    ]
}
BY_PATH = {
    "json": {"rows": "results[].data[]", "metrics": {"list": "metrics", "name": ["metric"]}},
    "columns": {
        "offered": {"from": "nOffered.stats.count"},
        "answered": {"from": "tAnswered.stats.count", "zero_beside": "nOffered.stats.count"},
        "wait_seconds": {"from": "tAnswered.stats.sum", "unit": "ms"},
    },
    "key": {
        "interval_start": {"from": "interval"},
        "queue": {"from": "group.queueId", "names": {"q-1": "billing"}, "others": "left_out"},
    },
}


def as_bytes(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        as_bytes(ROWS),
        as_bytes({"Code": "OK", "Data": ROWS}),
        b"\xef\xbb\xbf" + as_bytes({"a": {"b": ROWS}, "other": [{"x": 1}]}),
        b"\n".join(as_bytes(row) for row in ROWS),
        b"\r\n".join(as_bytes(row) for row in ROWS) + b"\r\n",
    ],
)
def test_objects_are_rows_wherever_they_stand(content: bytes) -> None:
    reading = read(content)
    assert reading.proven
    assert stated(reading.sheets) == stated(read(OK).sheets)


def test_what_was_found_is_written_into_the_mapping() -> None:
    content = as_bytes({"Data": ROWS})
    mapping = read(content).mapping
    assert (mapping["format"], mapping["json"]) == ("json", {"rows": "Data[]"})
    assert stated(read(content, mapping).sheets) == stated(read(OK).sheets)


def test_json_is_read_in_one_go_so_it_is_bounded_once_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = b"\n".join(json.dumps(row).encode() for row in ROWS)
    whole = json.dumps(ROWS).encode()
    monkeypatch.setattr(json_rows, "LARGEST", len(whole))
    assert read(whole).rows == read(lines).rows == 3
    for content in (whole, lines):
        monkeypatch.setattr(json_rows, "LARGEST", len(content) - 1)
        for sent in (content, gzip.compress(content)):
            assert [one.code for one in refused(sent).problems] == ["json_size"]


def test_lists_of_metrics_become_columns() -> None:
    reading = read(as_bytes(METRICS), BY_PATH, TWO_QUEUES)
    totals = [(str(one.first_day), one.queue, dict(one.totals)) for one in reading.sheets]
    assert totals == [
        (
            "2025-03-02",
            "billing",
            {"offered": 10_000_000, "answered": 9_000_000, "wait_seconds": 123_456_000},
        ),
        ("2025-03-03", "billing", {"offered": 2_000_000, "answered": 0}),
    ]
    [left] = [flag for flag in reading.flags if flag.code == "other_queues"]
    assert "“outbound”" in left.message


def test_a_queue_that_is_not_ours_is_refused_unless_the_mapping_leaves_it_out() -> None:
    key = {**BY_PATH["key"], "queue": {"from": "group.queueId", "names": {"q-1": "billing"}}}
    assert refused(as_bytes(METRICS), {**BY_PATH, "key": key}, TWO_QUEUES).problems[0].code == "queue"


def test_one_metric_twice_in_a_row_asks_what_tells_them_apart() -> None:
    metrics = [
        {"metric": "oLevel", "qualifier": "20", "stats": {"count": 1}},
        {"metric": "oLevel", "qualifier": "60", "stats": {"count": 2}},
    ]
    document = {"results": [{"data": [{"date": "2025-03-01", "metrics": metrics}]}]}
    found = refused(as_bytes(document), {"json": BY_PATH["json"]})
    assert found.problems[0].code == "column_twice"
    mapping = {
        "json": {**BY_PATH["json"], "metrics": {"list": "metrics", "name": ["metric", "qualifier"]}},
        "columns": {"answered_within_20s": {"from": "oLevel/20.stats.count"}},
        "key": {"date": {"from": "date"}},
    }
    assert read(as_bytes(document), mapping).sheets[0].totals == {"answered_within_20s": 1_000_000}


def test_epochs_are_read_where_they_are_declared() -> None:
    rows = [{"t": "1620291600000", "offered": "7"}, {"t": 1620293400000, "offered": 8}]
    key = {"interval_start": {"from": "t", "unit": "epoch_ms"}}
    reading = read(as_bytes(rows), {"columns": {"offered": {"from": "offered"}}, "key": key})
    [sheet] = reading.sheets
    assert (sheet.first_day, sheet.grain) == (date(2021, 5, 6), 30)
    assert [value for value in sheet.intervals["offered"] if value is not None] == [7_000_000, 8_000_000]
    assert sheet.intervals["offered"][34] == 7_000_000  # 17:00 in Shanghai
    seconds = [{"t": 1620291600, "offered": "7"}]
    key = {"interval_start": {"from": "t", "unit": "epoch_s"}}
    mapping = {"columns": {"offered": {"from": "offered"}}, "key": key, "grain": 30}
    assert read(as_bytes(seconds), mapping).sheets[0].intervals["offered"][34] == 7_000_000


def test_an_interval_that_is_no_local_day_is_refused() -> None:
    context = Context("Europe/Berlin", ("billing",))
    found = refused(as_bytes(METRICS), BY_PATH, context)
    assert found.problems[0].code == "grain"
    assert "Europe/Berlin" in str(found)


def test_numbers_keep_their_digits_and_faults_their_rows() -> None:
    content = (
        b'[{"date": "2025-03-01", "talk_seconds": 0.1234567}, {"date": "2025-03-02", "talk_seconds": 1e3}]'
    )
    found = refused(content)
    assert (found.problems[0].where, found.problems[0].code) == ("row 2, column talk_seconds", "exponent")
    assert read(content.replace(b"1e3", b"null")).sheets[0].totals == {"talk_seconds": 123_457}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"items": []}', "no_rows"),
        (b'{"items": [1, 2]}', "no_rows"),
        (b'[{"date": "2025-03-01"}]', "no_measures"),
        (b'[{"x": "2025-03-01"}]', "header"),
        (b'[{"date": "2025-03-01", ', "json"),
        (b'{"a": ' * 5000, "json"),
        (b'{"date": "2025-03-01", "offered": 1}\n{"date": "2025-', "json"),
        (as_bytes(ROWS) + b" trailing", "json"),
        (b'[{"date": "2025-03-01", "offered": ' + b"9" * 5000 + b"}]", "json"),
        (b'[{"date": "2025-03-01", "offered": NaN}]', "json"),
    ],
)
def test_json_that_is_no_report(content: bytes, code: str) -> None:
    assert refused(content).problems[0].code == code


def test_a_declared_format_is_held_to() -> None:
    assert refused(as_bytes(ROWS), {"format": "csv"}).problems[0].code == "content"


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(OK, mtime=0),
        zipped(report=OK),
        zipped(**{"__MACOSX/x": b"x", "a/b": OK}),
        zipped(j=as_bytes(ROWS)),
    ],
)
def test_what_is_packed_is_read_as_it_is(packed: bytes) -> None:
    assert stated(read(packed).sheets) == stated(read(OK).sheets)


def test_of_several_files_one_is_named() -> None:
    packed = zipped(a=OK, b=b"other")
    found = refused(packed)
    assert "archive.entry" in str(found)
    assert "a, b" in str(found)
    assert stated(read(packed, {"archive": {"entry": "a"}}).sheets) == stated(read(OK).sheets)
    assert "no file “c”" in str(refused(packed, {"archive": {"entry": "c"}}))


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(OK, mtime=0)[:-9],
        b"\x1f\x8b\x08\0\0\0",
        gzip.compress(gzip.compress(OK, mtime=0), mtime=0),
        zipped(inner=zipped(inner=OK)),
        zipped(inner=OK)[:-30],
        zipped(**{f"f{n}": b"" for n in range(2001)}),
        zipped(),
    ],
)
def test_damaged_nested_and_crowded_archives_are_refused(packed: bytes) -> None:
    assert refused(packed).problems[0].code in ("archive", "no_rows")


def test_bombs_are_refused_while_they_are_unpacked() -> None:
    zeros = bytes(20 * 1024 * 1024)
    assert refused(gzip.compress(zeros)).problems[0].code == "archive_size"
    assert refused(zipped(a=zeros)).problems[0].code == "archive_size"
    assert LARGEST == 512 * 1024 * 1024


def test_a_locked_archive_says_so() -> None:
    packed = bytearray(zipped(a=OK))
    at = packed.index(b"PK\x01\x02")
    packed[at + 8] |= 1
    packed[6] |= 1
    assert "password" in str(refused(bytes(packed), None, ONE_QUEUE))


def test_the_documented_answer_of_a_vendor(shared_data: Path) -> None:
    path = shared_data / "vendor_report_shapes" / "alibaba_ccc_ListIntervalInstanceReport_sample.json"
    mapping = {
        "json": {"rows": "Data[]"},
        "columns": {
            "offered": {"from": "Inbound.CallsQueued"},
            "answered": {"from": "Inbound.CallsHandled"},
            "abandoned": {"from": "Inbound.CallsAbandoned"},
            "wait_seconds": {"from": "Inbound.TotalWaitTime", "unit": "s"},
            "talk_seconds": {"from": "Inbound.TotalTalkTime", "unit": "s"},
            "longest_wait_seconds": {"from": "Inbound.MaxWaitTime", "unit": "s"},
            "dials": {"from": "Outbound.CallsDialed"},
        },
        "key": {"interval_start": {"from": "StatsTime", "unit": "epoch_ms"}},
        "grain": 30,
    }
    [sheet] = read(path.read_bytes(), mapping).sheets
    assert (sheet.first_day, sheet.intervals["offered"][34]) == (date(2021, 5, 6), 7 * M)
    assert {name: total // M for name, total in sheet.totals.items()} == {
        "offered": 7,
        "answered": 7,
        "abandoned": 0,
        "wait_seconds": 34,
        "talk_seconds": 447,
        "longest_wait_seconds": 13,
        "dials": 0,
    }


def test_an_answer_whose_metrics_have_thresholds() -> None:
    threshold = [{"Comparison": "LT", "ThresholdValue": 20.0}]
    rows = [
        {
            "Dimensions": {"QUEUE": "q-1"},
            "MetricInterval": {"Interval": "DAY", "StartTime": "2025-03-01T00:00:00+08:00"},
            "Collections": [
                {"Metric": {"Name": "CONTACTS_QUEUED"}, "Value": 10.0},
                {"Metric": {"Name": "SUM_CONTACTS_ANSWERED_IN_X", "Threshold": threshold}, "Value": 7.0},
                {"Metric": {"Name": "AVG_QUEUE_ANSWER_TIME"}, "Value": None},
            ],
        }
    ]
    names = ["Metric.Name", "Metric.Threshold.0.Comparison", "Metric.Threshold.0.ThresholdValue"]
    mapping = {
        "json": {"rows": "MetricResults[]", "metrics": {"list": "Collections", "name": names}},
        "columns": {
            "offered": {"from": "CONTACTS_QUEUED.Value", "unit": "count"},
            "answered_within_20s": {"from": "SUM_CONTACTS_ANSWERED_IN_X/LT/20.Value"},
        },
        "key": {
            "interval_start": {"from": "MetricInterval.StartTime"},
            "queue": {"from": "Dimensions.QUEUE", "names": {"q-1": "billing"}},
        },
    }
    [sheet] = read(as_bytes({"MetricResults": rows}), mapping).sheets
    assert (sheet.first_day, dict(sheet.totals)) == (
        date(2025, 3, 1),
        {"offered": 10 * M, "answered_within_20s": 7 * M},
    )
