"""Damaged JSON, call records, event logs and archives: a reading or a refusal with places, nothing else."""

import gzip
import json
import random
from contextlib import suppress
from typing import Any

import pytest

from app.errors import Refused
from app.reports.reading.preview import preview
from app.reports.reading.read import Context, Reading, read_report
from tests.reports.formats.test_fuzz import PIECES, outcome
from tests.reports.formats.test_json import BY_PATH, METRICS
from tests.reports.formats.test_json import ROWS as OBJECTS
from tests.reports.formats.test_queue_log import CALLS as EVENTS
from tests.reports.formats.test_queue_log import log
from tests.reports.rows.test_calls import CALLS, HEADER, ROWS
from tests.reports.written import ONE_QUEUE, TWO_QUEUES, text

pytestmark = pytest.mark.slow  # thousands of damaged files

LINES = b"\n".join(json.dumps(row).encode() for row in OBJECTS)
SEEDS: list[tuple[bytes, dict[str, Any] | None]] = [
    (json.dumps(OBJECTS).encode(), None),
    (json.dumps({"Data": OBJECTS}, ensure_ascii=False).encode(), {"json": {"rows": "Data[]"}}),
    (json.dumps(METRICS).encode(), BY_PATH),
    (LINES, None),
    (log(*EVENTS), None),
    (text(*ROWS, header=HEADER), CALLS),
    (text(*ROWS, header=HEADER).decode().encode("utf-16"), CALLS),
    (gzip.compress(text(*ROWS, header=HEADER), mtime=0), CALLS),
    (
        text("1740844799000,agent,3", "1740843001000,x,", header="at,result,wait"),
        {
            "calls": {
                "answered": [{"column": "result", "is": ["agent"]}],
                "abandoned": [{"column": "wait", "over": "1"}],
                "wait": {"from": "wait", "unit": "day"},
                "outcomes": {"from": "result"},
            },
            "columns": {"contacts": {"when": []}},
            "key": {"interval_start": {"from": "at", "unit": "epoch_ms"}},
        },
    ),
]
MORE = [*PIECES, b"[]", b"{", b"}", b"null", b"[[", b'"\\u0000"', b"|", b"|ENTERQUEUE|", b"1e400", b"."]


def damaged(seed: int) -> tuple[bytes, dict[str, Any] | None, Context]:
    chance = random.Random(seed)
    content, mapping = chance.choice(SEEDS)
    held = bytearray(content)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        at = chance.randrange(len(held) + 1)
        end = min(len(held), at + chance.choice((0, 0, 1, 3, 40)))
        held[at:end] = chance.choice(MORE) if chance.random() < 0.8 else held[:at][-20:]
    if chance.random() < 0.2:
        mapping = chance.choice(SEEDS)[1]
    return bytes(held), mapping, chance.choice((ONE_QUEUE, TWO_QUEUES))


BATCHES = [pytest.param(n, marks=[pytest.mark.soak] if n > 1 else []) for n in range(10)]


@pytest.mark.parametrize("batch", BATCHES)
def test_a_reading_or_a_refusal_with_places(batch: int) -> None:
    ends = {"read": 0, "refused": 0}
    for seed in range(batch * 200, (batch + 1) * 200):
        content, mapping, context = damaged(seed)
        end = outcome(content, mapping, context)
        if isinstance(end, Reading):
            assert end.sheets, seed
            again = read_report(content, end.mapping, context)
            assert (again.sheets, again.mapping) == (end.sheets, end.mapping), seed
            ends["read"] += 1
        else:
            assert end.problems, seed
            assert all(problem.where and problem.message for problem in end.problems), seed
            ends["refused"] += 1
        with suppress(Refused):
            assert preview(content, mapping, context).examples, seed
    assert min(ends.values()) > 5
