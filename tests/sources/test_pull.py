"""Pulling one window from a provider that misbehaves, on both databases."""

import json
import threading
from datetime import date, timedelta

import pytest
from sqlmodel import func, select

from app.jobs import Later, Work
from app.reports.tables import SheetRow
from app.settings import load_settings
from app.sources.locked import CannotUnlock, box_of, lock, unlock
from app.sources.tables import Source
from tests.sources.conftest import JANUARY, NOW, World
from tests.sources.faulty_provider import CSV, answer, raw

pytestmark = pytest.mark.slow  # the service as a whole


def sheets(world: World) -> int:
    with world.database.reading() as session:
        return session.exec(select(func.count()).select_from(SheetRow)).one()


def test_a_pull_becomes_a_report_with_its_attempt_and_window(world: World) -> None:
    source = world.source(headers={"Authorization": "Bearer s3cret"})
    assert world.pull(source) == "accepted"
    (report,), (attempt,), (window,) = world.reports(), world.attempts(), world.windows()
    assert (report.side, report.sender_id, report.rows) == ("provider", world.provider_id, 2)
    assert (attempt.status, attempt.number, attempt.http_status, attempt.size) == (
        "accepted",
        1,
        200,
        len(CSV),
    )
    assert attempt.report_id == report.id == window.report_id
    assert attempt.sha256 == report.sha256 == window.sha256
    assert (window.state, window.first_day, window.end_day) == ("done", JANUARY, date(2026, 2, 1))
    assert b"authorization: bearer s3cret" in world.provider.requests[0].lower()
    assert world.one(source).state == "ok"


def test_an_accepted_pull_asks_for_a_reassessment_in_the_same_transaction(world: World) -> None:
    world.pull(world.source())
    with world.database.reading() as session:
        kinds = list(session.exec(select(Work.kind).where(Work.revision == world.reports()[0].revision)))
    assert kinds == ["reassess"]


def test_the_same_bytes_again_change_nothing_and_say_so(world: World) -> None:
    source = world.source()
    assert [world.pull(source) for _ in range(3)] == ["accepted", "unchanged", "unchanged"]
    assert (len(world.reports()), sheets(world)) == (1, 2)
    assert [attempt.status for attempt in world.attempts()] == ["accepted", "unchanged", "unchanged"]
    assert len({attempt.report_id for attempt in world.attempts()}) == 1


def test_a_second_pull_is_conditional_and_304_keeps_what_is_there(world: World) -> None:
    source = world.source("etag")
    assert [world.pull(source) for _ in range(2)] == ["accepted", "unchanged"]
    assert b'if-none-match: "v1"' in world.provider.requests[1].lower()
    assert world.attempts()[1].http_status == 304
    assert (world.windows()[0].state, len(world.reports()), sheets(world)) == ("done", 1, 2)


def test_a_correction_under_a_new_tag_replaces_the_old_figures(world: World) -> None:
    source = world.source("etag")
    world.pull(source)
    corrected = CSV.replace(b"100,90,10", b"100,95,5")
    world.provider.answers["etag"] = raw(answer(corrected, "200 OK", 'ETag: "v2"'))
    assert world.pull(source) == "accepted"
    assert (len(world.reports()), world.windows()[0].etag) == (2, '"v2"')


@pytest.mark.parametrize("path", ["204", "empty", "gzip-empty"])
def test_nothing_is_no_report_and_never_zero_calls(world: World, path: str) -> None:
    source = world.source(path)
    assert world.pull(source) == "no_report"
    assert (world.reports(), sheets(world), world.windows()[0].state) == ([], 0, "waiting")
    assert world.attempts()[0].status == "no_report"


def test_an_empty_answer_later_keeps_the_good_data(world: World) -> None:
    source = world.source("moody")
    world.provider.answers["moody"] = raw(answer(CSV))
    world.pull(source)
    world.provider.answers["moody"] = raw(answer(b""))
    assert world.pull(source) == "no_report"
    assert (world.windows()[0].state, sheets(world)) == ("done", 2)


def test_a_web_page_with_200_is_not_a_report_and_is_tried_again(world: World) -> None:
    told = world.pull(world.source("html-200"))
    assert isinstance(told, Later)
    assert "web page" in told.why
    assert (world.reports(), world.attempts()[0].fault) == ([], "not_a_report")


def test_a_file_that_cannot_be_taken_is_kept_once_with_its_faults(world: World) -> None:
    world.provider.answers["bad"] = raw(answer(b"date,offered,answered\n2026-01-05,90,100\n"))
    source = world.source("bad")
    assert [world.pull(source) for _ in range(3)] == ["refused"] * 3
    (report,) = world.reports()
    assert (report.status, sheets(world), world.windows()[0].state) == ("refused", 0, "refused")
    assert {attempt.report_id for attempt in world.attempts()} == {report.id}
    assert world.attempts()[0].error
    assert world.one(source).state == "failing"


def test_a_provider_that_is_down_twice_gives_one_report_and_three_visible_attempts(world: World) -> None:
    source, now = world.source("flaky"), NOW
    for attempt in (1, 2):
        told = world.pull(source, attempt=attempt, now=now)
        assert isinstance(told, Later)
        now = told.at
    assert world.pull(source, attempt=3, now=now) == "accepted"
    assert [(one.number, one.status, one.http_status) for one in world.attempts()] == [
        (1, "failed", 503),
        (2, "failed", 503),
        (3, "accepted", 200),
    ]
    assert len(world.reports()) == 1
    assert world.one(source).state == "ok"


