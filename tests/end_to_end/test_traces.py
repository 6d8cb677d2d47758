"""Traces of a running product, as a collector of OpenTelemetry gets them."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.end_to_end.program import running

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
"""Begun by a proxy in front."""


@dataclass
class Collector:
    """What arrived so far."""

    url: str
    bodies: list[bytes] = field(default_factory=list)

    @property
    def spans(self) -> list[Span]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        scopes = [
            scope for request in requests for each in request.resource_spans for scope in each.scope_spans
        ]
        return [span for scope in scopes for span in scope.spans]


@contextmanager
def collecting() -> Iterator[Collector]:
    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        found = Collector(f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield found
        finally:
            server.shutdown()


def test_a_collector_gets_requests_without_what_was_asked_or_by_whom(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with collecting() as collector:
        settings = {"TRACES_ENDPOINT": collector.url, "LOG_FORMAT": "json"}
        with running("serve", "--port", str(port), folder=tmp_path, **settings) as product:
            patient = httpx.HTTPTransport(retries=8)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=patient, timeout=30) as client:
                client.get("/healthz").raise_for_status()
                client.get("/readyz?key=a-secret", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
                client.get("/of/somebody")
            ended = product.stop()
    spans = {span.name: span for span in collector.spans}
    assert {"GET /healthz", "GET /readyz", "GET nowhere"} <= spans.keys()
    assert spans["GET /readyz"].trace_id.hex() == TRACE
    assert not any(b"secret" in body or b"somebody" in body for body in collector.bodies)
    assert ended.err == "" or all(json.loads(line) for line in ended.err.splitlines())
