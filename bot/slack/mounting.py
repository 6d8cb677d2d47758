"""Slack's part of the web application: its routes, and the connection that stays open in Socket Mode."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from functools import partial

from slack_bolt.async_app import AsyncApp
from starlette.routing import Route

from bot.ports import FrontDesk
from bot.ports.platform_news import PlatformNews
from bot.slack.app import SlackSettings, build_app, event_routes
from bot.slack.connection import Connection
from bot.slack.install import Installed, OAuthSettings, install_routes
from bot.slack.replies import Answerer
from bot.slack.socket import connected
from nudges.people import Platform
from nudges.texts import Speaker

Running = Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Mounted:
    """``running`` is entered for as long as the application serves."""

    routes: Sequence[Route]
    running: Running


def mount(
    connection: Connection,
    desk: FrontDesk,
    news: PlatformNews,
    speak: Speaker,
    read_members: Callable[[str], Awaitable[object]],
) -> Mounted:
    """Everything the settings ask for. ``read_members`` brings a new workspace's people together."""
    slack = connection.settings
    secret = slack.signing_secret.get_secret_value() if slack.signing_secret else ""
    settings = SlackSettings(secret, slack.base_url)
    app = build_app(
        settings,
        desk,
        tokens=connection.answering,
        answerer=Answerer(speak),
        pace=connection.pace,
        news=news,
    )

    async def installed(workspace: str) -> None:
        await news.connected(Platform.SLACK, workspace)
        await read_members(workspace)

    return Mounted(
        routes=[
            *(event_routes(settings, app) if secret else ()),
            *_install(connection, speak, installed),
        ],
        running=_running(connection, app),
    )


def _install(connection: Connection, speak: Speaker, installed: Installed) -> Sequence[Route]:
    slack = connection.settings
    if slack.client_id is None or slack.client_secret is None:
        return []
    oauth = OAuthSettings(
        slack.client_id,
        slack.client_secret.get_secret_value(),
        slack.allowed,
        slack.base_url,
        slack.redirect_url,
    )
    return install_routes(oauth, connection.store, connection.states, speak, installed, connection.pace)


def _running(connection: Connection, app: AsyncApp) -> Running:
    token = connection.settings.app_token
    if token is None:
        return nullcontext
    return partial(connected, app, token.get_secret_value(), connection.settings.base_url)
