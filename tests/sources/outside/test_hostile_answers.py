"""What providers answer when something is wrong, case by case of the hostile table F, by the pull as a whole.

F18 to F20 are in `test_many_pulls`, `test_killed`, `test_plan`, `test_schedule` and in the tests of the jobs.
"""

import gzip
from datetime import date, timedelta

import pytest
from sqlmodel import func, select

from app.jobs import Later, Work
from app.reports.tables import SheetRow
from tests.sources.conftest import NOW, PATIENT, QUICK, World
from tests.sources.faulty_provider import CSV, GZIP, HTML, answer, raw

pytestmark = pytest.mark.slow  # the service as a whole

JSON_PAGE = b'{"error": "please sign in", "login": "https://provider.example/login"}'
CHUNK_EXT = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x;name=value\r\n%s\r\n0\r\n\r\n"
MORE = {
    "html-as-csv": raw(answer(HTML)),
    "html-typed": raw(answer(HTML).replace(b"text/csv", b"text/html")),
    "json-as-csv": raw(answer(JSON_PAGE)),
    "chunk-ext": raw(CHUNK_EXT % (len(CSV), CSV)),
    "header-many": raw(answer(CSV, "200 OK", *(f"X-{number}: y" for number in range(50_000)))),
    "gzip-file": raw(answer(gzip.compress(CSV))),
    "gzip-double": raw(answer(gzip.compress(gzip.compress(CSV)), "200 OK", GZIP)),
    "304": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
}
RETRIED = [
    *(("F01", path, "timeout") for path in ("slow-body", "slow-body-5s", "slow-header")),
    ("F01", "hundred-continue", "timeout"),
    *(("F02", path, "timeout") for path in ("hang", "half-then-hang")),
    *(("F06", path, "encoding") for path in ("gzip-lie", "gzip-stack", "encoding-unknown")),
    *(("F07", path, "protocol") for path in ("length-too-long", "chunk-cut", "chunk-bad", "close", "http09")),
    ("F07", "reset", "connection"),
    *(("F09", path, "protocol") for path in ("length-two", "length-and-chunked", "length-negative")),
    *(("F09", path, "protocol") for path in ("length-text", "header-bad", "status-line", "header-nul")),
    *(("F10", path, "protocol") for path in ("header-huge", "header-many")),
    *(("F11", path, "not_a_report") for path in ("html-200", "html-as-csv", "html-typed")),
    *(("F13", path, "status") for path in ("500", "999")),
]
WAITS = [
    *(("F03", path, "too_large") for path in ("endless", "endless-chunk", "big-length")),
    *(("F04", path, "too_large") for path in ("gzip-bomb", "gzip-bomb-1g")),
    ("F13", "404", "status"),
]
TAKEN = [("F04", "gzip-file"), ("F04", "gzip-double"), ("F10", "chunk-ext"), ("F10", "cookie")]


def named(cases: list[tuple[str, ...]]) -> list[object]:
    return [pytest.param(*case[1:], id=f"{case[0]}-{case[1]}") for case in cases]


@pytest.fixture
def world(one_world: World) -> World:
    """What the network does has nothing to do with the kind of database."""
    one_world.provider.answers |= MORE
    return one_world


def sheets(world: World) -> int:
    with world.database.reading() as session:
        return session.exec(select(func.count()).select_from(SheetRow)).one()


def nothing_stored(world: World) -> bool:
    return (world.reports(), sheets(world), world.windows()[0].state) == ([], 0, "waiting")


@pytest.mark.parametrize(("path", "fault"), named(RETRIED))
def test_a_passing_fault_stores_nothing_and_is_tried_again(world: World, path: str, fault: str) -> None:
    limits = QUICK if fault == "timeout" else PATIENT
    told = world.pull(world.source(path), limits=limits)
    assert isinstance(told, Later)
    (attempt,) = world.attempts()
    assert (attempt.status, attempt.fault) == ("failed", fault)
    assert told.why == attempt.error != ""
    assert nothing_stored(world)


@pytest.mark.parametrize(("path", "fault"), named(WAITS))
def test_what_asking_again_at_once_cannot_change_waits_for_the_schedule(
    world: World, path: str, fault: str
) -> None:
    assert world.pull(world.source(path), limits=PATIENT) == "failed"
    assert world.attempts()[0].fault == fault
    assert nothing_stored(world)


