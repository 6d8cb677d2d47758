"""Installing the app in a browser (OAuth): bolt's own flow, with pages in our words."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urljoin

import structlog
from markupsafe import Markup
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth import OAuthStateUtils
from slack_sdk.oauth.installation_store import Installation
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.ports import SendLaterError
from bot.slack.client import Pace, PacedClient
from bot.slack.errors import TROUBLE
from bot.slack.installations import InstallationStore, workspace_of
from bot.slack.limits import ANY
from bot.slack.scopes import SCOPES
from bot.slack.states import LIFE, StateStore
from nudges.texts import Speaker

INSTALL, RETURN = "/slack/install", "/slack/oauth_redirect"
COOKIE = OAuthStateUtils(expiration_seconds=int(LIFE.total_seconds()))

Installed = Callable[[str], Awaitable[None]]
"""Told of each workspace that has just been installed, after the person's page."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OAuthSettings:
    """The app's own credentials, and the workspaces and organisations that may install it."""

    client_id: str
    client_secret: str
    allowed: Collection[str]
    base_url: str
    redirect_url: str | None = None


class NotListedError(BoltError):
    """The workspace is not among those this deployment serves."""

    def __init__(self, workspace: str) -> None:
        super().__init__(workspace)
        self.workspace = workspace


class Flow(AsyncOAuthFlow):
    """bolt's flow, which keeps only what may be kept and stays calm where Slack is out of reach."""

    allowed: Collection[str] = ()

    async def run_installation(self, code: str) -> Installation | None:
        try:
            return await super().run_installation(code)
        except (*TROUBLE, SendLaterError) as error:
            log.warning("slack_install_failed", error=type(error).__name__)
            return None

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Anybody can open the page. In a workspace of their own they could claim any address as theirs."""
        if self.allowed and not {installation.team_id, installation.enterprise_id} & set(self.allowed):
            await self._give_back(installation)
            raise NotListedError(_workspace(installation))
        await super().store_installation(request, installation)

    async def _give_back(self, installation: Installation) -> None:
        ours = {"client_id": self.settings.client_id, "client_secret": self.settings.client_secret}
        try:
            await self.client.apps_uninstall(**ours, token=installation.bot_token)
        except (*TROUBLE, SendLaterError) as error:
            log.warning("slack_install_not_given_back", error=type(error).__name__)


def install_routes(
    settings: OAuthSettings,
    store: InstallationStore,
    states: StateStore,
    speak: Speaker,
    installed: Installed,
    pace: Pace | None = None,
) -> list[Route]:
    """The page that leads to Slack, and the one Slack leads back to."""
    pages = Pages(speak)
    flow = build_flow(settings, store, states, pages, pace)

    async def begin(request: Request) -> Response:
        return to_starlette_response(await flow.handle_installation(to_async_bolt_request(request, b"")))

    async def end(request: Request) -> Response:
        asked = to_async_bolt_request(request, b"")
        response = to_starlette_response(await flow.handle_callback(asked))
        if workspace := asked.context.get(_INSTALLED):
            response.background = BackgroundTask(partial(installed, workspace))
        return response

    return [Route(INSTALL, begin, methods=["GET"]), Route(RETURN, end, methods=["GET"])]


def build_flow(
    settings: OAuthSettings,
    store: InstallationStore,
    states: StateStore,
    pages: "Pages",
    pace: Pace | None,
) -> AsyncOAuthFlow:
    flow = Flow(
        client=PacedClient(None, pace=pace, workspace=ANY, base_url=settings.base_url),
        settings=AsyncOAuthSettings(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            scopes=SCOPES,
            user_scopes=[],
            redirect_uri=settings.redirect_url,
            authorization_url=urljoin(settings.base_url, "/oauth/v2/authorize"),
            install_page_rendering_enabled=False,
            installation_store=store,
            installation_store_bot_only=True,
            state_store=states,
            state_expiration_seconds=int(LIFE.total_seconds()),
            callback_options=AsyncCallbackOptions(success=pages.success, failure=pages.failure),
        ),
    )
    flow.allowed = settings.allowed
    return flow


_INSTALLED = "installed_workspace"
"""Where a request's context holds the workspace that it installed."""

_FAILURES = {
    "access_denied": "slack.install_cancelled",
    "invalid_browser": "slack.install_expired",
    "invalid_state": "slack.install_expired",
    "missing_code": "slack.install_expired",
}

_PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width">'
    "<style>body{{font:1.1rem/1.5 sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}}</style>"
    "<main><h1>{title}</h1><p>{words}</p>{more}</main></html>"
)
_AGAIN = Markup('<p><a href="{path}">{label}</a></p>')
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",  # the address holds the code
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Pages:
    """What whoever installs reads at the end."""

    speak: Speaker

    async def success(self, args: AsyncSuccessArgs) -> BoltResponse:
        args.request.context[_INSTALLED] = _workspace(args.installation)
        name = args.installation.team_name or args.installation.enterprise_name or ""
        words = self.speak("slack.install_done", workspace=name)
        return self._page(200, self.speak("slack.install_done_title"), words)

    async def failure(self, args: AsyncFailureArgs) -> BoltResponse:
        log.warning("slack_install_failed", reason=args.reason)
        title = self.speak("slack.install_failed_title")
        if isinstance(args.error, NotListedError):
            words = self.speak("slack.install_not_listed", workspace=args.error.workspace)
            return self._page(403, title, words)
        words = self.speak(_FAILURES.get(args.reason, "slack.install_failed"))
        again = _AGAIN.format(path=INSTALL, label=self.speak("slack.install_again"))
        return self._page(args.suggested_status_code, title, words, again)

    def _page(self, status: int, title: str, words: str, more: str = "") -> BoltResponse:
        headers: dict[str, str | Sequence[str]] = {
            **_HEADERS,
            "Set-Cookie": COOKIE.build_set_cookie_for_deletion(),
        }
        return BoltResponse(
            status=status, headers=headers, body=_PAGE.format(title=title, words=words, more=more)
        )


def _workspace(installation: Installation) -> str:
    return workspace_of(
        installation.enterprise_id, installation.team_id, org_wide=installation.is_enterprise_install
    )
