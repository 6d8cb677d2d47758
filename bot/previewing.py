"""Cards as each platform gets them, drawn by what the platforms' own adapters draw with."""

from typing import Any

from bot.local.rendering import Renderer
from bot.slack.blocks import draw
from bot.teams.cards import adaptive_card
from nudges.cards import Card
from nudges.people import Platform
from nudges.texts import Speaker


def preview(card: Card, speak: Speaker) -> dict[Platform, Any]:
    """Mark-up of the local chat, Slack's blocks, and the elements of Teams' card."""
    return {
        Platform.LOCAL: Renderer(speak).still(card),
        Platform.SLACK: draw(card).blocks,
        Platform.TEAMS: adaptive_card(card)["body"],
    }
