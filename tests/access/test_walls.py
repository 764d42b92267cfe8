"""Row-level security on PostgreSQL, asked with raw SQL as the application: it stands by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from app.access import visible
from app.access.credentials import Credentials
from app.access.tables import ContractParty
from app.access.unit import work
from app.access.wall_rules import OPEN, both, rule_of
from app.access.walls import LOOK_UPS
from app.contracts.open import list_contracts
from app.database import APPLICATION, JOBS, Database, make_engine, migrate
from tests.desk import Desk, agree, calls, laid, opened
from tests.postgres import Server

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

TABLES = text("""
    SELECT c.relname, c.relkind::text, array_agg(a.attname::text), c.relrowsecurity, c.relforcerowsecurity,
        pg_get_userbyid(c.relowner), coalesce('security_invoker=true' = ANY (c.reloptions), false)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') GROUP BY c.oid
""")


@pytest.fixture(scope="module")
def walled(postgres_server: Server, _postgres_template: str) -> Iterator[Desk]:
    """The desk with a contract, its terms, a report and what became of it."""
    with postgres_server.database(template=_postgres_template) as url, opened(url, *laid(url, agree)) as desk:
        assert desk.send(calls()).status_code == 201
        desk.judge()
        yield desk


@pytest.fixture
def application(walled: Desk, postgres_server: Server) -> Iterator[Engine]:
    """One pooled connection of a user who may act as the application and no more."""
    url = postgres_server.as_application(walled.settings.database_url)
    engine = make_engine(url, pool_size=1)
    yield engine
    engine.dispose()


@contextmanager
def acting(engine: Engine, organisation: UUID | None) -> Iterator[Connection]:
    """One transaction, for an organisation as `unit.work` would say it, or without saying it."""
    with engine.begin() as connection:
        if organisation is not None:
            said = "SELECT set_config('scorecard.organisation', :it, true)"
            connection.execute(text(said), {"it": str(organisation)})
        yield connection


def guarded(connection: Connection) -> list[str]:
    """The tables and views that hold client data."""
    return [row[0] for row in connection.execute(TABLES) if row[0] not in OPEN]


def counts(connection: Connection) -> dict[str, int]:
    return {
        name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
        for name in guarded(connection)
    }


def test_every_table_is_behind_the_wall_and_nobody_stands_on_it(walled: Desk) -> None:
    with walled.database.engine.connect() as connection:
        tables = connection.execute(TABLES).all()
        chosen = text("SELECT rolname, rolsuper OR rolbypassrls OR rolcanlogin AS above FROM pg_roles")
        roles = {row.rolname: row.above for row in connection.execute(chosen)}
    assert len(tables) > 25
    for name, kind, columns, enabled, forced, owner, invoker in tables:
        if kind == "v":
            assert invoker, f"the view {name} runs as its owner and shows everybody's rows"
            continue
        assert rule_of(name, frozenset(columns)) != both("false"), f"whose are the rows of {name}?"
        assert (enabled, forced) == (name not in OPEN, name not in OPEN), name
        assert owner not in (APPLICATION, JOBS)
    assert (roles[APPLICATION], roles[JOBS]) == (False, False)


def test_without_an_organisation_there_are_no_rows(walled: Desk, application: Engine) -> None:
    with walled.database.engine.connect() as connection:
        there = counts(connection)
    assert sum(1 for number in there.values() if number) > 12
    with acting(application, None) as connection:
        assert {name: number for name, number in counts(connection).items() if number} == {}


def test_each_party_has_its_rows_and_an_outsider_none_of_them(walled: Desk, application: Engine) -> None:
    seen = {}
    for side, organisation in walled.organisations.items():
        with acting(application, organisation) as connection:
            seen[side] = {name: number for name, number in counts(connection).items() if number}
    own = {"organisation", "membership", "person", "api_token"}
    assert set(seen["outsider"]) == own
    assert seen["outsider"]["organisation"] == 1
    for side in ("client", "provider"):
        assert {"contract", "terms_version", "sheet", "report", "assessment", *own} <= set(seen[side])
        assert (seen[side]["contract"], seen[side]["organisation"], seen[side]["person"]) == (1, 2, 5)


def test_what_was_said_ends_with_its_transaction(walled: Desk, application: Engine) -> None:
    """The pool hands the same connection out again: after a commit, after an error."""
    one = text("SELECT count(*), pg_backend_pid() FROM contract")
    with acting(application, walled.organisations["client"]) as connection:
        count, backend = connection.execute(one).one()
    assert count == 1
    with acting(application, None) as connection:
        assert tuple(connection.execute(one).one()) == (0, backend)
    with pytest.raises(DBAPIError), acting(application, walled.organisations["client"]) as connection:
        connection.execute(text("SELECT 1 / 0"))
    with pytest.raises(ZeroDivisionError), acting(application, walled.organisations["client"]):
        raise ZeroDivisionError
    with acting(application, None) as connection:
        assert tuple(connection.execute(one).one()) == (0, backend)


def test_a_unit_of_work_leaves_nothing_on_its_connection(walled: Desk, application: Engine) -> None:
    caller = Credentials("token", walled.tokens["client_auditor"], "127.0.0.1", "request-1")
    pooled = Database(application)
    for writing in (False, True):
        with work(pooled, caller, "contracts:read", writing=writing) as w:
            assert len(list_contracts(w, None, 10)) == 1
        with pytest.raises(ZeroDivisionError), work(pooled, caller, "contracts:read", writing=writing):
            raise ZeroDivisionError
        with acting(application, None) as connection:
            assert sum(counts(connection).values()) == 0


def test_copy_is_bound_too(walled: Desk, application: Engine) -> None:
    def copied(organisation: UUID | None, what: str) -> int:
        with acting(application, organisation) as connection:
            driver: Any = connection.connection.driver_connection
            with driver.cursor().copy(f"COPY {what} TO STDOUT") as out:
                return sum(bytes(block).count(b"\n") for block in out)

    for what in ("(SELECT id FROM contract)", "(SELECT sha256 FROM report)"):
        numbers = [copied(one, what) for one in (None, *walled.organisations.values())]
        assert numbers == [0, 1, 1, 0], what


def test_functions_that_see_more_are_the_narrow_ones(walled: Desk, application: Engine) -> None:
    seeing = text("""
        SELECT proname, has_function_privilege('public', oid, 'EXECUTE'), proconfig, provolatile::text
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
    """)
    with walled.database.engine.connect() as connection:
        functions = connection.execute(seeing).all()
    assert {row[0] for row in functions} == {"scorecard_contracts", *(one.name for one in LOOK_UPS)}
    assert {(row[1], tuple(row[2]), row[3]) for row in functions} == {
        (False, ("search_path=public, pg_temp",), "s")
    }
    with acting(application, None) as connection:
        assert connection.execute(text("SELECT count(*) FROM scorecard_contracts()")).scalar() == 0


REFUSED = [
    "INSERT INTO contract_party (organisation_id, contract_id, part) SELECT :me, :contract, 'provider'",
    "INSERT INTO membership SELECT :client, :contract, 'reader', now()",
    "INSERT INTO work SELECT * FROM work",
    "INSERT INTO contract_revision SELECT :contract, 99, :me, now(), 'report'",
    "COPY contract_party FROM PROGRAM 'true'",
    "UPDATE audit_entry SET action = 'nothing'",
    "DELETE FROM audit_entry",
    "UPDATE contract_party SET organisation_id = :me",
    "DELETE FROM contract",
    "TRUNCATE contract",
    "ALTER TABLE contract DISABLE ROW LEVEL SECURITY",
    "SET ROLE scorecard_jobs",
    "CREATE TABLE mine (id int)",
    "SELECT * FROM executor",
]


@pytest.mark.parametrize("statement", REFUSED, ids=lambda one: " ".join(one.split()[:3]))
def test_what_the_application_may_never_do(walled: Desk, application: Engine, statement: str) -> None:
    with walled.database.engine.connect() as connection:
        contract = connection.execute(text("SELECT id FROM contract")).scalar_one()
    me, client = walled.organisations["outsider"], walled.organisations["client"]
    given = {"me": me, "contract": contract, "client": client}
    before = _all(walled)
    if statement.startswith("INSERT INTO work"):
        with acting(application, me) as connection:
            assert connection.execute(text(statement)).rowcount == 0
    else:
        with pytest.raises(DBAPIError) as refused, acting(application, me) as connection:
            connection.execute(text(statement), given)
        assert getattr(refused.value.orig, "sqlstate", "") == "42501"
    assert _all(walled) == before


def _all(desk: Desk) -> dict[str, int]:
    with desk.database.engine.connect() as connection:
        return counts(connection)


def test_foreign_rows_are_not_changed_by_who_does_not_see_them(walled: Desk, application: Engine) -> None:
    changes = ("UPDATE contract SET revision = 99", "DELETE FROM sheet", "UPDATE person SET name = 'x'")
    with acting(application, walled.organisations["outsider"]) as connection:
        assert [connection.execute(text(one)).rowcount for one in changes] == [0, 0, 0]


def test_a_query_without_the_row_filter_finds_nothing_foreign(
    walled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutation that the first wall's own test finds is hidden by the second."""
    everything = select(col(ContractParty.contract_id))
    monkeypatch.setattr(visible, "visible_contracts", lambda _identity: everything)
    assert walled.shown("/contracts", "client_auditor")["items"] != []
    assert walled.shown("/contracts", "outsider_auditor")["items"] == []


