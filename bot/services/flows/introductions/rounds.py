"""Rounds: who is there, who meets whom, and what is stored of it.

Matching takes seconds of processor time in large settings, so it is done between units of
work, in a thread: nothing waits for it, and what may have changed meanwhile is checked again.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain, combinations
from typing import TypeVar

from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from bot.services.flows.introductions.meeting import on_wake
from bot.services.flows.introductions.opening import offer_doors, opened_by
from bot.services.flows.introductions.taking_part import round_rules
from bot.services.flows.introductions.wording import INTRODUCING, slots_of
from bot.services.turn import Turn
from nudges.attention import Attention, standing_reason
from nudges.chance import stable_id
from nudges.effects import Write
from nudges.flows.introductions import Candidate, PastMeeting, Reason, Round, Rules, match, open_round
from nudges.flows.introductions.figures import between
from nudges.flows.introductions.held_rounds import HeldRound, RoundRules, round_due, round_id
from nudges.flows.introductions.hours import usual_hours
from nudges.flows.introductions.meetings import MOST_OPEN, OPEN, OPENERS, Introduction, State, introduce
from nudges.flows.introductions.participation import (
    MISSED,
    TOPICS,
    Participation,
    first_next_time,
    matched,
    participation_id,
)
from nudges.people import Person, Setting, Standing
from nudges.working_time import local_date, next_working_day

T = TypeVar("T")

PORTION = 50
"""Groups stored in one transaction."""
BEGINS_AT = 6
"""Local hour of the Tuesday from which on a round is held."""
BACK_WITHIN = 7
"""Whoever does not work on any of so many days to come is left out: they could meet nobody."""


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Everything a round is matched from."""

    held: HeldRound
    meeting_round: Round
    wishes: Mapping[str, frozenset[str]]
    """By person: what they named as their topics."""
    seed: int


async def hold(deps: Deps, setting: Setting) -> None:
    """Hold the setting's round where one is due; held twice at once, it is held once.

    Stored in portions, so that one writer is never held for long. Whoever stops midway leaves
    a round that is not closed: the next one goes on with those who were not introduced yet.
    """
    async with deps.begin() as uow:
        gathered = await _gather(deps, uow, setting)
    if gathered is None:
        return
    matching = await asyncio.to_thread(match, gathered.meeting_round, deps.matcher, gathered.seed)
    without = {each.id: each.reason for each in matching.unmatched}
    for groups in _portions([*matching.pairs, *matching.groups]):
        async with _turn(deps, setting) as turn:
            for group in groups:
                without |= await _introduce(turn, gathered, group)
    for told in _portions(sorted(without)):
        async with _turn(deps, setting) as turn:
            for each in told:
                await _tell(turn, each, without[each], gathered.held.id)
    async with _turn(deps, setting) as turn:
        await _close(turn, gathered.held, without)


@asynccontextmanager
async def _turn(deps: Deps, setting: Setting) -> AsyncIterator[Turn]:
    """One unit of work, committed at its end; one process at a time gets in."""
    async with deps.begin() as uow:
        yield Turn(deps, uow, await uow.settings.alone(setting.id), deps.clock.now())
        await uow.commit()


def _portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), PORTION):
        yield items[start : start + PORTION]


async def _gather(deps: Deps, uow: UnitOfWork, setting: Setting) -> _Gathered | None:
    rules = await round_rules(uow, setting.id)
    day = await _due(deps, uow, setting, rules)
    if day is None:
        return None
    held = HeldRound(round_id(setting.id, day), setting.id, day)
    if await uow.records.get(HeldRound, held.id) is not None:
        return None
    taking_part = await uow.records.of_setting(Participation, setting.id)
    if not taking_part:
        return None
    introductions = await uow.records.of_setting(Introduction, setting.id)
    placed = {m for each in introductions if each.round_id == held.id for m in each.introduced}
    waiting = [each for each in taking_part if each.person_id not in placed]
    fit = await _fit(deps, uow, waiting, introductions, day)
    doors = await opened_by(uow, setting.id)
    candidates = [_candidate(own, person, fit, doors, day) for own, person in fit.values()]
    meeting_round = open_round(candidates, _past(introductions), day, Rules(allow_threes=rules.allow_threes))
    wishes = {each.id: each.topics for each in candidates}
    return _Gathered(held, meeting_round, wishes, int(deps.planner.draw("round", held.id) * 2**31))


async def _due(deps: Deps, uow: UnitOfWork, setting: Setting, rules: RoundRules) -> date | None:
    """The day of the round by the clock of most people here, from early morning on."""
    typical = await uow.people.typical(setting.id)
    if typical is None:
        return None
    begun = deps.clock.now() - timedelta(hours=BEGINS_AT)
    return round_due(local_date(typical, begun), rules.weeks_apart)


_Fit = Mapping[str, tuple[Participation, Person]]


async def _fit(
    deps: Deps,
    uow: UnitOfWork,
    taking_part: Iterable[Participation],
    introductions: Iterable[Introduction],
    day: date,
) -> _Fit:
    """Who can be introduced now: there, willing to hear from us, and not busy with two already."""
    now = deps.clock.now()
    own = {each.person_id: each for each in taking_part if each.available(day)}
    busy = Counter(m for each in introductions if each.is_open for m in each.members)
    known = await uow.looks.at(sorted(own), now)
    roles = deps.catalogue.nudges[INTRODUCING].roles
    return {
        key: (own[key], attention.person)
        for key, attention in sorted(known.items())
        if busy[key] < MOST_OPEN
        and attention.person.role_group in roles
        and not attention.person.humanitarian
        and _reached(deps, attention, now)
    }


