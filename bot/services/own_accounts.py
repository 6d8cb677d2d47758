"""One's own chat accounts: where messages go, and taking one away."""

from bot.ports.linking import OwnAccount
from bot.ports.storage import UnitOfWork
from bot.services.visits import Visit
from nudges.cards import Action, ActionGroup, Card, Paragraph, Reply, Style, say, token
from nudges.people import Platform
from nudges.records import NotPossibleError
from nudges.texts import Speaker


async def chat_name(uow: UnitOfWork, platform: Platform, workspace: str, speak: Speaker) -> str:
    """How people call a chat, such as “Slack (Country Office)”."""
    known = await uow.installations.get(platform, workspace)
    name = known.name if known and known.name != workspace else ""
    if platform is Platform.SLACK and not name:
        name = workspace
    plain = speak(f"link.chat_{platform}")
    return speak("link.chat_in", chat=plain, workspace=name) if name else plain


async def chats(visit: Visit, *_: object) -> Reply:
    """Every chat of one's own, and what can be done about each."""
    return Reply(say=(await chats_card(visit),))


async def chats_card(visit: Visit) -> Card:
    speak, own = visit.speak, await visit.uow.people.own_accounts(visit.person.id)
    first = next((each for each in own if each.reached), None)
    rows = [await _row(visit, each, own, is_first=each == first) for each in own]
    body = (Paragraph(speak("link.chats")), Paragraph(speak("link.how")))
    return Card(speak("link.chats_title"), body, tuple(rows))


async def where_messages_go(visit: Visit) -> str:
    """The chats in one line, that which messages go to first."""
    own = await visit.uow.people.own_accounts(visit.person.id)
    names = [
        await chat_name(visit.uow, each.identity.platform, each.identity.workspace, visit.speak)
        for each in sorted(own, key=lambda each: not each.reached)
    ]
    return ", ".join(names)


async def _row(visit: Visit, account: OwnAccount, own: list[OwnAccount], *, is_first: bool) -> ActionGroup:
    speak, identity = visit.speak, account.identity
    name = await chat_name(visit.uow, identity.platform, identity.workspace, speak)
    how = "first" if is_first else "other" if account.reached else "cut_off"
    actions = []
    if account.reached and not is_first:
        actions.append(Action(token("prefer", identity.id), speak("link.prefer")))
    if _is_spare(account, own):
        actions.append(Action(token("unlink", identity.id), speak("link.unlink"), Style.QUIET))
    return ActionGroup(speak(f"link.row_{how}", chat=name), tuple(actions))


def _is_spare(account: OwnAccount, own: list[OwnAccount]) -> bool:
    """Whether the person can still be reached without it."""
    return any(each.reached and each.identity.id != account.identity.id for each in own)


async def prefer(visit: Visit, identity_id: str) -> Reply:
    account, _ = await _own(visit, identity_id)
    if not account.reached:
        raise NotPossibleError(identity_id)
    await visit.uow.people.prefer(visit.person.id, identity_id)
    return Reply(replace=await chats_card(visit))


async def unlink(visit: Visit, identity_id: str) -> Reply:
    """Nothing is written there any more, and whoever writes from there is not known; the last one stays."""
    account, own = await _own(visit, identity_id)
    if not _is_spare(account, own):
        return Reply(say=(say("", visit.speak("link.last_one")),))
    await visit.uow.people.unlink(identity_id, visit.now)
    return Reply(replace=await chats_card(visit))


async def _own(visit: Visit, identity_id: str) -> tuple[OwnAccount, list[OwnAccount]]:
    own = await visit.uow.people.own_accounts(visit.person.id)
    found = next((each for each in own if each.identity.id == identity_id), None)
    if found is None:
        raise NotPossibleError(identity_id)
    return found, own
