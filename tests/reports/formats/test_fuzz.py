"""Whatever comes in, a reading ends in sheets or in a refusal with places: never in another error."""

import random
from contextlib import suppress
from typing import Any

import pytest

from app.errors import Refused
from app.reports.reading.preview import preview
from app.reports.reading.read import Context, Reading, read_report
from tests.reports.written import HEADER, ONE_QUEUE, ROWS, TWO_QUEUES, text

pytestmark = pytest.mark.slow  # thousands of damaged files

HALF_HOURS = text(
    "2025-03-30 01:30,billing,1,2.5",
    "2025-03-30T03:00+02:00,orders,,0:10",
    header="interval_start,queue,offered,wait_seconds",
)
CHINESE = (
    "话务汇总报表\n日期,请求服务数,人工呼入接通数,请求接通率(%),通话排队均长(秒)\n2020年01月01日,217,204,94.01,17\n"
    '2020年01月02日,200,182,91.0,20\n合计,"417",386,,\n'
).encode("gb18030")
SEEDS = [text(*ROWS), HALF_HOURS, CHINESE, text(*ROWS).replace(b",", b";"), b'"a","b"\n' + text(*ROWS)]
PIECES = [
    b",",
    b";",
    b"\t",
    b'"',
    b'""',
    b"\n",
    b"\r",
    b"\r\n",
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"NaN",
    b"-1",
    b"1e9",
    b"%",
    b"2025-02-30",
    b"9999-12-31",
    b"0001-01-01",
    b"24:00",
    b"+99:99",
    b"Total",
    "合计".encode(),
    "１".encode(),
    b" ",
    b"=1+1",
    HEADER.encode(),
    b"99999999999999999999",
    b"0.0000000000001",
    b"\xe2\x80\xae",
    b"offered",
    b"date",
    b"\xc0\xaf",
    b":",
    b"/",
]
MAPPINGS: list[dict[str, Any] | None] = [
    None,
    {"grain": 30},
    {"grain": "month", "key": {"date": {"from": "date"}}},
    {"key": {"date": {"starts": "2020-01-01"}}},
    {"encoding": "gb18030", "table": {"delimiter": ";", "decimal": ",", "thousands": "."}},
    {
        "columns": {"offered": {"expression": '"offered" / "answered"'}},
        "inputs": {"offered": {"unit": "percent"}},
    },
    {"time_zone": "Europe/Berlin", "skip": {"last_lines": 3}},
]


def damaged(seed: int) -> bytes:
    chance = random.Random(seed)
    content = bytearray(chance.choice(SEEDS))
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        at = chance.randrange(len(content) + 1)
        piece = chance.choice(PIECES)
        content[at : at + chance.choice((0, 0, 1, len(piece), 20))] = piece
    return bytes(content)


BATCHES = [pytest.param(n, marks=[pytest.mark.soak] if n > 1 else []) for n in range(40)]


def outcome(content: bytes, mapping: dict[str, Any] | None, context: Context) -> Reading | Refused:
    try:
        return read_report(content, mapping, context)
    except Refused as refusal:
        return refusal


@pytest.mark.parametrize("batch", BATCHES)
def test_damaged_files_are_read_or_refused(batch: int) -> None:
    ends = {"read": 0, "refused": 0}
    for seed in range(batch * 250, (batch + 1) * 250):
        content, mapping = damaged(seed), MAPPINGS[max(0, seed % 14 - 7)]
        context = TWO_QUEUES if b"queue" in content else ONE_QUEUE
        end = outcome(content, mapping, context)
        if isinstance(end, Reading):
            assert end.sheets
            assert read_report(content, end.mapping, context).sheets == end.sheets
            ends["read"] += 1
        else:
            assert end.problems
            assert all(problem.where and problem.message for problem in end.problems)
            ends["refused"] += 1
    assert min(ends.values()) > 5


def test_previews_of_damaged_files_end_as_well() -> None:
    shown = 0
    for seed in range(400):
        with suppress(Refused):
            shown += len(preview(damaged(seed), MAPPINGS[seed % len(MAPPINGS)], ONE_QUEUE).examples) > 0
    assert shown > 5
