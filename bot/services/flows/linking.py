"""``link``: one's own chats; and what is written when somebody asks to link one more."""

from collections.abc import Mapping, Sequence

from bot.services.exporting import Readable, fields
from bot.services.flow import Facts, Flow
from bot.services.own_accounts import chat_name, chats, prefer, unlink
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Reply, say
from nudges.digests import Line
from nudges.flows.linking.codes import CODE, LINKED, LinkCode, State, refuse
from nudges.flows.linking.missing import NO_CHAT, NoChat
from nudges.flows.linking.requests import in_words
from nudges.people import Person, Platform
from nudges.records import Record

COMMAND = "link"


async def not_me(visit: Visit, record_id: str) -> Reply:
    """Whoever asked was somebody else: the code holds no more, and none comes for a day."""
    code = await visit.record(LinkCode, record_id, lambda found: found.person_id)
    await visit.turn.keep(*refuse(code))
    return Reply(say=(say("", visit.speak("link.not_me")),))


async def undo(visit: Visit, record_id: str) -> Reply:
    """Take away the account that was just linked."""
    code = await visit.record(LinkCode, record_id, lambda found: found.person_id)
    return await unlink(visit, code.identity_id)


async def _code(turn: Turn, record_id: str, person: Person) -> Facts:
    """None once it holds no more."""
    found = await turn.uow.records.get(LinkCode, record_id)
    if found is None or not found.holds(turn.now):
        return None
    return {"chat": await _chat(turn, found, person), "code": in_words(turn.deps.link_code(found.id))}


async def _linked(turn: Turn, record_id: str, person: Person) -> Facts:
    """None where it was taken away since."""
    found = await turn.uow.records.get(LinkCode, record_id)
    own = {each.identity.id for each in await turn.uow.people.own_accounts(person.id)}
    if found is None or found.state is not State.USED or found.identity_id not in own:
        return None
    return {"chat": await _chat(turn, found, person)}


async def _chat(turn: Turn, code: LinkCode, reader: Person) -> str:
    speak = turn.deps.texts.speaker(reader.language)
    return await chat_name(turn.uow, Platform(code.platform), code.workspace, speak)


async def _no_chat(turn: Turn, record_id: str, person: Person) -> Facts:
    found = await turn.uow.records.get(NoChat, record_id)
    if found is None or await _has_chat(turn, found):
        return None
    return {"name": await turn.name(found.person_id, person.language)}


async def _needs(turn: Turn) -> Sequence[Line]:
    """How many a coordinator can still help; who they are stands in the letters, not in a digest."""
    found = await turn.uow.records.of_setting(NoChat, turn.setting.id)
    waiting = [each for each in found if not await _has_chat(turn, each)]
    return [Line("link.need_chat", {"count": len(waiting)})] if waiting else []


async def _has_chat(turn: Turn, known: NoChat) -> bool:
    standing = await turn.uow.looks.standing(known.person_id)
    return standing is None or standing.reachable


async def _gone(turn: Turn, known: LinkCode | NoChat) -> None:
    await turn.discard(known, known.people)


_EXPORTS: Mapping[type[Record], Readable] = {
    LinkCode: fields("platform", "workspace", "asked_at"),
    NoChat: fields("since"),
}

FLOW = Flow(
    name="linking",
    records=(LinkCode, NoChat),
    words={COMMAND: chats},
    presses={
        "link_not_me": not_me,
        "link_undo": undo,
        "prefer": prefer,
        "unlink": unlink,
        # What strangers press leads whoever is known by now to their own chats.
        "link_begin": chats,
        "link_enter": chats,
    },
    submissions={"link_ask": chats, "link_code": chats},
    letters={CODE: _code, LINKED: _linked, NO_CHAT: _no_chat},
    wakes={LinkCode: _gone, NoChat: _gone},
    exports=_EXPORTS,
    needs=_needs,
)
