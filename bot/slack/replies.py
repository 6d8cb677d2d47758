"""Carries out a front desk's reply in Slack: opens the form, redraws the message, says the rest."""

from collections.abc import Coroutine
from dataclasses import dataclass, field
from functools import partial

import structlog
from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.ports import SendError, SendLaterError
from bot.slack.attachments import hand_over
from bot.slack.blocks import Drawn, draw
from bot.slack.doorway import doorway
from bot.slack.errors import TROUBLE, code_of
from bot.slack.forms import NOWHERE, Origin, draw_form
from bot.slack.pictures import Pictures
from nudges.cards import Card, Form, Reply
from nudges.texts import Speaker

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in Slack somebody did something, and the ways open to answer there."""

    client: AsyncWebClient
    user: str
    channel: str = ""
    message: str = ""
    """The pressed message; empty where nothing was pressed."""
    hidden: bool = False
    """The message is one only this person sees; it can be redrawn through ``respond`` only."""
    trigger: str = ""
    words: str = ""
    """What was typed, where that is how the reply came about."""
    respond: AsyncRespond | None = None
    home: bool = False
    """Done on the person's own page; ``message``, if any, is the one that says the same elsewhere."""
    whisper: bool = False
    """Said in a channel to the bot, and answered there for this person's eyes only."""
    thread: str = ""
    """The thread it was said in."""

    @property
    def direct(self) -> bool:
        """Between this person and the bot. A hidden message may stand in anybody's direct messages."""
        return self.channel.startswith("D") and not self.hidden

    @property
    def answers_hidden(self) -> bool:
        """Whether what is said here is a message Slack shows to one person and does not keep."""
        return self.whisper or (self.respond is not None and not self.direct)

    @property
    def origin(self) -> Origin:
        return NOWHERE if self.hidden or self.whisper else Origin(self.channel, self.message, self.home)


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers in Slack. A failing call is logged and the rest goes on: what counts is stored already.

    A message that only one person sees cannot hold a file; there, pictures and files are said in words.
    """

    speak: Speaker
    pictures: Pictures = field(default_factory=Pictures)

    async def carry_out(self, reply: Reply, place: Place) -> None:
        """Everything the reply asks for; the form first, as Slack lets it open for 3 seconds only."""
        if reply.form is not None:
            await self._attempt(self._open(reply.form, place), "form")
        if reply.replace is not None:
            await self._attempt(self._replace(reply.replace, place), "replace")
        for card in reply.say:
            await self._attempt(self._tell(card, place), "say")

    async def apologise(self, place: Place) -> None:
        """Say that nothing was stored: by the address that needs no token where there is one.

        Where the database is away, the workspace's token may not be found either.
        """
        apology = Drawn(self.speak("slack.failed"), [])
        if place.respond is not None:
            call = _respond(place.respond, apology, replace_original=False)
        else:
            call = self._say(apology, place)
        await self._attempt(call, "apology")

    async def _attempt(self, call: Coroutine[None, None, None], step: str) -> None:
        try:
            await call
        except (*TROUBLE, SendError, ValueError) as error:
            log.warning("slack_reply_failed", step=step, error=code_of(error) or type(error).__name__)

    async def _open(self, form: Form, place: Place) -> None:
        if place.trigger:
            view = draw_form(form, cancel=self.speak("slack.cancel"), origin=place.origin)
            try:
                await place.client.views_open(trigger_id=place.trigger, view=view)
            except (*TROUBLE, SendLaterError):
                await self._say(Drawn(self.speak("slack.form_not_opened"), []), place)
                raise
        else:
            await self._say(doorway(form, place.words, self.speak), place)

    async def _replace(self, card: Card, place: Place) -> None:
        if not place.message:
            await self._tell(card, place)
        elif place.hidden and place.respond is not None:
            await _respond(place.respond, draw(card), replace_original=True)
        else:
            await self.pictures.show(card, place.client, partial(_update, place))

    async def _tell(self, card: Card, place: Place) -> None:
        if place.answers_hidden:
            await self._say(draw(card), place)
        else:
            posted = await self.pictures.show(card, place.client, partial(_post, place))
            await hand_over(card, place.client, str(posted["channel"]))

    async def _say(self, message: Drawn, place: Place) -> None:
        """Only this person reads it: in the bot's direct messages as a message, elsewhere as a hidden one.

        Where Slack offers no address for a hidden one (after a form) it goes to the direct messages.
        """
        if place.respond is not None and place.answers_hidden:
            await _respond(place.respond, message, replace_original=False)
        elif place.whisper:
            await _whisper(place, message)
        else:
            await _post(place, message)


async def _whisper(place: Place, message: Drawn) -> None:
    """Where Slack lets the bot say nothing there, it goes to the direct messages."""
    try:
        await place.client.chat_postEphemeral(
            channel=place.channel,
            user=place.user,
            text=message.text,
            blocks=message.blocks,
            thread_ts=place.thread or None,
        )
    except (SlackApiError, SendLaterError) as error:
        log.info("slack_whisper_refused", error=code_of(error) or type(error).__name__)
        await _post(place, message)


async def _post(place: Place, message: Drawn) -> AsyncSlackResponse:
    return await place.client.chat_postMessage(
        channel=place.channel if place.direct else place.user,
        text=message.text,
        blocks=message.blocks,
        unfurl_links=False,
        unfurl_media=False,
    )


async def _update(place: Place, message: Drawn) -> None:
    """Where many answer at once Slack limits updates; the press's own address has no such limit."""
    try:
        await place.client.chat_update(
            channel=place.channel, ts=place.message, text=message.text, blocks=message.blocks
        )
    except (SlackApiError, SendLaterError) as error:
        limited = isinstance(error, SendLaterError) or code_of(error) == "ratelimited"
        if not limited or place.respond is None:
            raise
        await _respond(place.respond, message, replace_original=True)


async def _respond(respond: AsyncRespond, message: Drawn, *, replace_original: bool) -> None:
    answer = await respond(text=message.text, blocks=message.blocks, replace_original=replace_original)
    if answer.status_code != 200:
        raise SlackClientError(f"HTTP {answer.status_code}")
