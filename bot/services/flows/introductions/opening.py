"""Senior leaders open the door: offered when two entities first meet, or a channel for exchange is named."""

from collections.abc import Iterable, Mapping
from itertools import permutations

from bot.ports.storage import UnitOfWork
from bot.services.flow import Facts
from bot.services.flows.filling import one
from bot.services.second_yes import told, waiting_about
from bot.services.turn import Turn
from bot.services.visits import Visit
from nudges.cards import Form, Reply, TextInput, say, token
from nudges.chance import stable_id
from nudges.channels import Channel, Purpose, channels_for
from nudges.effects import Raised
from nudges.events import EventKind
from nudges.flows.introductions.doors import LINE as DOOR_LINE
from nudges.flows.introductions.doors import LONGEST_LINE, REST, Door, State, close_again, open_door
from nudges.flows.introductions.meetings import Introduction
from nudges.framework import SENIOR_LEADERS
from nudges.people import Person, Standing

LINE = "line"


async def opened_by(uow: UnitOfWork, setting_id: str) -> frozenset[str]:
    """Entities whose leader said openly that such exchanges are welcome."""
    doors = await uow.records.of_setting(Door, setting_id, (State.OPENED,))
    unsaid = await waiting_about(uow, setting_id, DOOR_LINE) if doors else set()
    return frozenset(each.entity for each in doors if each.id not in unsaid)


async def offer_doors(turn: Turn, made: Iterable[Introduction], earlier: Iterable[Introduction]) -> None:
    """Where people of two entities are introduced for the first time, the leaders of both may say a line."""
    channels = await turn.uow.channels.of_setting(turn.setting.id)
    where = next(iter(channels_for(Purpose.EXCHANGE, channels)), None)
    if where is None:
        return
    everybody = {each.id: each for each in await turn.uow.people.of_setting(turn.setting.id)}
    new = _ways_of(made, everybody) - _ways_of(earlier, everybody)
    for leader in _leaders(everybody.values()):
        towards = sorted(other for own, other in new if own == leader.entity)
        if towards and await _rested(turn, leader):
            await _offer(turn, leader, where, towards[0], f"{leader.entity}→{towards[0]}")


async def offer_for_channels(turn: Turn) -> None:
    """A channel that was named for exchange, and not for everything: each senior leader may say a line."""
    channels = await turn.uow.channels.of_setting(turn.setting.id)
    named = [c for c in channels if Purpose.EXCHANGE in c.purposes and c.purposes != frozenset(Purpose)]
    if not named:
        return
    for leader in _leaders(await turn.uow.people.of_setting(turn.setting.id)):
        for channel in named:
            await _offer(turn, leader, channel, "", channel.id)


def _ways_of(introductions: Iterable[Introduction], people: Mapping[str, Person]) -> set[tuple[str, str]]:
    """Both ways between every two entities that these introductions brought together."""
    found: set[tuple[str, str]] = set()
    for each in introductions:
        found |= set(permutations({people[m].entity for m in each.introduced if m in people}, 2))
    return found


def _leaders(people: Iterable[Person]) -> list[Person]:
    senior = [each for each in people if each.role_group in SENIOR_LEADERS]
    return [each for each in senior if each.standing is Standing.ACTIVE]


async def _rested(turn: Turn, leader: Person) -> bool:
    doors = await turn.uow.records.of_person(Door, leader.id)
    return all(turn.now - each.offered_at >= REST for each in doors)


async def _offer(turn: Turn, leader: Person, channel: Channel, towards: str, key: str) -> None:
    door = Door(
        id=stable_id(leader.id, Door.KIND, key),
        setting_id=turn.setting.id,
        leader_id=leader.id,
        entity=leader.entity,
        towards=towards,
        channel=channel.name,
        offered_at=turn.now,
    )
    if await turn.uow.records.get(Door, door.id) is None:
        facts = {"channel": channel.name, "counterpart_entity": _towards(turn, door, leader)}
        await turn.keep(door, [Raised(EventKind.EXCHANGE_CHANNEL_CREATED, leader.id, facts)])


def _towards(turn: Turn, door: Door, leader: Person) -> str:
    return door.towards or turn.deps.texts.get(leader.language, "introduction.other_entities")


async def draft(visit: Visit, record_id: str) -> Reply:
    """The dialog with a draft of the line, to be changed at will."""
    door = await _mine(visit, record_id)
    if door.state is not State.OFFERED:
        return visit.stale()
    speak, towards = visit.speak, _towards(visit.turn, door, visit.person)
    drafted = speak("introduction.door_draft", towards=towards, own=visit.person.entity)
    field = TextInput(
        LINE, speak("introduction.field_line"), initial=drafted, limit=LONGEST_LINE, multiline=True
    )
    return Reply(
        form=Form(
            token=token("introduction_door", door.id),
            title=speak("introduction.door_title"),
            submit=speak("introduction.publish"),
            inputs=(field,),
            intro=speak("introduction.door_intro", channel=door.channel),
        )
    )


async def said(visit: Visit, values: dict[str, tuple[str, ...]], record_id: str) -> Reply:
    line = one(values, LINE)
    if not 0 < len(line) <= LONGEST_LINE:
        return Reply(faults={LINE: visit.speak("introduction.bad_line")})
    waiting = await visit.turn.keep(*open_door(await _mine(visit, record_id), line))
    return await told(visit, waiting, Reply(say=(say("", visit.speak("introduction.door_said")),)))


async def stays_back(turn: Turn, record_id: str) -> None:
    if door := await turn.uow.records.get(Door, record_id):
        await turn.keep(close_again(door))


async def door_facts(turn: Turn, record_id: str, _: Person) -> Facts:
    door = await turn.uow.records.get(Door, record_id)
    leader = await turn.uow.people.get(door.leader_id) if door else None
    if door is None or leader is None or not door.line:
        return None
    return {"name": leader.name, "own": leader.entity, "line": door.line}


async def _mine(visit: Visit, record_id: str) -> Door:
    return await visit.record(Door, record_id, lambda found: found.leader_id)
