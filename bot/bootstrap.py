"""The one place that wires: settings in, a running product out."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.calendar_feeds.web import WebCalendarReader
from bot.clock import SystemClock
from bot.content import load_content
from bot.db.engine import open_engine
from bot.db.unit_of_work import units_of_work
from bot.keyed import keyed_digits, keyed_hash
from bot.local.messages import LocalMessages, forgetting
from bot.matching import SparseMatcher
from bot.pictures.links import PictureLinks
from bot.platforms import connected_slack, connected_teams, conversation, tabs
from bot.platforms import messengers as connected
from bot.ports import Clock, Messenger, Sleep
from bot.ports.calendar_reading import CalendarReader
from bot.ports.calendars import Entry
from bot.public_holidays import countries, is_holiday
from bot.sealing import MultiKeySealer
from bot.services.calendars import read_calendars
from bot.services.canaries import CanaryWatch
from bot.services.catching_up import CatchingUp
from bot.services.channels import ensure_local_channels
from bot.services.deps import ConflictHelp, Deps, PageRules
from bot.services.digest_pictures import DigestPictures
from bot.services.digesting import Digests, Rows, send_digests
from bot.services.dispatching import Dispatcher
from bot.services.drawing import Drawer
from bot.services.due_bell import DueBell
from bot.services.flow import Flows
from bot.services.flows import FLOWS
from bot.services.front_desk import FrontDeskService
from bot.services.homes import Homes
from bot.services.members import Synced, sync_members
from bot.services.planning import plan_due
from bot.services.platform_news import PlatformNewsService
from bot.services.posting import plan_posts
from bot.services.releasing import release_closed
from bot.services.retaining import forget_old
from bot.services.signing_in import forget_sign_ins
from bot.services.strays import forget_deeds, settle_strays
from bot.services.waking import run_daily, wake_due
from bot.settings import Settings
from nudges.chance import KeyedDraw
from nudges.channel_planning import POSTED, ChannelPlanner
from nudges.flows.linking.requests import DIGITS
from nudges.nudge_words import still_fits
from nudges.people import Platform
from nudges.planning import Planner
from nudges.roster.file import Known
from nudges.texts import Speaker

if TYPE_CHECKING:
    from bot.slack.connection import Connection
    from bot.teams.connection import Connection as TeamsConnection

AT_ONCE = {Platform.SLACK: 4, Platform.TEAMS: 24}
"""Calls under way in one workspace: enough for its limit where each answer takes most of a second."""

LONGEST_SIDE = 1024
"""Pixels Teams takes of a picture it fetches."""

UNKNOWN_TENANT = "default"
"""Of ``teams_id``s that name none, while Teams is not connected."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class App:
    """A wired product: its services, and what adapters on top of it need."""

    settings: Settings
    engine: AsyncEngine
    deps: Deps
    flows: Flows
    calendar_reader: CalendarReader
    channel_planner: ChannelPlanner
    desk: FrontDeskService
    digests: Digests
    catching_up: CatchingUp
    canaries: CanaryWatch
    dispatcher: Dispatcher
    due_bell: DueBell
    local_messages: LocalMessages
    news: PlatformNewsService
    pictures: PictureLinks | None
    slack: "Connection | None"
    teams: "TeamsConnection | None"

    @property
    def ticks(self) -> "Ticks":
        return Ticks(self)

    @property
    def digest_pictures(self) -> DigestPictures:
        """As chat platforms fetch them."""
        return DigestPictures(replace(self.digests, draw_picture=_draw_fetched))

    @property
    def homes(self) -> Homes:
        slack, teams = self.settings.slack, self.settings.teams
        return Homes(
            slack.workspace if slack else None,
            teams.home if teams else UNKNOWN_TENANT,
            self.settings.local_chat,
            many_workspaces=slack is not None and slack.by_oauth,
            teams_tenants=teams.allowed if teams else (),
        )

    async def read_members(self, workspace: str = "") -> list[Synced]:
        """Bring the accounts of Slack's workspaces, or of one, together with the rosters."""
        if self.slack is None:
            return []
        return await sync_members(self.deps, self.slack.members, self.news.zones, workspace)

    @property
    def known(self) -> Known:
        """The words a roster may use here."""
        return Known(
            zones=frozenset(available_timezones()),
            countries=countries(),
            languages=frozenset(self.deps.texts.languages),
            role_groups=frozenset(self.deps.catalogue.framework.role_groups),
        )


