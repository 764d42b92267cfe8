"""Whether who signs in to PostgreSQL is bound by row-level security: else the service does not start."""

from __future__ import annotations

from sqlalchemy import Engine, text

from app.database import APPLICATION, JOBS

_ABOVE = text("""
    SELECT session_user::text AS login,
        (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) AS above,
        EXISTS (
            SELECT 1 FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
            AND pg_has_role(session_user, relowner, 'MEMBER')
        ) AS owns,
        pg_has_role(session_user, :jobs, 'MEMBER') AS jobs
""")
_MAY = text("SELECT session_user::text AS login, pg_has_role(session_user, :role, 'MEMBER') AS may")


def check_role(engine: Engine, role: str) -> None:
    """Raise RuntimeError when whoever signs in to PostgreSQL may not act as that role of ours."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        found = connection.execute(_MAY, {"role": role}).one()
    if not found.may:
        raise RuntimeError(
            f"{found.login} may not act as {role}; its owner runs: GRANT {role} TO {found.login}"
        )


def check_application(engine: Engine, *, strict: bool) -> None:
    """Raise RuntimeError when who signs in may not act as the application, or could act as more than that.

    Unless `strict` (the demo, tests), the owner may: it acts as the application all the same.
    """
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        found = connection.execute(_ABOVE, {"jobs": JOBS}).one()
    if strict and (found.above or found.owns or found.jobs):
        why = "is a superuser" if found.above else "owns the tables" if found.owns else "does the jobs"
        raise RuntimeError(
            f"{found.login}, as whom the service signs in, {why} and could read everybody's rows; give "
            f"SCORECARD_DATABASE_URL a user of its own (CREATE ROLE … LOGIN IN ROLE {APPLICATION}), and the "
            "owner's address to SCORECARD_OWNER_DATABASE_URL"
        )
    check_role(engine, APPLICATION)
