"""Statements are compiled once in a test process, as they are in a process that serves.

Each test has a database and so an engine of its own, which would compile every statement anew: that is a
sixth of the time of a test that judges.
"""

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

MOST = 5_000  # statements; the service has some hundreds
COMPILED = LRUCache(MOST)


def use() -> None:
    """From now on all engines of one kind of database share what they compiled."""
    DefaultDialect.__eq__ = _of_one_kind  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    event.listen(Engine, "engine_connect", _share)


def _of_one_kind(self: DefaultDialect, other: object) -> bool:
    return type(self) is type(other)


def _share(connection: Connection) -> None:
    connection.engine._compiled_cache = COMPILED
