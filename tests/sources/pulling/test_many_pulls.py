"""Many pulls through faults and kills: every window has the server's truth once, and each attempt is told."""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.database import Database, make_engine
from app.jobs.take import PER_LANE
from app.reports.tables import SheetRow
from app.settings import load_settings
from app.sources.fetching.windows import window_of
from app.sources.pulling.plan import plan_pulls, pull_now
from app.sources.tables import Source, SourceAttempt, SourceWindow
from tests.conftest import on_postgresql
from tests.sources.faulty_provider import Provider, answer
from tests.sources.many import add_contracts, let_time_pass, open_pulls, pullers_of, source_of
from tests.sources.moody_provider import FAULTS, Key, Truth
from tests.workers import Workers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

Record = Callable[[str, object], None]
FIRST = date(2026, 1, 1)
DEADLINE = 0.8  # seconds of a whole answer
CONTRACTS = 10
PATIENCE = 1500.0
SHARES = """
    SELECT executor_id, count(*) FROM scorecard_jobs.workflow_status WHERE name = 'work' GROUP BY executor_id
"""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(make_engine(database_url))
    yield opened
    opened.close()


def ask(database: Database, sources: dict[str, UUID], keys: list[Key]) -> None:
    """Ask for windows, as the schedule or the owner does."""
    for number, day in keys:
        with database.writing() as session:
            source = session.get_one(Source, sources[number])
            pull_now(session, source, window_of("day", day), datetime.now(UTC))


def kept(database: Database, sources: dict[str, UUID]) -> dict[Key, list[int]]:
    """What every current sheet says was offered, by source and day."""
    found: dict[Key, list[int]] = defaultdict(list)
    with database.reading() as session:
        numbers = {session.get_one(Source, one).contract_id: number for number, one in sources.items()}
        for sheet in session.exec(select(SheetRow).where(col(SheetRow.to_revision).is_(None))):
            found[numbers[sheet.contract_id], sheet.first_day].append(sheet.totals["offered"])
    return found


def wrong(database: Database, sources: dict[str, UUID], keys: list[Key], truth: Truth) -> list[Key]:
    """The windows that have not the truth, once."""
    sheets = kept(database, sources)
    return [key for key in keys if sheets.get(key) != [truth.offered(key) * 10**6]]


def kill_and_wait(
    workers: Workers, database: Database, kills: int, ask_more: Callable[[], None], moments: random.Random
) -> None:
    """Kill so many workers at random moments, each followed by another; then wait until all work is done."""
    until = time.monotonic() + PATIENCE
    killed = 0
    while killed < kills or open_pulls(database):
        assert time.monotonic() < until, f"{open_pulls(database)} pulls were never finished"
        time.sleep(moments.uniform(0.0, 0.5))  # the moment is what is tested
        let_time_pass(database)
        if killed < kills:
            if open_pulls(database) < 5:
                ask_more()
            workers.kill_one(moments)
            workers.start()
            killed += 1


def check_history(database: Database, sources: dict[str, UUID], truth: Truth) -> Counter[str]:
    """See that each request to the server is one attempt, numbered without a gap; return how they ended."""
    names = {source_id: number for number, source_id in sources.items()}
    attempts: dict[Key, list[SourceAttempt]] = defaultdict(list)
    with database.reading() as session:
        for one in session.exec(select(SourceAttempt).order_by(SourceAttempt.number)):
            attempts[names[one.source_id], one.first_day].append(one)
        assert all(one.state == "done" for one in session.exec(select(SourceWindow)))
    for key, tried in attempts.items():
        assert [one.number for one in tried] == list(range(1, len(tried) + 1))
        lost = sum(one.status == "interrupted" for one in tried)
        asked = {name: truth.served[key, name] for name in ("truth", *FAULTS)}
        unheard = sum(one.fault in ("timeout", "connection") for one in tried)  # the server may be late, too
        assert len(tried) - lost - unheard <= sum(asked.values()) <= len(tried)
        for status in (500, 429):
            told = sum(one.http_status == status for one in tried)
            assert told <= asked[str(status)] <= told + lost + unheard
        good = sum(one.status in ("accepted", "unchanged") for one in tried)
        assert good <= asked["truth"] <= good + lost + unheard
        assert all(one.error for one in tried if one.status in ("failed", "interrupted"))
    return Counter(one.status for tried in attempts.values() for one in tried)


