"""K06: kill -9 while a message is on its way: it arrives, under the same id, from whoever works next."""

from collections.abc import Iterator

import pytest

from tests.conftest import on_postgresql
from tests.telling.conftest import World
from tests.telling.receiver import KEY
from tests.workers import PATIENCE, Workers, wait_for, workers_of

pytestmark = pytest.mark.slow  # processes that start and die


@pytest.fixture
def workers(world: World) -> Iterator[Workers]:
    """Worker processes on this world's database; all are ended afterwards."""
    url, host = str(world.settings.database_url), world.receiver.host
    told = {"secret_key": KEY, "database_url": url, "allowed_fetch_hosts": host}
    with workers_of(world.database, "app.telling.deliver", "app.telling.fan_out", **told) as found:
        yield found


@on_postgresql
def test_a_message_outlives_the_process_that_sent_it(world: World, workers: Workers) -> None:
    world.endpoint()
    world.receiver.answers = ["hang", 200]
    first = workers.start()
    world.happen()
    assert world.receiver.got_one.wait(PATIENCE)  # it was sent, and nobody knows whether it arrived
    workers.kill(first)
    workers.start()
    wait_for(lambda: [one.state for one in world.deliveries()] == ["delivered"])
    assert len(world.receiver.ids) == 2
    assert len(set(world.receiver.ids)) == 1
    assert world.receiver.came[0][1] == world.receiver.came[1][1]


@on_postgresql
def test_what_happened_while_nobody_worked_is_told_later(world: World, workers: Workers) -> None:
    world.endpoint()
    for number in range(5):
        world.happen(once=f"{number}")
    workers.start()
    wait_for(lambda: [one.state for one in world.deliveries()] == ["delivered"] * 5)
    assert len(set(world.receiver.ids)) == 5
