"""A setting on a virtual clock: the real product, with invented colleagues at the other end.

Nothing of the engine is replaced but the clock and, at the far end of the wire, the
people: what is sent is handed to the behaviour model, which presses buttons later.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import NamedTuple, Protocol

from bot.bootstrap import App
from bot.clock import VirtualClock
from bot.ports import Actor, Address, MessageRef, Messenger, Press, Submission
from bot.services.practising import COLLEAGUE
from bot.simulation.behaviour import TYPICAL, Colleague, Temperament
from bot.simulation.going_on import Doing
from bot.simulation.habits import PER_WORKING_HOUR, Habits, part_of
from bot.simulation.sentences import Writer
from nudges.cards import Card, Reply, split_token
from nudges.consent import Consent
from nudges.people import Person, Platform
from nudges.working_time import is_working

STEP = timedelta(minutes=15)
"""How finely virtual time passes: finer changes nothing anybody would notice."""
LONGEST_JUMP = timedelta(hours=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
_A_MOMENT = timedelta(seconds=1)
FLOWS_EVERY = 3
"""Hours, as in a running process."""
NAMES_OTHER_SIDE = 0.3
"""How often a colleague who noted something with two sides names the other one."""


class Listener(Protocol):
    def heard(self, to: Address, card: Card, ref: MessageRef) -> None: ...


class OverheardMessenger:
    """A messenger that also tells the world what it delivered."""

    def __init__(self, inner: Messenger) -> None:
        self._inner = inner
        self.listener: Listener | None = None

    def use(self, inner: Messenger) -> None:
        """Deliver through another messenger from now on."""
        self._inner = inner

    @property
    def platform(self) -> Platform:
        return self._inner.platform

    async def send(self, to: Address, card: Card, *, key: str) -> MessageRef:
        ref = await self._inner.send(to, card, key=key)
        if self.listener is not None:
            self.listener.heard(to, card, ref)
        return ref

    async def redraw(self, ref: MessageRef, card: Card) -> None:
        await self._inner.redraw(ref, card)

    async def find(self, to: Address, *, key: str) -> MessageRef | None:
        return await self._inner.find(to, key=key)


class UnreadMessenger:
    """A platform that delivers at once and keeps nothing: enough where only the count matters."""

    platform = Platform.LOCAL

    async def send(self, to: Address, card: Card, *, key: str) -> MessageRef:
        return MessageRef(Platform.LOCAL, to.workspace, to.user_id or "", key)

    async def redraw(self, ref: MessageRef, card: Card) -> None:
        """Nobody looks at it."""

    async def find(self, to: Address, *, key: str) -> MessageRef | None:
        return None


class _Due(NamedTuple):
    """When each tick has something to do next."""

    wake: datetime
    plan: datetime
    send: datetime


@dataclass(order=True, slots=True)
class _Planned:
    """A colleague's reaction that is still to come."""

    at: datetime
    order: int
    user_id: str = field(compare=False)
    tokens: tuple[str, ...] = field(compare=False)
    ref: MessageRef = field(compare=False)


