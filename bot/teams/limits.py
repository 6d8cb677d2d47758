"""What Teams allows: messages in each conversation, and calls in each tenant.

Microsoft counts in a conversation 7 in a second, 8 in two, 60 in thirty, 1,800 in an hour, and of
an app in a tenant some thirty in a second. A few at once are let through, as a reply may be several
messages, and more within a minute, as somebody may press one button after another; they are paid for
by a slower flow.
"""

from bot.ports.limits import Call, Rate

PER_CONVERSATION = (
    Rate(7, 1.0, burst=3),
    Rate(8, 2.0, burst=3),
    Rate(60, 30.0, burst=20),
    Rate(1800, 3600.0, burst=90),
)
ONE_AT_ONCE_OF = 20
"""One more of so many messages to a tenant may go at once; each takes as much from the steady flow."""


def call_of(tenant: str, conversation: str, *, per_second: int) -> Call:
    """A message, or another call that Microsoft counts with it, to a conversation of a tenant."""
    return Call(
        bucket=f"teams:{tenant}",
        rates=(Rate(per_second, 1.0, burst=1 + per_second // ONE_AT_ONCE_OF),),
        place=conversation,
        place_rates=PER_CONVERSATION if conversation else (),
    )