@pytest.mark.parametrize("path", named(TAKEN))
def test_what_is_odd_but_whole_is_taken(world: World, path: str) -> None:
    source = world.source(path)
    assert [world.pull(source, limits=PATIENT) for _ in range(2)] == ["accepted", "unchanged"]
    assert sheets(world) == 2
    assert b"\r\ncookie:" not in world.provider.requests[1].lower()


@pytest.mark.parametrize("path", [*(pytest.param(p, id=f"F13-{p}") for p in ("401", "403", "410"))])
def test_faults_of_credentials_stop_at_once_and_until_the_owner_acts(world: World, path: str) -> None:
    source = world.source(path)
    assert [world.pull(source) for _ in range(3)] == ["failed", "stopped", "stopped"]
    stopped = world.one(source)
    assert (stopped.state, stopped.failures, stopped.probe_at) == ("stopped", 1, None)
    assert path in stopped.note
    assert "hunter2" not in stopped.note + world.attempts()[0].error
    assert world.provider.hits[path] == 1


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=f"F11-{path}") for path in ("html-200", "html-as-csv", "json-as-csv")]
)
def test_a_page_later_keeps_the_last_good_data(world: World, path: str) -> None:
    source = world.source("moody")
    world.provider.answers["moody"] = raw(answer(CSV))
    assert world.pull(source) == "accepted"
    world.provider.answers["moody"] = world.provider.answers[path]
    assert world.pull(source) != "accepted"
    assert (sheets(world), world.windows()[0].state) == (2, "done")


@pytest.mark.parametrize("path", [pytest.param(path, id=f"F12-{path}") for path in ("empty", "204")])
def test_nothing_is_no_report_and_never_zero_calls(world: World, path: str) -> None:
    assert world.pull(world.source(path)) == "no_report"
    assert nothing_stored(world)


def test_f12_not_modified_keeps_the_old_version(world: World) -> None:
    source = world.source("moody")
    world.provider.answers["moody"] = raw(answer(CSV, "200 OK", 'ETag: "v1"'))
    world.pull(source)
    world.provider.answers["moody"] = world.provider.answers["304"]
    assert world.pull(source) == "unchanged"
    assert (len(world.reports()), sheets(world), world.windows()[0].etag) == (1, 2, '"v1"')


@pytest.mark.parametrize(
    ("path", "seconds"),
    [
        pytest.param("429", 3, id="F14-429"),
        pytest.param("429-huge", 3600, id="F14-429-huge"),
        pytest.param("503-date", 1, id="F14-503-of-1999"),
    ],
)
def test_retry_after_is_obeyed_within_a_second_and_an_hour(world: World, path: str, seconds: int) -> None:
    told = world.pull(world.source(path))
    assert isinstance(told, Later)
    assert timedelta(seconds=seconds) <= told.at - NOW < timedelta(seconds=seconds + 3)


def test_f16_two_503_then_200_is_one_report_and_three_attempts(world: World) -> None:
    source = world.source("flaky")
    outcomes = [world.pull(source, attempt=attempt) for attempt in (1, 2, 3)]
    assert [isinstance(one, Later) for one in outcomes] == [True, True, False]
    assert [(one.number, one.http_status) for one in world.attempts()] == [(1, 503), (2, 503), (3, 200)]
    assert (len(world.reports()), world.one(source).failures) == (1, 0)


def test_f21_a_report_ten_days_late_and_then_corrected_is_judged_anew_each_time(world: World) -> None:
    """Both versions are kept. What that means for issued months: tests/scorecards/life."""
    source = world.source("late", window="day")
    day, now = date(2026, 2, 1), NOW
    world.provider.answers["late"] = world.provider.answers["404"]
    for _ in range(10):
        assert world.pull(source, day, now=now) == "failed"
        now += timedelta(days=1)
    figures = b"date,offered,answered\n2026-02-01,100,90\n"
    for text in (figures, figures.replace(b",90", b",95")):
        world.provider.answers["late"] = raw(answer(text))
        assert world.pull(source, day, now=now) == "accepted"
    with world.database.reading() as session:
        rows = list(session.exec(select(SheetRow).order_by(SheetRow.from_revision)))
        judged = list(session.exec(select(Work.revision).where(Work.kind == "reassess", Work.revision > 1)))
    assert [row.totals["answered"] for row in rows] == [90_000_000, 95_000_000]
    assert [row.to_revision is None for row in rows] == [False, True]
    assert sorted(judged) == [one.revision for one in world.reports()]
    assert len(world.attempts()) == 12
