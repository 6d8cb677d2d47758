"""Which nudges a setting can do without, and which come as a message of their own.

What people ask for, or what is a step of something they began, is not switched off: they would press
a button and nothing would come.
"""

from nudges.catalogue import PUSHED, Channel, Nudge
from nudges.channel_planning import POSTED
from nudges.decisions import Slot
from nudges.parts import SLOTS

_MESSAGES = PUSHED | POSTED


def is_message(nudge: Nudge) -> bool:
    """Whether it is a message or a post of its own; else its words stand inside a form, a reply or a list."""
    return nudge.channel in _MESSAGES


def can_rest(nudge: Nudge) -> bool:
    """Whether a setting may switch it off: a message, a post, or a part that a card or form can lack.

    Not an order: something always stands first.
    """
    part = SLOTS.get(nudge.id, Slot.ORDER) is not Slot.ORDER
    return is_message(nudge) or nudge.channel is Channel.CHECK_IN_LINE or part
