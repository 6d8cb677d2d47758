"""What the settings ask for of chat platforms, connected; nothing of an unused platform is loaded."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.unit_of_work import units_of_work
from bot.local.messages import LocalMessages
from bot.local.messenger import LocalMessenger
from bot.pictures.links import PictureLinks
from bot.ports import Clock, Messenger, Sleep
from bot.ports.sealing import Sealer
from bot.services.deps import Tab
from bot.settings import Settings
from bot.settings_slack import Slack as SlackSettings
from bot.settings_teams import Teams as TeamsSettings
from bot.slack.conversations import conversation_with as slack_conversation
from bot.teams.conversations import conversation_with as teams_conversation
from bot.teams.tab import framed_by, tab_link
from bot.turns import Turns
from nudges.people import Identity, Platform

if TYPE_CHECKING:
    from bot.slack.client import Pace
    from bot.slack.connection import Connection as SlackConnection
    from bot.teams.connection import Connection as TeamsConnection


def connected_slack(
    settings: Settings, engine: AsyncEngine, sealer: Sealer, clock: Clock, sleep: Sleep
) -> "SlackConnection | None":
    if settings.slack is None:
        return None
    # Here: loading Slack's client takes long, and most commands and deployments never speak with it.
    from bot.slack.connection import connect  # noqa: PLC0415

    pace = _slack_pace(settings.slack, engine, clock, sleep)
    return connect(settings.slack, units_of_work(engine), sealer, clock, pace)


def connected_teams(
    settings: Settings, engine: AsyncEngine, clock: Clock, sleep: Sleep, pictures: PictureLinks | None
) -> "TeamsConnection | None":
    if settings.teams is None:
        return None
    # Here: as with Slack's client.
    from bot.db.shared_limits import SharedLimits  # noqa: PLC0415
    from bot.teams.cards import linked_nowhere  # noqa: PLC0415
    from bot.teams.connection import connect  # noqa: PLC0415

    link_of = pictures.of if pictures else linked_nowhere
    turns = Turns(SharedLimits(engine, clock), sleep)
    return connect(settings.teams, units_of_work(engine), clock, turns, link_of)


def messengers(
    settings: Settings,
    messages: LocalMessages,
    clock: Clock,
    slack: "SlackConnection | None",
    teams: "TeamsConnection | None",
) -> Mapping[Platform, Messenger]:
    """Who delivers on each platform that is used."""
    found: dict[Platform, Messenger] = {}
    if settings.local_chat:
        found[Platform.LOCAL] = LocalMessenger(messages, clock)
    if slack is not None:
        from bot.slack.messenger import SlackMessenger  # noqa: PLC0415  # as above

        found[Platform.SLACK] = SlackMessenger(
            slack.sending, base_url=slack.settings.base_url, clock=clock, pace=slack.pace
        )
    if teams is not None:
        found[Platform.TEAMS] = teams.messenger
    return found


def tabs(teams: TeamsSettings | None) -> Mapping[Platform, Tab]:
    """Where a chat program can show the pages inside itself."""
    return {Platform.TEAMS: Tab(tab_link(teams), framed_by(teams))} if teams else {}


def conversation(identity: Identity, address: str) -> str | None:
    """The address of the platform's own conversation with somebody; None where there is no such thing."""
    match identity.platform:
        case Platform.SLACK:
            return slack_conversation(identity.workspace, identity.user_id)
        case Platform.TEAMS:
            return teams_conversation(identity.workspace, address)
        case Platform.LOCAL:
            return None


def _slack_pace(settings: SlackSettings, engine: AsyncEngine, clock: Clock, sleep: Sleep) -> "Pace":
    """How calls of Slack wait for their turn: shared by every process on this database."""
    # Here, as above.
    from bot.db.shared_limits import SharedLimits  # noqa: PLC0415
    from bot.slack.client import Pace  # noqa: PLC0415
    from bot.slack.limits import limits_of  # noqa: PLC0415

    changed = limits_of(posts=settings.posts_per_minute, look_ups=settings.look_ups_per_minute)
    return Pace(SharedLimits(engine, clock), changed, sleep)
