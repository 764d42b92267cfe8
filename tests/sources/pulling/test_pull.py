"""Pulling one window from a provider that misbehaves, on both databases."""

import json
import socket
import threading
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import func, select

from app.access.events.tables import Event
from app.access.locked import CannotUnlock, box_of, lock, unlock
from app.access.tables import AuditEntry
from app.contracts.amend import put_terms
from app.contracts.revisions import lock as lock_contract
from app.contracts.revisions import take_revision
from app.jobs import Later, Work
from app.reports.arriving.quota import EACH
from app.reports.keeping.basis import Basis, Sent
from app.reports.reading.read import Reading
from app.reports.tables import SheetRow
from app.settings import load_settings
from app.sources.pulling.circuit import OPENS_AFTER
from app.sources.pulling.keep_pulled import NO_ROOM
from app.sources.pulling.plan import plan_pulls
from app.sources.tables import Source
from tests.sources.conftest import JANUARY, NOW, PATIENT, QUICK, TERMS, World
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


def test_l08_what_an_organisation_may_not_store_is_not_pulled_and_known_bytes_take_no_room(
    world: World,
) -> None:
    source = world.source()
    assert world.pull(source, room=EACH) == "failed"
    assert world.attempts()[-1].error == NO_ROOM
    assert sheets(world) == 0
    assert world.pull(source, room=EACH + len(CSV)) == "accepted"
    assert world.pull(source, room=EACH) == "unchanged"


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
    limits = QUICK if path.startswith(("slow", "half")) else PATIENT
    assert isinstance(world.pull(world.source(path), limits=limits), Later)
    assert (world.reports(), sheets(world)) == ([], 0)
    (attempt,) = world.attempts()
    assert (attempt.status, attempt.report_id) == ("failed", None)


def test_after_the_last_attempt_the_window_waits_for_the_schedule(world: World) -> None:
    assert world.pull(world.source("500"), attempt=6) == "failed"


@pytest.mark.on_both
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
    world.provider.closing.set()
    pulling.join()


def test_an_attempt_that_a_dead_process_left_open_is_shown_as_interrupted(world: World) -> None:
    source = world.source("dies")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    world.provider.answers["dies"] = raw(answer(CSV))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("app.sources.pulling.pull.refuse_pages", die)
        with pytest.raises(KeyboardInterrupt):
            world.pull(source)
    assert [one.status for one in world.attempts()] == ["running"]
    assert world.pull(source) == "accepted"
    assert [one.status for one in world.attempts()] == ["interrupted", "accepted"]


def fail_until_open(world: World, source: UUID) -> datetime:
    """Let a source fail until its circuit opens; return when its rest is over."""
    for _ in range(OPENS_AFTER):
        world.pull(source)
    probe_at = world.one(source).probe_at
    assert probe_at is not None
    return probe_at


def told(world: World) -> list[str]:
    """What the owner was told, in its order; what stopped is an event for the owner alone."""
    with world.database.reading() as session:
        events = list(session.exec(select(Event).where(Event.kind == "source.failing")))
        assert {event.only for event in events} == {world.provider_id}
        assert [event.facts["name"] for event in events] == ["daily"]
        chosen = select(AuditEntry.action).where(AuditEntry.organisation_id == world.provider_id)
        return list(session.exec(chosen.order_by(AuditEntry.at, AuditEntry.id)))


def test_repeated_failure_opens_the_circuit_and_nothing_more_is_fetched(world: World) -> None:
    source = world.source("500")
    assert [isinstance(world.pull(source), Later) for _ in range(OPENS_AFTER)] == [True] * 7 + [False]
    stopped = world.one(source)
    assert (stopped.state, stopped.note) == ("stopped", "the server answers 500")
    assert world.pull(source) == "stopped"
    assert (world.provider.hits["500"], len(world.attempts())) == (OPENS_AFTER, OPENS_AFTER)
    assert told(world) == ["source.stop"]


