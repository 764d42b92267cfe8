"""Throwing the engine's own store away: it holds nothing that cannot be made again from the rows of work."""

from pathlib import Path

from sqlalchemy import make_url, text

from app.database import make_engine

SCHEMA = "scorecard_jobs"  # of the engine's own tables on PostgreSQL
_THERE = text("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = :name)")


def discard_store(url: str) -> None:
    """Remove the store at `url`, if there is one; nobody may be working. The next start makes a new one."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        for name in ("", "-wal", "-shm"):
            Path(f"{parsed.database}{name}").unlink(missing_ok=True)
        return
    engine = make_engine(url, pool_size=1)
    try:
        with engine.begin() as connection:
            if connection.execute(_THERE, {"name": SCHEMA}).scalar_one():
                connection.exec_driver_sql(f"DROP SCHEMA {SCHEMA} CASCADE")
    finally:
        engine.dispose()
