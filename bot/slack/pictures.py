"""Pictures of cards: uploaded to Slack as files, and said in words wherever that does not work.

Slack prepares an uploaded file in its own time. Until then it refuses a message that shows
the file, and posts nothing; so the message itself is offered again a little later, a few
times, and at last with the words instead of the picture. Two other ways were left:
``files.info`` tells when a file is ready, but needs the right to read the files of a
workspace; and a picture added afterwards could overwrite what a press has drawn meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.shortening import shorten
from bot.slack.blocks import Drawn, Files, draw
from bot.slack.errors import code_of
from nudges.cards import Card, Picture

T = TypeVar("T")

PATIENCE = 12.0
"""Seconds after which no picture is tried any more: a delivery must end before its claim expires."""
PAUSES = (1.0, 2.0, 3.0)
"""Seconds before a refused message is offered again. A file is mostly ready after one."""
KEPT = 32
"""Files remembered: the coordinators of one setting get the same picture within minutes."""
MAX_TITLE = 100
_REFUSALS = frozenset({"invalid_blocks", "invalid_blocks_format"})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Shows cards with their pictures. Files already uploaded are used again."""

    pauses: tuple[float, ...] = PAUSES
    _files: dict[tuple[str, Picture], str] = field(default_factory=dict)

    async def show(self, card: Card, client: AsyncWebClient, post: Callable[[Drawn], Awaitable[T]]) -> T:
        """What ``post`` answers for the card, drawn with its pictures if Slack takes them, else with words.

        ``post`` is called again only where Slack refused the message outright, so it posts
        once. Raises what it raises, and ``ValueError`` where a Slack message cannot hold the card.
        """
        words, pictures = draw(card), _pictures(card)
        deadline = asyncio.get_running_loop().time() + PATIENCE
        files = await self._uploaded(pictures, client, deadline)
        if files:
            try:
                return await self._offer(draw(card, files), post, deadline)
            except _RefusedError:
                self._forget(pictures, client)
        return await post(words)

    async def _offer(self, message: Drawn, post: Callable[[Drawn], Awaitable[T]], deadline: float) -> T:
        pauses = iter(self.pauses)
        while True:
            try:
                return await post(message)
            except SlackApiError as error:
                if code_of(error) not in _REFUSALS:
                    raise
                pause = next(pauses, None)
                if pause is None or asyncio.get_running_loop().time() + pause > deadline:
                    log.warning("slack_picture_in_words", error=code_of(error))
                    raise _RefusedError from error
            await asyncio.sleep(pause)

    async def _uploaded(
        self, pictures: tuple[Picture, ...], client: AsyncWebClient, deadline: float
    ) -> Files:
        """File ids of the pictures that Slack has taken."""
        found: dict[Picture, str] = {}
        try:
            async with asyncio.timeout_at(deadline):
                for picture in pictures:
                    found[picture] = await self._file(picture, client)
        except Exception as error:  # noqa: BLE001  whatever it is, the words must go out
            log.warning("slack_picture_in_words", error=code_of(error) or type(error).__name__)
        return found

    async def _file(self, picture: Picture, client: AsyncWebClient) -> str:
        key = (str(client.token), picture)
        if key not in self._files:
            self._files[key] = await _upload(picture, client)
            if len(self._files) > KEPT:
                self._files.pop(next(iter(self._files)))
        return self._files[key]

    def _forget(self, pictures: tuple[Picture, ...], client: AsyncWebClient) -> None:
        """Files Slack will not show, perhaps as somebody has deleted them there."""
        for picture in pictures:
            self._files.pop((str(client.token), picture), None)


class _RefusedError(Exception):
    """Slack does not take the message with its pictures; nothing was posted."""


def _pictures(card: Card) -> tuple[Picture, ...]:
    return tuple(block for block in card.body if isinstance(block, Picture))


async def _upload(picture: Picture, client: AsyncWebClient) -> str:
    """The id of a new file that belongs to the bot alone; who sees the message will see it.

    slack_sdk makes the three calls: an address to upload to, the upload, its completion.
    """
    title = shorten(picture.alt, MAX_TITLE)
    answer = await client.files_upload_v2(
        filename="crosspillar.png", content=picture.png, title=title, alt_txt=picture.alt
    )
    return str(answer["file"]["id"])
