"""Teams mounted in our own web application: one address for everything it brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from starlette.background import BackgroundTasks
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.admission import RejectedError
from bot.teams.guard import Guard
from bot.teams.words import Json

PATH = "/api/messages"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answered:
    """What Teams is answered, and what is done once it has the answer."""

    body: Json | None = None
    status: int = 200
    follow_ups: BackgroundTasks = field(default_factory=BackgroundTasks)


class Taker(Protocol):
    """Takes an activity that may be believed. What it has to store is stored when it returns."""

    async def take(self, activity: Mapping[str, Any]) -> Answered: ...


def teams_routes(guard: Guard, taker: Taker) -> Sequence[Route]:
    """The route Teams calls."""

    async def receive(request: Request) -> Response:
        try:
            activity = await guard.admit(request)
        except RejectedError as error:
            return PlainTextResponse(error.reason, error.status)
        answered = await taker.take(activity)
        return _response(answered)

    return [Route(PATH, receive, methods=["POST"])]


def _response(answered: Answered) -> Response:
    if answered.body is None:
        return Response(status_code=answered.status, background=answered.follow_ups)
    return JSONResponse(answered.body, answered.status, background=answered.follow_ups)
