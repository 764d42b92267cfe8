"""Sources over HTTP, on both databases."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.access.tables import AuditEntry
from app.jobs import run_due
from app.sources import routes
from tests.sources.conftest import QUICK, World
from tests.sources.faulty_provider import answer, raw

pytestmark = pytest.mark.slow  # the service as a whole

SECRET = "s3cret-value"
AT = "/api/v1/contracts/ACME-2026-01/sources"
Bearer = Callable[[str], dict[str, str]]


@pytest.fixture
def world(one_world: World) -> World:
    """What is answered has nothing to do with the kind of database."""
    return one_world


@pytest.fixture
def body(world: World) -> dict[str, Any]:
    url = world.provider.url("good?from={start}&to={end}")
    headers = {"Authorization": f"Bearer {SECRET}"}
    return {"name": "daily", "url": url, "headers": headers, "every_minutes": 60}


def create(client: TestClient, who: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    made = client.post(AT, json=body, headers=who)
    assert made.status_code == 201, made.text
    told: dict[str, Any] = made.json()
    return told


def test_a_source_is_made_read_listed_and_its_values_never_shown(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    made = create(client, bearer("clerk"), body)
    assert (made["side"], made["header_names"], made["state"]) == ("provider", ["Authorization"], "ok")
    one = client.get(f"{AT}/{made['id']}", headers=bearer("clerk"))
    listed = client.get(AT, headers=bearer("reader"))
    assert [item["id"] for item in listed.json()["items"]] == [made["id"]]
    with world.database.reading() as session:
        audit = [repr((entry.before, entry.after)) for entry in session.exec(select(AuditEntry))]
    assert SECRET not in one.text + listed.text + "".join(audit)
    assert any("daily" in entry for entry in audit)


def test_secrets_in_the_address_are_masked(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    url = world.provider.url("good?api_key=hunter2&from={start}")
    made = create(client, bearer("clerk"), {**body, "url": url})
    assert "hunter2" not in str(made)
    assert "from={start}" in made["url"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "http://127.0.0.1:1/x"}, "url"),
        ({"url": "https://2130706433/x"}, "url"),
        ({"url": "https://host.example/{month}"}, "url"),
        ({"url": "https://host.example:22/"}, "url"),
        ({"url": "https://" + "a" * 3000}, "body.url"),
        ({"every_minutes": None}, "cron"),
        ({"cron": "0 6 * * *"}, "cron"),
        ({"every_minutes": None, "cron": "whenever"}, "cron"),
        ({"body": {"a": 1}}, "body"),
        ({"method": "POST", "body": "x"}, "body.body"),
        ({"method": "POST", "body": {"a": [{"b": "{strat}"}]}}, "body.a.0.b"),
        ({"method": "POST", "body": {"a": "x" * 20_001}}, "body.body"),
        ({"method": "POST", "body": {"a": [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}}, "body.body"),
        ({"paging": {"kind": "cursor", "cursor": "next"}}, "paging.name"),
        ({"paging": {"kind": "cursor", "cursor": "a", "into": "body", "name": "b"}}, "paging.into"),
        ({"paging": {"kind": "page", "name": "p", "total": "n", "total_of": "rows"}}, "paging.rows"),
        ({"paging": {"kind": "link", "other_hosts": ["a b"]}}, "body.paging.link.other_hosts"),
        ({"paging": {"kind": "link", "most_pages": 1001}}, "body.paging.link.most_pages"),
        ({"headers": {"Host": "elsewhere"}}, "body.headers"),
        ({"headers": {"X": "a\r\nY: b"}}, "body.headers"),
        ({"headers": {"X\r\nY": "b"}}, "body.headers"),
        ({"headers": {"X": "a", "x": "b"}}, "body.headers"),
        ({"window": "year"}, "body.window"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"pause_seconds": 3601}, "body.pause_seconds"),
        ({"lag_days": -1}, "body.lag_days"),
        ({"mapping": {"columns": 5}}, "mapping"),
        ({"organisation_id": "00000000-0000-0000-0000-000000000000"}, "body.organisation_id"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(
    client: TestClient, bearer: Bearer, body: dict[str, Any], change: dict[str, Any], where: str
) -> None:
    refused = client.post(AT, json={**body, **change}, headers=bearer("clerk"))
    assert refused.status_code == 422, refused.text
    assert any(error["where"].startswith(where) for error in refused.json()["errors"]), refused.text
    assert SECRET not in refused.text


def test_a_change_needs_the_version_that_was_read(
    client: TestClient, bearer: Bearer, body: dict[str, Any]
) -> None:
    made, who = create(client, bearer("clerk"), body), bearer("clerk")
    at = f"{AT}/{made['id']}"
    tag = client.get(at, headers=who).headers["etag"]
    changed = client.patch(at, json={"name": "hourly"}, headers={**who, "If-Match": tag})
    assert (changed.status_code, changed.json()["name"]) == (200, "hourly")
    assert client.patch(at, json={"name": "late"}, headers={**who, "If-Match": tag}).status_code == 412
    assert client.get(at, headers=who).json()["name"] == "hourly"


def test_a_body_is_json_and_comes_back_as_it_was_given(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    template = {"StartTime": "{start_s}", "Filters": [{"FilterValues": ['ä " }']}], "MaxResults": 100}
    made = create(client, bearer("clerk"), {**body, "method": "POST", "body": template})
    assert made["body"] == template
    client.post(f"{AT}/{made['id']}/try", json={"day": "2026-01-01"}, headers=bearer("clerk"))
    sent = world.provider.requests[-1].rsplit(b"\r\n\r\n", 1)[1]
    assert json.loads(sent) == {**template, "StartTime": 1767196800}
    at = f"{AT}/{made['id']}"
    assert client.patch(at, json={"body": None}, headers=bearer("clerk")).json()["body"] is None


def test_a_try_asks_for_a_token_and_all_pages_and_stores_nothing(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    pages = [{"rows": [{"date": f"2026-01-0{n}", "offered": 10, "answered": 9}], "of": 2} for n in (5, 6)]
    world.provider.answers |= {
        "token": raw(answer(b'{"access_token": "t0ken", "expires_in": 60}')),
        "pages": lambda provider, connection, request: connection.sendall(
            answer(json.dumps(pages[json.loads(request.rsplit(b"\r\n\r\n", 1)[1])["page"] - 1]).encode())
        ),
    }
    credentials = {
        "kind": "oauth2",
        "token_url": world.provider.url("token"),
        "client_id": "us",
        "client_secret": SECRET,
    }
    asked = {
        **{key: body[key] for key in ("name", "every_minutes")},
        "url": world.provider.url("pages"),
        "method": "POST",
        "body": {"interval": "{start_utc}/{end_utc}"},
        "credentials": credentials,
        "paging": {"kind": "page", "name": "page", "into": "body", "total": "of"},
    }
    made = create(client, bearer("clerk"), asked)
    assert made["paging"] == {
        "kind": "page",
        "name": "page",
        "into": "body",
        "first": 1,
        "step": 1,
        "rows": "",
        "total": "of",
        "total_of": "pages",
        "most_pages": 100,
    }
    seen = client.post(f"{AT}/{made['id']}/try", json={"day": "2026-01-20"}, headers=bearer("clerk")).json()
    assert (seen["outcome"], seen["rows"], seen["last_day"]) == ("readable", 2, "2026-01-06"), seen
    asked_for = [request.split(b" ")[1] for request in world.provider.requests]
    assert asked_for == [b"/token", b"/pages", b"/pages"]
    assert b"Bearer t0ken" in world.provider.requests[2]
    assert (world.reports(), world.attempts()) == ([], [])
    assert "t0ken" not in str(seen)


def test_a_schedule_is_changed_from_minutes_to_cron_and_back(
    client: TestClient, bearer: Bearer, body: dict[str, Any]
) -> None:
    made, who = create(client, bearer("clerk"), body), bearer("clerk")
    at = f"{AT}/{made['id']}"
    cron = client.patch(at, json={"cron": "0 6 * * *"}, headers=who).json()
    assert (cron["cron"], cron["every_minutes"]) == ("0 6 * * *", None)
    minutes = client.patch(at, json={"every_minutes": 30}, headers=who).json()
    assert (minutes["cron"], minutes["every_minutes"]) == ("", 30)


def test_changed_values_replace_the_old_ones_and_others_stay(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    made, who = create(client, bearer("clerk"), body), bearer("clerk")
    at = f"{AT}/{made['id']}"
    client.patch(at, json={"name": "renamed"}, headers=who)
    client.post(f"{at}/try", json={"day": "2026-01-01"}, headers=who)
    assert SECRET.encode() in world.provider.requests[-1]
    client.patch(at, json={"headers": {"X-Key": "new"}}, headers=who)
    client.post(f"{at}/try", json={"day": "2026-01-01"}, headers=who)
    assert SECRET.encode() not in world.provider.requests[-1]
    assert b"x-key: new" in world.provider.requests[-1].lower()


def test_a_try_shows_what_would_be_read_and_stores_nothing(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    made = create(client, bearer("clerk"), body)
    seen = client.post(f"{AT}/{made['id']}/try", json={"day": "2026-01-20"}, headers=bearer("clerk"))
    assert seen.status_code == 200, seen.text
    told = seen.json()
    assert (told["outcome"], told["rows"], told["http_status"]) == ("readable", 2, 200)
    assert set(told["measures"]) == {"offered", "answered", "abandoned"}
    assert (told["first_day"], told["last_day"]) == ("2026-01-05", "2026-01-06")
    assert told["window"] == {"start": "2026-01-01", "end": "2026-02-01"}
    assert "from=2026-01-01&to=2026-02-01" in told["url"]
    assert (world.reports(), world.attempts()) == ([], [])


@pytest.mark.parametrize(
    ("path", "outcome"),
    [("404", "failed"), ("204", "no_report"), ("html-200", "failed"), ("slow-body", "failed")],
)
def test_a_try_of_a_provider_that_misbehaves_says_so(
    client: TestClient,
    bearer: Bearer,
    body: dict[str, Any],
    world: World,
    path: str,
    outcome: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(routes, "TRY_LIMITS", QUICK)
    made = create(client, bearer("clerk"), {**body, "url": world.provider.url(path)})
    seen = client.post(f"{AT}/{made['id']}/try", json={"day": "2026-01-20"}, headers=bearer("clerk")).json()
    assert (seen["outcome"], bool(seen["sentence"])) == (outcome, True)


def test_a_try_of_a_faulty_file_shows_its_faults(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    world.provider.answers["bad"] = raw(answer(b"date,offered,answered\n2026-01-05,90,100\n"))
    made = create(client, bearer("clerk"), {**body, "url": world.provider.url("bad")})
    seen = client.post(f"{AT}/{made['id']}/try", json={"day": "2026-01-20"}, headers=bearer("clerk")).json()
    assert (seen["outcome"], len(seen["problems"]) > 0) == ("refused", True)


def test_a_pull_is_asked_for_done_and_accounted_for(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    made, who = create(client, bearer("clerk"), body), bearer("clerk")
    at = f"{AT}/{made['id']}"
    for _ in range(2):  # asking twice is asking once
        asked = client.post(f"{at}/pull", json={"day": "2026-01-20"}, headers=who)
        assert (asked.status_code, asked.json()["window"]["start"]) == (202, "2026-01-01")
    assert "accepted" in run_due(world.database, world.settings)
    (attempt,) = client.get(f"{at}/attempts", headers=who).json()["items"]
    assert (attempt["status"], attempt["number"], attempt["first_day"]) == ("accepted", 1, "2026-01-01")
    assert attempt["report_id"] == str(world.reports()[0].id)


def test_a_source_that_was_stopped_is_tried_by_its_owner_and_begins_afresh_with_a_change(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    made, who = create(client, bearer("clerk"), {**body, "url": world.provider.url("401")}), bearer("clerk")
    at, source = f"{AT}/{made['id']}", UUID(made["id"])
    world.pull(source)
    stopped = client.get(at, headers=who).json()
    assert (stopped["state"], stopped["failures"], stopped["probe_at"]) == ("stopped", 1, None)
    assert stopped["stopped_at"]
    assert world.pull(source) == "stopped"
    client.post(f"{at}/pull", json={"day": "2026-01-20"}, headers=who)
    assert "failed" in run_due(world.database, world.settings)  # it was asked, and still refuses
    assert world.provider.hits["401"] == 2
    changed = client.patch(at, json={"headers": {"X-Key": "new"}, "pause_seconds": 1}, headers=who).json()
    assert (changed["state"], changed["failures"], changed["stopped_at"]) == ("ok", 0, None)
    assert changed["pause_seconds"] == 1


def test_a_day_that_has_not_come_is_refused(client: TestClient, bearer: Bearer, body: dict[str, Any]) -> None:
    made = create(client, bearer("clerk"), body)
    asked = client.post(f"{AT}/{made['id']}/pull", json={"day": "2199-01-01"}, headers=bearer("clerk"))
    assert asked.status_code == 422


def test_attempts_come_in_pages_newest_first(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    source = world.source()
    for _ in range(5):
        world.pull(source)
    seen, cursor = [], ""
    while True:
        page = client.get(f"{AT}/{source}/attempts?limit=2{cursor}", headers=bearer("clerk")).json()
        seen += [item["number"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == [5, 4, 3, 2, 1]


def test_a_source_is_taken_away(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    made, who = create(client, bearer("clerk"), body), bearer("clerk")
    assert client.delete(f"{AT}/{made['id']}", headers=who).status_code == 204
    assert client.get(f"{AT}/{made['id']}", headers=who).status_code == 404
    assert client.get(AT, headers=who).json()["items"] == []
    with world.database.reading() as session:
        assert [one.headers for one in session.exec(select(routes.Source))] == [b""]


def test_the_same_key_makes_one_source(client: TestClient, bearer: Bearer, body: dict[str, Any]) -> None:
    who = {**bearer("clerk"), "Idempotency-Key": "once"}
    first, second = (client.post(AT, json=body, headers=who) for _ in range(2))
    assert first.json() == second.json()
    assert len(client.get(AT, headers=who).json()["items"]) == 1


def test_nobody_else_sees_or_touches_a_source(
    client: TestClient, bearer: Bearer, body: dict[str, Any]
) -> None:
    made = create(client, bearer("clerk"), body)
    at = f"{AT}/{made['id']}"
    for who in ("outsider", "auditor"):  # the other party has its own sources, not these
        calls = [
            client.get(at, headers=bearer(who)),
            client.patch(at, json={"name": "mine"}, headers=bearer(who)),
            client.delete(at, headers=bearer(who)),
            client.post(f"{at}/try", json={}, headers=bearer(who)),
            client.post(f"{at}/pull", json={}, headers=bearer(who)),
            client.get(f"{at}/attempts", headers=bearer(who)),
        ]
        assert [call.status_code for call in calls] == [404] * 6
    assert client.get(AT, headers=bearer("outsider")).status_code == 404
    assert client.get(AT, headers=bearer("auditor")).json()["items"] == []


def test_a_reader_reads_only(client: TestClient, bearer: Bearer, body: dict[str, Any]) -> None:
    made, who = create(client, bearer("clerk"), body), bearer("reader")
    at = f"{AT}/{made['id']}"
    assert client.get(at, headers=who).status_code == 200
    refused = [
        client.post(AT, json=body, headers=who),
        client.patch(at, json={"name": "mine"}, headers=who),
        client.delete(at, headers=who),
        client.post(f"{at}/try", json={}, headers=who),
        client.post(f"{at}/pull", json={}, headers=who),
    ]
    assert [call.status_code for call in refused] == [403] * 5


def test_the_side_follows_from_who_pulls(client: TestClient, bearer: Bearer, body: dict[str, Any]) -> None:
    assert create(client, bearer("auditor"), body)["side"] == "client"
    assert create(client, bearer("auditor"), {**body, "side": "provider"})["side"] == "provider"
    assert client.post(AT, json={**body, "side": "client"}, headers=bearer("clerk")).status_code == 403


def test_the_door_of_a_try_is_the_guarded_one(
    client: TestClient, bearer: Bearer, body: dict[str, Any], world: World
) -> None:
    """What was allowed when it was saved is judged again when it is fetched."""
    made = create(client, bearer("clerk"), body)
    closed = world.settings.model_copy(update={"allowed_fetch_hosts": ()})
    client.app.state.settings = closed  # type: ignore[attr-defined]
    seen = client.post(f"{AT}/{made['id']}/try", json={"day": "2026-01-20"}, headers=bearer("clerk")).json()
    assert seen["outcome"] == "failed"
    assert world.provider.hits.total() == 0
