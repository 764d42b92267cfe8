"""Metrics: off unless set, on a port of their own, true, and without a word that belongs to a client."""

import re
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from prometheus_client import generate_latest
from prometheus_client.core import CollectorRegistry

from app.database import JOBS, Database, make_engine
from app.errors import Conflict
from app.jobs import remember_work
from app.main import create_app
from app.watching.serve import metrics_served
from app.watching.stock import Stock
from tests.desk import BASE, REF, Desk, calls

pytestmark = pytest.mark.slow  # the service with its database


def told(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return str(answer.read().decode())


def value(text: str, line: str) -> float:
    found = re.search(rf"^{re.escape(line)} (\S+)$", text, re.MULTILINE)
    assert found, f"{line} is not in:\n{text}"
    return float(found[1])


def stock_of(database: Database, now: datetime) -> str:
    registry = CollectorRegistry()
    registry.register(Stock(database, lambda: now))
    return generate_latest(registry).decode()


def test_nothing_is_served_unless_it_is_set(one_desk: Desk) -> None:
    with metrics_served(one_desk.settings) as port:
        assert port == 0
    assert one_desk.http.get("/metrics").status_code == 404


def test_requests_are_counted_by_the_template_of_their_route(one_desk: Desk) -> None:
    settings = one_desk.settings.model_copy(update={"metrics_port": 0})
    app = create_app(settings, run_jobs=False)
    with metrics_served(settings) as port, TestClient(app, base_url=BASE) as http:
        bearer = {"Authorization": f"Bearer {one_desk.tokens['client_auditor']}"}
        for _ in range(3):
            assert http.get(f"/api/v1/contracts/{REF}", headers=bearer).status_code == 200
        assert http.get("/api/v1/contracts/secret-name", headers=bearer).status_code == 404
        assert http.get("/nowhere/at/all").status_code == 404
        assert http.request("BREW", "/healthz").status_code == 405
        text = told(f"http://127.0.0.1:{port}/metrics")
        assert value(text, _request("GET", "/api/v1/contracts/{ref}", 200)) == 3
        assert value(text, _request("GET", "/api/v1/contracts/{ref}", 404)) == 1
        assert value(text, _request("GET", "none", 404)) == 1
        assert value(text, "scorecard_database_connections_in_use") == 0
        assert value(text, "scorecard_database_connections_open") >= 1
        for word in ("secret-name", REF, "nowhere", "BREW", one_desk.tokens["client_auditor"], "The client"):
            assert word not in text
        taken = metrics_served(settings.model_copy(update={"metrics_port": port}))
        with pytest.raises(Conflict, match=f"cannot be served on 127.0.0.1:{port}"), taken:
            pytest.fail("two processes listen on one port")


def _request(method: str, route: str, status: int) -> str:
    return f'scorecard_requests_total{{method="{method}",route="{route}",status="{status}"}}'


def test_the_stock_is_what_the_database_says(agreed: Desk) -> None:
    now = datetime.now(UTC)
    agreed.send(calls())
    agreed.send(b"nonsense")
    with agreed.database.writing() as session:
        remember_work(session, "pull", agreed.organisations["client"], 0, due_at=now - timedelta(minutes=2))
    seeing_all = Database(make_engine(agreed.settings.database_url, role=JOBS))
    text = stock_of(seeing_all, now + timedelta(seconds=60))
    assert value(text, "scorecard_database_up") == 1
    assert value(text, 'scorecard_jobs_open{kind="pull"}') == 1
    assert value(text, 'scorecard_jobs_oldest_seconds{kind="pull"}') == pytest.approx(180, abs=0.01)
    assert value(text, 'scorecard_reports_last_day{side="provider",status="accepted"}') == 1
    assert value(text, 'scorecard_reports_last_day{side="provider",status="refused"}') == 1
    assert "pulls_last_day{" not in text
    much_later = stock_of(seeing_all, now + timedelta(days=2))
    assert "reports_last_day{" not in much_later
    assert REF not in text
    seeing_all.close()


def test_a_database_that_is_away_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = Database(make_engine(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'a.db'}"))
    text = stock_of(empty, datetime.now(UTC))
    assert (value(text, "scorecard_database_up"), "jobs_open" in text) == (0, False)
    empty.close()
