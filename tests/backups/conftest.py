"""The desk, and what is done at it to periods that are over."""

from tests.desk import agreed, database, desk, one_agreed, one_desk

__all__ = ["agreed", "database", "desk", "one_agreed", "one_desk"]
