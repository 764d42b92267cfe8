"""Webhooks against a real receiver: signed, told once, tried again, stopped, never led astray (K01–K05)."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col
from standardwebhooks import Webhook

from app.access.events import emit
from app.access.locked import box_of, lock
from app.access.tables import Organisation
from app.jobs import Later, Run
from app.sources.pulling.pull import door_of
from app.telling import deliver as delivering
from app.telling.fan_out import tell
from app.telling.signing import OVERLAP, new_secret
from app.telling.tables import WebhookEndpoint
from tests.telling.conftest import QUICK, REF, World

pytestmark = pytest.mark.slow  # the service's database and a server


@contextmanager
def endpoint_of(world: World, endpoint_id: UUID) -> Iterator[WebhookEndpoint]:
    with world.database.writing() as session:
        endpoint = session.get_one(WebhookEndpoint, endpoint_id)
        yield endpoint
        session.add(endpoint)


# What arrives


def test_a_message_is_signed_so_that_the_specification_accepts_it(world: World) -> None:
    _, secret = world.endpoint()
    world.happen()
    assert world.work() == ["1 webhooks", "delivered"]
    ((headers, body),) = world.receiver.came
    told = Webhook(secret).verify(body, headers)
    assert (told["type"], told["data"]["contract"], told["data"]["note"]) == ("scorecard.issued", REF, "合同")
    assert headers["content-type"] == "application/json"
    # And by hand, as a receiver without the library does it.
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert len(key) == 32
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60


def test_a_changed_body_is_not_accepted(world: World) -> None:
    _, secret = world.endpoint()
    world.happen()
    world.work()
    ((headers, body),) = world.receiver.came
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(secret).verify(body.replace(b"2026-04", b"2026-05"), headers)


def test_during_a_rotation_both_secrets_sign_and_afterwards_the_new_one(world: World) -> None:
    endpoint_id, old = world.endpoint()
    new = new_secret()
    with endpoint_of(world, endpoint_id) as endpoint:
        endpoint.secrets = lock(box_of(world.settings), {"current": new, "older": old})
        endpoint.rotated_at = world.now
    world.happen()
    world.work()
    ((headers, body),) = world.receiver.came
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        Webhook(secret).verify(body, headers)
    with endpoint_of(world, endpoint_id) as endpoint:
        endpoint.rotated_at = world.now - OVERLAP
    world.happen()
    world.work()
    headers, body = world.receiver.came[1]
    Webhook(new).verify(body, headers)
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(old).verify(body, headers)


# Who is told


def test_both_parties_are_told_and_nobody_else(world: World) -> None:
    for whose in ("client", "provider", "outsider"):
        world.endpoint(whose)
    world.happen()
    world.work()
    told = {one.organisation_id for one in world.deliveries()}
    assert told == {world.organisations["client"], world.organisations["provider"]}
    assert len(set(world.receiver.ids)) == 1  # one event is one id, whoever is told


def test_what_concerns_one_party_is_told_to_that_one(world: World) -> None:
    for whose in ("client", "provider"):
        world.endpoint(whose)
    world.happen("reply.due")
    world.happen("source.failing", only=world.organisations["client"])
    world.work()
    told = [(one.kind, one.organisation_id) for one in world.deliveries()]
    assert sorted(told) == [
        ("reply.due", world.organisations["provider"]),
        ("source.failing", world.organisations["client"]),
    ]


def test_only_what_was_asked_for_is_told(world: World) -> None:
    world.endpoint("client", "target.missed", "report.missing")
    assert world.happen("report.received")
    assert world.happen("target.missed")
    world.work()
    assert [json.loads(body)["type"] for _, body in world.receiver.came] == ["target.missed"]


def test_the_suspended_and_the_stopped_are_told_nothing(world: World) -> None:
    endpoint_id, _ = world.endpoint()
    world.endpoint("provider")
    with endpoint_of(world, endpoint_id) as endpoint:
        endpoint.state = "stopped"
    suspended = update(Organisation).where(col(Organisation.id) == world.organisations["provider"])
    with world.database.writing() as session:
        session.execute(suspended.values(suspended_at=world.now))
    world.happen()
    assert world.work() == ["0 webhooks"]


def test_what_a_sweep_finds_every_day_happens_once(world: World) -> None:
    world.endpoint()
    assert world.happen("report.missing", once="2026-04")
    assert not world.happen("report.missing", once="2026-04")
    assert world.happen("report.missing", once="2026-05")
    world.work()
    assert len(world.receiver.came) == 2


def test_an_event_that_is_undone_is_never_told(world: World) -> None:
    world.endpoint()

    def change() -> None:
        with world.database.writing() as session:
            emit(session, "scorecard.issued", world.contract, REF, {}, world.now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert world.work() == []
    assert world.receiver.came == []


# What goes wrong


def told_later(world: World, status: int | str) -> Later:
    world.receiver.answers = [status]
    told = world.attempt()
    assert isinstance(told, Later), told
    return told


def put_on_its_way(world: World) -> UUID:
    """One event, fanned out; its delivery is not attempted by the engine but by the test."""
    endpoint_id, _ = world.endpoint()
    world.happen()
    world.receiver.answers = [503]
    assert world.work() == ["1 webhooks", "put off"]
    world.receiver.came.clear()
    return endpoint_id


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 408, 500, 502, 503])
def test_whatever_is_no_success_is_tried_again(world: World, status: int) -> None:
    put_on_its_way(world)
    world.receiver.headers = {"Location": f"http://{world.receiver.host}/elsewhere"}
    told = told_later(world, status)
    assert str(status) in told.why
    assert len(world.receiver.came) == 1  # a redirect is not followed
    (delivery,) = world.deliveries()
    assert (delivery.state, delivery.tries[-1]["status"]) == ("waiting", status)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_success_is_one(world: World, status: int) -> None:
    put_on_its_way(world)
    world.receiver.answers = [status]
    assert world.attempt() == "delivered"
    (delivery,) = world.deliveries()
    assert (delivery.state, delivery.next_at, delivery.tries[-1]["status"]) == ("delivered", None, status)
    assert world.attempt() == "done already"
    assert len(world.receiver.came) == 1


def test_who_answers_410_is_told_nothing_more(world: World) -> None:
    endpoint_id = put_on_its_way(world)
    world.receiver.answers = [410]
    assert world.attempt() == "failed"
    with endpoint_of(world, endpoint_id) as endpoint:
        assert endpoint.state == "gone"
    world.happen()
    assert world.work() == ["0 webhooks"]


def test_who_answers_429_is_left_alone_until_then_with_everything(world: World) -> None:
    endpoint_id = put_on_its_way(world)
    world.receiver.headers = {"Retry-After": "1800"}
    told = told_later(world, 429)
    assert told.at >= world.now + timedelta(seconds=1800)
    with endpoint_of(world, endpoint_id) as endpoint:
        assert endpoint.waits_until == told.at
    again = world.attempt(told.at - timedelta(seconds=1))
    assert again == Later(told.at, "the receiver asked to be left alone until then")
    assert len(world.receiver.came) == 1
    world.receiver.answers, world.receiver.headers = [200], {}
    assert world.attempt(told.at) == "delivered"


@pytest.mark.timeout(120)
def test_a_receiver_that_hangs_is_left_after_its_time(world: World) -> None:
    put_on_its_way(world)
    world.receiver.answers = ["hang"]
    told = world.attempt(limits=QUICK)
    assert isinstance(told, Later), told
    assert told.why
    assert world.deliveries()[0].tries[-1]["status"] is None


def test_an_answer_without_end_is_a_success_and_is_not_read(world: World) -> None:
    put_on_its_way(world)
    world.receiver.answers = ["endless"]
    assert world.attempt() == "delivered"
    assert world.receiver.sent < 2**26  # what lay in buffers, not a gigabyte


def test_after_three_days_it_is_given_up(world: World) -> None:
    put_on_its_way(world)
    at, waits = world.now, []
    world.receiver.answers = [500]
    for _ in range(40):
        told = world.attempt(at)
        if not isinstance(told, Later):
            break
        waits.append((told.at - at).total_seconds())
        at = told.at
    assert told == "failed"
    assert world.deliveries()[0].state == "failed"
    assert 7 <= len(waits) <= 12
    assert max(waits) <= 24 * 3600 + 1
    assert at - world.now <= timedelta(days=3)
    assert at - world.now >= timedelta(days=2)
    assert set(world.receiver.ids) == {world.receiver.ids[0]}  # one id, however often


# Where it may not lead


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{other}/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "https://localhost/",
        "https://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
    ],
)
def test_an_address_inside_is_not_asked(world: World, url: str) -> None:
    """Also one that came into the database around the check at the door."""
    world.endpoint(url=url.format(other=world.receiver.port + 1))
    world.happen()
    assert world.work() == ["1 webhooks", "put off"]
    assert world.receiver.came == []
    assert world.deliveries()[0].tries[0]["status"] is None


def test_a_name_that_leads_inside_is_not_asked(world: World) -> None:
    """The name passes; its answer is loopback when it is asked (a rebinding resolver)."""
    world.endpoint(url="https://hooks.example.com/")
    world.happen()
    (work,) = world.open_work("tell")
    run = Run(world.database, world.settings, work.contract_id, 0, work.argument, 1, world.now)
    assert tell(run) == "1 webhooks"
    door = replace(door_of(world.settings), resolve=lambda *_: ["127.0.0.1"])
    (delivery,) = world.deliveries()
    told = delivering.attempt(world.database, door, box_of(world.settings), delivery.id, world.now)
    assert isinstance(told, Later)
    assert "no public address" in told.why


def test_a_secret_that_can_no_longer_be_read_is_told_to_its_owner(world: World) -> None:
    endpoint_id, _ = world.endpoint()
    with endpoint_of(world, endpoint_id) as endpoint:
        endpoint.secrets = b"locked with another key"
    world.happen()
    assert world.work() == ["1 webhooks", "failed"]
    assert "rotate it" in world.deliveries()[0].tries[0]["error"]
    assert world.receiver.came == []
