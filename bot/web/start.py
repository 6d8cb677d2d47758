"""The first page after signing in, with the pages one may open; and every address at which there is none."""

from starlette.responses import RedirectResponse, Response

from bot.services.access import Access
from bot.web.guard import Asked, Page, RefusedError


async def start(asked: Asked) -> Response:
    return asked.page("start.html")


async def nowhere(asked: Asked) -> Response:
    path = asked.request.url.path
    if path.endswith("/"):
        return RedirectResponse(path.rstrip("/"))
    raise RefusedError(404, "not_here")


START = Page("", Access.SIGNED_IN, start)
NOWHERE = Page("/{rest:path}", Access.SIGNED_IN, nowhere)
"""Behind all others: what is mistyped or gone is told in our words."""
