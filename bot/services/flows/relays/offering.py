"""Who is offered a thread: pairs who met, or agreed on something, and share no workspace."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from bot.services.flows.relays.threads import live_between, rules_of
from bot.services.reaching import takes_part
from bot.services.turn import Turn
from nudges.flows.collaboration import CollaborationPoint
from nudges.flows.collaboration import State as PointState
from nudges.flows.introductions.meetings import Introduction
from nudges.flows.introductions.meetings import State as MeetingState
from nudges.flows.relays.offers import Offer, apart, homes_of, offer, offer_id

LOOKS_BACK = timedelta(days=90)
"""What began longer ago is no reason to offer anything."""


async def daily(turn: Turn) -> None:
    """Offer a thread, once, to every pair that has reason for one."""
    pairs = await _pairs(turn)
    homes = homes_of(await turn.uow.people.identities(sorted({each for pair in pairs for each in pair})))
    for one_id, other_id in pairs:
        if apart(homes, one_id, other_id):
            await _offer(turn, one_id, other_id)


async def _pairs(turn: Turn) -> list[tuple[str, str]]:
    """Everybody who met in an introduction, or agreed on a point, each pair once."""
    records, setting, since = turn.uow.records, turn.setting.id, turn.now - LOOKS_BACK
    met = await records.of_setting(Introduction, setting, {MeetingState.MET, MeetingState.SECOND}, since)
    agreed = await records.of_setting(
        CollaborationPoint, setting, {PointState.AGREED, PointState.DONE}, since
    )
    return sorted({(min(pair), max(pair)) for pair in _couples(met, agreed)})


def _couples(met: list[Introduction], agreed: list[CollaborationPoint]) -> Iterator[tuple[str, str]]:
    for introduction in met:
        yield from combinations(introduction.met, 2)
    for point in agreed:
        yield point.opener_id, point.other_id


async def _offer(turn: Turn, one_id: str, other_id: str) -> None:
    if await turn.uow.records.get(Offer, offer_id(turn.setting.id, one_id, other_id)) is not None:
        return
    one, other = await turn.colleague(one_id), await turn.colleague(other_id)
    if one is None or other is None:
        return
    if (await rules_of(turn)).entity_barring(one, other) or await live_between(turn, one.id, other.id):
        return
    if await takes_part(turn, one.id) and await takes_part(turn, other.id):
        await turn.keep(*offer(one, other, turn.now))
