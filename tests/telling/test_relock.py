"""A new key: webhooks and chats are locked with it, and the older one can be thrown away."""

import pytest
from sqlmodel import select

from app.access.locked import box_of, lock, unlock
from app.access.people import add_person
from app.settings import load_settings
from app.telling.people.tables import NoticeChoice
from app.telling.relock import relock_told
from app.telling.tables import WebhookEndpoint
from tests.telling.conftest import World
from tests.telling.receiver import KEY

pytestmark = pytest.mark.slow  # the service's database

NEW = "Zq3-another-one-that-is-random-9876543210-xyz"


def test_all_that_is_locked_is_locked_anew_and_the_lost_are_named(world: World) -> None:
    _, secret = world.endpoint()
    lost, _ = world.endpoint("provider")
    with world.database.writing() as session:
        session.get_one(WebhookEndpoint, lost).secrets = b"locked with a key that is gone"
        person = add_person(session, "ada@example.com", "Ada", now=world.now)
        session.add(
            NoticeChoice(
                organisation_id=world.organisations["client"],
                person_id=person.id,
                chat_address=lock(box_of(world.settings), {"address": "slack://a/b/c"}),
                changed_at=world.now,
            )
        )
    both = load_settings(demo=True, secret_key=NEW, older_secret_keys=KEY)
    with world.database.writing() as session:
        assert relock_told(session, box_of(both)) == (2, [f"webhook {lost}"])
    newest = box_of(load_settings(demo=True, secret_key=NEW))
    with world.database.reading() as session:
        endpoints = session.exec(select(WebhookEndpoint).where(WebhookEndpoint.id != lost)).one()
        assert unlock(newest, endpoints.secrets)["current"] == secret
        choice = session.exec(select(NoticeChoice)).one()
        assert unlock(newest, choice.chat_address) == {"address": "slack://a/b/c"}
