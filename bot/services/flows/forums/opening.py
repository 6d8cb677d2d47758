"""A success for the chair of a forum of senior leaders to open with (S11-3)."""

from datetime import datetime

from bot.services.flows.forums.shown import known, plain
from bot.services.flows.spotlights.telling import short, story
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Reply, Style, say, token
from nudges.chance import stable_id
from nudges.flows.forums.openers import Opener, State, offer, pick, use, wait
from nudges.flows.forums.register import Forum
from nudges.flows.forums.register import State as ForumState
from nudges.flows.spotlights.spotlights import Spotlight
from nudges.flows.spotlights.spotlights import State as SpotlightState
from nudges.records import NotPossibleError

LONGEST = 120
"""Characters of a line of the spotlight inside the message."""


async def expect(turn: Turn, forum: Forum, starts_at: datetime) -> bool:
    """A forum of senior leaders meets: whether its chair will be offered a success to open with.

    Only one message about a meeting would fit between two others, so the rest gives way to it.
    """
    chair = await turn.colleague(forum.owner_id)
    if chair is None or not forum.senior or forum.state is not ForumState.RUNNING:
        return False
    opener_id = stable_id(forum.id, Opener.KIND, starts_at.isoformat())
    if await turn.uow.records.get(Opener, opener_id) is not None:
        return True
    opener = Opener(opener_id, turn.setting.id, forum.id, chair.id, starts_at, wake_at=None)
    waiting = wait(opener, await _all(turn), chair, turn.deps.is_holiday)
    if waiting is None or await _spotlight(turn, waiting) is None:
        return False
    await turn.keep(waiting)
    return True


async def _all(turn: Turn) -> list[Opener]:
    return await turn.uow.records.of_setting(Opener, turn.setting.id)


async def on_wake(turn: Turn, opener: Opener) -> None:
    """The moment of the offer; one that has nothing to say, or whose time is over, is forgotten."""
    forum = await turn.uow.records.get(Forum, opener.forum_id)
    spotlight = await _spotlight(turn, opener) if forum is not None and forum.senior else None
    chair = await turn.colleague(opener.chair_id)
    stale = opener.state is not State.WAITING or opener.starts_at <= turn.now
    if stale or forum is None or spotlight is None or chair is None or forum.owner_id != chair.id:
        await turn.uow.records.remove(opener)
        return
    success = turn.deps.texts.get(
        chair.language,
        "forum.success",
        done=short(spotlight.lines.done, LONGEST),
        changed=short(spotlight.lines.changed, LONGEST),
    )
    await turn.keep(*offer(opener, forum.name, spotlight, success))


async def _spotlight(turn: Turn, opener: Opener) -> Spotlight | None:
    approved = await turn.uow.records.of_setting(Spotlight, turn.setting.id, (SpotlightState.APPROVED,))
    return pick(opener, approved, await _all(turn), turn.now)


async def show(visit: Visit, opener_id: str) -> Reply:
    """The four lines to open with; who told them says so with a tap."""
    opener = await _own(visit, opener_id)
    spotlight = await visit.uow.records.get(Spotlight, opener.spotlight_id)
    if (
        opener.state is not State.OFFERED
        or spotlight is None
        or spotlight.state is not SpotlightState.APPROVED
    ):
        raise NotPossibleError(opener.state)
    forum = await known(visit.turn, opener.forum_id)
    told = Action(token("forum_opened_with", opener.id), visit.speak("forum.opened_with"), Style.PRIMARY)
    words = await story(visit.turn, spotlight, visit.person.language)
    return Reply(say=(say(visit.speak("forum.opener_title", name=forum.name), words, actions=(told,)),))


async def told_it(visit: Visit, opener_id: str) -> Reply:
    await visit.turn.keep(*use(await _own(visit, opener_id)))
    return plain(visit.speak, "opener_used")


async def _own(visit: Visit, opener_id: str) -> Opener:
    return await visit.record(Opener, opener_id, lambda found: found.chair_id)
