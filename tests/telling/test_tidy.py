"""What was told is forgotten in time, and nothing is told a second time for it."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.access.events.tables import Event
from app.database import new_id
from app.jobs.registry import PLANS
from app.telling.people.tables import Notice
from app.telling.tables import WebhookDelivery
from app.telling.tidy import KEPT, KEPT_ONCE, forget_messages
from tests.telling.conftest import World

pytestmark = pytest.mark.slow  # the service's database and a server

SECOND = timedelta(seconds=1)


def kinds_left(world: World) -> list[str]:
    with world.database.reading() as session:
        return list(session.exec(select(Event.kind).order_by(col(Event.id))))


def with_messages(world: World, endpoint_id: UUID) -> None:
    """A delivery and a notice that ended too long ago, ones that ended just in time, and ones that wait."""
    whose = world.organisations["client"]
    with world.database.writing() as session:
        for ended in (world.now - KEPT - SECOND, world.now - KEPT, None):
            at = world.now - KEPT * 2
            told = {"organisation_id": whose, "event_id": new_id(), "kind": "report.received"}
            way = {"endpoint_id": endpoint_id, "body": "{}", "begun_at": at}
            state = "failed" if ended else "waiting"
            session.add(WebhookDelivery(**told, **way, state=state, created_at=at, ended_at=ended))
            person = {"person_id": new_id(), "channel": "mail"}
            session.add(Notice(**told, **person, state=state, created_at=at, ended_at=ended))


def test_messages_are_forgotten_three_months_after_their_end(world: World) -> None:
    endpoint_id, _ = world.endpoint()
    with_messages(world, endpoint_id)
    forget_messages(world.database, world.settings, world.now)
    forget_messages(world.database, world.settings, world.now)  # again, and nothing more goes
    with world.database.reading() as session:
        for table in (WebhookDelivery, Notice):
            ends = {row.ended_at for row in session.exec(select(table))}
            assert ends == {world.now - KEPT, None}


def test_what_happens_once_stays_known_and_is_not_told_again(world: World) -> None:
    world.happen("report.received")
    world.happen("report.missing", once="2026-04")
    forget_messages(world.database, world.settings, world.now + KEPT + SECOND)
    assert kinds_left(world) == ["report.missing"]
    assert not world.happen("report.missing", once="2026-04")
    forget_messages(world.database, world.settings, world.now + KEPT_ONCE + SECOND)
    assert kinds_left(world) == []


def test_it_runs_every_night() -> None:
    assert PLANS["forget-messages"].plan is forget_messages
