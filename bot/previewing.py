"""Cards as each platform gets them, drawn by what the platforms' own adapters draw with."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.local.rendering import Renderer
from bot.slack.blocks import draw
from bot.teams.cards import adaptive_card
from nudges.cards import Card
from nudges.people import Platform
from nudges.texts import Speaker


def previewer(speak: Speaker) -> Callable[[Card], Mapping[Platform, Any]]:
    """Draws cards as mark-up of the local chat, Slack's blocks, and the elements of Teams' card.

    ``speak`` is for words around a message, of which a card alone has none.
    """
    local = Renderer(speak)

    def preview(card: Card) -> Mapping[Platform, Any]:
        return {
            Platform.LOCAL: local.still(card),
            Platform.SLACK: draw(card).blocks,
            Platform.TEAMS: adaptive_card(card)["body"],
        }

    return preview
