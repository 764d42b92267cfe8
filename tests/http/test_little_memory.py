"""M05: a process whose memory is limited turns away what would not fit, and lives."""

import json
import resource
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.benchmarks.over_http import server
from tests.conftest import SOAK
from tests.desk import BASE, REF, agree, calls, laid
from tests.reports.formats.test_workbooks import rows, workbook

pytestmark = pytest.mark.slow  # a real server

MIB = 1024 * 1024
MORE = 512 * MIB  # beyond what it has when it is ready: its modules alone map as much
PATH = f"/api/v1/contracts/{REF}/reports"
DAY = {"date": "2026-01-05", "queue": "billing", "offered": 100, "answered": 93, "abandoned": 7}


def mapped(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[0]) * resource.getpagesize()


def wrong(size: int) -> bytes:
    """A table of this size with nothing right in it, which takes more than a good one."""
    return b"date,queue,offered\n" + b"2026-01-05,billing,x\n" * (size // 21)


def sent(http: httpx.Client, content: bytes) -> tuple[int, str]:
    """The status that a large file has in the end, and what is wrong with it."""
    answer = http.post(PATH, content=content)
    assert answer.status_code == 202, answer.text
    where, until = answer.headers["location"], time.monotonic() + 280
    while (told := http.get(where).json())["state"] == "being_read":
        assert time.monotonic() < until
        time.sleep(0.1)  # a job reads it
    return told["status"], told["problem"]["detail"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of another process")
def test_m05_what_does_not_fit_is_refused_and_the_process_lives(sqlite_url: str) -> None:
    _, tokens = laid(sqlite_url, agree)
    bearer = {"Authorization": f"Bearer {tokens['provider_clerk']}"}
    row = json.dumps(DAY).encode()
    large = b"[" + b",".join([row] * (40 * MIB // len(row))) + b"]"
    with (
        server("working", sqlite_url) as (port, pid),
        httpx.Client(base_url=BASE.replace("8000", str(port)), headers=bearer, timeout=120) as http,
    ):
        assert http.get("/readyz").status_code == 200
        limit = mapped(pid) + MORE
        resource.prlimit(pid, resource.RLIMIT_AS, (limit, limit))
        status, detail = sent(http, large)
        assert status == 413
        assert "The memory that the service may take is too small for this file" in detail
        listed = http.get(PATH).json()["items"]
        assert [(one["status"], one["rows"]) for one in listed] == [("refused", 0)]
        assert sent(http, wrong(64 * MIB))[0] == 413
        if SOAK:  # what just fits, with nothing right in it
            status, detail = sent(http, wrong(24 * MIB))
            assert (status, "cannot be taken" in detail) == (422, True), detail
        small = workbook({"S": rows(1, tuple(DAY), tuple(DAY.values()))})
        assert http.post(PATH, content=small).status_code == 201
        assert http.post(PATH, content=calls(month="2026-02", days=range(1, 9))).status_code == 201