@dataclass(frozen=True, slots=True)
class Ticks:
    """What the clock drives. Each is idempotent, so two at once or one too few do no harm."""

    app: App

    async def plan(self) -> int:
        return await plan_due(self.app.deps)

    async def dispatch(self) -> int:
        return await self.app.dispatcher.run()

    async def catch_up(self) -> int:
        return await self.app.catching_up.run()

    async def reconcile(self) -> int:
        return await self.app.dispatcher.reconcile() + await settle_strays(self.app.deps)

    async def wake(self) -> int:
        return await wake_due(self.app.deps, self.app.flows)

    async def flows(self) -> int:
        if self.app.settings.local_chat:
            await ensure_local_channels(self.app.deps)
        done = await run_daily(self.app.deps, self.app.flows)
        return done + await plan_posts(self.app.deps, self.app.flows, self.app.channel_planner)

    async def calendars(self) -> int:
        return await read_calendars(self.app.deps, self.app.calendar_reader)

    async def digests(self) -> int:
        return await send_digests(self.app.deps)

    async def release(self) -> int:
        await forget_deeds(self.app.deps)
        await forget_sign_ins(self.app.deps)
        return await release_closed(self.app.deps)

    async def retention(self) -> int:
        """What is to be shown of old practice is released first."""
        await release_closed(self.app.deps)
        before = self.app.deps.clock.now() - self.app.deps.keeps_for
        chats = await self.app.local_messages.forget_before(before)
        return chats + await forget_old(self.app.deps, self.app.flows)

    async def tokens(self) -> int:
        return await self.app.slack.keep_tokens() if self.app.slack else 0

    async def members(self) -> int:
        found = await self.app.read_members()
        for each in found:
            log.info("members.read", **asdict(each))
        return sum(each.members for each in found)


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    new_id: Callable[[], str] | None = None,
    messengers: Mapping[Platform, Messenger] | None = None,
    calendar_reader: CalendarReader | None = None,
    sleep: Sleep = asyncio.sleep,
) -> AsyncIterator[App]:
    """Wire everything; the database must have the newest schema.

    ``messengers`` and ``calendar_reader`` replace those that the settings ask for (the
    simulation and the tests bring their own). ``sleep`` is how calls wait for their turn. On a clock of
    its own the world is invented, and nobody waits for the disk to keep it.
    Raises ``ContentError`` where the catalogue or its texts have faults.
    """
    engine = open_engine(settings.database_url, durable=clock is None)
    try:
        reader = calendar_reader or WebCalendarReader(settings.private_calendars)
        yield build(settings, engine, clock or SystemClock(), new_id or _random_id, messengers, reader, sleep)
    finally:
        await engine.dispose()


def build(
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    new_id: Callable[[], str],
    messengers: Mapping[Platform, Messenger] | None,
    calendar_reader: CalendarReader,
    sleep: Sleep,
) -> App:
    content, flows = load_content(), Flows(FLOWS)
    key = settings.key()
    planner = Planner(
        nudges=content.catalogue.sendable(flows.names),
        rules=settings.attention.rules(),
        is_holiday=is_holiday,
        draw=KeyedDraw(key),
    )
    local_messages = LocalMessages(engine)
    sealer = MultiKeySealer((*settings.sealing(), key))
    slack = connected_slack(settings, engine, sealer, clock, sleep)
    pictures = PictureLinks(settings.public_url, sealer, clock) if settings.public_url else None
    teams = connected_teams(settings, engine, clock, sleep, pictures)
    chosen = connected(settings, local_messages, clock, slack, teams) if messengers is None else messengers
    due_bell = DueBell(clock)
    deps = Deps(
        begin=units_of_work(
            engine,
            also_forget=(forgetting,),
            connected=chosen.keys(),
            kinds=flows.records,
            homes={Platform.SLACK: settings.slack.workspace or ""} if settings.slack else {},
            stored=due_bell.stored,
            fits=partial(still_fits, content.catalogue, content.texts),
        ),
        clock=clock,
        catalogue=content.catalogue,
        texts=content.texts,
        planner=planner,
        is_holiday=is_holiday,
        new_id=new_id,
        address_hash=lambda address: keyed_hash(key, address),
        link_code=lambda code_id: keyed_digits(key, f"link code {code_id}", DIGITS),
        group_size=settings.group_size,
        sealer=sealer,
        conflict_help=ConflictHelp(settings.official_channels, settings.steering_group_advice),
        matcher=SparseMatcher(),
        calendar_file=_calendar_file,
        conversation=conversation,
        scorecard=content.scorecard,
        keeps_for=timedelta(days=settings.retention_days),
        most_by_one=settings.second_approver_above,
        pages=PageRules(
            settings.pages_address,
            timedelta(minutes=settings.session_idle_minutes),
            timedelta(hours=settings.session_hours),
            settings.operator_addresses,
            tabs(settings.teams),
        ),
    )
    digests = Digests(deps, _draw_practice, flows)
    return App(
        settings=settings,
        engine=engine,
        deps=deps,
        flows=flows,
        calendar_reader=calendar_reader,
        channel_planner=ChannelPlanner(
            nudges=[each for each in content.catalogue.running(flows.names) if each.channel in POSTED],
            rules=planner.rules,
            is_holiday=is_holiday,
            draw=planner.draw,
        ),
        desk=FrontDeskService(deps, digests.card, flows),
        digests=digests,
        catching_up=CatchingUp(deps, flows, chosen),
        canaries=CanaryWatch(deps, chosen, settings.canary_accounts),
        dispatcher=Dispatcher(deps, chosen, Drawer(deps, digests.card, flows), at_once=AT_ONCE),
        due_bell=due_bell,
        local_messages=local_messages,
        news=PlatformNewsService(deps, frozenset(available_timezones())),
        pictures=pictures,
        slack=slack,
        teams=teams,
    )


def _draw_practice(weeks: Sequence[str], rows: Rows, speak: Speaker, longest: int | None = None) -> bytes:
    # Here: loading what draws takes longer than most commands, and only digests have a picture.
    from bot.pictures.practice import draw_practice  # noqa: PLC0415

    return draw_practice(weeks, rows, speak, longest)


def _draw_fetched(weeks: Sequence[str], rows: Rows, speak: Speaker) -> bytes:
    return _draw_practice(weeks, rows, speak, LONGEST_SIDE)


def _calendar_file(entry: Entry, written_at: datetime) -> bytes:
    # Here: few presses need it.
    from bot.calendars import invitation  # noqa: PLC0415

    return invitation(entry, written_at)


def _random_id() -> str:
    return secrets.token_hex(12)
