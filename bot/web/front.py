"""The first page, and the answer of a platform that is not connected."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route


def first_page(target: str) -> Route:
    """Sends whoever opens the bare address to the page that is of use."""

    async def go(_: Request) -> Response:
        return RedirectResponse(target)

    return Route("/", go)


def pages_missing(path: str) -> Route:
    """Tells the operator what the pages need."""
    needed = "Set CROSSPILLAR_PUBLIC_URL to an https address without a path, and start again."
    words = f"There are no pages here. {needed}"

    async def answer(_: Request) -> Response:
        return PlainTextResponse(words, status_code=503)

    return Route(path, answer, methods=["GET", "POST"])


def not_connected(path: str, platform: str, settings: Sequence[str]) -> Route:
    """Tells the operator which settings connect the platform; it needs them all."""
    needed = f"{', '.join(settings[:-1])} and {settings[-1]}"
    words = f"{platform} is not connected here. Set {needed} and start again; the README says how."

    async def answer(_: Request) -> Response:
        return PlainTextResponse(words, status_code=503)

    return Route(path, answer, methods=["GET", "POST"])
