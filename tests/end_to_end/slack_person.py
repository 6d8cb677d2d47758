"""Somebody in the emulated Slack: what they type there it brings to the bot; their presses we sign."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.app import PATH
from tests.clients.slack_dialogs import filled
from tests.clients.slack_drawing import BOT, Said
from tests.clients.slack_emulator import PEOPLE
from tests.clients.slack_requests import Json, interaction, submission
from tests.end_to_end.slack_office import NAIROBI, Office
from tests.end_to_end.slack_reading import labels_of, words_of


@dataclass(frozen=True, slots=True)
class Person:
    """Their conversation with the bot. Everything the bot does about it has ended when a call returns."""

    office: Office
    name: str

    async def open(self) -> None:
        """From now on the emulator brings their messages to the bot."""
        events = {"url": str(self.office.http.base_url.join(PATH)), "writer": self.user}
        async with httpx.AsyncClient() as setup:
            (await setup.post(f"{self.office.slack.url}/_events", json=events)).raise_for_status()

    @property
    def user(self) -> str:
        return self.office.slack.users[self.name]

    @property
    def _own(self) -> AsyncWebClient:
        return AsyncWebClient(f"xoxp-{self.user}", base_url=self.office.slack.base_url)

    async def write(self, words: str) -> str:
        """What tells this message from others."""
        sent = await self._own.chat_postMessage(channel=self.office.slack.bot_user_id, text=words)
        await self.office.bot.idle()
        return str(sent["ts"])

    async def change(self, ts: str, words: str) -> None:
        """Edit one's own message."""
        await self._own.chat_update(channel=await self.office.direct(self.name), ts=ts, text=words)
        await self.office.bot.idle()

    async def inbox(self) -> list[Json]:
        """Everything in the conversation, oldest first."""
        return await self.office.inbox(self.name)

    async def shows(self, words: str) -> None:
        """Some message has these words."""
        told = [words_of(each) for each in await self.inbox()]
        assert any(words in each for each in told), told

    async def files(self) -> list[bytes]:
        """What they were handed, opened with their own token."""
        handed = [file for each in await self.inbox() for file in each.get("files", ())]
        headers = {"authorization": f"Bearer {self._own.token}"}
        async with httpx.AsyncClient(headers=headers) as browser:
            return [(await browser.get(file["url_private"])).raise_for_status().content for file in handed]

    async def press(self, label: str) -> None:
        """The latest button of this name."""
        message = next(each for each in reversed(await self.inbox()) if label in labels_of(each))
        await self.office.tap(self.name, message, label)

    async def dialog(self) -> Json:
        """The one opened last."""
        return (await self.office.views(self.name, "modal"))[-1]

    async def send(self, **said: str) -> None:
        """Send the dialog, filled in by the labels of its fields."""
        view = await self.dialog()
        body = interaction(submission(view, filled(view, said), user=self.user))
        answer = await self.office.post(body)
        assert (answer.status_code, answer.text) == (200, ""), answer.text

    async def channel(self, name: str) -> list[Json]:
        """Everything in a channel, oldest first."""
        return await self.office.history(self.office.slack.channels[name])

    def said(self, messages: Sequence[Json], first: str) -> list[Said]:
        """From the latest message with the words ``first`` on, to be drawn; none tells when it came."""
        begin = max(n for n, each in enumerate(messages) if first in words_of(each))
        now = self.office.clock.now().astimezone(NAIROBI).replace(tzinfo=None)
        return [Said(self._speaker(each), now, shown(each)) for each in messages[begin:]]

    def _speaker(self, message: Json) -> str:
        return BOT if message["user"] == self.office.slack.bot_user_id else PEOPLE[self.name]


def shown(message: Json) -> list[Json]:
    """The blocks of a message; of words and files those that Slack makes of them."""
    texts = [message["text"]] if message["text"] and not message.get("blocks") else []
    lines = [*texts, *(f"`{file['name']}`" for file in message.get("files", ()))]
    own = [{"type": "section", "text": {"type": "mrkdwn", "text": each}} for each in lines]
    return [*message.get("blocks", ()), *own]
