"""The desk: the service with somebody in every role before it."""

from tests.desk import agreed, database, desk, one_agreed, one_desk

__all__ = ["agreed", "database", "desk", "one_agreed", "one_desk"]
