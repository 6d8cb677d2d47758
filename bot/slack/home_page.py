"""Publishes people's own pages, each for its person alone."""

from dataclasses import dataclass

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Actor, FrontDesk, Home, Section, SendError
from bot.slack.errors import TROUBLE, code_of
from bot.slack.home import draw_home
from nudges.cards import say
from nudges.texts import Speaker

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HomePage:
    """Asks the desk what a person sees, and shows it."""

    desk: FrontDesk
    speak: Speaker

    async def show(self, actor: Actor, client: AsyncWebClient) -> None:
        """Draw the page of somebody who came by, or who did something on it. It is drawn whole each time."""
        try:
            home = await self.desk.home(actor)
        # No trace: a database's errors quote what people wrote.
        except Exception as error:  # noqa: BLE001  whatever it is, the person must not sit before an empty page
            log.error("slack_home_failed", error=type(error).__name__)
            home = Home((Section(say("", self.speak("slack.home_failed"))),))
        try:
            await client.views_publish(user_id=actor.user_id, view=draw_home(home, actor.workspace))
        except (*TROUBLE, SendError) as error:
            log.warning("slack_home_not_shown", error=code_of(error) or type(error).__name__)
