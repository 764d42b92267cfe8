"""Making the users as whom web processes and workers sign in to PostgreSQL, where the owner may."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, make_url, text

from app.database import APPLICATION, JOBS, make_engine
from app.settings import Settings

_THERE = text("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = :name)")
_MAY_MAKE = text("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")


def make_logins(settings: Settings) -> list[str]:
    """Make the users of the application's and the workers' addresses that are missing; returns their names.

    Nothing is done on SQLite, where all addresses are one, or where the owner may make no users.
    """
    owner = make_url(settings.as_owner().database_url)
    wanted = {settings.database_url: APPLICATION, settings.as_worker().database_url: JOBS}
    urls = {make_url(url): role for url, role in wanted.items()}
    others = {url: role for url, role in urls.items() if url.username and url.username != owner.username}
    if owner.get_backend_name() != "postgresql" or not others:
        return []
    engine = make_engine(owner, pool_size=1)
    try:
        with engine.begin() as connection:
            may = connection.execute(_MAY_MAKE).scalar_one()
            return [
                str(url.username)
                for url, role in others.items()
                if may and _made(connection, str(url.username), str(url.password or ""), role)
            ]
    finally:
        engine.dispose()


def _made(connection: Connection, name: str, password: str, role: str) -> bool:
    """The password goes over as its SCRAM verifier, so that no log of the server can hold it."""
    if connection.execute(_THERE, {"name": name}).scalar_one():
        return False
    driver: Any = connection.connection.driver_connection
    kept = driver.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    quoted = connection.dialect.identifier_preparer.quote_identifier(name)
    connection.exec_driver_sql(f"CREATE ROLE {quoted} LOGIN PASSWORD '{kept}' IN ROLE {role}")
    return True