@dataclass(slots=True)
class World:
    """One running product and its colleagues. People in ``away`` are left to the visitor."""

    app: App
    clock: VirtualClock
    messenger: OverheardMessenger
    rng: Random
    people: dict[str, Person] = field(default_factory=dict)
    """By user id."""
    colleagues: dict[str, Colleague] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    eagerness: float = 1.0
    """How much more often than usual people begin things by themselves."""
    _writer: Writer = field(default_factory=Writer)
    _to_come: list[_Planned] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)
    _last_hour: datetime = _LONG_AGO

    def __post_init__(self) -> None:
        self.messenger.listener = self

    def join(self, people: Mapping[str, Person], temperament: Temperament = TYPICAL) -> None:
        """Give everybody who is new a temper of their own, around a common one."""
        self.people.update(people)
        for user_id in people:
            if user_id not in self.colleagues:
                self.colleagues[user_id] = Colleague.drawn(self.rng, temperament)

    def heard(self, to: Address, card: Card, ref: MessageRef) -> None:
        """A message reached somebody: decide now whether and when they will react."""
        colleague = self.colleagues.get(to.user_id or "")
        if colleague is None or to.user_id is None or to.user_id in self.away:
            return
        person = self.people[to.user_id]
        reaction = colleague.react(card, self.clock.now(), person, self.app.deps.is_holiday, self.rng)
        if reaction is not None:
            planned = _Planned(reaction.at, next(self._order), to.user_id, reaction.tokens, ref)
            heapq.heappush(self._to_come, planned)

    async def run_until(self, end: datetime) -> None:
        """Let time pass: reactions at their moments, ticks whenever something is due."""
        while self.clock.now() < end:
            now = self.clock.now()
            due = await self._due()
            step = min(_grid(max(min(due), now + _A_MOMENT)), _hour(now) + LONGEST_JUMP, end)
            pressed = await self._react_until(step)
            self.clock.move_to(step)
            await self._tick(due, stirred=pressed)

    async def _due(self) -> _Due:
        async with self.app.deps.begin() as uow:
            return _Due(
                wake=await uow.records.next_wake() or _NEVER,
                plan=await uow.looks.next_at() or _NEVER,
                send=await uow.prompts.next_due() or _NEVER,
            )

    async def _tick(self, due: _Due, *, stirred: bool) -> None:
        """The ticks that have something to do; ``stirred`` where people did something meanwhile."""
        now, ticks = self.clock.now(), self.app.ticks
        if _hour(now) != self._last_hour:
            stirred = bool(await ticks.digests()) or stirred
            if now.hour % FLOWS_EVERY == 0:
                await ticks.flows()
                stirred = True
            stirred = await self._begin_things() or stirred
        if now.date() != self._last_hour.date():
            await ticks.release()
            await ticks.calendars()
        self._last_hour = _hour(now)
        # In this order, as each may leave work to the next.
        if stirred or due.wake <= now:
            stirred = bool(await ticks.wake()) or stirred
        if stirred or due.plan <= now:
            stirred = bool(await ticks.plan()) or stirred
        if stirred or due.send <= now:
            await ticks.dispatch()
        if stirred:
            await ticks.catch_up()

    async def _react_until(self, moment: datetime) -> bool:
        """Let colleagues press what they meant to by then; whether anybody did."""
        pressed = False
        while self._to_come and self._to_come[0].at <= moment:
            planned = heapq.heappop(self._to_come)
            if planned.user_id in self.away:
                continue
            self.clock.move_to(max(planned.at, self.clock.now()))
            for place, token in enumerate(planned.tokens):
                await self._press(planned, token, f"{planned.ref.message}/{place}")
            pressed = True
        return pressed

    async def _press(self, planned: _Planned, token: str, key: str) -> None:
        actor = Actor(Platform.LOCAL, "local", planned.user_id)
        reply = await self.app.desk.press(Press(actor, token, key))
        if reply.replace is not None:
            await self.messenger.redraw(planned.ref, reply.replace)
            await self._name_other_side(actor, reply, key)
        if reply.form is not None or reply.say:
            await self._doing(self.people[planned.user_id], key).go_on(reply)

    async def begin(self, command: str, people: int) -> None:
        """Let so many colleagues who take part, drawn by lot, type one command and go on from it."""
        found = await self._taking_part([each for id_, each in self.people.items() if id_ not in self.away])
        for person in self.rng.sample(found, min(people, len(found))):
            await self._begin(person, command)

    async def _begin_things(self) -> bool:
        """Some colleagues at work begin something by themselves; whether anybody did."""
        at_work = [
            person
            for user_id, person in self.people.items()
            if user_id not in self.away
            and self.rng.random() < self.eagerness * PER_WORKING_HOUR[part_of(person)]
            and is_working(person, self.clock.now(), self.app.deps.is_holiday)
        ]
        taking_part = await self._taking_part(at_work)
        habits = Habits(self.app.flows)
        for person in taking_part:
            await self._begin(person, habits.command(person, self.rng))
        return bool(taking_part)

    async def _begin(self, person: Person, command: str) -> None:
        speak = self.app.deps.texts.speaker(person.language)
        words = speak(f"command.{command}.words").split(",")[0]
        await self._doing(person, f"{person.email}/{self.clock.now().isoformat()}").begin(words)

    async def _taking_part(self, people: Sequence[Person]) -> Sequence[Person]:
        """Those who said yes: nobody begins anything before the welcome, or after saying no."""
        if not people:
            return ()
        async with self.app.deps.begin() as uow:
            consents = await uow.looks.consents([person.id for person in people])
        return [person for person in people if consents.get(person.id) is Consent.OPTED_IN]

    def _doing(self, person: Person, key: str) -> Doing:
        return Doing(
            desk=self.app.desk,
            actor=Actor(Platform.LOCAL, "local", person.email),
            person=person,
            others=[each for each in self.people.values() if each.pillar != person.pillar],
            today=self.clock.now().date(),
            rng=self.rng,
            key=key,
            writer=self._writer,
        )

    async def _name_other_side(self, actor: Actor, reply: Reply, key: str) -> None:
        tokens = [action.token for action in reply.replace.actions] if reply.replace else []
        naming = next((token for token in tokens if split_token(token)[0] == "with"), None)
        if naming is None or self.rng.random() >= NAMES_OTHER_SIDE:
            return
        pillar = self.people[actor.user_id].pillar
        others = [person.id for person in self.people.values() if person.pillar != pillar]
        if others:
            values: dict[str, tuple[str, ...]] = {COLLEAGUE: (self.rng.choice(others),)}
            await self.app.desk.submit(Submission(actor, naming, values, f"{key}/with"))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _grid(at: datetime) -> datetime:
    """The first mark of the grid not before ``at``."""
    over = timedelta(seconds=at.timestamp() % STEP.total_seconds())
    return at.astimezone(UTC) if not over else at.astimezone(UTC) - over + STEP
