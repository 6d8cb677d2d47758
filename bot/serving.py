"""The one web application: every route of a deployment, and the clock that ticks beside it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from markupsafe import Markup
from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.bootstrap import App
from bot.directory import DatabaseDirectory
from bot.local.ports import CommandHint
from bot.local.routes import routes as local_routes
from bot.scheduler import schedule
from bot.slack.app import SlackSettings, slack_routes
from bot.web.front import first_page, not_connected
from bot.web.health import Check, health_routes
from nudges.commands import COMMANDS
from nudges.texts import FALLBACK


def web_app(
    app: App,
    *,
    ticking: bool = True,
    top_bar: Callable[[], Markup] | None = None,
    extra: Sequence[BaseRoute] = (),
) -> Starlette:
    """Everything a deployment answers to. ``ticking`` False leaves time to somebody else (the demo)."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if not ticking:
            yield
            return
        ticks = app.ticks
        scheduler = schedule(
            {
                "plan": ticks.plan,
                "dispatch": ticks.dispatch,
                "reconcile": ticks.reconcile,
                "digests": ticks.digests,
                "release": ticks.release,
            }
        )
        scheduler.start()
        yield
        scheduler.shutdown()

    routes: list[BaseRoute] = [
        *extra,
        *health_routes({"database": database_check(app)}, _metrics(app)),
        *_slack(app),
        not_connected("/api/messages", "Microsoft Teams", "CROSSPILLAR_TEAMS__CLIENT_ID"),
    ]
    if app.settings.local_chat:
        routes += [first_page("/chat"), *_local(app, top_bar)]
    else:
        routes.append(first_page("/readyz"))
    return Starlette(routes=routes, lifespan=lifespan)


def _slack(app: App) -> Sequence[BaseRoute]:
    slack = app.settings.slack
    if slack is None:
        return [not_connected("/slack/events", "Slack", "CROSSPILLAR_SLACK__SIGNING_SECRET")]
    token = slack.bot_token.get_secret_value()
    settings = SlackSettings(slack.signing_secret.get_secret_value(), slack.base_url)
    return slack_routes(settings, app.desk, tokens=lambda _: token, speak=app.deps.texts.speaker(FALLBACK))


def _local(app: App, top_bar: Callable[[], Markup] | None) -> Sequence[BaseRoute]:
    speak = app.deps.texts.speaker(FALLBACK)
    hints = [
        CommandHint(speak(f"command.{name}.words").split(",")[0], speak(f"command.{name}.help"))
        for name in COMMANDS
    ]
    return local_routes(
        app.desk, DatabaseDirectory(app.deps), app.local_messages, app.deps.clock, speak, hints, top_bar
    )


def database_check(app: App) -> Check:
    """Whether the database answers."""

    async def check() -> str | None:
        try:
            async with app.engine.connect() as connection:
                await connection.execute(text("select 1"))
        except Exception as error:  # noqa: BLE001  whatever it is, the answer is "not ready"
            return f"the database does not answer: {type(error).__name__}"
        return None

    return check


def _metrics(app: App) -> CollectorRegistry:
    registry = CollectorRegistry()
    Gauge("crosspillar_nudges_sendable", "Nudges this deployment may send", registry=registry).set(
        len(app.deps.planner.nudges)
    )
    return registry
