"""The pages over a real database, built once a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.dashboards import world


@pytest.fixture(scope="module")
def pages(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = world.application(world.copy_of(_sqlite_template, tmp_path_factory.mktemp("pages")))
    world.build(app.state.database)
    with TestClient(app, follow_redirects=False, headers={"Accept": "text/html"}) as client:
        yield client
    app.state.database.close()


@pytest.fixture
def browse(pages: TestClient) -> Iterator[TestClient]:
    """The same client without anybody's cookies."""
    pages.cookies.clear()
    yield pages
    pages.cookies.clear()
