"""In a crisis: match the mechanism, call it together, look again after two days (S5-4)."""

from bot.services.flow import Facts
from bot.services.flows.forums.shown import known, plain, running
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Card, Paragraph, Reply, token
from nudges.chance import stable_id
from nudges.flows.forums.mechanisms import Activation, State, activate, answer, review, usable
from nudges.flows.forums.register import Forum
from nudges.flows.forums.register import State as ForumState
from nudges.people import Person
from nudges.records import NotPossibleError

LEADERS = frozenset({"R1", "R4"})


async def mechanisms(visit: Visit, _: str = "") -> Reply:
    """``mechanisms``: what exists and can meet at once."""
    cards = await shown(visit)
    return Reply(say=cards) if cards else plain(visit.speak, "no_mechanisms")


async def shown(visit: Visit) -> tuple[Card, ...]:
    """The catalogue's S5-4, beside the answer to ``crisis`` and on request; nothing where nothing exists."""
    fit = usable(await running(visit.turn))
    if not fit:
        return ()
    speak, nudge = visit.speak, "nudge.S5-4"
    lines = [await _line(visit, each) for each in fit]
    buttons = tuple(
        Action(token("mechanism_activate", each.id), speak("forum.activate", name=each.name[:40]))
        for each in fit
        if _may(visit, each)
    )
    body = speak(f"{nudge}.body", **visit.wording.values, mechanisms="\n" + "\n".join(lines))
    return (Card(speak("forum.mechanisms_title"), (Paragraph(body),), actions=buttons),)


async def _line(visit: Visit, each: Forum) -> str:
    owner = await visit.turn.colleague(each.owner_id)
    who = f"{owner.name} ({owner.entity})" if owner else visit.speak("forum.nobody")
    return visit.speak("forum.mechanism", name=each.name, who=who, hours=each.crisis_hours or 0)


def _may(visit: Visit, each: Forum) -> bool:
    person = visit.person
    return person.role_group in LEADERS or person.is_coordinator or person.id == each.owner_id


async def activated(visit: Visit, forum_id: str) -> Reply:
    """It is called together; its owner hears of it at once. Pressed twice in a day it is once."""
    forum = await known(visit.turn, forum_id)
    usable_now = forum.state is ForumState.RUNNING and forum.crisis_hours is not None
    if not usable_now or not _may(visit, forum):
        raise NotPossibleError(forum.state)
    activation_id = stable_id(forum.id, "activated", visit.now.date().isoformat())
    if await visit.uow.records.get(Activation, activation_id) is None:
        activation = Activation(activation_id, visit.setting.id, forum.id, visit.person.id, visit.now)
        await visit.turn.keep(*activate(activation, forum.owner_id))
    return plain(visit.speak, "activated", name=forum.name)


async def kept(visit: Visit, record_id: str) -> Reply:
    return await _answered(visit, record_id, stays=True)


async def stood_down(visit: Visit, record_id: str) -> Reply:
    return await _answered(visit, record_id, stays=False)


async def _answered(visit: Visit, record_id: str, *, stays: bool) -> Reply:
    activation = await visit.record(Activation, record_id, lambda found: found.by_id)
    await visit.turn.keep(answer(activation, stays=stays))
    return plain(visit.speak, "mechanism_stays" if stays else "mechanism_stood_down")


async def on_wake(turn: Turn, activation: Activation) -> None:
    await turn.keep(*review(activation))


async def facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Activation, record_id)
    forum = await turn.uow.records.get(Forum, found.forum_id) if found else None
    if found is None or forum is None:
        return None
    name = await turn.name(found.by_id, person.language)
    return {"forum": forum.name, "name": name, "hours": str(forum.crisis_hours or 0)}


async def open_facts(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(Activation, record_id)
    return await facts(turn, record_id, person) if found and found.state is State.ACTIVE else None
