"""Which nudges a setting can do without, and which come as a message of their own.

What people ask for, or what is a step of something they began, is not switched off: they would press
a button and nothing would come.
"""

from nudges.catalogue import PUSHED, Channel, Nudge
from nudges.channel_planning import POSTED
from nudges.decisions import Slot
from nudges.parts import SLOTS

_MESSAGES = PUSHED | POSTED
_BY_LETTER = frozenset({"S1-1", "S14-3", "S15-1"})
"""Messages and posts that somebody asked their flow for: it writes them as letters of its own."""


def is_message(nudge: Nudge) -> bool:
    """Whether it comes by itself, as a message or a post in the catalogue's words; else its flow shows it."""
    return nudge.channel in _MESSAGES and nudge.id not in _BY_LETTER


def can_rest(nudge: Nudge) -> bool:
    """Whether a setting may switch it off: a message, a post, or a part that a card or form can lack.

    Not an order: something always stands first.
    """
    part = SLOTS.get(nudge.id, Slot.ORDER) is not Slot.ORDER
    return is_message(nudge) or nudge.channel is Channel.CHECK_IN_LINE or part
