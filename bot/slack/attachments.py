"""Files of a card: handed over in the bot's direct messages, after the message that speaks of them.

The message says in words what each file holds, so nothing is lost where Slack takes no file.
"""

from slack_sdk.web.async_client import AsyncWebClient

from bot.shortening import shorten
from nudges.cards import Attachment, Card

MAX_TITLE = 100


async def hand_over(card: Card, client: AsyncWebClient, channel: str) -> None:
    """Upload the card's files to a conversation, in one message. Raises what the client raises."""
    files = [block for block in card.body if isinstance(block, Attachment)]
    if files:
        await client.files_upload_v2(
            channel=channel,
            file_uploads=[
                {"filename": file.name, "content": file.content, "title": shorten(file.label, MAX_TITLE)}
                for file in files
            ],
        )
