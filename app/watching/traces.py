"""Traces for OpenTelemetry: a span for each request and, within it, one for each statement.

Names are templates of routes and the first word of a statement; no value of a request or a row goes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from sqlalchemy import Engine, event
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE = 5  # seconds that a collector has to take what is sent; nobody waits for it but the sender's thread
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Traces:
    """Where spans go; they are sent in batches beside the requests, and lost where nobody takes them."""

    def __init__(self, url: str) -> None:
        self._provider = TracerProvider(resource=Resource.create({"service.name": "scorecard"}))
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(url, timeout=PATIENCE)))
        self.tracer: Tracer = self._provider.get_tracer("scorecard")

    def watch(self, engine: Engine) -> None:
        """Make a span of every statement of this engine from now on."""
        Statements(self.tracer, engine.dialect.name).listen_to(engine)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


class TraceRequests:
    """Makes a span of each request, as part of the caller's trace where there is one (`traceparent`)."""

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self.app = app
        self.tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in _METHODS else "other"
        before = extract(_said(scope))
        with self.tracer.start_as_current_span(method, before, SpanKind.SERVER) as span:
            span.set_attribute("http.request.method", method)

            async def noting(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _answered(span, int(message["status"]))
                await send(message)

            try:
                await self.app(scope, receive, noting)
            finally:
                route = str(getattr(scope.get("route"), "path", "none"))
                span.update_name(f"{method} {route}")
                span.set_attribute("http.route", route)


def _said(scope: Scope) -> Mapping[str, str]:
    known = {b"traceparent", b"tracestate"}
    return {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in known}


def _answered(span: Span, status: int) -> None:
    span.set_attribute("http.response.status_code", status)
    if status >= 500:
        span.set_status(StatusCode.ERROR)


class Statements:
    """Makes a span of each statement, from when it is sent until it is answered or fails."""

    def __init__(self, tracer: Tracer, system: str) -> None:
        self.tracer, self.system = tracer, system

    def listen_to(self, engine: Engine) -> None:
        """Begin."""
        event.listen(engine, "before_cursor_execute", self._begun)
        event.listen(engine, "after_cursor_execute", self._ended)
        event.listen(engine, "handle_error", self._failed)

    def _begun(
        self, _connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool
    ) -> None:
        word = statement.lstrip().partition(" ")[0].upper()[:20]
        span = self.tracer.start_span(word, kind=SpanKind.CLIENT)
        span.set_attributes({"db.system.name": self.system, "db.operation.name": word})
        context.scorecard_span = span

    def _ended(
        self, _connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool
    ) -> None:
        context.scorecard_span.end()

    def _failed(self, fault: Any) -> None:
        span: Span | None = getattr(fault.execution_context, "scorecard_span", None)
        if span is not None:
            span.set_status(StatusCode.ERROR)
            span.set_attribute("error.type", type(fault.original_exception).__name__)
            span.end()
