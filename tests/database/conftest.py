"""A database with the tests' own tables alone, of either kind."""

from collections.abc import Iterator

import pytest

from app.database import (
    Database,
    make_engine,
)
from tests.database.things import own


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    database = Database(make_engine(empty_database_url))
    with database.writing() as session:
        own.create_all(session.connection())
    yield database
    database.close()
