"""Registers on coordinators' pages: what runs between people here, and the same acts as in chat.

A register is drawn from a flow's cards, and what is pressed on it goes to the flow's own handlers:
there is no second way of doing anything.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.ports.acts import Via
from bot.ports.storage import UnitOfWork
from bot.services.access import Reader
from bot.services.deeds import fits, once
from bot.services.deps import Deps
from bot.services.flow import Flows
from bot.services.flows.filling import Values, one
from bot.services.flows.naming import colleague_named
from bot.services.flows.scorecard import newest
from bot.services.visits import Visit
from nudges.cards import Action, Card, Form, Reply, split_token
from nudges.flows.scorecard import Scores
from nudges.records import NotPossibleError

Handle: TypeAlias = Callable[[Visit], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something pressed or sent. ``key`` is the same however often it arrives; ``token`` says what it is."""

    token: str
    key: str


@dataclass(frozen=True, slots=True)
class PageRegisters:
    """Nothing here asks whether the reader coordinates their setting: ``access`` has decided it."""

    deps: Deps
    flows: Flows

    @property
    def names(self) -> Sequence[str]:
        return tuple(self.flows.registers)

    async def waiting(self, reader: Reader) -> Mapping[str, int]:
        """By register: how much waits there for a coordinator's own hand, as their digest counts it."""
        async with self.deps.begin() as uow:
            turn = self._visit(uow, reader, "look").turn
            asking = [flow for flow in self.flows.all if flow.register and flow.needs]
            found = {flow.name: await flow.needs(turn) for flow in asking if flow.needs}
        return {name: sum(int(str(line.values["count"])) for line in found[name]) for name in found}

    async def shown(self, reader: Reader, name: str) -> Sequence[Card]:
        """One register as it stands; looking changes nothing."""
        async with self.deps.begin() as uow:
            cards = await self.flows.registers[name].cards(self._visit(uow, reader, "look"))
        return [self._open(name, each) for each in cards]

    async def scores(self, reader: Reader) -> tuple[Scores, str] | None:
        """What the scorecard's picture shows, and of what it is; None where nothing was judged yet."""
        async with self.deps.begin() as uow:
            return await newest(self._visit(uow, reader, "look"))

    async def press(self, reader: Reader, name: str, deed: Deed) -> Reply:
        """Do what a button says."""

        async def handle(visit: Visit) -> Reply:
            return await self._pressed(visit, name, deed.token)

        return await self._once(reader, name, deed, handle)

    async def send(self, reader: Reader, name: str, deed: Deed, values: Values, named: Values) -> Reply:
        """Hand in a dialog. ``named`` holds the fields in which a colleague was named in words."""
        act, arguments = split_token(deed.token)

        async def handle(visit: Visit) -> Reply:
            handler = self.flows.submissions.get(act) if self._may(name, act) else None
            people, unknown = await _people(visit, named)
            if handler is None or not fits(handler, visit, values, *arguments):
                return visit.stale()
            if unknown:
                return Reply(faults=unknown)
            await visit.uow.prompts.moved_on(visit.person.id, arguments, visit.now)
            return await handler(visit, {**values, **people}, *arguments)

        return await self._once(reader, name, deed, handle)

    async def form(self, reader: Reader, name: str, token: str) -> Form | None:
        """The dialog a button opens, looked at once more; None where it opens none any longer."""
        async with self.deps.begin() as uow:
            try:
                return (await self._pressed(self._visit(uow, reader, "look"), name, token)).form
            except NotPossibleError:
                return None

    async def _pressed(self, visit: Visit, name: str, token: str) -> Reply:
        act, arguments = split_token(token)
        handler = self.flows.presses.get(act) if self._may(name, act) else None
        if handler is None or not fits(handler, visit, *arguments):
            return visit.stale()
        reply = await handler(visit, *arguments)
        await visit.uow.prompts.moved_on(visit.person.id, arguments, visit.now)
        return reply

    async def _once(self, reader: Reader, name: str, deed: Deed, handle: Handle) -> Reply:
        async with self.deps.begin() as uow:
            reply = await once(self._visit(uow, reader, f"page {deed.key} {deed.token}"), handle)
        shown = tuple(self._open(name, each) for each in (reply.replace, *reply.say) if each)
        return replace(reply, replace=None, say=shown)

    def _open(self, name: str, card: Card) -> Card:
        """The card with what may be done on the page; its other buttons lead elsewhere."""

        def kept(actions: Sequence[Action]) -> tuple[Action, ...]:
            return tuple(each for each in actions if self._may(name, each.name))

        groups = tuple(replace(each, actions=kept(each.actions)) for each in card.groups)
        return replace(card, groups=groups, actions=kept(card.actions))

    def _may(self, name: str, act: str) -> bool:
        return act in self.flows.registers[name].acts

    def _visit(self, uow: UnitOfWork, reader: Reader, key: str) -> Visit:
        now = self.deps.clock.now()
        return Visit(self.deps, uow, reader.person, reader.setting, now, key, self.flows, via=Via.PAGE)


async def _people(visit: Visit, named: Values) -> tuple[Values, dict[str, str]]:
    """The ids of colleagues who were named in words, by field where there are any; and what to mend."""
    colleagues = (await visit.turn.colleagues()).values() if named else ()
    found = {field: colleague_named(colleagues, one(named, field)) for field in named if one(named, field)}
    unknown = {field: visit.speak("naming.unknown") for field, each in found.items() if each is None}
    return {field: (each.id,) for field, each in found.items() if each is not None}, unknown
