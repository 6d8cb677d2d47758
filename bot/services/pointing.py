"""What a shortcut brings along from a message: a link and a colleague, and no words of others."""

from dataclasses import dataclass, replace

from bot.ports import Shortcut
from bot.services.visits import Visit
from nudges.people import Person, Standing


@dataclass(frozen=True, slots=True)
class Pointed:
    """The message somebody pointed at.

    ``link`` is empty where the chat gives none, ``author`` None where nobody of the setting
    wrote it: an app, a stranger, or the person themselves. Then ``own_words`` may hold the
    text; it fills in their own dialog and is not stored.
    """

    link: str = ""
    author: Person | None = None
    own_words: str = ""
    is_own: bool = False


async def pointed(visit: Visit, shortcut: Shortcut) -> Pointed:
    """Who wrote it, as far as the person and they share a setting."""
    if shortcut.author == shortcut.actor.user_id:
        return Pointed(shortcut.link, None, shortcut.own_words, is_own=True)
    if not shortcut.author:
        return Pointed(shortcut.link)
    found = await visit.uow.people.visitor(replace(shortcut.actor, user_id=shortcut.author))
    author = found[0] if found else None
    here = author is not None and author.setting_id == visit.setting.id
    return Pointed(shortcut.link, author if here and author and author.standing is Standing.ACTIVE else None)
