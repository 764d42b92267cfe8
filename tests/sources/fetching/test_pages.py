"""Page after page against a server on loopback: all of it as one report, or a clear failure."""

import json
import re
import socket
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import TypeAdapter

from app.sources.fetching.asking import Asking
from app.sources.fetching.fetch import fetch
from app.sources.fetching.fetch_pages import fetch_pages
from app.sources.fetching.join_pages import joined
from app.sources.fetching.paging import at
from app.sources.fetching.tokens import Tokens
from app.sources.outside.ask import Fetched
from app.sources.outside.destinations import allow
from app.sources.outside.faults import Fault, FetchFailed
from app.sources.outside.transport import MEBIBYTE, Door, Limits
from app.sources.setting_up.paging_payloads import Paging
from tests.sources.conftest import PATIENT, World
from tests.sources.faulty_provider import Provider, answer, faulty_provider, raw

pytestmark = pytest.mark.slow  # the service as a whole

ROWS = [
    {"date": f"2026-01-{day:02}", "offered": 100 + day, "answered": 90, "abandoned": 10}
    for day in range(1, 8)
]
Told = tuple[dict[str, str], Any, bytes]  # parameters, JSON body, the request


def serve(provider: Provider, path: str, page: Callable[[Told], bytes]) -> None:
    def reply(_: Provider, connection: socket.socket, request: bytes) -> None:
        query = urlsplit(request.split(b" ")[1].decode()).query
        parameters = {name: values[0] for name, values in parse_qs(query).items()}
        body = request.rsplit(b"\r\n\r\n", 1)[1]
        connection.sendall(page((parameters, json.loads(body) if body else None, request)))

    provider.answers[path] = reply


def asking(provider: Provider, path: str, paging: dict[str, Any], **more: Any) -> Asking:
    return Asking(provider.url(path), paging=checked(paging), **more)


def checked(paging: dict[str, Any]) -> dict[str, Any]:
    """What the routes would store."""
    given = TypeAdapter(Paging).validate_python(paging)
    stored: dict[str, Any] = given.model_dump()
    return stored


def pull(
    provider: Provider, path: str, paging: dict[str, Any], limits: Limits = PATIENT, **more: Any
) -> Fetched:
    door = Door(allow([provider.allowed]), limits)
    return fetch(door, asking(provider, path, paging, **more), Tokens())


