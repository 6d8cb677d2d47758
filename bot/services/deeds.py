"""Doing one thing for one person, wherever they do it: in one transaction, and once."""

from collections.abc import Awaitable, Callable
from inspect import signature

from bot.services.flow import Handler
from bot.services.visits import Visit
from nudges.cards import Reply
from nudges.chance import stable_id
from nudges.records import NotPossibleError


async def once(visit: Visit, handle: Callable[[Visit], Awaitable[Reply]]) -> Reply:
    """Do what the visit is for, committed before anything is acknowledged.

    What comes again under the visit's key is answered again and changes nothing: a late copy of
    a yes must not undo the no that came after it.
    """
    new = await visit.uow.handled.first_time(stable_id(visit.person.id, "deed", visit.key), visit.now)
    try:
        reply = await handle(visit)
    except NotPossibleError:
        reply = visit.stale()
    # A form with faults may come again as it is, once what it was checked against has changed.
    if new and not reply.faults:
        await visit.uow.commit()
    return reply


def fits(handler: Handler, *arguments: object) -> bool:
    """Whether a handler takes what a token brought: an old or a forged one may bring anything."""
    try:
        signature(handler).bind(*arguments)
    except TypeError:
        return False
    return True