@on_postgresql
def test_through_faults_and_kills_every_window_has_the_truth_once_f19(
    database: Database,
    database_url: str,
    provider: Provider,
    how_many: Callable[[int, int], int],
    record_property: Record,
) -> None:
    pulls, kills = how_many(50, 1000), how_many(10, 200)
    moments = random.Random(20261123)
    truth = Truth(moments if pulls == 50 else random.Random())
    provider.answers["truth"] = truth.answer
    sources: dict[str, UUID] = {}
    for number, contract in enumerate(add_contracts(database, CONTRACTS)):
        url = provider.url(f"truth?source={number}&from={{start}}")
        with database.writing() as session:
            stored = source_of(contract, url, enabled=False)  # asked for here, not by the clock
            session.add(stored)
        sources[str(number)] = stored.id
    days = [FIRST + timedelta(days=day) for day in range(pulls // CONTRACTS)]
    keys = [(number, day) for day in days for number in sources]
    began = time.monotonic()
    with pullers_of(database, database_url, provider.allowed, DEADLINE) as workers:
        for _ in range(2 if "postgresql" in database_url else 1):
            workers.start()
        ask(database, sources, keys)
        more = lambda: ask(database, sources, moments.sample(keys, 10))  # noqa: E731
        kill_and_wait(workers, database, kills, more, moments)
        truth.changing = 0.0
        again = 0
        while behind := wrong(database, sources, keys, truth):  # corrected since: the schedule looks again
            again += len(behind)
            ask(database, sources, behind)
            kill_and_wait(workers, database, 0, more, moments)
    assert wrong(database, sources, keys, truth) == []
    assert len(kept(database, sources)) == len(keys)
    ended = check_history(database, sources, truth)
    faults = sum(count for (_, name), count in truth.served.items() if name != "truth")
    for name, value in {
        "pulls": len(keys),
        "asked again": again,
        "kills": kills,
        "attempts": sum(ended.values()),
        "faulty answers": faults,
        "interrupted": ended["interrupted"],
        "seconds": round(time.monotonic() - began),
    }.items():
        record_property(name, value)
    assert faults >= pulls * 0.15
    assert sum(ended.values()) >= pulls


@on_postgresql
def test_fifty_hanging_sources_of_one_owner_hold_up_nobody_else_f18(
    database: Database, database_url: str, provider: Provider
) -> None:
    """While none of them has ended, the other owner's report is in."""
    hog, other = add_contracts(database, 2)
    with database.writing() as session:
        for number in range(50):
            session.add(source_of(hog, provider.url(f"hang?{number}"), window="month", since=FIRST))
    with database.writing() as session:
        session.add(source_of(other, provider.url("good"), window="month", since=FIRST))
    settings = load_settings(demo=True, database_url=database_url)
    with pullers_of(database, database_url, provider.allowed) as workers:
        plan_pulls(database, settings, datetime(2026, 2, 3, tzinfo=UTC))
        workers.start()
        until = time.monotonic() + 50
        while not (ended := [one for one in attempts_of(database) if one.status != "running"]):
            assert time.monotonic() < until
            time.sleep(0.05)
        hanging = [one for one in attempts_of(database) if one.status == "running"]
        workers.kill_one(random.Random(0))  # nobody waits for them
    assert [(one.organisation_id, one.status) for one in ended] == [(other[1], "accepted")]
    assert len(hanging) <= PER_LANE


def attempts_of(database: Database) -> list[SourceAttempt]:
    with database.reading() as session:
        return list(session.exec(select(SourceAttempt)))


@pytest.mark.postgres
def test_two_workers_share_many_sources_and_pull_none_twice_f19(
    postgres_url: str, provider: Provider, how_many: Callable[[int, int], int], record_property: Record
) -> None:
    """Both plan by their own clocks and two more planners join them; each source is asked exactly once."""
    number = how_many(50, 1000)
    database = Database(make_engine(postgres_url))
    settings = load_settings(demo=True, database_url=postgres_url)
    asked: Counter[bytes] = Counter()

    def once(_: object, connection: object, request: bytes) -> None:
        line = request.split(b"\r\n", 1)[0]
        asked[line] += 1
        queue = line.split(b"queue=")[1].split(b"&")[0].decode()
        connection.sendall(answer(f"date,queue,offered\n2026-10-05,{queue},9\n".encode()))  # type: ignore[attr-defined]

    provider.answers["once"] = once
    contracts = add_contracts(database, 10, number // 10)
    with pullers_of(database, postgres_url, provider.allowed) as workers:
        workers.start()
        workers.start()
        with database.writing() as session:
            for index in range(number):
                contract = contracts[index % 10]
                url = provider.url(f"once?contract={index % 10}&queue=q{index // 10}&from={{start}}")
                session.add(source_of(contract, url, window="month", since=date(2026, 10, 1)))
        began = time.monotonic()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _: plan_pulls(database, settings, datetime.now(UTC)), range(2)))
        while open_pulls(database):
            assert time.monotonic() < began + PATIENCE
            time.sleep(0.2)
        took = time.monotonic() - began
    attempts = attempts_of(database)
    with database.reading() as session:
        shares = session.execute(text(SHARES)).all()
    database.close()
    assert (len(asked), set(asked.values())) == (number, {1})
    assert {one.status for one in attempts} == {"accepted"}
    assert len({one.source_id for one in attempts}) == len(attempts) == number
    assert len(shares) == 2
    record_property("sources", number)
    record_property("shares", "+".join(str(share[1]) for share in shares))
    record_property("seconds", round(took))
