"""Raising the second wall on PostgreSQL: two roles beside the owner, row-level security on every table.

`scorecard migrate` lowers the wall, migrates and raises it again, all in one transaction: a migration that
moves rows sees them, and nobody else ever sees the wall down. What stands is known by the digest of the
statements that made it, so that migrating a current database touches nothing.

The owner is bound by the policies too (FORCE). The jobs see every organisation's rows; whoever signs in as
the application sees those of the organisation that the transaction names, and without one: none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection, text

from app.access import authenticate, invite, people, sign_in
from app.access.passkeys import known as passkeys
from app.access.second_step import half, reset
from app.access.sign_on import known
from app.access.wall_rules import OPEN, Rule, rule_of
from app.database import APPLICATION, JOBS

_ASKING = (authenticate, sign_in, people, invite, half, reset, known, passkeys)
LOOK_UPS = tuple(one for room in _ASKING for one in room.LOOK_UPS)
_TABLES = text("""
    SELECT c.relname, c.relkind::text, array_agg(a.attname::text)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v')
    GROUP BY c.oid ORDER BY c.relname
""")
_POLICIES = text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()")
_FUNCTIONS = text("""
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND left(proname, 10) = 'scorecard_'
""")
_STANDING = text("""
    SELECT obj_description(oid, 'pg_proc') FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND proname = 'scorecard_organisation'
    AND EXISTS (SELECT 1 FROM pg_policies WHERE schemaname = current_schema())
""")
_SETTING = "CREATE FUNCTION {name}() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT {value} $$"
_SET = "nullif(current_setting('scorecard.{what}', true), '')::uuid"
_DEFINER = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS"


def stands(connection: Connection) -> bool:
    """Whether the wall is the one of this version."""
    return bool(connection.execute(_STANDING).scalar() == _digest(_plan(connection)))


def lower(connection: Connection) -> None:
    """Take the policies away, so that a migration may change tables and rows; the application sees none."""
    for table, policy in connection.execute(_POLICIES).all():
        connection.exec_driver_sql(f'DROP POLICY "{policy}" ON "{table}"')
    for table, kind, _ in connection.execute(_TABLES).all():
        if kind != "v":
            connection.exec_driver_sql(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')


def raise_again(connection: Connection) -> None:
    """Put the wall up. RuntimeError when a role is missing and cannot be made."""
    for role in (APPLICATION, JOBS):
        _have_role(connection, role)
    plan = _plan(connection)
    schema = _schema(connection)
    connection.exec_driver_sql(f"SET LOCAL search_path = {schema}, pg_temp")  # nothing temporary comes first
    connection.exec_driver_sql(f"GRANT CREATE, USAGE ON SCHEMA {schema} TO {JOBS}")
    connection.exec_driver_sql(f"SET LOCAL ROLE {JOBS}")  # the look-ups run as the jobs, which see every row
    for (function,) in connection.execute(_FUNCTIONS).all():
        connection.exec_driver_sql(f"DROP FUNCTION {function}")
    for statement in _functions():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"COMMENT ON FUNCTION scorecard_organisation() IS '{_digest(plan)}'")
    connection.exec_driver_sql("SET LOCAL ROLE NONE")
    connection.exec_driver_sql(f"REVOKE CREATE ON SCHEMA {schema} FROM {JOBS}")
    for statement in plan:
        connection.exec_driver_sql(statement)
    _let_jobs_keep_their_own(connection)


def _schema(connection: Connection) -> str:
    return f'"{connection.execute(text("SELECT current_schema()")).scalar_one()}"'


def _digest(plan: list[str]) -> str:
    return hashlib.sha256("\n".join([*_functions(), *plan]).encode()).hexdigest()


def _functions() -> list[str]:
    """What the policies ask, and the look-ups; made and owned by the role of the jobs."""
    made = [
        _SETTING.format(name=f"scorecard_{what}", value=_SET.format(what=what))
        for what in ("organisation", "person")
    ]
    parts = "SELECT contract_id FROM contract_party WHERE organisation_id = scorecard_organisation()"
    made.append(f"CREATE FUNCTION scorecard_contracts() RETURNS SETOF uuid {_DEFINER} $$ {parts} $$")
    narrow = ["scorecard_contracts()"]
    for one in LOOK_UPS:
        made.append(one.definition)
        narrow.append(one.signature)
    made += [f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC" for one in narrow]
    return [*made, *(f"GRANT EXECUTE ON FUNCTION {one} TO {APPLICATION}, SESSION_USER" for one in narrow)]


def _plan(connection: Connection) -> list[str]:
    """Every statement that the tables and views of this database need, in order."""
    schema = _schema(connection)
    plan = [f"GRANT USAGE ON SCHEMA {schema} TO {APPLICATION}, {JOBS}"]
    for table, kind, columns in connection.execute(_TABLES).all():
        plan += _of_view(table) if kind == "v" else _of_table(table, rule_of(table, frozenset(columns)))
    return plan


def _of_view(view: str) -> Iterator[str]:
    """A view runs as its owner unless it is told otherwise, and then shows everybody's rows."""
    yield f'ALTER VIEW "{view}" SET (security_invoker = true)'
    yield f'GRANT SELECT ON "{view}" TO {APPLICATION}, {JOBS}'


