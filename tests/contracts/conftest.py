"""Everything over HTTP, on the desk."""

from tests.desk import agreed, database, desk, one_agreed, one_desk

__all__ = ["agreed", "database", "desk", "one_agreed", "one_desk"]
