"""Errors are answered as RFC 9457 problems that repeat nothing and show nothing of the inside."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy.exc import DataError, OperationalError

from app import errors
from app.database import new_id
from app.payloads import Id, Limit, Line, Payload, Prose, cursor_of, read_cursor
from app.problems import KINDS, add_problem_handlers

SECRET = "correct horse battery"


class Body(Payload):
    name: Line
    count: int = 0
    note: Prose = ""
    password: SecretStr = SecretStr("")
    owner: Id | None = None


class RoomsOwnError(errors.Refused):
    """What a room adds to the tree needs no line in the table."""


RAISED = {
    "malformed": errors.Malformed("x"),
    "not-signed-in": errors.NotSignedIn(),
    "not-allowed": errors.NotAllowed(),
    "not-found": errors.NotFound(),
    "gone": errors.Gone("x"),
    "conflict": errors.Conflict("x"),
    "changed-meanwhile": errors.PreconditionFailed("x"),
    "too-slow": errors.TooSlow("x"),
    "too-large": errors.TooLarge("x"),
    "unsupported": errors.Unsupported("x"),
    "refused": RoomsOwnError("x"),
    "too-many": errors.TooMany("x", retry_after=7),
    "unavailable": errors.Unavailable("x", retry_after=9),
}


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI(redirect_slashes=False)

    async def page(_: Request, problem: Mapping[str, Any]) -> Response:
        return Response(f"<h1>{problem['title']}</h1>", problem["status"])

    add_problem_handlers(app, page)

    @app.get("/api/raise/{slug}")
    def raising(slug: str) -> None:
        raise RAISED[slug]

    @app.get("/page/raise/{slug}")
    def raising_page(slug: str) -> None:
        raise RAISED[slug]

    @app.post("/api/body")
    def body(body: Body, limit: Limit = 10) -> dict[str, int]:
        return {"limit": limit}

    @app.get("/api/rows")
    def rows() -> None:
        found = [
            errors.Problem(f"line {n}", "bad_count", "not a count", value=SECRET) for n in range(100_000)
        ]
        raise errors.Refused("Some rows are wrong.", found)

    @app.get("/api/bug")
    def bug(request: Request) -> None:
        raise KeyError(SECRET)

    @app.get("/api/busy")
    def busy() -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused to 10.0.0.5"))

    @app.get("/api/unstorable")
    def unstorable() -> None:
        raise DataError("INSERT …", {"name": SECRET}, Exception("NUL"))

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_every_error_of_the_tree_has_its_line_in_the_table() -> None:
    tree = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert set(KINDS) == tree
    assert {kind.slug for kind in KINDS.values()} == {*RAISED, "fault"}


@pytest.mark.parametrize("slug", RAISED)
def test_each_error_is_answered_with_its_problem(client: TestClient, slug: str) -> None:
    answer = client.get(f"/api/raise/{slug}", headers={"Accept": "text/html"})
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert problem["type"] == f"urn:scorecard:problem:{slug}"
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"] == RAISED[slug].message


def test_what_the_status_demands_stands_in_the_headers(client: TestClient) -> None:
    assert client.get("/api/raise/not-signed-in").headers["www-authenticate"].startswith("Bearer")
    assert client.get("/api/raise/too-many").headers["retry-after"] == "7"
    assert client.get("/api/raise/unavailable").headers["retry-after"] == "9"
    method = client.put("/api/rows")
    assert (method.status_code, method.headers["allow"]) == (405, "GET")
    assert method.json()["type"] == "urn:scorecard:problem:method-not-allowed"


def test_an_unknown_address_reads_like_an_unknown_thing(client: TestClient) -> None:
    assert client.get("/api/nothing").json() == client.get("/api/raise/not-found").json()


def test_browsers_get_a_page_outside_of_the_api(client: TestClient) -> None:
    answer = client.get("/page/raise/not-found", headers={"Accept": "text/html,*/*"})
    assert (answer.status_code, answer.text) == (404, "<h1>Not found</h1>")
    assert client.get("/page/raise/not-found").json()["status"] == 404


def test_a_refusal_lists_the_first_hundred_and_counts_all(client: TestClient) -> None:
    answer = client.get("/api/rows")
    problem = answer.json()
    assert (len(problem["errors"]), problem["count"]) == (100, 100_000)
    assert problem["errors"][7] == {"where": "line 7", "code": "bad_count", "message": "not a count"}
    assert len(answer.content) < 64 * 1024
    assert SECRET not in answer.text


def test_what_was_sent_is_not_repeated(client: TestClient) -> None:
    answer = client.post(
        "/api/body", json={"name": 5, "count": SECRET, "password": [SECRET], "extra": SECRET}
    )
    assert answer.status_code == 422
    assert SECRET not in answer.text
    assert {error["where"] for error in answer.json()["errors"]} == {
        "body.name",
        "body.count",
        "body.password",
        "body.extra",
    }


@pytest.mark.parametrize("count", ["5", "1_000", " 5 ", True, 5.0, 1.5, None])
def test_what_only_looks_like_an_integer_is_refused(client: TestClient, count: object) -> None:
    assert client.post("/api/body", json={"name": "a", "count": count}).status_code == 422


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "1" * 5000])
def test_numbers_that_json_does_not_have_are_refused(client: TestClient, number: str) -> None:
    answer = client.post(
        "/api/body",
        content='{"name": "a", "count": %s}' % number,  # noqa: UP031
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["", " a", "a\n", "a\tb", "a\u0000b", "\x1b[0m", "a\u2028b", "x" * 201])
def test_a_line_is_one_line_of_printable_text(client: TestClient, text: str) -> None:
    assert client.post("/api/body", json={"name": text}).status_code == 422


@pytest.mark.parametrize(
    "body", ['{"name": "\\ud800"}', '{"name": "a", "\\ud800": 1}', '{"name": "a", "note": "\\ud800"}']
)
def test_half_a_character_is_refused_wherever_it_stands(client: TestClient, body: str) -> None:
    answer = client.post("/api/body", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert json.loads(answer.text)["errors"]


def test_names_in_any_script_are_taken_as_they_are(client: TestClient) -> None:
    for name in ("合同 一", "Zoë & Søn <b>", "'; DROP TABLE person; --", "👩‍👩‍👧", "=1+1"):
        assert client.post("/api/body", json={"name": name}).status_code == 200


@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, '{"name": "a"} x', "nul"])
def test_json_that_cannot_be_read(client: TestClient, body: str) -> None:
    answer = client.post("/api/body", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", None])
def test_a_body_of_another_kind_is_not_read(client: TestClient, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = client.post("/api/body", content=b'{"name": "a"}', headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize("limit", ["-1", "0", "201", "1e9", "x", "1.5", ""])
def test_a_limit_out_of_its_bounds_is_refused(client: TestClient, limit: str) -> None:
    assert client.post(f"/api/body?limit={limit}", json={"name": "a"}).status_code == 422


def test_a_fault_of_ours_shows_an_id_and_nothing_else(client: TestClient) -> None:
    with structlog.testing.capture_logs() as logged:
        answer = client.get("/api/bug")
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (500, "urn:scorecard:problem:fault")
    assert problem["request_id"] in problem["detail"]
    assert [entry["request_id"] for entry in logged] == [problem["request_id"]]
    for inside in (SECRET, "KeyError", "Traceback", ".py"):
        assert inside not in answer.text


def test_a_database_that_does_not_answer_is_unavailable(client: TestClient) -> None:
    answer = client.get("/api/busy")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "10.0.0.5" not in answer.text
    assert "SELECT" not in answer.text


def test_a_value_that_no_column_takes_is_the_callers_fault(client: TestClient) -> None:
    answer = client.get("/api/unstorable")
    assert answer.status_code == 422
    assert SECRET not in answer.text


def test_a_cursor_comes_back_as_its_id_and_bears_no_tampering() -> None:
    one = new_id()
    cursor = cursor_of(one)
    assert read_cursor(cursor) == one
    assert read_cursor(None) is None
    other = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    for wrong in ("", "x", "é", cursor + "A", cursor[:-1], other, str(one), "=" * 8):
        with pytest.raises(errors.Malformed):
            read_cursor(wrong)
