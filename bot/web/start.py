"""The first page after signing in: the pages one may open, by what one is here."""

from starlette.responses import Response

from bot.services.access import Access
from bot.web.guard import Asked, Page


async def start(asked: Asked) -> Response:
    return asked.page("start.html")


START = Page("", Access.SIGNED_IN, start)
