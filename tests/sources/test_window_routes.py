"""How far a source is, what is missing, and a stopped one tried again: over HTTP, on both databases."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine
from fastapi.testclient import TestClient
from sqlmodel import select

from app.access.tables import AuditEntry
from app.sources.pulling.circuit import OPENS_AFTER
from app.sources.pulling.plan import plan_pulls
from tests.sources.conftest import World
from tests.sources.faulty_provider import CSV, answer, raw

pytestmark = pytest.mark.slow  # the service as a whole

AT = "/api/v1/contracts/ACME-2026-01/sources"
NOON = datetime(2026, 5, 3, 4, 0, tzinfo=UTC)  # January to April are over
Bearer = Callable[[str], dict[str, str]]


@pytest.fixture
def client(client: TestClient) -> Iterator[TestClient]:
    """The same, at noon."""
    with time_machine.travel(NOON, tick=False):
        yield client


def turn(world: World) -> list[str]:
    """Plan and do what is due."""
    plan_pulls(world.database, world.settings, NOON)
    return world.pulls(NOON)


def shown(client: TestClient, who: dict[str, str], path: str) -> Any:
    told = client.get(f"{AT}/{path}", headers=who)
    assert told.status_code == 200, told.text
    return told.json()


def but_march(world: World) -> UUID:
    """A source whose provider has every month but March, and a report for April that cannot be taken."""
    missing = answer(b"", "404 Not Found")
    bad = answer(b"date,offered,answered\n2026-04-05,90,100\n")

    def serve(_: object, connection: Any, request: bytes) -> None:
        day = date.fromisoformat(request.split(b"from=")[1][:10].decode())
        good = answer(CSV.replace(b"2026-01", f"{day:%Y-%m}".encode()))
        connection.sendall({3: missing, 4: bad}.get(day.month, good))

    world.provider.answers["months"] = serve
    return world.source("months?from={start}", look_back=0)


def test_a_source_says_how_far_it_is_and_what_is_missing(
    client: TestClient, world: World, bearer: Bearer
) -> None:
    source = but_march(world)
    before = shown(client, bearer("reader"), f"{source}/windows")
    assert (before["caught_up_to"], before["expected"], before["missing"]) == (None, 4, 4)
    turn(world)
    told = shown(client, bearer("reader"), f"{source}/windows")
    assert (told["caught_up_to"], told["expected"], told["missing"]) == ("2026-02-28", 4, 2)
    assert [(one["window"]["start"], one["state"], one["missing"]) for one in told["items"]] == [
        ("2026-01-01", "done", False),
        ("2026-02-01", "done", False),
        ("2026-03-01", "waiting", True),
        ("2026-04-01", "refused", True),
    ]
    assert all(one["checked_at"] for one in told["items"])
    only = shown(client, bearer("reader"), f"{source}/windows?missing=true")["items"]
    assert [one["window"]["start"] for one in only] == ["2026-03-01", "2026-04-01"]


def test_a_window_says_when_it_is_tried_next(client: TestClient, world: World, bearer: Bearer) -> None:
    source = world.source("429", since=date(2026, 4, 1))
    turn(world)
    [one] = shown(client, bearer("reader"), f"{source}/windows")["items"]
    waits = datetime.fromisoformat(one["next_try_at"]) - NOON
    assert 3 <= waits.total_seconds() < 5


def test_windows_come_in_pages(client: TestClient, world: World, bearer: Bearer) -> None:
    source, seen, cursor = world.source(window="day", since=date(2026, 4, 1)), [], ""
    while cursor is not None:
        page = shown(client, bearer("reader"), f"{source}/windows?limit=12{cursor}")
        assert page["expected"] == 31
        seen += [item["window"]["start"] for item in page["items"]]
        cursor = f"&cursor={page['next']}" if page["next"] else None  # type: ignore[assignment]
    assert seen == sorted(set(seen))
    assert len(seen) == 31
    tampered = client.get(f"{AT}/{source}/windows?cursor=AAAA", headers=bearer("reader"))
    foreign = client.get(f"{AT}/{source}/windows?cursor={attempt_cursor(source)}", headers=bearer("reader"))
    assert (tampered.status_code, foreign.status_code) == (400, 400)


def attempt_cursor(source: UUID) -> str:
    from app.payloads import cursor_of

    return cursor_of(source)


def test_a_stopped_source_says_why_and_is_tried_at_its_owners_click(
    client: TestClient, world: World, bearer: Bearer
) -> None:
    source = world.source("401", since=date(2026, 4, 1))
    assert turn(world) == ["failed"]
    stopped = shown(client, bearer("clerk"), str(source))
    assert (stopped["state"], stopped["circuit"], stopped["probe_at"]) == ("stopped", "open", None)
    assert "does not know these credentials" in stopped["note"]
    assert turn(world) == []
    world.provider.answers["401"] = raw(answer(CSV.replace(b"2026-01", b"2026-04")))
    for _ in range(2):  # asking twice is asking once
        opened = client.post(f"{AT}/{source}/reopen", headers=bearer("clerk"))
        assert (opened.status_code, opened.json()["circuit"]) == (200, "half_open")
    assert "accepted" in world.pulls(NOON)
    well = shown(client, bearer("clerk"), str(source))
    assert (well["state"], well["circuit"], well["note"], well["failures"]) == ("ok", "closed", "", 0)
    assert world.provider.hits["401"] == 2
    with world.database.reading() as session:
        told = list(session.exec(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert told[-1] == "source.recover"
    assert {"source.stop", "source.reopen"} <= set(told)


def test_a_source_that_rests_says_until_when(client: TestClient, world: World, bearer: Bearer) -> None:
    source = world.source("500")
    for _ in range(OPENS_AFTER):
        world.pull(source, now=NOON)
    told = shown(client, bearer("clerk"), str(source))
    assert (told["circuit"], told["failures"]) == ("open", OPENS_AFTER)
    rest = datetime.fromisoformat(told["probe_at"]) - NOON
    assert 2700 <= rest.total_seconds() <= 4500


def test_asking_for_a_window_half_opens_too_and_a_change_closes(
    client: TestClient, world: World, bearer: Bearer
) -> None:
    source = world.source("403", since=date(2026, 4, 1))
    turn(world)
    asked = client.post(f"{AT}/{source}/pull", json={"day": "2026-04-02"}, headers=bearer("clerk"))
    assert asked.status_code == 202
    assert shown(client, bearer("clerk"), str(source))["circuit"] == "half_open"
    assert world.pulls(NOON) == ["failed"]
    changed = client.patch(f"{AT}/{source}", json={"name": "again"}, headers=bearer("clerk"))
    assert (changed.json()["circuit"], changed.json()["state"]) == ("closed", "ok")


def test_reopening_what_works_changes_nothing(client: TestClient, world: World, bearer: Bearer) -> None:
    source = world.source()
    opened = client.post(f"{AT}/{source}/reopen", headers=bearer("clerk"))
    assert (opened.status_code, opened.json()["circuit"]) == (200, "closed")
    assert world.pulls(NOON) == []


def test_nobody_else_sees_windows_or_reopens(client: TestClient, world: World, bearer: Bearer) -> None:
    source = world.source()
    for who, status in (("outsider", 404), ("auditor", 404), ("reader", 403)):
        reopened = client.post(f"{AT}/{source}/reopen", headers=bearer(who))
        assert reopened.status_code == status
    assert client.get(f"{AT}/{source}/windows", headers=bearer("auditor")).status_code == 404


def test_zone_and_pause_of_a_source_are_given_and_checked(
    client: TestClient, world: World, bearer: Bearer
) -> None:
    body = {"name": "x", "url": world.provider.url("good"), "cron": "0 6 * * *"}
    fields = {"time_zone": "Europe/Berlin", "pause_seconds": 30}
    made = client.post(AT, json={**body, **fields}, headers=bearer("clerk")).json()
    assert (made["time_zone"], made["pause_seconds"]) == ("Europe/Berlin", 30)
    for wrong in ({"time_zone": "Mars/Olympus"}, {"pause_seconds": -1}, {"pause_seconds": 3601}):
        refused = client.post(AT, json={**body, **wrong}, headers=bearer("clerk"))
        assert refused.status_code == 422
        assert next(iter(wrong)) in refused.text
