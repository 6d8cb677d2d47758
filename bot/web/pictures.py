"""Pictures of cards for platforms that fetch them. Nothing is asked, so only who has an address sees any."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

SourceOf: TypeAlias = Callable[[str], str | None]
"""From what the picture at an address is drawn; None where the address is not ours, or is over."""
Draw: TypeAlias = Callable[[str], Awaitable[bytes | None]]
"""Its PNG; None where what it showed is not there any more."""

_PRIVATE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def picture_route(path: str, source_of: SourceOf, draw: Draw) -> Route:
    """The pictures below ``path``. Whatever is wrong with an address, the answer is the same."""

    async def show(request: Request) -> Response:
        source = source_of(request.path_params["sealed"])
        png = await draw(source) if source is not None else None
        if png is None:
            return PlainTextResponse("There is no picture here.", 404, headers=_PRIVATE)
        return Response(png, media_type="image/png", headers=_PRIVATE)

    return Route(f"{path}/{{sealed}}", show, methods=["GET"])