def _reached(deps: Deps, attention: Attention, now: datetime) -> bool:
    today = local_date(attention.person, now)
    back = next_working_day(attention.person, today, deps.is_holiday, within=BACK_WITHIN)
    return standing_reason(attention, now) is None and back is not None


def _candidate(own: Participation, person: Person, fit: _Fit, doors: frozenset[str], day: date) -> Candidate:
    return Candidate(
        id=person.id,
        pillar=person.pillar.casefold(),
        entity=person.entity.casefold(),
        duty_station=person.duty_station,
        hours=usual_hours(person.time_zone, person.week, day),
        topics=own.wishes(person.duty_station),
        languages=frozenset(own.languages),
        exclusions=own.avoids(fit) if own.never_with else frozenset(),
        encouraged=person.entity in doors,
        carried_over=own.carried_over,
    )


def _past(introductions: Iterable[Introduction]) -> Iterable[PastMeeting]:
    for each in introductions:
        for a, b in combinations(each.introduced, 2):
            yield PastMeeting(a, b, each.made_at.date())


async def _introduce(turn: Turn, gathered: _Gathered, ids: Sequence[str]) -> dict[str, Reason]:
    """Introduce a group. Where somebody of it left the rounds meanwhile: the others, who go without."""
    found = {each: await _still_there(turn, each) for each in ids}
    people = [person for person in found.values() if person is not None]
    if len(people) < len(ids):
        return {each.id: Reason.NOBODY_FREE for each in people}
    if any([await _placed(turn, each, gathered.held.id) for each in ids]):
        return {}  # another process holds the same round
    record_id = stable_id(gathered.held.id, *ids)
    shared = frozenset[str].intersection(*(gathered.wishes[each] for each in ids))
    introduction = Introduction(
        id=record_id,
        setting_id=turn.setting.id,
        round_id=gathered.held.id,
        members=tuple(ids),
        introduced=tuple(ids),
        made_at=turn.now,
        slots=slots_of(people, turn.now, turn.deps.is_holiday),
        topics=tuple(topic for topic in TOPICS if topic in shared),
        opener=int(turn.deps.planner.draw("opener", record_id) * OPENERS),
    )
    await turn.keep(*introduce(introduction))
    for each in ids:
        own = await turn.uow.records.get(Participation, participation_id(each))
        if own is not None and (own.carried_over or own.missed):
            await turn.keep(matched(own))
    return {}


async def _placed(turn: Turn, person_id: str, round_id: str) -> bool:
    """Whether the person is introduced in this round already."""
    own = await turn.uow.records.of_person(Introduction, person_id)
    return any(each.round_id == round_id for each in own)


async def _still_there(turn: Turn, person_id: str) -> Person | None:
    """The person, if they are still here and take part."""
    person = await turn.uow.people.get(person_id)
    own = await turn.uow.records.get(Participation, participation_id(person_id))
    here = person is not None and person.standing is Standing.ACTIVE
    return person if here and own is not None else None


async def _tell(turn: Turn, person_id: str, reason: Reason, key: str) -> None:
    """Told once, and again only when something else is the reason."""
    own = await turn.uow.records.get(Participation, participation_id(person_id))
    if own is not None and not await _placed(turn, person_id, key):
        told = [Write(MISSED, person_id, key=key)] if own.missed != reason.value else []
        await turn.keep(first_next_time(own, reason.value), told)


async def _close(turn: Turn, held: HeldRound, without: Mapping[str, Reason]) -> None:
    """Count what the round brought, and let leaders know where their people meet for the first time."""
    if await turn.uow.records.get(HeldRound, held.id) is not None:
        return
    introductions = await turn.uow.records.of_setting(Introduction, turn.setting.id)
    made = [each for each in introductions if each.round_id == held.id]
    await turn.keep(_counted(held, made, without, await turn.colleagues()))
    await offer_doors(turn, made, [each for each in introductions if each.round_id != held.id])


def _counted(
    held: HeldRound, made: Sequence[Introduction], without: Mapping[str, Reason], here: Mapping[str, Person]
) -> HeldRound:
    """The round for good: nothing that is said or refused afterwards changes a number of it."""
    groups = [each.introduced for each in made]
    sizes = Counter(map(len, groups))
    everybody = [each for each in (*chain.from_iterable(groups), *without) if each in here]
    entities = between(groups, {each: here[each].entity for each in everybody})
    pillars = {each: here[each].pillar for each in everybody}
    return replace(
        held,
        took_part=2 * sizes[2] + 3 * sizes[3] + len(without),
        pairs=sizes[2],
        threes=sizes[3],
        unmatched=Counter(reason.value for reason in without.values()),
        pillars=Counter(pillars.values()),
        between=between(groups, pillars),
        entity_pairs=len(entities),
    )


async def see_to_leavers(turn: Turn) -> None:
    """Whoever was introduced to somebody who left the setting is told, and comes first next time."""
    running = await turn.uow.records.of_setting(Introduction, turn.setting.id, OPEN)
    here = await turn.uow.people.active_ids(turn.setting.id) if running else set()
    for introduction in running:
        left: Introduction | None = introduction
        for gone in set(introduction.members) - here:
            left = left.without(gone) if left else None
        if left is None:
            await turn.uow.records.remove(introduction)
        elif left is not introduction:
            await on_wake(turn, left) if left.state is State.PARTED else await turn.keep(left)
