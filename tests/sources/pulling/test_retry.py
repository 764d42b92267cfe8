from datetime import UTC, datetime

import pytest

from app.sources.outside.faults import Fault, FetchFailed
from app.sources.pulling.retry import MOST_ATTEMPTS, Verdict, after, retry_after

NOW = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)


def verdict(fault: Fault, status: int | None = None, header: str = "", attempt: int = 1) -> Verdict:
    return after(FetchFailed(fault, "…", status, header), attempt, NOW, 0.5)


@pytest.mark.parametrize("status", [401, 403, 410])
def test_faults_of_credentials_stop_the_source(status: int) -> None:
    assert verdict(Fault.STATUS, status).act == "stop"


@pytest.mark.parametrize("status", [400, 404, 405, 406, 451])
def test_what_is_not_there_yet_waits_for_the_schedule(status: int) -> None:
    assert verdict(Fault.STATUS, status).act == "next_turn"


@pytest.mark.parametrize("fault", [Fault.TOO_LARGE, Fault.REDIRECT])
def test_what_asking_again_cannot_change_waits_for_the_schedule(fault: Fault) -> None:
    assert verdict(fault).act == "next_turn"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 999])
def test_passing_statuses_are_tried_again(status: int) -> None:
    assert verdict(Fault.STATUS, status) == Verdict("again", 30.0)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.DESTINATION,
        Fault.CONNECTION,
        Fault.TIMEOUT,
        Fault.TLS,
        Fault.PROTOCOL,
        Fault.ENCODING,
        Fault.NOT_A_REPORT,
    ],
)
def test_broken_answers_are_tried_again(fault: Fault) -> None:
    assert verdict(fault).act == "again"


def test_waits_double_are_spread_by_a_quarter_and_end() -> None:
    waits = [verdict(Fault.TIMEOUT, attempt=attempt).seconds for attempt in range(1, MOST_ATTEMPTS)]
    assert waits == [30.0, 60.0, 120.0, 240.0, 480.0]
    assert verdict(Fault.TIMEOUT, attempt=MOST_ATTEMPTS).act == "next_turn"
    failed = FetchFailed(Fault.TIMEOUT, "…")
    assert after(failed, 1, NOW, 0.0).seconds == 22.5
    assert after(failed, 1, NOW, 0.999).seconds < 37.5


def test_retry_after_is_obeyed() -> None:
    assert verdict(Fault.STATUS, 429, "3") == Verdict("again", 3.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        ("0", 1.0),
        (" 7 ", 7.0),
        ("999999999999999999999999", 3600.0),
        ("Sun, 06 Nov 1999 08:49:37 GMT", 1.0),
        ("Tue, 03 Feb 2026 12:02:00 GMT", 120.0),
        ("Tue, 03 Feb 2099 12:02:00 GMT", 3600.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("Tue, 99 Feb 2026 99:02:00 GMT", None),
    ],
)
def test_retry_after_is_read_within_its_bounds(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds
