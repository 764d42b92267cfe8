"""The page of reports while a large file is read: how far it is, in both languages, and gone in the end."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.jobs import run_due
from tests.dashboards.test_pages import CHINESE, HERE, OWN, seen, sign_in
from tests.dashboards.world import calls

pytestmark = pytest.mark.slow  # the service as a whole


def test_a_large_file_is_shown_being_read_until_it_is(browse: TestClient) -> None:
    app = browse.app
    assert isinstance(app, FastAPI)
    before = app.state.settings
    app.state.settings = before.model_copy(update={"background_bytes": 10})
    try:
        sign_in(browse, CHINESE)
        files = {"file": ("may.csv", calls(5, 31, 4))}
        sent = browse.post(f"{HERE}/reports", files=files, headers=OWN, params={"lang": "en"})
        assert sent.status_code == 200, sent.text
        assert 'data-again="2"' in sent.text
        assert "may.csv" in sent.text
        with app.state.database.writing() as session:
            session.execute(text("UPDATE arriving_report SET percent = 40, rows = 1234"))
        assert "Being read may.csv" in seen(browse, f"{HERE}/reports")
        assert "1,234 rows so far" in seen(browse, f"{HERE}/reports")
        assert "正在读取" in seen(browse, f"{HERE}/reports", lang="zh_Hans")
        assert '<progress id="arriving-1" max="100" value="40">' in browse.get(f"{HERE}/reports").text
        run_due(app.state.database, app.state.settings)
        assert "Being read" not in seen(browse, f"{HERE}/reports")
    finally:
        app.state.settings = before