def failure(provider: Provider, path: str, paging: dict[str, Any], **more: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        pull(provider, path, paging, **more)
    return failed.value


def js(value: Any, *headers: str) -> bytes:
    return answer(json.dumps(value).encode(), "200 OK", *headers)


LINK = {"kind": "link"}


def linked(provider: Provider, path: str = "days", size: int = 3) -> None:
    """Arrays of rows, each page linking to the next in the form that is given in the RFC."""

    def page(told: Told) -> bytes:
        start = int(told[0].get("after", "0"))
        more = f'Link: </{path}?from=x&after={start + size}>; title="a, b"; rel="next last", </>; rel="first"'
        return js(ROWS[start : start + size], *([more] if start + size < len(ROWS) else []))

    serve(provider, path, page)


def test_link_headers_are_followed_to_the_end(provider: Provider) -> None:
    linked(provider)
    fetched = pull(provider, "days?from=x", LINK, headers={"X-Key": "k"})
    assert json.loads(fetched.content) == ROWS
    assert provider.hits["days"] == 3
    assert all(b"x-key: k" in request.lower() for request in provider.requests)
    assert not {"link", "etag"} & fetched.headers.keys()


def test_a_page_without_a_link_is_the_only_one(provider: Provider) -> None:
    provider.answers["one"] = raw(js({"rows": ROWS}, 'Link: </x>; rel="prev"', 'ETag: "v1"'))
    fetched = pull(provider, "one", LINK)
    assert json.loads(fetched.content) == [{"rows": ROWS}]  # always in one form, however many there are
    assert "etag" not in fetched.headers


@pytest.mark.parametrize("nothing", ["missing", "null", "empty", "false"])
def test_a_cursor_is_sent_back_as_a_parameter_until_there_is_none(provider: Provider, nothing: str) -> None:
    end = {"null": {"next": None}, "empty": {"next": ""}, "false": {"next": False}, "missing": {}}[nothing]

    def page(told: Told) -> bytes:
        start = int(told[0].get("token", "0").strip("& "))
        more = {"next": f"{start + 4}& "} if start + 4 < len(ROWS) else end
        return js({"data": {"rows": ROWS[start : start + 4]}, "meta": more})

    serve(provider, "days", page)
    paging = {"kind": "cursor", "cursor": "meta.next", "name": "token"}
    fetched = pull(provider, "days?from=1", paging)
    assert [len(one["data"]["rows"]) for one in json.loads(fetched.content)] == [4, 3]
    assert b"GET /days?from=1&token=4%26%20 HTTP" in provider.requests[1]


def test_a_cursor_is_sent_back_as_a_field_of_the_body(provider: Provider) -> None:
    def page(told: Told) -> bytes:
        start = (told[1].get("paging") or {}).get("cursor", 0)
        return js({"rows": ROWS[start : start + 4], "next": start + 4 if start + 4 < len(ROWS) else None})

    serve(provider, "days", page)
    paging = {"kind": "cursor", "cursor": "next", "into": "body", "name": "paging.cursor"}
    pull(provider, "days", paging, method="POST", body={"from": "2026-01-01", "paging": {"size": 4}})
    bodies = [json.loads(request.rsplit(b"\r\n\r\n", 1)[1]) for request in provider.requests]
    assert bodies == [
        {"from": "2026-01-01", "paging": {"size": 4}},
        {"from": "2026-01-01", "paging": {"size": 4, "cursor": 4}},
    ]


def test_the_next_address_may_stand_in_the_answer(provider: Provider) -> None:
    def page(told: Told) -> bytes:
        start = int(told[0].get("skip", "0"))
        more = {"@odata.nextLink": f"?skip={start + 4}#top"} if start + 4 < len(ROWS) else {}
        return js({"value": ROWS[start : start + 4], **more})

    serve(provider, "days", page)
    key = {"kind": "api_key", "where": "query", "name": "key", "value": "k"}
    paging = {"kind": "cursor", "cursor": "@odata.nextLink", "into": "address"}
    pull(provider, "days", paging, credentials=key)
    assert [request.split(b" ")[1] for request in provider.requests] == [
        b"/days?key=k",
        b"/days?skip=4&key=k",
    ]


def numbered(provider: Provider, name: str = "page", size: int = 3, **more: Any) -> None:
    def page(told: Told) -> bytes:
        number = int(told[0][name]) - 1
        return js({"rows": ROWS[number * size : (number + 1) * size], **more})

    serve(provider, "days", page)


@pytest.mark.parametrize(
    ("more", "stated", "asked"),
    [
        ({}, {}, 4),
        ({}, {"rows": "rows"}, 4),
        ({"links": ["x"]}, {"rows": "rows"}, 4),
        ({"pages": 3}, {"total": "pages"}, 3),
        ({"all": {"count": "7"}}, {"total": "all.count", "total_of": "rows", "rows": "rows"}, 3),
    ],
)
def test_pages_are_counted_until_one_is_empty_or_all_came(
    provider: Provider, more: dict[str, Any], stated: dict[str, Any], asked: int
) -> None:
    numbered(provider, **more)
    fetched = pull(provider, "days?page=9", {"kind": "page", "name": "page", **stated})
    assert [row for one in json.loads(fetched.content) for row in one["rows"]] == ROWS
    assert provider.hits["days"] == asked
    assert provider.requests[0].startswith(b"GET /days?page=1 ")


def test_offsets_are_counted_in_the_body(provider: Provider) -> None:
    serve(provider, "days", lambda told: js(ROWS[told[1]["offset"] : told[1]["offset"] + 5]))
    paging = {"kind": "page", "name": "offset", "into": "body", "first": 0, "step": 5}
    fetched = pull(provider, "days", paging, method="POST", body={})
    assert json.loads(fetched.content) == ROWS
    assert provider.hits["days"] == 3


def test_pages_of_csv_have_one_header_and_end_with_a_page_without_rows(provider: Provider) -> None:
    header, lines = b"\xef\xbb\xbfdate,offered\r\n", [b"2026-01-01,5\r\n", b'2026-01-02,"6"', b""]
    serve(provider, "days", lambda told: answer(header + lines[int(told[0]["page"]) - 1]))
    fetched = pull(provider, "days", {"kind": "page", "name": "page"})
    assert fetched.content == b'date,offered\r\n2026-01-01,5\n2026-01-02,"6"\n'
    assert provider.hits["days"] == 3


def test_lines_of_json_follow_each_other(provider: Provider) -> None:
    texts = [b'{"a": 1}\n{"a": 2}\n', b'{"a": 3}', b""]
    serve(provider, "days", lambda told: answer(texts[int(told[0]["page"]) - 1]))
    fetched = pull(provider, "days", {"kind": "page", "name": "page"})
    assert fetched.content == b'{"a": 1}\n{"a": 2}\n{"a": 3}\n'


def test_every_digit_of_a_page_is_kept(provider: Provider) -> None:
    text = b'{"rows": [{"x": 1.10000000000000000001, "x2": 1e2}]}'
    provider.answers["one"] = raw(answer(b" " + text + b"\n"))
    assert pull(provider, "one", LINK).content == b"[" + text + b"]"


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ([b"a,b\n1,2\n", b"a,c\n1,2\n"], "page 2 has another header"),
        ([b'"a\nb",c\n1,2\n', b'"a\nb",c\n1,2\n'], "header of several lines"),
        ([b'{"a": []}', b"a,b\n1,2\n"], "different kinds"),
        ([b'{"a": []}', b"[1]"], "different kinds"),
        ([b"PK\x03\x04 1", b"PK\x03\x04 2"], "cannot be joined"),
        (["a,b\n1,2\n".encode("utf-16"), "a,b\n3,4\n".encode("utf-16")], "cannot be joined"),
    ],
)
def test_pages_that_make_no_one_report_are_refused(contents: list[bytes], words: str) -> None:
    with pytest.raises(FetchFailed, match=words) as failed:
        joined([Fetched(200, {}, content, 1, 0.1) for content in contents])
    assert failed.value.fault is Fault.PAGING