def test_the_owner_is_bound_and_makes_the_wall_itself(postgres_server: Server) -> None:
    """An owner who is no superuser migrates, and sees nothing without an organisation either."""
    postgres_server.run("CREATE ROLE plain_owner LOGIN")
    postgres_server.run("CREATE DATABASE plainly OWNER plain_owner")
    url = postgres_server.url("plainly")
    owners = url.replace("postgres@", "plain_owner@")
    with pytest.raises(
        RuntimeError, match=r"plain_owner may not act as scorecard_app.*GRANT scorecard_app TO"
    ):
        migrate(owners)
    for role in (APPLICATION, JOBS):
        postgres_server.run(f"GRANT {role} TO plain_owner WITH INHERIT FALSE, SET TRUE")
    migrate(owners)
    engine = make_engine(owners, role=JOBS)
    with engine.begin() as connection:
        made = "INSERT INTO organisation (id, name, created_at) VALUES (gen_random_uuid(), 'One', now())"
        connection.execute(text(made))
        assert connection.execute(text("SELECT count(*) FROM organisation")).scalar() == 1
    engine.dispose()
    engine = make_engine(owners)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM organisation")).scalar() == 0
    engine.dispose()
    migrate(owners, "base")
    migrate(owners)
    postgres_server.run("DROP DATABASE plainly WITH (FORCE)")
    postgres_server.run("DROP ROLE plain_owner")


def test_migrating_again_touches_nothing_and_mends_a_wall_that_was_changed(postgres_url: str) -> None:
    last = text("SELECT max(oid::bigint) FROM pg_policy")
    engine = make_engine(postgres_url)
    with engine.connect() as connection:
        before = connection.execute(last).scalar_one()
    migrate(postgres_url)
    with engine.begin() as connection:
        assert connection.execute(last).scalar_one() == before
        connection.execute(text("CREATE VIEW every_contract AS SELECT * FROM contract"))
    migrate(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(last).scalar_one() > before
        views = [row for row in connection.execute(TABLES) if row[0] == "every_contract"]
        assert views[0][-1]
    engine.dispose()
