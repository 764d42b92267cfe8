"""Traces: off unless set and then not even loaded; taken by a collector; without a word of a client."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from app.main import create_app
from tests.desk import BASE, REF, Desk
from tests.telling.receiver import Receiver, receiving

pytestmark = pytest.mark.slow  # the service with its database

ROOT = Path(__file__).resolve().parents[2]
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
LOADS_NOTHING = """
import sys
from app.main import create_app
from app.settings import load_settings
create_app(load_settings(demo=True))
sys.exit(sorted(name for name in sys.modules if name.startswith("opentelemetry.sdk"))[:1] or 0)
"""


def spans(receiver: Receiver) -> list[Span]:
    found: list[Span] = []
    for headers, body in receiver.came:
        raw = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        for resource in ExportTraceServiceRequest.FromString(raw).resource_spans:
            found += [span for scope in resource.scope_spans for span in scope.spans]
    return found


def said(span: Span) -> dict[str, str | int]:
    values = {one.key: one.value for one in span.attributes}
    return {key: value.string_value or value.int_value for key, value in values.items()}


def test_a_request_and_its_statements_reach_the_collector(one_desk: Desk) -> None:
    with receiving() as receiver:
        url = f"http://{receiver.host}/v1/traces"
        app = create_app(one_desk.settings.model_copy(update={"traces_url": url}), run_jobs=False)
        bearer = {"Authorization": f"Bearer {one_desk.tokens['client_auditor']}"}
        with TestClient(app, base_url=BASE, raise_server_exceptions=False) as http:
            known = {**bearer, "traceparent": f"00-{TRACE}-{PARENT}-01"}
            assert http.get(f"/api/v1/contracts/{REF}", headers=known).status_code == 200
            assert http.get("/secret-path?secret=query", headers=bearer).status_code == 404
        found = spans(receiver)  # leaving sent what was left
    by_name = {span.name: span for span in found}
    request = by_name["GET /api/v1/contracts/{ref}"]
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (TRACE, PARENT)
    assert said(request)["http.response.status_code"] == 200
    selects = [one for one in found if one.name == "SELECT" and one.trace_id == request.trace_id]
    assert selects
    assert {one.parent_span_id for one in selects} == {request.span_id}
    assert {said(one)["db.system.name"] for one in selects} == {"sqlite"}
    assert "GET none" in by_name
    for word in (REF, "secret", one_desk.tokens["client_auditor"], "client_auditor@example.com"):
        assert word not in str(found)


def test_a_statement_that_fails_and_a_fault_are_told(one_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as receiver:
        url = f"http://{receiver.host}/v1/traces"
        app = create_app(one_desk.settings.model_copy(update={"traces_url": url}), run_jobs=False)
        with TestClient(app, base_url=BASE, raise_server_exceptions=False) as http:
            with app.state.database.engine.connect() as connection, pytest.raises(Exception, match="no such"):
                connection.exec_driver_sql("SELECT secret FROM nowhere")
            monkeypatch.setattr(app.state, "database", None)
            assert http.get("/readyz").status_code == 500
        found = {span.name: span for span in spans(receiver)}
    assert said(found["SELECT"])["error.type"] == "OperationalError"
    assert found["GET /readyz"].status.code == found["SELECT"].status.code == Status.STATUS_CODE_ERROR


def test_without_the_setting_nothing_of_it_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", LOADS_NOTHING], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
