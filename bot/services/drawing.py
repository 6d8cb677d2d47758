"""From a stored prompt to the card that is sent: the one place that knows every kind."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from bot.services.flow import Flows
from bot.services.reworded import is_seen
from bot.services.turn import Turn
from nudges.attention import Kind
from nudges.cards import Card, announcing
from nudges.decisions import Prompt
from nudges.letters import letter_card
from nudges.people import Person, Setting
from nudges.prompt_cards import check_in_card, prompt_card

SAME_POST = timedelta(days=7)
"""What stands in another channel for longer is another post about the same."""


class OvertakenError(Exception):
    """What the letter was about was answered, taken back or forgotten meanwhile: it is not sent."""


CardOf: TypeAlias = Callable[[Prompt, Person, Setting], Awaitable[Card]]
"""Draws a prompt for the person it is for."""
DigestCard: TypeAlias = Callable[[UnitOfWork, Person, str], Awaitable[Card]]
"""Draws the digest of a week (ISO label) for one coordinator."""


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws any prompt for the person it is for, in their language."""

    deps: Deps
    digest_card: DigestCard
    flows: Flows

    async def __call__(self, prompt: Prompt, person: Person, setting: Setting) -> Card:
        return announcing(await self._drawn(prompt, person, setting), self.flows.opens_form)

    async def _drawn(self, prompt: Prompt, person: Person, setting: Setting) -> Card:
        if prompt.channel_id:
            return await self._in_channel(prompt, person, setting)
        if prompt.kind.letter:
            return await self._letter(prompt, person, setting)
        if prompt.kind is Kind.CHECK_IN:
            return await self._check_in(prompt, person, setting)
        if prompt.kind is not Kind.DIGEST:
            return prompt_card(prompt, self.deps.wording(person, setting))
        async with self.deps.begin() as uow:
            card = await self.digest_card(uow, person, prompt.facts["week"])
            await uow.commit()
            return card

    async def _in_channel(self, prompt: Prompt, reader: Person, setting: Setting) -> Card:
        """A post says at its foot where else it stands: not everybody is in every chat."""
        draw = self._letter if prompt.kind.letter else self._post
        card = await draw(prompt, reader, setting)
        async with self.deps.begin() as uow:
            channels = await uow.prompts.also_posted(prompt, prompt.due_at - SAME_POST)
        if not channels:
            return card
        speak = self.deps.texts.speaker(reader.language)
        names = ", ".join(speak(f"channels.named_{each.platform}", name=each.name) for each in channels)
        return replace(card, footer=f"{card.footer} {speak('channels.also', channels=names)}".strip())

    async def _check_in(self, prompt: Prompt, person: Person, setting: Setting) -> Card:
        async with self.deps.begin() as uow:
            turn = Turn(self.deps, uow, setting, self.deps.clock.now())
            part = await self.flows.check_in(turn, person, prompt)
            await uow.commit()  # what a trial decided about its lines
        return check_in_card(prompt, {}, self.deps.wording(person, setting), part)

    async def _letter(self, prompt: Prompt, person: Person, setting: Setting) -> Card:
        letter = self.flows.letters[prompt.nudge]
        async with self.deps.begin() as uow:
            turn = Turn(self.deps, uow, setting, self.deps.clock.now())
            facts = await self.flows.facts(turn, letter, prompt.facts["record"], person)
            body = "unreached" if await self.flows.unreached(turn, letter, prompt.facts["record"]) else "body"
        if facts is None:
            raise OvertakenError(prompt.id)
        return letter_card(letter, prompt, facts, self.deps.wording(person, setting), body)

    async def _post(self, prompt: Prompt, reader: Person, setting: Setting) -> Card:
        async with self.deps.begin() as uow:
            turn = Turn(self.deps, uow, setting, self.deps.clock.now())
            facts = await self.flows.post_facts(turn, prompt.nudge, prompt.facts["record"], reader)
            if not await is_seen(turn, prompt.nudge):
                raise OvertakenError(prompt.id)
        if facts is None:
            raise OvertakenError(prompt.id)
        return prompt_card(replace(prompt, facts=facts), self.deps.wording(reader, setting))