def test_a_packed_file_that_is_the_only_page_stays_what_it_is() -> None:
    assert joined([Fetched(200, {}, b"PK\x03\x04 1", 1, 0.1)]).content == b"PK\x03\x04 1"


CURSOR = {"kind": "cursor", "cursor": "next", "name": "token"}
NUMBER = {"kind": "page", "name": "page"}


@pytest.mark.parametrize(
    ("reply", "paging", "words", "hits"),
    [
        (js({"rows": [1], "next": "same"}), CURSOR, "circle without end", 2),
        (js([1], "Link: </x>; rel=next"), LINK, "circle without end", 1),
        (js({"rows": [1]}), NUMBER, "pages 1 and 2 are the same", 2),
        (js({"rows": [1], "next": {"a": 1}}), CURSOR, "no cursor", 1),
        (js({"rows": [1], "next": True}), CURSOR, "no cursor", 1),
        (js({"rows": [1], "next": "x" * 4001}), CURSOR, "no cursor", 1),
        (answer(b"a,b\n1,2\n"), CURSOR, "is no JSON", 1),
        (
            js({"rows": [], "of": 5}),
            {**NUMBER, "total": "of"},
            "of 5 pages that the provider states 0",
            1,
        ),
        (js({"rows": [1]}), {**NUMBER, "total": "of"}, "no total at “of”", 1),
        (js({"rows": [1], "of": "many"}), {**NUMBER, "total": "of"}, "no total at “of”", 1),
        (
            js([1], "Link: <https://elsewhere.example/x>; rel=next"),
            LINK,
            "another host, elsewhere",
            1,
        ),
        (js([1], "Link: <http://[::1>; rel=next"), LINK, "cannot be read", 1),
    ],
)
def test_pages_without_an_end_or_a_sense_fail_clearly(
    provider: Provider, reply: bytes, paging: dict[str, Any], words: str, hits: int
) -> None:
    provider.answers["x"] = raw(reply)
    failed = failure(provider, "x", paging)
    assert failed.fault is Fault.PAGING
    assert words in failed.sentence
    assert provider.hits["x"] == hits


def test_more_pages_than_agreed_fail(provider: Provider) -> None:
    serve(provider, "x", lambda told: js({"rows": [1], "next": int(told[0].get("token", "0")) + 1}))
    assert "after 5 pages" in failure(provider, "x", {**CURSOR, "most_pages": 5}).sentence
    assert provider.hits["x"] == 5


def test_the_bytes_of_all_pages_count_together(provider: Provider) -> None:
    def page(told: Told) -> bytes:
        return js({"rows": ["7" * 700_000], "next": int(told[0].get("token", "0")) + 1})

    serve(provider, "x", page)
    failed = failure(provider, "x", CURSOR, limits=Limits(total=60, decoded=2 * MEBIBYTE, pages=20))
    assert failed.fault is Fault.TOO_LARGE
    assert failed.sentence == "page 3: the pages together are larger than 2 MiB; ask for less at a time"


def test_the_time_of_all_pages_counts_together(provider: Provider) -> None:
    def page(told: Told) -> bytes:
        provider.closing.wait(0.4)
        return js({"rows": [1], "next": int(told[0].get("token", "0")) + 1})

    serve(provider, "x", page)
    failed = failure(provider, "x", CURSOR, limits=Limits(pages=1.0))
    assert failed.fault is Fault.TIMEOUT
    assert failed.sentence == "the pages were not complete after 1 seconds; ask for less at a time"
    assert 1 <= provider.hits["x"] <= 3


