"""What one deployment has of Teams: calls to it, where everybody is reached, and what comes in."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.routing import Route

from bot.ports import Clock, FrontDesk
from bot.ports.platform_news import PlatformNews
from bot.ports.storage import Begin
from bot.settings_teams import Teams
from bot.teams.app import teams_routes
from bot.teams.cards import LinkOf, linked_nowhere
from bot.teams.client import Connector
from bot.teams.guard import Guard
from bot.teams.listeners import Listeners
from bot.teams.messenger import TeamsMessenger
from bot.teams.news import News
from bot.teams.reach import Reach
from bot.teams.references import References
from bot.teams.replies import Answerer
from bot.teams.tokens import AppToken
from bot.turns import Turns
from nudges.texts import Speaker


@dataclass(frozen=True, slots=True)
class Connection:
    """Built once from the settings; nothing is asked yet."""

    settings: Teams
    connector: Connector
    references: References
    messenger: TeamsMessenger
    link_of: LinkOf

    def routes(self, desk: FrontDesk, news: PlatformNews, speak: Speaker) -> Sequence[Route]:
        """Where Teams' requests come in. ``speak`` says the adapter's own few words."""
        heard = News(news, self.references, self.connector)
        listeners = Listeners(desk, Answerer(self.connector, speak, self.link_of), heard)
        return teams_routes(Guard(self.settings), listeners)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """For as long as the application serves."""
        try:
            yield
        finally:
            await self.connector.close()


def connect(
    settings: Teams, begin: Begin, clock: Clock, turns: Turns, link_of: LinkOf = linked_nowhere
) -> Connection:
    """``link_of`` says where the pictures of cards can be fetched."""
    connector = Connector(settings, AppToken(settings, clock), turns)
    references = References(begin, clock, settings)
    messenger = TeamsMessenger(connector, references.service_of, Reach(clock), link_of)
    return Connection(settings, connector, references, messenger, link_of)
