"""What time brings to a forum: the look after 90 days, and whether a change stays."""

from dataclasses import replace

from bot.ports.acts import What
from bot.services.flow import Facts
from bot.services.flows.forums.auditing import look_at
from bot.services.flows.forums.shown import plain
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Reply
from nudges.flows.forums.audits import ask_whether_it_stays, check_due, close_down, keep_so, restore
from nudges.flows.forums.register import AUDIT_AFTER, Forum, State
from nudges.people import Person


async def on_wake(turn: Turn, forum: Forum) -> None:
    """An old draft goes; a change is asked about; else the owner is shown the figures."""
    if forum.state is State.WANTED:
        await turn.uow.records.remove(forum)
    elif check_due(forum, turn.now):
        await turn.keep(*ask_whether_it_stays(forum, turn.now))
    elif not await look_at(turn, forum):
        runs = forum.state is State.RUNNING
        await turn.keep(replace(forum, wake_at=turn.now + AUDIT_AFTER if runs else None))


async def check_facts(turn: Turn, forum_id: str, person: Person) -> Facts:
    """Asked only while the owner has not said."""
    forum = await turn.uow.records.get(Forum, forum_id)
    if forum is None or forum.decision is None or forum.decision.settled:
        return None
    speak = turn.deps.texts.speaker(person.language)
    other = await turn.uow.records.get(Forum, forum.decision.other_id)
    values = {"minutes": forum.minutes, "other": other.name if other else ""}
    return {"forum": forum.name, "decision": speak(f"forum.told_{forum.decision.verdict}", **values)}


async def restored(visit: Visit, forum_id: str) -> Reply:
    forum = restore(await _own(visit, forum_id), visit.now)
    return await _kept(visit, forum, "restored")


async def kept(visit: Visit, forum_id: str) -> Reply:
    return await _kept(visit, keep_so(await _own(visit, forum_id)), "stays")


async def closed(visit: Visit, forum_id: str) -> Reply:
    return await _kept(visit, close_down(await _own(visit, forum_id)), "closed")


async def _kept(visit: Visit, forum: Forum, text: str) -> Reply:
    await visit.turn.keep(forum)
    await visit.coordinated(What.FORUM, name=forum.name)
    return plain(visit.speak, text, name=forum.name)


async def _own(visit: Visit, forum_id: str) -> Forum:
    return await visit.record(Forum, forum_id, lambda found: found.owner_id)
