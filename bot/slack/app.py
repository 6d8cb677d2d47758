"""Slack mounted in our own web application: one address for events, presses, forms and commands."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.background import BackgroundTasks
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.admission import RejectedError, storable_parts
from bot.ports import FrontDesk
from bot.ports.platform_news import PlatformNews
from bot.slack.client import TIMEOUT, Pace, PacedClient
from bot.slack.failures import Failures
from bot.slack.guard import admit
from bot.slack.home_page import HomePage
from bot.slack.incoming import UNREADABLE, UNREADABLE_TEXT, workspace
from bot.slack.listeners import FOLLOW_UPS, Listeners
from bot.slack.messenger import API_URL, Tokens
from bot.slack.news import NewsListeners
from bot.slack.replies import Answerer
from bot.slack.workspaces import Workspaces
from bot.turns import REPLY_PATIENCE

PATH = "/slack/events"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """How to talk with Slack. The signing secret is the app's, the same for all its workspaces.

    It is empty where Slack's requests come in Socket Mode only.
    """

    signing_secret: str
    base_url: str = API_URL


def event_routes(settings: SlackSettings, app: AsyncApp) -> list[Route]:
    """Where Slack's requests come in over HTTP."""
    verifier = SignatureVerifier(settings.signing_secret)

    async def receive(request: Request) -> Response:
        try:
            body = await admit(request, verifier)
        except RejectedError as error:
            return PlainTextResponse(error.reason, error.status)
        return await dispatch(app, request, body)

    return [Route(PATH, receive, methods=["POST"])]


async def dispatch(app: AsyncApp, request: Request, body: bytes) -> Response:
    """Let bolt answer a genuine request; what need not be done before the answer follows it."""
    tasks = BackgroundTasks()
    try:
        bolt_response = await app.async_dispatch(_asked(request, body, {FOLLOW_UPS: tasks}))
    except UNREADABLE:  # bolt's own: whatever a listener raises has been answered
        return PlainTextResponse(UNREADABLE_TEXT, 400)
    response = to_starlette_response(bolt_response)
    response.background = tasks
    return response


def _asked(request: Request, body: bytes, context: dict[str, Any]) -> AsyncBoltRequest:
    asked = to_async_bolt_request(request, body, context)
    whole = storable_parts(asked.body)
    if whole == asked.body:
        return asked
    # This mode takes what was parsed before, and names people and places by it.
    return AsyncBoltRequest(mode="socket_mode", body=whole, headers=dict(request.headers), context=context)


def build_app(
    settings: SlackSettings,
    desk: FrontDesk,
    *,
    tokens: Tokens,
    answerer: Answerer,
    pace: Pace | None = None,
    news: PlatformNews | None = None,
) -> AsyncApp:
    """The bolt app with every listener.

    Its own check of signatures is off because the guard has already made it, on the raw
    bytes and before anything was parsed. It answers when the listener is done, not at
    its next look at a flag every 10 ms.
    """
    workspaces, failures = Workspaces(tokens, settings.base_url, pace), Failures(answerer)

    # bolt calls these two by the names of their arguments and cannot take methods.
    async def authorize(
        enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None
    ) -> Any:
        return await workspaces.standing(enterprise_id, team_id, org_wide=is_enterprise_install)

    async def failed(error: Exception, request: AsyncBoltRequest) -> BoltResponse:
        return await failures.failed(request, error)

    app = AsyncApp(
        name="crosspillar",
        logger=log,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        signing_secret=settings.signing_secret,
        request_verification_enabled=False,
        client=AsyncWebClient(base_url=settings.base_url, timeout=TIMEOUT, retry_handlers=[]),
        authorize=authorize,
        user_facing_authorize_error_message=answerer.speak("slack.not_connected"),
    )

    async def paced(context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]) -> None:
        """Answers wait their turn like everything else; bolt makes a plain client."""
        context["client"] = PacedClient(
            context.bot_token,
            pace=pace,
            workspace=workspace(context),
            base_url=settings.base_url,
            patience=REPLY_PATIENCE,
        )
        await next_()

    app.use(paced)
    app.error(failed)
    Listeners(desk, answerer, HomePage(desk, answerer.speak)).listen(app)
    if news is not None:
        NewsListeners(news).listen(app)
    return app
