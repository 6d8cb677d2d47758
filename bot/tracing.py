"""Traces for OpenTelemetry: what a process did and for how long; never for whom, and no words of anybody.

Without a collector's address nothing is traced, and what is here costs next to nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.propagate import extract
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.ports.operating import Role

SERVICE = "crosspillar"
PASSED_ON = ("traceparent", "tracestate")
"""Headers by which a proxy in front says which trace a request belongs to."""
PATIENCE = 5
"""Seconds the collector has to take what is left when a process ends."""

_TRACER = trace.get_tracer(SERVICE)


@contextmanager
def tracing(collector: str | None, role: Role) -> Iterator[None]:
    """Send this process's traces to a collector, such as ``http://127.0.0.1:4318``, where there is one.

    What is left when the block ends is sent then, also where an error ends it.
    """
    if collector is None:
        yield
        return
    # Here: most processes trace nothing, and commands should start at once.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": SERVICE, "service.role": role.value}))
    exporter = OTLPSpanExporter(f"{collector}/v1/traces", timeout=PATIENCE)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()


@contextmanager
def traced(name: str, **facts: str) -> Iterator[Span]:
    """A span around a piece of work. ``facts`` may be names of platforms, workspaces and ticks."""
    # Not the error's text: a database's errors quote what was typed.
    with _TRACER.start_as_current_span(
        name, attributes=facts, record_exception=False, set_status_on_exception=False
    ) as span:
        yield span


def failed(span: Span) -> None:
    span.set_status(Status(StatusCode.ERROR))


class TracedRequests:
    """A span around every request: its method, its route and its status, neither address nor query.

    Addresses hold keys that sign somebody in, and say who looks at what.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with _TRACER.start_as_current_span(
            scope["method"],
            context=extract(_passed_on(scope)),
            kind=SpanKind.SERVER,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            await self._answer(scope, receive, send, span)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, span: Span) -> None:
        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                span.set_attribute("http.response.status_code", message["status"])
                if message["status"] >= 500:
                    failed(span)
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = route_of(scope)
            span.update_name(f"{scope['method']} {route}")
            span.set_attribute("http.route", route)


def _passed_on(scope: Scope) -> dict[str, str]:
    found = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return {name: found[name] for name in PASSED_ON if name in found}


def route_of(scope: Scope) -> str:
    """The path with names in the place of what was asked for; nothing of a path that leads nowhere."""
    if "endpoint" not in scope:
        return "nowhere"
    names = {str(value): f"{{{name}}}" for name, value in scope["path_params"].items()}
    # Part by part: a value may well stand inside of another one, or of a word of the route.
    return "/".join(names.get(part, part) for part in scope["path"].split("/"))
