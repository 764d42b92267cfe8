"""Each source has its own line of mappings: what one header means here says nothing of another source."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.contracts.tables import Contract
from app.reports.keeping.receive import Sent, receive
from app.reports.routes import router as reports
from app.reports.tables import MappingVersion, SheetRow
from app.sources.tables import Source
from tests.sources.conftest import NOW, World
from tests.sources.faulty_provider import answer, raw

pytestmark = pytest.mark.slow  # the service as a whole

Bearer = Callable[[str], dict[str, str]]
MAPPINGS = "/api/v1/contracts/ACME-2026-01/mappings"


def csv(day: int, offered: int = 10) -> bytes:
    return f"date,offered,answered,wait\n2026-01-{day:02},{offered},{offered - 1},90\n".encode()


def mapping(unit: str) -> dict[str, object]:
    columns = {"offered": {"from": "offered"}, "answered": {"from": "answered"}}
    wait = {"wait_seconds": {"from": "wait", "unit": unit}}
    return {"schema": 1, "columns": columns | wait, "key": {"date": {"from": "date"}}}


def pulled(world: World, source: UUID, content: bytes) -> str | object:
    world.provider.answers["moody"] = raw(answer(content))
    return world.pull(source)


def taught(world: World, unit: str) -> UUID:
    """A source that was told once how its answers are read, and remembers."""
    source = world.source("moody", name=unit, mapping=mapping(unit))
    assert pulled(world, source, csv(5, 10 if unit == "s" else 20)) == "accepted"
    with world.database.writing() as session:
        found = session.get_one(Source, source)
        found.mapping = None
        session.add(found)
    return source


def waits(world: World) -> list[int]:
    """The seconds of each reading, in the order in which they came."""
    with world.database.reading() as session:
        rows = session.exec(select(SheetRow).order_by(SheetRow.from_revision))
        return [row.totals["wait_seconds"] // 1_000_000 for row in rows]


def lines(world: World) -> dict[UUID, list[tuple[int, UUID | None]]]:
    with world.database.reading() as session:
        found: dict[UUID, list[tuple[int, UUID | None]]] = {}
        for one in session.exec(select(MappingVersion).order_by(MappingVersion.number)):
            found.setdefault(one.line_id, []).append((one.number, one.source_id))
        return found


def test_two_sources_with_one_header_and_the_files_that_are_sent_remember_apart(world: World) -> None:
    by_second, by_minute = taught(world, "s"), taught(world, "min")
    assert pulled(world, by_second, csv(6)) == pulled(world, by_minute, csv(7)) == "accepted"
    assert waits(world) == [90, 5400, 90, 5400]
    with world.database.writing() as session:  # a file that is sent has never been told of minutes or seconds
        contract = session.exec(select(Contract)).one()
        sent = Sent(csv(8), "sent.csv", "provider", world.provider_id, mapping=mapping("ms"))
        receive(session, contract.id, sent, NOW)
    assert sorted(lines(world).values(), key=str) == sorted(
        ([(1, by_second)], [(1, by_minute)], [(1, None)]), key=str
    )
    assert pulled(world, by_second, csv(9)) == "accepted"
    assert waits(world)[-1] == 90


def test_a_source_begins_with_what_is_known_of_files_and_goes_on_by_itself(one_world: World) -> None:
    with one_world.database.writing() as session:
        contract = session.exec(select(Contract)).one()
        sent = Sent(csv(5), "sent.csv", "provider", one_world.provider_id, mapping=mapping("min"))
        receive(session, contract.id, sent, NOW)
    source = one_world.source("moody")
    assert pulled(one_world, source, csv(6)) == "accepted"
    assert waits(one_world) == [5400, 5400]
    assert sorted(lines(one_world).values(), key=str) == sorted(([(1, None)], [(1, source)]), key=str)


def test_a_line_of_a_source_is_corrected_alone_and_its_reports_are_read_again_by_it(
    world: World, client: TestClient, bearer: Bearer
) -> None:
    client.app.include_router(reports)  # type: ignore[attr-defined]
    first, second = taught(world, "s"), taught(world, "min")
    shown = client.get(MAPPINGS, headers=bearer("clerk")).json()["items"]
    of = {one["source_id"]: one["id"] for one in shown}
    assert set(of) == {str(first), str(second)}
    corrected = client.put(
        f"{MAPPINGS}/{of[str(first)]}", json={"mapping": mapping("ms")}, headers=bearer("clerk")
    )
    assert (corrected.status_code, corrected.json()["version"], corrected.json()["source_id"]) == (
        *(200, 2),
        str(first),
    )
    assert pulled(world, first, csv(6, 1000)) == pulled(world, second, csv(7)) == "accepted"
    assert waits(world)[2:] == [0, 5400]
    again = {source: read_again(world, client, bearer, source) for source in (first, second)}
    assert [again[one]["status"] for one in (first, second)] == ["accepted", "unchanged"]
    assert again[first]["mapping"]["columns"]["wait_seconds"]["unit"] == "ms"


def read_again(world: World, client: TestClient, bearer: Bearer, source: UUID) -> dict[str, Any]:
    """What comes of reading the oldest report of a source again, as it is remembered now."""
    oldest = next(one for one in world.reports() if one.source_id == source)
    path = f"/api/v1/contracts/ACME-2026-01/reports/{oldest.id}/reread"
    answer = client.post(path, json={}, headers=bearer("clerk"))
    assert answer.status_code in (200, 201), answer.text
    found: dict[str, Any] = answer.json()
    return found
