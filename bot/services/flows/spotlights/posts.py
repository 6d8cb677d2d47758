"""What the channels for successes show by themselves: spotlights and chains, each in its turn."""

from datetime import date, timedelta

from bot.services.channels import readers_of
from bot.services.flow import Facts
from bot.services.flows.filling import day_label
from bot.services.flows.spotlights.telling import told
from bot.services.turn import Turn
from nudges.channel_planning import ChannelDay, ChannelPlanner
from nudges.channels import Channel, Purpose, channels_for
from nudges.flows.spotlights import chains
from nudges.flows.spotlights.chains import Chain
from nudges.flows.spotlights.spotlights import FRESH, Spotlight, State, next_in_turn
from nudges.people import Person
from nudges.texts import Speaker

SPOTLIGHT, CHAIN = "S11-2", "S12-2"
_LOOKS_BACK = timedelta(days=400)


async def success_channels(turn: Turn) -> list[Channel]:
    """One for each workspace."""
    return channels_for(Purpose.SUCCESSES, await turn.uow.channels.of_setting(turn.setting.id))


async def posted_in(turn: Turn, nudge: str, channel: Channel) -> list[str]:
    """Ids of the records that stood, or are about to stand, in a channel, oldest first."""
    past = await turn.uow.prompts.posts_in(channel.id, turn.now - _LOOKS_BACK)
    return [each.record for each in sorted(past, key=lambda each: each.at) if each.nudge == nudge]


async def posted_anywhere(turn: Turn, nudge: str) -> set[str]:
    return {record for each in await success_channels(turn) for record in await posted_in(turn, nudge, each)}


async def out_anywhere(turn: Turn) -> set[str]:
    """Ids of the spotlights whose moment in a channel has come; until then one can be taken back.

    A post that is only planned is dropped where ``spotlight_facts`` has nothing for it any more.
    """
    past = [
        await turn.uow.prompts.posts_in(each.id, turn.now - _LOOKS_BACK)
        for each in await success_channels(turn)
    ]
    return {
        each.record for posts in past for each in posts if each.nudge == SPOTLIGHT and each.at <= turn.now
    }


async def next_day(turn: Turn) -> date | None:
    """The first day on which a spotlight can be posted, as things stand; None where none is near."""
    nudge = turn.deps.catalogue.nudges[SPOTLIGHT]
    if not turn.setting.edition.is_on(SPOTLIGHT):
        return None
    rules, draw = turn.deps.planner.rules, turn.deps.planner.draw
    planner = ChannelPlanner((nudge,), rules, turn.deps.is_holiday, draw)
    days = []
    for channel in await success_channels(turn):
        readers = await readers_of(turn.uow, channel)
        past = await turn.uow.prompts.posts_in(channel.id, turn.now - _LOOKS_BACK)
        if readers is not None:
            days.append(planner.earliest(nudge, ChannelDay(channel, readers, past, turn.now)))
    return min((day for day in days if day is not None), default=None)


async def when(turn: Turn, speak: Speaker, spotlight_id: str) -> str:
    """When an approved spotlight is posted, as far as that can be known."""
    posted = await posted_anywhere(turn, SPOTLIGHT)
    if spotlight_id in posted:
        return speak("spotlight.when_planned")
    if not turn.setting.edition.is_on(SPOTLIGHT):
        return speak("spotlight.when_off")
    waiting = await turn.uow.records.of_setting(Spotlight, turn.setting.id, (State.APPROVED,))
    before = sum(each.id not in posted and each.id != spotlight_id for each in waiting)
    day = await next_day(turn)
    if before:
        return speak("spotlight.when_in_turn", count=before)
    if day is None:
        return speak("spotlight.when_next")
    return speak("spotlight.when_earliest", day=day_label(speak, day))


async def spotlight_for(turn: Turn, channel: Channel) -> str | None:
    """The next approved spotlight, small and large in turn."""
    if channel not in await success_channels(turn):
        return None
    approved = await turn.uow.records.of_setting(Spotlight, turn.setting.id, (State.APPROVED,))
    posted = await posted_in(turn, SPOTLIGHT, channel)
    known = {each.id: each.size for each in approved}
    waiting = [
        each
        for each in approved
        if each.id not in posted and turn.now - (each.approved_at or each.asked_at) < FRESH
    ]
    chosen = next_in_turn(waiting, [known.get(each) for each in posted])
    return chosen.id if chosen else None


async def spotlight_facts(turn: Turn, record_id: str, reader: Person) -> Facts:
    """None where somebody in it took it back meanwhile."""
    found = await turn.uow.records.get(Spotlight, record_id)
    if found is None or found.state is not State.APPROVED:
        return None
    return await told(turn, found, reader.language)


async def chain_for(turn: Turn, channel: Channel) -> str | None:
    """The chain that has been ready longest."""
    if channel not in await success_channels(turn):
        return None
    ready = await turn.uow.records.of_setting(Chain, turn.setting.id, (chains.State.READY,))
    posted = await posted_in(turn, CHAIN, channel)
    waiting = [
        (each.ready_at, each.id)
        for each in ready
        if each.id not in posted and each.ready_at and turn.now - each.ready_at < chains.FRESH
    ]
    return min(waiting)[1] if waiting else None


async def chain_facts(turn: Turn, record_id: str, reader: Person) -> Facts:
    """Only confirmed links are told; the others are left open, without a name."""
    found = await turn.uow.records.get(Chain, record_id)
    if found is None or found.state is not chains.State.READY:
        return None
    texts, language = turn.deps.texts, reader.language
    lines = [
        texts.get(
            language,
            "chain.told" if link.confirmed else "chain.untold",
            part=texts.get(language, f"chain.part_{part}"),
            **({"line": link.line, "entity": link.entity} if link.confirmed else {}),
        )
        for part, link in zip(chains.PARTS, found.links, strict=True)
    ]
    return {"chain": "\n".join((found.about, *lines))}
