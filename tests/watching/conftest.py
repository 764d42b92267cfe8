"""The desk: the service with somebody in every role before it."""

from tests.desk import agreed, begin, begin_one, database, desk, one_agreed, one_desk

__all__ = ["agreed", "begin", "begin_one", "database", "desk", "one_agreed", "one_desk"]
