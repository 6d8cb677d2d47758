"""The threads one has, each with what one can do; and closing or keeping one."""

from bot.services.flows.relays.threads import own_thread, settle, short
from bot.services.visits import Visit
from nudges.cards import Action, ActionGroup, Card, Paragraph, Reply, Style, token
from nudges.flows.relays.threads import LIVE, Relay, State, close, keep

MOST = 10
"""Most threads shown; a platform's message holds no more."""


AT_HOME = 3


async def threads(visit: Visit, _: str = "") -> Reply:
    speak, rows = visit.speak, await _rows(visit, MOST)
    begin = Action(token("relay_new"), speak("relay.new"), Style.PLAIN if rows else Style.PRIMARY)
    words = speak("relay.list" if rows else "relay.none")
    return Reply(say=(Card(speak("relay.title"), (Paragraph(words),), tuple(rows), (begin,)),))


async def at_home(visit: Visit) -> Card | None:
    rows = await _rows(visit, AT_HOME)
    return Card(visit.speak("relay.title"), groups=tuple(rows)) if rows else None


async def _rows(visit: Visit, most: int) -> list[ActionGroup]:
    """Open ones first, then those that wait for a word; newest first."""
    found = await visit.uow.records.of_person(Relay, visit.person.id, LIVE)
    found.sort(key=lambda each: (each.state is State.OPEN, each.touched_at), reverse=True)
    return [await _row(visit, each) for each in found[:most]]


async def _row(visit: Visit, thread: Relay) -> ActionGroup:
    names: tuple[str, ...]
    if thread.state is State.OPEN:
        state, names = "open", ("relay_write", "relay_close")
    elif thread.asked_id == visit.person.id:
        state, names = "asks_you", ("relay_open", "relay_decline")
    else:
        state, names = "waits", ("relay_close",)
    name = await visit.turn.name(thread.beside(visit.person.id), visit.person.language)
    actions = tuple(
        Action(
            token(each, thread.id),
            visit.speak(f"relay.row_{state}.{each}"),
            Style.PLAIN if place or state == "waits" else Style.PRIMARY,
        )
        for place, each in enumerate(names)
    )
    return ActionGroup(visit.speak(f"relay.row_{state}.label", name=name), actions)


async def closed(visit: Visit, record_id: str) -> Reply:
    """Closed by one's own hand; a question that nobody answered yet is taken back."""
    thread = await own_thread(visit, record_id)
    await settle(visit.turn, close(thread, visit.person.id, visit.now))
    return short(visit, "relay.closed" if thread.state is State.OPEN else "relay.withdrawn")


async def kept(visit: Visit, record_id: str) -> Reply:
    thread = await own_thread(visit, record_id)
    await settle(visit.turn, keep(thread, visit.person.id, visit.now))
    return short(visit, "relay.kept")
