"""What Slack calls over HTTP, for one workspace whose token the test holds."""

from starlette.routing import Route

from bot.ports import FrontDesk
from bot.slack.app import SlackSettings, build_app, event_routes
from bot.slack.client import Pace
from bot.slack.messenger import Tokens
from bot.slack.replies import Answerer
from nudges.texts import Speaker


def slack_routes(
    settings: SlackSettings,
    desk: FrontDesk,
    *,
    tokens: Tokens,
    speak: Speaker,
    pace: Pace | None = None,
) -> list[Route]:
    app = build_app(settings, desk, tokens=tokens, answerer=Answerer(speak), pace=pace)
    return event_routes(settings, app)
