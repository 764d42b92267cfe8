"""Files wait their turn outside the threads: whoever only looks something up is answered meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from app.reports.arriving.places import Places, places_for
from app.reports.keeping.basis import Basis, Sent
from app.reports.reading.read import Reading
from tests.desk import BASE, REF, Desk, calls

pytestmark = pytest.mark.slow  # the service as a whole

PATIENT = 60.0  # seconds that a test waits for what comes in milliseconds
REPORTS = f"/contracts/{REF}/reports"
READING = (
    f"/api/v1{REPORTS}",
    f"/api/v1{REPORTS}/preview",
    f"/api/v1{REPORTS}/{uuid4()}/reread",
    REPORTS,
    f"/contracts/{REF}/drafts",
    f"/contracts/{REF}/drafts/{uuid4()}",
)
ASKING = (f"/api/v1/contracts/{REF}/sources/{uuid4()}/try", f"/contracts/{REF}/sources/{uuid4()}")


def in_loop(desk: Desk, act: Callable[[], Any]) -> Any:
    """What an act gives that has to happen where the requests are answered."""
    assert desk.http.portal is not None
    return desk.http.portal.call(act)


@contextmanager
def all_held(desk: Desk) -> Iterator[Places]:
    """Every place is taken until this ends."""
    places: Places = desk.app.state.places_to_read
    for _ in range(places.most):
        in_loop(desk, places.take)
    places.patience = PATIENT
    try:
        yield places
    finally:
        for _ in range(places.most):
            in_loop(desk, places.give_back)


def until(what: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENT
    while not what():
        assert time.monotonic() < ends, "it did not come about"
        time.sleep(0.01)


def test_c12_while_no_place_is_free_files_wait_and_pages_are_answered(
    one_agreed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, most, lock, read = [0], [0], threading.Lock(), Basis.read

    def counting(basis: Basis, sent: Sent) -> Reading:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        try:
            return read(basis, sent)
        finally:
            with lock:
                now[0] -= 1

    monkeypatch.setattr(Basis, "read", counting)  # counts, and does what it did
    files = [calls(abandoned=number) for number in range(1, 13)]  # twice as many as there are threads
    with ThreadPoolExecutor(len(files)) as pool:
        with all_held(one_agreed) as places:
            sent: list[Future[Response]] = [pool.submit(one_agreed.send, one) for one in files]
            until(lambda: places.waiting == len(files))
            for path in ("/me", "/contracts", REPORTS):
                assert one_agreed.get(path).status_code == 200
            assert not any(one.done() for one in sent)
            assert most == [0]
        assert {one.result(PATIENT).status_code for one in sent} == {201}
    assert 1 <= most[0] <= places.most == places_for(one_agreed.settings.thread_limit)
    assert (places.taken, places.waiting) == (0, 0)


def test_whose_body_is_wrong_does_not_stand_in_line(one_agreed: Desk) -> None:
    with all_held(one_agreed) as places:
        answer = one_agreed.ask("provider_clerk", "POST", REPORTS, files={"other": ("a.csv", b"")})
        assert (answer.status_code, places.waiting) == (422, 0)


@pytest.mark.parametrize("given", [{"line": 0}, {"patience": 0.01}], ids=["a long line", "a long wait"])
def test_whom_nobody_can_serve_comes_again(one_agreed: Desk, given: dict[str, Any]) -> None:
    full = in_loop(one_agreed, lambda: Places(1, **given))
    if "patience" in given:
        in_loop(one_agreed, full.take)
    one_agreed.app.state.places_to_read, free = full, one_agreed.app.state.places_to_read
    told = one_agreed.send(calls())
    assert (told.status_code, told.json()["title"]) == (503, "Not available just now")
    assert int(told.headers["retry-after"]) > 0
    assert one_agreed.shown(REPORTS)["items"] == []
    one_agreed.app.state.places_to_read = free
    assert one_agreed.send(calls()).status_code == 201


def _given(path: str) -> dict[str, Any]:
    if path.endswith(("reread", "try")):
        return {"json": {}}
    form = {"files": {"file": ("a.csv", calls())}}
    return form if path.endswith(("reports", "preview", "drafts")) else {"data": {"act": "drop"}}


def test_whatever_reads_a_file_or_asks_a_provider_takes_a_place(one_agreed: Desk) -> None:
    full, state = in_loop(one_agreed, lambda: Places(1, line=0)), one_agreed.app.state
    for which, paths in (("places_to_read", READING), ("places_to_ask", ASKING)):
        kept = getattr(state, which)
        setattr(state, which, full)
        for path in paths:
            told = one_agreed.http.post(
                path,
                headers={"Authorization": f"Bearer {one_agreed.tokens['provider_clerk']}", "Origin": BASE},
                **_given(path),
            )
            assert told.status_code == 503, (path, told.text)
        setattr(state, which, kept)


def test_a_place_is_free_again_however_the_request_ended(one_agreed: Desk) -> None:
    places: Places = one_agreed.app.state.places_to_read
    assert one_agreed.send(b"nothing that is a report").status_code == 422
    assert one_agreed.send(calls(), who="").status_code == 401
    assert one_agreed.send(calls(), ref="unknown").status_code == 404
    assert places.taken == 0