@pytest.mark.parametrize(("path", "seconds"), [("429", 3), ("429-huge", 3600), ("503-date", 1)])
def test_retry_after_is_obeyed_within_bounds(world: World, path: str, seconds: int) -> None:
    told = world.pull(world.source(path))
    assert isinstance(told, Later)
    assert timedelta(seconds=seconds) <= told.at - NOW < timedelta(seconds=seconds + 2)


@pytest.mark.parametrize("path", ["401", "403", "410"])
def test_faults_of_credentials_stop_the_source_and_tell_its_owner(world: World, path: str) -> None:
    source = world.source(path)
    assert world.pull(source) == "failed"
    stopped = world.one(source)
    assert (stopped.state, str(path) in stopped.note) == ("stopped", True)


@pytest.mark.parametrize("path", ["404", "redirect", "endless"])
def test_other_faults_wait_for_the_next_turn(world: World, path: str) -> None:
    source = world.source(path)
    assert world.pull(source) == "failed"
    assert (world.one(source).state, world.windows()[0].state) == ("failing", "waiting")
    assert world.provider.hits.total() == 1


@pytest.mark.parametrize(
    "path", ["slow-body", "slow-header", "half-then-hang", "reset", "gzip-cut", "chunk-cut"]
)
def test_a_broken_answer_stores_nothing_and_is_tried_again(world: World, path: str) -> None:
    assert isinstance(world.pull(world.source(path)), Later)
    assert (world.reports(), sheets(world)) == ([], 0)
    (attempt,) = world.attempts()
    assert (attempt.status, attempt.report_id) == ("failed", None)
    assert (attempt.milliseconds or 0) < 3000


def test_after_the_last_attempt_the_window_waits_for_the_schedule(world: World) -> None:
    assert world.pull(world.source("500"), attempt=6) == "failed"


def test_no_transaction_is_open_while_bytes_travel(world: World) -> None:
    """A provider that hangs must not keep others from writing: on SQLite there is one writer at a time."""
    source = world.source("hang")
    pulling = threading.Thread(target=world.pull, args=(source,))
    pulling.start()
    while not world.provider.hits["hang"]:
        threading.Event().wait(0.01)
    with world.database.writing() as session:  # would wait twenty seconds and then fail
        session.get_one(Source, source).name = "renamed meanwhile"
    assert pulling.is_alive()
    pulling.join()


def test_an_attempt_that_a_dead_process_left_open_is_shown_as_interrupted(world: World) -> None:
    source = world.source("dies")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    world.provider.answers["dies"] = raw(answer(CSV))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("app.sources.pull.refuse_pages", die)
        with pytest.raises(KeyboardInterrupt):
            world.pull(source)
    assert [one.status for one in world.attempts()] == ["running"]
    assert world.pull(source) == "accepted"
    assert [one.status for one in world.attempts()] == ["interrupted", "accepted"]


def test_a_source_that_was_taken_away_is_not_pulled(world: World) -> None:
    source = world.source()
    with world.database.writing() as session:
        session.get_one(Source, source).deleted_at = NOW
    assert world.pull(source) == "gone"
    assert world.provider.hits.total() == 0


def test_the_window_is_filled_into_address_and_body(world: World) -> None:
    world.provider.answers["report"] = raw(answer(CSV))
    url = world.provider.url("report?from={start}&until={end}&last={last}&at={start_utc}")
    body = '{"from": "{start}", "at": "{start_ms}", "zone": {"x": 1}}'
    source = world.source(url=url, method="POST", body=body)
    world.pull(source, date(2026, 1, 17))
    request = world.provider.requests[0]
    line, sent = request.split(b"\r\n", 1)[0], request.rsplit(b"\r\n\r\n", 1)[1]
    assert b"POST /report?from=2026-01-01&until=2026-02-01&last=2026-01-31&at=2025-12-31T16:00:00Z" in line
    assert json.loads(sent) == {"from": "2026-01-01", "at": 1767196800000, "zone": {"x": 1}}
    assert b"content-type: application/json" in request.lower()


def test_header_values_are_stored_encrypted(world: World) -> None:
    source = world.one(world.source(headers={"Authorization": "Bearer s3cret"}))
    assert b"s3cret" not in source.headers
    assert "s3cret" not in repr(source)
    assert unlock(box_of(world.settings), source.headers) == {"Authorization": "Bearer s3cret"}


def test_values_that_another_key_locked_stop_the_source_with_a_sentence(world: World) -> None:
    other = load_settings(demo=True)
    source = world.source()
    with world.database.writing() as session:
        session.get_one(Source, source).headers = lock(box_of(other), {"X-Key": "v"})
    assert world.pull(source) == "failed"
    assert "enter them again" in world.one(source).note
    assert world.provider.hits.total() == 0


def test_an_older_key_can_still_open_what_it_locked() -> None:
    old, new = load_settings(demo=True), load_settings(demo=True)
    locked = lock(box_of(old), {"X-Key": "v"})
    assert unlock(box_of(new, old.secret_key.get_secret_value()), locked) == {"X-Key": "v"}
    with pytest.raises(CannotUnlock):
        unlock(box_of(new), locked)
