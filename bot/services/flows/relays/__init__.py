"""``relay``: a thread between two colleagues of different chats, carried by the product."""

from datetime import datetime

from bot.services.flow import Audience, Flow
from bot.services.flows.relays import asking, letters, listing, ruling, typed, writing
from bot.services.flows.relays.exports import EXPORTS
from bot.services.flows.relays.offering import daily
from bot.services.flows.relays.threads import settle
from bot.services.turn import Turn
from nudges.digests import Line
from nudges.flows.relays import messages, threads
from nudges.flows.relays.messages import Message
from nudges.flows.relays.offers import Offer
from nudges.flows.relays.rules import RelayRules
from nudges.flows.relays.threads import Relay


async def on_relay(turn: Turn, known: Relay) -> None:
    step = threads.wake(known, turn.now)
    await (turn.uow.records.remove(known) if step is None else settle(turn, step))


async def on_message(turn: Turn, known: Message) -> None:
    await turn.discard(known, known.people)


async def week(turn: Turn, start: datetime, end: datetime) -> list[Line]:
    """How many threads were asked for, opened and closed."""
    known = await turn.uow.records.of_setting(Relay, turn.setting.id)
    asked = sum(start <= each.asked_at < end for each in known)
    opened = sum(each.opened_at is not None and start <= each.opened_at < end for each in known)
    closed = sum(
        each.opened_at is not None and each.closed_at is not None and start <= each.closed_at < end
        for each in known
    )
    if not asked and not opened and not closed:
        return []
    return [Line("relay.week", {"asked": asked, "opened": opened, "closed": closed})]


FLOW = Flow(
    name="relays",
    records=(Relay, Message, Offer, RelayRules),
    words={"relay": typed.relay, "relays": ruling.relays},
    audience={"relays": Audience.COORDINATORS},
    presses={
        "relay_ask": asking.ask_one,
        "relay_offered": asking.offered,
        "relay_not_needed": asking.not_needed,
        "relay_open": asking.opened,
        "relay_decline": asking.declined,
        "relay_remove": writing.removed,
        "relay_keep": listing.kept,
        "relay_close": listing.closed,
    },
    dialogs={"relay_new": asking.new, "relay_write": writing.write, "relay_change": writing.open_change},
    submissions={
        "relay_ask": asking.asked,
        "relay_write": writing.written,
        "relay_change": writing.changed,
        "relays": ruling.ruled,
    },
    letters={
        threads.ASKED: letters.asked,
        threads.OPENED: letters.just_opened,
        threads.NOT_NOW: letters.not_now,
        threads.KEEP_OR_CLOSE: letters.open_thread,
        threads.CLOSED: letters.closed,
        messages.PASSED: letters.message,
        messages.CHANGED: letters.message,
        messages.TAKEN_BACK: letters.taken_back,
    },
    wakes={Relay: on_relay, Message: on_message},
    awaits={Relay: (threads.State.ASKED, threads.ASKED)},
    exports=EXPORTS,
    daily=daily,
    week=week,
    home={Audience.EVERYONE: listing.at_home},
    amends=typed.amended,
)