def _of_table(table: str, rule: Rule | None) -> Iterator[str]:
    yield f'REVOKE ALL ON "{table}" FROM PUBLIC, {APPLICATION}, {JOBS}'
    yield f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {JOBS}'
    if rule is None:
        grants = OPEN[table]
    else:
        grants = rule.grants
        yield from _policies(table, rule)
    if grants:
        yield f'GRANT {", ".join(sorted(grants)).upper()} ON "{table}" TO {APPLICATION}'


def _policies(table: str, rule: Rule) -> Iterator[str]:
    on = f'ON "{table}"'
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield f"CREATE POLICY jobs {on} TO {JOBS} USING (true) WITH CHECK (true)"
    yield f"CREATE POLICY seen {on} FOR SELECT USING ({rule.seen})"
    yield f"CREATE POLICY added {on} FOR INSERT WITH CHECK ({rule.added})"
    yield f"CREATE POLICY changed {on} FOR UPDATE USING ({rule.changed})"
    yield f"CREATE POLICY removed {on} FOR DELETE USING ({rule.changed})"


_ROLE = text("""
    SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = :role) AS there,
        rolcreaterole OR rolsuper AS may_make, current_user::text AS owner
    FROM pg_roles WHERE rolname = current_user
""")


def _have_role(connection: Connection, role: str) -> None:
    """See to it that there is the role and that we may act as it."""
    found = connection.execute(_ROLE, {"role": role}).one()
    recent = (connection.dialect.server_version_info or ()) >= (16,)
    narrowly = " WITH INHERIT FALSE, SET TRUE" if recent else ""  # else FORCE would not bind the owner
    asked = {"role": role, "act": "SET" if recent else "MEMBER", "give": "MEMBER WITH ADMIN OPTION"}
    if not found.there and found.may_make:
        connection.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")
    if (found.there or found.may_make) and connection.execute(_MAY_ACT, asked).scalar_one():
        return
    if not (found.there or found.may_make) or not connection.execute(_MAY_GIVE, asked).scalar_one():
        raise RuntimeError(
            f"{found.owner} may not act as {role}, which keeps organisations apart; an administrator runs: "
            f"{'' if found.there else f'CREATE ROLE {role} NOLOGIN; '}GRANT {role} TO {found.owner}{narrowly}"
        )
    connection.exec_driver_sql(f"GRANT {role} TO CURRENT_USER{narrowly}")


_MAY_ACT = text("SELECT pg_has_role(current_user, :role, :act)")
_MAY_GIVE = text("SELECT pg_has_role(current_user, :role, :give)")


def _let_jobs_keep_their_own(connection: Connection) -> None:
    """The engine makes its own schema in our database, where the owner may allow that."""
    database = connection.execute(text("SELECT current_database()")).scalar_one()
    allowed = text("SELECT has_database_privilege(current_database(), 'CREATE WITH GRANT OPTION')")
    if connection.execute(allowed).scalar_one():
        connection.exec_driver_sql(f'GRANT CREATE ON DATABASE "{database}" TO {JOBS}')
