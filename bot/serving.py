"""The one web application: every route of a process, and the work it does beside."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute

from bot.bootstrap import App
from bot.db.checks import database_check, schema_check, version_note
from bot.db.outbox_repository import read_outbox
from bot.db.shared_limits import SharedLimits
from bot.directory import DatabaseDirectory
from bot.local.pages import Pages, TopBar, no_bar
from bot.local.ports import CommandHint
from bot.local.routes import routes as local_routes
from bot.pictures.links import PATH as PICTURES
from bot.ports import SendLaterError, SendRefusedError
from bot.ports.operating import OutboxNumbers, Role, TickRecords
from bot.previewing import previewer
from bot.services.page_content import PageContent
from bot.services.page_coordination import PageCoordination
from bot.services.page_rosters import PageRosters
from bot.services.signing_in import PATH as PAGES
from bot.settings import SettingsError
from bot.slack.app import PATH
from bot.slack.messenger import SlackMessenger
from bot.slack.mounting import Mounted, mount
from bot.slack.reach import Reach, SlackSettingError, introduce, try_app_token
from bot.tracing import TracedRequests
from bot.web.content import ContentPages
from bot.web.front import first_page, not_connected
from bot.web.health import Check, Note, health_routes
from bot.web.metrics import Metrics
from bot.web.operations import OperationsPages
from bot.web.pages import page_routes
from bot.web.pictures import picture_route
from bot.working import SEND, USUAL, Timing, working
from nudges.people import Platform
from nudges.texts import FALLBACK, Speaker

if TYPE_CHECKING:
    from bot.teams.connection import Connection as TeamsConnection

log = structlog.get_logger(__name__)

THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")
"""Names under which the page without sign-in answers: a foreign name may be made to lead here."""

SLACK_NEEDS = tuple(f"CROSSPILLAR_SLACK__{name}" for name in ("SIGNING_SECRET", "BOT_TOKEN", "WORKSPACE"))

TEAMS_PATH = "/api/messages"
TEAMS_NEEDS = tuple(f"CROSSPILLAR_TEAMS__{name}" for name in ("CLIENT_ID", "CLIENT_SECRET", "TENANTS"))

OFFERED = ("help", "did", "ask", "consult", "point", "share", "intro", "stopandthink", "practice", "settings")
"""Commands shown on the chat page for a start; ``help`` tells the others."""

VITAL_TICKS = ("plan", "dispatch")
TICK_PATIENCE = timedelta(minutes=5)
"""They run several times in it; without success for so long, nobody gets messages."""


def web_app(
    app: App,
    role: Role = Role.ALL,
    *,
    top_bar: TopBar | None = None,
    extra: Sequence[BaseRoute] = (),
    timing: Timing = USUAL,
) -> Starlette:
    """Everything a process of this role answers to; while it serves, it also does its work.

    As ``Role.WEB`` it leaves time to somebody else: to workers, or to the demo.
    """
    records = TickRecords(timing.names if role.works else (), app.deps.clock)
    slack = _slack(app)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as open_parts:
            if role.answers:
                await open_parts.enter_async_context(slack.running())
            if app.teams is not None:
                await open_parts.enter_async_context(app.teams.running())
            await open_parts.enter_async_context(working(app, role, records, timing))
            yield

    checks = _checks(app, records if role.works else None)
    notes = _notes(app) | (_canaries(app) if role.works else {})
    health = health_routes(role, checks, _metrics(app, role, records), notes)
    incoming = [*slack.routes, *_teams(app), *_pictures(app)] if role.answers else []
    operations = OperationsPages(checks, notes, records, partial(_outbox, app), app.deps.clock)
    pages = [*_pages(app, operations), *_chat(app, top_bar)] if role.answers else []
    routes = [*extra, *health, *incoming, *pages, first_page(_first(app, role))]
    return Starlette(routes=routes, lifespan=lifespan, middleware=_middleware(app))


def _first(app: App, role: Role) -> str:
    """Where the bare address leads: to what is there for people, or else for operators."""
    if role.answers and app.settings.local_chat:
        return "/chat"
    return PAGES if role.answers and app.deps.pages.address else "/readyz"


def _chat(app: App, top_bar: TopBar | None) -> Sequence[BaseRoute]:
    return _local(app, top_bar) if app.settings.local_chat else []


def _middleware(app: App) -> Sequence[Middleware]:
    """Traces, and a guard against pages that reach this machine by a name of their own (DNS rebinding)."""
    traces = [Middleware(TracedRequests)] if app.settings.traces_endpoint else []
    local = app.settings.local_chat
    return [*traces, *([Middleware(TrustedHostMiddleware, allowed_hosts=THIS_MACHINE)] if local else [])]


def _slack(app: App) -> Mounted:
    if app.slack is None:
        return Mounted([not_connected(PATH, "Slack", SLACK_NEEDS)], nullcontext)
    return mount(app.slack, app.desk, app.news, app.deps.texts.speaker(FALLBACK), app.read_members)


def _teams(app: App) -> Sequence[BaseRoute]:
    if app.teams is None:
        return [not_connected(TEAMS_PATH, "Microsoft Teams", TEAMS_NEEDS)]
    return app.teams.routes(app.desk, app.news, app.deps.texts.speaker(FALLBACK))


def _pictures(app: App) -> Sequence[BaseRoute]:
    """Only where cards name their address."""
    links = app.pictures
    return [picture_route(PICTURES, links.source, app.digest_pictures.draw)] if links else []


async def check_platforms(app: App) -> None:
    """Before serving: ask each platform once whether it knows us; one out of reach is only warned about.

    Raises ``SettingsError`` where one refuses what the settings say.
    """
    await _check_slack(app)
    if app.teams is not None:
        await _check_teams(app.teams)


async def _check_teams(teams: "TeamsConnection") -> None:
    if teams.settings.to_warn_of:
        log.warning("teams_settings", advice=teams.settings.to_warn_of)
    try:
        await teams.connector.token.current()
    except SendLaterError as error:
        log.warning("teams_not_reached", advice=str(error))
    except SendRefusedError as error:
        raise SettingsError(f"CROSSPILLAR_TEAMS__CLIENT_SECRET: {error}") from error


async def _check_slack(app: App) -> None:
    """Ask Slack once who we are.

    Raises ``SettingsError`` where Slack refuses what the settings say.
    """
    slack, reach = app.settings.slack, _reach(app)
    if slack is None or reach is None:
        return
    try:
        if slack.app_token is not None:
            await try_app_token(slack.app_token.get_secret_value(), slack.base_url, reach)
        if slack.bot_token is not None and slack.workspace is not None:
            pace = app.slack.pace if app.slack else None
            await introduce(slack.bot_token.get_secret_value(), slack.workspace, slack.base_url, reach, pace)
            if reach.at is not None:
                await app.news.connected(Platform.SLACK, slack.workspace)
    except SlackSettingError as error:
        raise SettingsError(str(error)) from error


def _reach(app: App) -> Reach | None:
    messenger = app.dispatcher.messengers.get(Platform.SLACK)
    return messenger.reach if isinstance(messenger, SlackMessenger) else None


def _notes(app: App) -> dict[str, Note]:
    notes = {"version": version_note(app.engine)}
    slack, teams = _reach(app), app.teams
    if slack is not None:
        notes["slack"] = _said(lambda: slack.words)
    if teams is not None:
        notes["teams"] = _said(lambda: teams.messenger.reach.words)
    return notes if slack is None and teams is None else {**notes, "workspaces": _cut_off(app)}


def _said(words: Callable[[], str]) -> Note:
    async def note() -> str:
        return words()

    return note


def _canaries(app: App) -> dict[str, Note]:
    """How the last wave of this process reached each canary; nothing where there is none."""

    def words() -> str:
        lost = [f"{each.name}: {seen.trouble}" for each, seen in app.canaries.seen.items() if seen.trouble]
        return "; ".join(lost) or ("ok" if app.canaries.seen else "no wave of this process yet")

    return {"canaries": _said(words)} if app.canaries.canaries else {}


def _cut_off(app: App) -> Note:
    """Which workspaces no message gets into: their coordinators cannot be told by message either."""

    async def words() -> str:
        try:
            outbox = await read_outbox(app.engine, app.deps.clock.now())
        except Exception as error:  # noqa: BLE001  a note is no reason to be unready; a check tells this
            return f"not known: {type(error).__name__}"
        cut = sorted({f"{each.workspace}: {each.what}" for each in outbox.cuts if not each.what.of_channel})
        return f"no message gets into {', '.join(cut)}" if cut else "ok"

    return words


def _local(app: App, top_bar: TopBar | None) -> Sequence[BaseRoute]:
    def hints(speak: Speaker) -> Sequence[CommandHint]:
        return [
            CommandHint(speak(f"command.{name}.words").split(",")[0], speak(f"command.{name}.help"))
            for name in OFFERED
        ]

    pages = Pages(app.deps.texts.speaker, hints, top_bar or no_bar)
    return local_routes(app.desk, DatabaseDirectory(app.deps), app.local_messages, app.deps.clock, pages)


def ticks_check(records: TickRecords) -> Check:
    """Whether messages are still planned and sent."""

    async def check() -> str | None:
        late = records.without_success(VITAL_TICKS, TICK_PATIENCE)
        if records.failing(SEND, TICK_PATIENCE):
            late.append(SEND)
        return f"not successful for 5 minutes: {', '.join(late)}; the log says why" if late else None

    return check


def _checks(app: App, records: TickRecords | None) -> dict[str, Check]:
    checks = {"database": database_check(app.engine), "schema": schema_check(app.engine)}
    return checks | ({"ticks": ticks_check(records)} if records is not None else {})


def _metrics(app: App, role: Role, records: TickRecords) -> Metrics:
    return Metrics(role, len(app.deps.planner.nudges), records, app.canaries.seen, partial(_outbox, app))


async def _outbox(app: App) -> OutboxNumbers:
    return await read_outbox(app.engine, app.deps.clock.now())


def _pages(app: App, operations: OperationsPages) -> Sequence[BaseRoute]:
    limits = SharedLimits(app.engine, app.deps.clock)
    coordination = PageCoordination(app.deps, app.digests, app.flows)
    rosters = PageRosters(app.deps, lambda: app.known, app.homes)
    content = ContentPages(PageContent(app.deps), previewer(app.deps.texts.speaker(FALLBACK)))
    return page_routes(app.deps, limits, coordination, rosters, operations, content, app.settings.sign_in)
