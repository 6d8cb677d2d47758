"""Whether the process lives, whether it can work, and its numbers for Prometheus."""

from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.ports.operating import Role
from bot.web.metrics import Metrics

Check = Callable[[], Awaitable[str | None]]
"""Returns what is wrong, in words an operator can act on, or None."""

Note = Callable[[], Awaitable[str]]
"""Returns how something outside stands, such as a chat platform: shown, but no reason to be unready.

An unready process gets no requests; where only the way out is closed, people could no longer answer.
"""


def health_routes(
    role: Role, checks: dict[str, Check], numbers: Metrics, notes: dict[str, Note]
) -> list[Route]:
    """``/healthz``: the process lives; ``/readyz``: it can work; ``/metrics``: for Prometheus."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_: Request) -> Response:
        found = {name: await check() for name, check in checks.items()}
        wrong = {name: words for name, words in found.items() if words}
        said = {name: words or "ok" for name, words in found.items()}
        noted = {name: await note() for name, note in notes.items()}
        body = {"ready": not wrong, "role": role, "checks": said | noted}
        return JSONResponse(body, status_code=503 if wrong else 200)

    async def metrics(_: Request) -> Response:
        return Response(await numbers.text(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]
