"""Manners of every answer: tags and 304, problems in one form, limits, hosts, no fault of ours."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.limits import BodyLimit
from tests.desk import BASE, REF, Desk, calls

pytestmark = pytest.mark.slow  # the service as a whole

PROBLEM = "application/problem+json"
READABLE = (
    "/contracts",
    f"/contracts/{REF}",
    f"/contracts/{REF}/terms",
    f"/contracts/{REF}/terms/2026-01-01",
    f"/contracts/{REF}/reports",
    f"/contracts/{REF}/scorecards/2026-01",
    f"/contracts/{REF}/trends/abandonment",
    f"/contracts/{REF}/measures?from=2026-01-01&to=2026-02-01",
    f"/contracts/{REF}/sources",
    "/portfolio?period=2026-01",
    "/me",
    "/tokens",
    "/organisations",
    "/openapi.json",
)


def test_everything_readable_has_a_tag_and_is_not_sent_twice(one_agreed: Desk) -> None:
    one_agreed.send(calls())
    one_agreed.judge()
    for path in READABLE:
        first = one_agreed.get(path)
        assert first.status_code == 200, path
        assert first.headers["cache-control"] == "private, no-cache"
        assert {"authorization", "cookie"} <= {
            part.strip().lower() for part in first.headers["vary"].split(",")
        }
        tag = first.headers["etag"]
        for held in (tag, f'"other", {tag}', f"W/{tag}", "*"):
            again = one_agreed.get(path, headers={"If-None-Match": held})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), path
        assert one_agreed.get(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_a_tag_changes_with_what_is_read(one_agreed: Desk) -> None:
    card = f"/contracts/{REF}/scorecards/2026-01"
    one_agreed.send(calls(abandoned=7))
    tag = one_agreed.get(card).headers["etag"]
    one_agreed.send(calls(abandoned=5))
    fresh = one_agreed.get(card, headers={"If-None-Match": tag})
    assert (fresh.status_code, fresh.headers["etag"] == tag) == (200, False)


def test_who_may_not_read_is_not_told_that_it_is_unchanged(one_agreed: Desk) -> None:
    card = f"/contracts/{REF}/scorecards/2026-01"
    tag = one_agreed.get(card).headers["etag"]
    for who, status in (("outsider_auditor", 404), ("", 401)):
        for held in (tag, "*"):
            answer = one_agreed.get(card, who, headers={"If-None-Match": held})
            assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")
            assert "etag" not in answer.headers


def test_changes_carry_no_tag_of_a_page_and_are_never_kept(one_agreed: Desk) -> None:
    sent = one_agreed.send(calls(), headers={"If-None-Match": "*"})
    assert (sent.status_code, sent.headers["cache-control"]) == (201, "no-store")


def test_the_tag_of_a_file_is_its_digest(one_agreed: Desk) -> None:
    sent = one_agreed.send(calls()).json()
    path = f"/contracts/{REF}/reports/{sent['id']}"
    file = one_agreed.get(f"{path}/file")
    assert file.headers["etag"] == f'"{one_agreed.shown(path)["sha256"]}"'
    assert one_agreed.get(f"{path}/file", headers={"If-None-Match": file.headers["etag"]}).status_code == 304


def test_every_error_is_a_problem(one_agreed: Desk) -> None:
    cases: tuple[tuple[str, str, dict[str, Any], int], ...] = (
        ("GET", "/nothing", {}, 404),
        ("GET", f"/contracts/{REF}/", {}, 404),
        ("TRACE", "/contracts", {}, 405),
        ("HEAD", "/contracts", {}, 405),
        ("OPTIONS", "/contracts", {"headers": {"Origin": "http://evil.example"}}, 405),
        ("DELETE", "/contracts", {}, 405),
        ("POST", "/contracts", {"content": b"{"}, 415),
        ("POST", "/contracts", {"content": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/contracts", {"content": b"[1]", "headers": {"Content-Type": "application/json"}}, 422),
        ("POST", "/contracts", {"content": b"{}", "headers": {"Content-Type": "text/plain"}}, 415),
        ("GET", "/contracts?limit=0", {}, 422),
        ("GET", f"/contracts/{REF}/reports/2147483648", {}, 422),
        ("GET", f"/contracts/{REF}/reports/{'0' * 32}", {}, 404),
        ("PUT", f"/contracts/{REF}/terms/2026-13-01", {"content": b"x"}, 422),
    )
    for method, path, given, status in cases:
        answer = one_agreed.ask("client_auditor", method, path, **given)
        assert answer.status_code == status, (method, path)
        if method != "HEAD":
            assert answer.headers["content-type"] == PROBLEM, (method, path)
            assert answer.json()["status"] == status
        assert answer.headers["cache-control"] == "no-store"
        if status == 405:
            assert answer.headers["allow"] == "GET, POST"
            assert "access-control-allow-origin" not in answer.headers
    location = one_agreed.http.get("/api/v1/contracts/", headers={"Host": "evil.example"}).headers
    assert "location" not in location


def test_json_that_is_none_is_refused_quickly(one_agreed: Desk) -> None:
    bodies: tuple[tuple[bytes, tuple[int, ...]], ...] = (
        (b"[" * 100_000, (400, 422)),
        (b'{"reference": ' + b"9" * 5000 + b"}", (400, 422)),
        (b'{"reference": "A", "reference": "B", "provider": "P"} x', (400,)),
        (b'{"__proto__": {"a": 1}, "reference": "A", "provider": "P"}', (422,)),
        (b'{"reference": NaN, "provider": 1e400}', (400, 422)),
        (b'{"reference": "\\ud800", "provider": "P"}', (422,)),
        (b"\xff\xfe{", (400, 422)),
    )
    for body, statuses in bodies:
        answer = one_agreed.ask(
            "client_auditor", "POST", "/contracts", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code in statuses, (body[:40], answer.text)
        assert answer.headers["content-type"] == PROBLEM


def test_an_answer_never_repeats_what_was_sent(one_agreed: Desk) -> None:
    body = {"reference": "hunter2 secret", "provider": "hunter2\n"}
    answer = one_agreed.ask("client_auditor", "POST", "/contracts", json=body)
    assert (answer.status_code, "hunter2" in answer.text) == (422, False)


def test_an_unforeseen_error_shows_a_number_and_nothing_else(one_desk: Desk) -> None:
    def breaks() -> None:
        raise RuntimeError("SELECT secret FROM table at /srv/app.py")

    one_desk.app.add_api_route("/api/v1/breaks", breaks)
    answer = one_desk.get("/breaks")
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert problem["request_id"] in problem["detail"]
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_only_its_own_hosts_are_answered_and_probes_always(one_desk: Desk) -> None:
    for host, status in (
        ("127.0.0.1:8000", 200),
        ("LOCALHOST", 200),
        ("[::1]:8000", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("", 400),
        ("127.0.0.1@evil.example", 400),
    ):
        answer = one_desk.get("/me", headers={"Host": host})
        assert answer.status_code == status, host
        assert status == 200 or answer.headers["content-type"] == PROBLEM
        assert one_desk.http.get("/healthz", headers={"Host": host}).json() == {"status": "alive"}
    assert one_desk.http.get("/readyz", headers={"Host": "10.0.0.7"}).json() == {"status": "ready"}


def test_what_a_proxy_might_have_said_counts_for_nothing(one_desk: Desk) -> None:
    told = {"X-HTTP-Method-Override": "DELETE", "X-Tenant-ID": "1", "X-Forwarded-For": "1.2.3.4"}
    assert one_desk.get("/me", headers={**told, "X-Forwarded-Host": "evil.example"}).status_code == 200


def test_a_body_above_the_limit_is_refused_declared_or_not(one_desk: Desk) -> None:
    limit = one_desk.settings.body_limit + 1_000_000

    def in_pieces() -> Iterator[bytes]:
        for _ in range(limit // 1_000_000 + 2):
            yield b"x" * 1_000_000

    for path, kind in (("/contracts", "application/json"), (f"/contracts/{REF}/reports", "text/csv")):
        headers = {"Content-Type": kind}
        answers = (
            one_desk.ask("client_auditor", "POST", path, content=b"x" * (limit + 1), headers=headers),
            one_desk.ask("client_auditor", "POST", path, content=in_pieces(), headers=headers),
        )
        for answer in answers:
            assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM), path


async def _reads_in_vain(scope: Any, receive: Any, send: Any) -> None:
    """An application that takes a fault while reading for something else, as a framework may."""
    status = 200
    try:
        while (await receive()).get("more_body"):
            pass
    except Exception:
        status = 400
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b"misread", "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(("size", "status"), [(10, 200), (11, 413)])
def test_a_reader_that_misreads_the_limit_cannot_hide_it(size: int, status: int) -> None:
    http = TestClient(BodyLimit(_reads_in_vain, limit=10), base_url=BASE)
    answer = http.post("/", content=iter([b"x" * size]))
    assert answer.status_code == status
    assert status == 200 or json.loads(answer.content)["status"] == 413


def test_every_request_has_a_number_of_its_own(one_desk: Desk) -> None:
    numbers = {one_desk.get("/me").headers["x-request-id"] for _ in range(3)}
    assert len(numbers) == 3