def test_a_page_that_fails_fails_the_pull_and_says_which(provider: Provider) -> None:
    def page(told: Told) -> bytes:
        start = int(told[0].get("token", "0"))
        later = answer(b"", "429 Too Many Requests", "Retry-After: 7")
        return later if start == 2 else js({"rows": [start], "next": start + 1})

    serve(provider, "x", page)
    failed = failure(provider, "x", CURSOR)
    assert (failed.fault, failed.status, failed.retry_after) == (Fault.STATUS, 429, "7")
    assert failed.sentence.startswith("page 3: the server answers 429")


def test_a_sign_in_page_in_the_middle_is_no_report(provider: Provider) -> None:
    serve(provider, "x", lambda told: answer(b"<html>") if told[0] else js({"rows": [1], "next": "2"}))
    failed = failure(provider, "x", CURSOR)
    assert (failed.fault, failed.sentence[:7]) == (Fault.NOT_A_REPORT, "page 2:")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/",
        "http://2130706433/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/",
        "https://user:pass@host.example/",
    ],
)
def test_e09_a_next_page_passes_the_same_guard(provider: Provider, target: str) -> None:
    provider.answers["x"] = raw(js([1], f"Link: <{target}>; rel=next"))
    paging = {**LINK, "other_hosts": ["127.0.0.1", "host.example"]}
    assert failure(provider, "x", paging).fault is Fault.DESTINATION
    assert provider.hits.total() == 1


def test_e13_another_host_gets_no_credentials_and_only_when_it_is_listed(provider: Provider) -> None:
    with faulty_provider() as other:
        provider.answers["x"] = raw(js([1], f"Link: <http://localhost:{other.port}/y>; rel=next"))
        back = f"Link: <{provider.url('z')}>; rel=next"
        other.answers["y"] = raw(js([2], back))
        provider.answers["z"] = raw(js([3]))
        door = Door(allow([provider.allowed, f"localhost:{other.port}"]), PATIENT)
        secret = {"headers": {"X-Key": "hunter2"}, "credentials": {"kind": "bearer", "token": "hunter2"}}
        with pytest.raises(FetchFailed, match="another host, localhost"):
            fetch(door, asking(provider, "x", LINK, **secret))
        assert other.hits.total() == 0
        listed = asking(provider, "x", {**LINK, "other_hosts": ["LocalHost"]}, **secret)
        assert json.loads(fetch(door, listed).content) == [1, 2, 3]
    assert b"hunter2" not in other.requests[0]
    assert b"hunter2" in provider.requests[-1]


def test_e13_https_is_not_left_for_http(provider: Provider) -> None:
    """A next page on the same name without TLS is another host: nothing is sent there."""
    asked: list[Asking] = []

    def once(_: Door, one: Asking) -> Fetched:
        asked.append(one)
        return Fetched(200, {"link": "<http://reports.example/2>; rel=next"}, b"[1]", 1, 0.1)

    secure = Asking("https://reports.example/1", paging=checked({**LINK, "other_hosts": ["reports.example"]}))
    with pytest.raises(FetchFailed, match="another host"):
        fetch_pages(Door(allow(["reports.example:80", "reports.example:443"]), PATIENT), secure, once)
    assert len(asked) == 1


def test_a_path_finds_keys_with_dots() -> None:
    assert at({"a": {"b": 1}}, "a.b") == 1
    assert at({"@odata.nextLink": 2}, "@odata.nextLink") == 2
    assert at({"a": {"b.c": 3}}, "a.b.c") == 3
    assert at({"a": [1]}, "a.0") is None
    assert at([1], "a") is None


@pytest.mark.parametrize("rows", [None, "rows[]"])
def test_a_paged_pull_is_one_report_and_the_same_pages_again_change_nothing(
    world: World, rows: str | None
) -> None:
    numbered(world.provider)
    mapping = {"json": {"rows": rows}} if rows else None
    source = world.source("days", paging=checked({**NUMBER, "rows": "rows"}), mapping=mapping)
    assert [world.pull(source, date(2026, 1, 1)) for _ in range(2)] == ["accepted", "unchanged"]
    (report,) = world.reports()
    assert report.rows == len(ROWS)
    assert {attempt.sha256 for attempt in world.attempts()} == {report.sha256}
    assert not any(re.search(rb"(?i)if-none-match", request) for request in world.provider.requests)
