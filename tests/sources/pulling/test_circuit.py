from datetime import UTC, datetime, timedelta

import pytest

from app.sources.outside.faults import Fault, FetchFailed
from app.sources.pulling.circuit import CLOSED, OPENS_AFTER, Circuit, after_failure

NOW = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def failed(fault: Fault = Fault.TIMEOUT, status: int | None = None) -> FetchFailed:
    return FetchFailed(fault, "…", status)


def after(times: int, circuit: Circuit = CLOSED) -> Circuit:
    for _ in range(times):
        circuit = after_failure(circuit, failed(), NOW, 0.5)
    return circuit


def test_it_opens_after_so_many_failures_in_a_row_and_not_before() -> None:
    assert (after(OPENS_AFTER - 1).state, after(OPENS_AFTER - 1).failures) == ("closed", OPENS_AFTER - 1)
    opened = after(OPENS_AFTER)
    assert (opened.state, opened.stopped_at, opened.probe_at) == ("open", NOW, NOW + HOUR)


def test_it_rests_for_an_hour_then_two_and_at_most_for_a_day() -> None:
    rests = [after(OPENS_AFTER + times).probe_at for times in range(7)]
    assert [(rest - NOW) / HOUR for rest in rests if rest] == [1, 2, 4, 8, 16, 24, 24]
    assert after(500).probe_at == NOW + 24 * HOUR


def test_rests_are_spread_so_that_sources_do_not_come_back_together() -> None:
    before = after(OPENS_AFTER - 1)
    soonest = after_failure(before, failed(), NOW, 0.0).probe_at
    latest = after_failure(before, failed(), NOW, 0.999).probe_at
    assert soonest == NOW + HOUR * 0.75
    assert latest is not None
    assert HOUR * 1.2 < latest - NOW < HOUR * 1.25


@pytest.mark.parametrize("status", [401, 403, 410])
def test_faults_of_credentials_open_it_at_once_and_until_the_owner_acts(status: int) -> None:
    opened = after_failure(CLOSED, failed(Fault.STATUS, status), NOW, 0.5)
    assert (opened.state, opened.probe_at) == ("open", None)
    assert not opened.is_to_be_probed(NOW + 1000 * HOUR)


def test_it_is_tried_when_its_rest_is_over() -> None:
    opened = after(OPENS_AFTER)
    assert not opened.is_to_be_probed(NOW + HOUR - timedelta(seconds=1))
    assert opened.is_to_be_probed(NOW + HOUR)
    tried = opened.half_open()
    assert (tried.state, tried.is_to_be_probed(NOW + HOUR)) == ("half_open", False)
    assert CLOSED.half_open() == CLOSED


def test_a_try_that_fails_opens_it_again_for_longer_and_keeps_since_when() -> None:
    again = after_failure(after(OPENS_AFTER).half_open(), failed(), NOW + HOUR, 0.5)
    assert (again.state, again.stopped_at, again.probe_at) == ("open", NOW, NOW + 3 * HOUR)


def test_a_try_of_what_stopped_for_its_credentials_opens_it_again_at_the_first_failure() -> None:
    stopped = after_failure(CLOSED, failed(Fault.STATUS, 401), NOW, 0.5)
    again = after_failure(stopped.half_open(), failed(Fault.STATUS, 500), NOW, 0.5)
    assert (again.state, again.probe_at) == ("open", NOW + HOUR)


@pytest.mark.parametrize("one", [failed(Fault.STATUS, 404), failed(Fault.TOO_LARGE)])
def test_a_window_that_cannot_be_had_says_that_the_source_answers(one: FetchFailed) -> None:
    assert after_failure(after(OPENS_AFTER - 1), one, NOW, 0.5) == CLOSED
    assert after_failure(after(OPENS_AFTER).half_open(), one, NOW, 0.5) == CLOSED