def test_after_its_rest_one_window_is_tried_and_an_answer_brings_the_source_back(world: World) -> None:
    world.provider.answers["moody"] = world.provider.answers["500"]
    source = world.source("moody", window="day", look_back=0, since=date(2026, 1, 30))
    probe_at = fail_until_open(world, source)
    before = probe_at - timedelta(seconds=1)
    plan_pulls(world.database, world.settings, before)
    assert world.pulls(before) == []
    world.provider.answers["moody"] = world.provider.answers["good"]
    for _ in range(2):
        plan_pulls(world.database, world.settings, probe_at)
    assert world.one(source).probing
    assert "accepted" in world.pulls(probe_at)
    well = world.one(source)
    assert (well.state, well.note, well.failures, well.stopped_at) == ("ok", "", 0, None)
    assert world.provider.hits["moody"] == OPENS_AFTER + 1
    plan_pulls(world.database, world.settings, probe_at)  # and what was missed is caught up with at once
    assert len(world.pulls(probe_at)) == 2
    assert told(world) == ["source.stop", "source.recover"]


def test_a_try_that_fails_lets_the_source_rest_again_and_tells_nobody_twice(world: World) -> None:
    source = world.source("500")
    probe_at = fail_until_open(world, source)
    plan_pulls(world.database, world.settings, probe_at)
    assert world.pulls(probe_at) == ["failed"]
    again = world.one(source)
    assert (again.state, again.probing) == ("stopped", False)
    assert again.probe_at is not None
    assert again.probe_at - probe_at > timedelta(minutes=80)
    assert told(world) == ["source.stop"]


def test_a_try_that_got_lost_is_asked_for_again(world: World) -> None:
    source = world.source("500")
    probe_at = fail_until_open(world, source)
    with world.database.writing() as session:
        session.get_one(Source, source).probing = True
    plan_pulls(world.database, world.settings, probe_at)
    assert world.pulls(probe_at) == ["failed"]


@pytest.mark.on_both
def test_the_contract_is_not_locked_while_the_file_is_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large file takes a while to read; meanwhile others send reports for the same contract."""
    source = world.source()
    reading, go_on = threading.Event(), threading.Event()
    read = Basis.read

    def slowly(basis: Basis, sent: Sent) -> Reading:
        reading.set()
        assert go_on.wait(60)
        return read(basis, sent)

    monkeypatch.setattr(Basis, "read", slowly)
    pulling = threading.Thread(target=world.pull, args=(source,))
    pulling.start()
    assert reading.wait(60)
    with world.database.writing() as session:  # would wait twenty seconds and then fail
        revision = take_revision(session, lock_contract(session, world.contract_id).id, "report", NOW, None)
    go_on.set()
    pulling.join()
    assert [one.status for one in world.attempts()] == ["accepted"]
    assert (world.reports()[0].revision or 0) > revision


def test_terms_that_change_while_the_file_is_read_count_for_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = world.source("queues")
    world.provider.answers["queues"] = raw(answer(b"date,queue,offered\n2026-01-05,billing,9\n"))
    read, reads = Basis.read, []

    def late(basis: Basis, sent: Sent) -> Reading:
        result = read(basis, sent)
        reads.append(basis.context.queues)
        if len(reads) == 1:
            changed = TERMS.replace("queues: {", "queues: {sales: {title: 销售}, ")
            with world.database.writing() as session:
                put_terms(session, world.contract_id, JANUARY, changed, NOW, None)
        return result

    monkeypatch.setattr(Basis, "read", late)
    assert world.pull(source) == "accepted"
    assert [sorted(queues) for queues in reads] == [["billing"], ["billing", "sales"]]


def test_a_process_that_was_thought_dead_and_comes_late_stores_nothing(world: World) -> None:
    """It holds older data than the one that took over."""
    source, late, go_on = world.source("slow"), threading.Event(), threading.Event()

    def slow(_: object, connection: socket.socket, __: bytes) -> None:
        if not late.is_set():
            late.set()
            go_on.wait(60)
            connection.sendall(answer(CSV))
        else:
            connection.sendall(answer(CSV.replace(b"100,90,10", b"100,95,5")))

    world.provider.answers["slow"] = slow
    outcomes: list[object] = []
    first = threading.Thread(target=lambda: outcomes.append(world.pull(source)))
    first.start()
    assert late.wait(60)
    assert world.pull(source) == "accepted"
    go_on.set()
    first.join()
    assert outcomes == ["superseded"]
    assert (len(world.reports()), [one.status for one in world.attempts()]) == (
        1,
        ["interrupted", "accepted"],
    )


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
