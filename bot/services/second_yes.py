"""Where a second yes is needed: what an author hears, and what the calendar may post by now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.ports.storage import UnitOfWork
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Action, Reply, say, token
from nudges.flows.second_yes import State, WaitingPost, approvers, waiting_id
from nudges.letters import Letter


async def told(visit: Visit, waiting: WaitingPost | None, otherwise: Reply, *, also: bool = False) -> Reply:
    """``otherwise`` where it is out; else what it waits for, and how to take it back.

    ``also`` says that ``otherwise`` is true either way, and comes first.
    """
    if waiting is None:
        return otherwise
    speak = visit.speak
    words = speak(
        "posts.waits" if await visit.turn.seconds(waiting) else "posts.alone",
        people=(await visit.turn.reach()).people,
    )
    back = Action(token("post_take_back", waiting.id), speak("posts.take_back"))
    card = say(speak("posts.waits_title"), words, actions=(back,))
    return replace(otherwise, say=(*otherwise.say, card)) if also else Reply(say=(card,))


async def note(visit: Visit) -> str:
    """What is said of words that the calendar posts, where another coordinator sees them first."""
    reach = await visit.turn.reach()
    if not reach.needs_two:
        return ""
    others = approvers(await visit.turn.coordinators(), (), visit.person.id)
    return visit.speak("posts.seen_first" if others else "posts.alone", people=reach.people)


async def waiting_about(uow: UnitOfWork, setting_id: str, letter: Letter) -> set[str]:
    """Ids of the records whose post of this kind waits: it is not said yet."""
    waiting = await uow.records.of_setting(WaitingPost, setting_id, (State.WAITING,))
    return {each.about for each in waiting if each.post == letter.id}


@dataclass(frozen=True, slots=True)
class Offered:
    """What the calendar could post on one person's word. In other words it is another post."""

    about: str
    author_id: str
    words: str


async def let_through(turn: Turn, post: str, offered: Sequence[Offered]) -> Collection[str]:
    """Ids of those that may be posted. Of the others one at a time is put before another coordinator."""
    if not (await turn.reach()).needs_two:
        return {each.about for each in offered}
    standing = await _standing(turn, post, offered)
    new = next((each for each in offered if each.about not in standing), None)
    if new is not None and State.WAITING not in standing.values():
        await turn.uow.settings.alone(turn.setting.id)  # another process may be about to ask, too
        if new.about not in await _standing(turn, post, [new]):
            await _ask(turn, post, new)
    return {about for about, state in standing.items() if state is State.APPROVED}


async def put_before(turn: Turn, post: str, offered: Offered) -> None:
    """Words just written go before another coordinator at once, where the calendar could post them."""
    if (await turn.reach()).needs_two and not await _standing(turn, post, [offered]):
        await _ask(turn, post, offered)


async def is_through(turn: Turn, post: str, offered: Offered) -> bool:
    """Whether it may be posted now: a coordinator may have held it back since it was planned."""
    if not (await turn.reach()).needs_two:
        return True
    return (await _standing(turn, post, [offered])).get(offered.about) is State.APPROVED


async def _standing(turn: Turn, post: str, offered: Sequence[Offered]) -> Mapping[str, State]:
    """Where those stand that were put before a coordinator in the words they have now."""
    known = await turn.uow.records.of_setting(WaitingPost, turn.setting.id)
    stands = {each.id: each for each in known if each.post == post}
    found = ((each, stands.get(waiting_id(each.about, post))) for each in offered)
    return {each.about: put.state for each, put in found if put and put.words == each.words}


async def _ask(turn: Turn, post: str, offered: Offered) -> None:
    await turn.ask_second(
        WaitingPost(
            id=waiting_id(offered.about, post),
            setting_id=turn.setting.id,
            author_id=offered.author_id,
            about=offered.about,
            post=post,
            asked_at=turn.now,
            words=offered.words,
        )
    )
