"""Requests answered elsewhere, such as from a list, lose their buttons without anybody pressing one.

Whatever somebody does about a record marks what was sent to them about it; nobody else's messages are
touched, so that none shows what another person did. The mark goes before anything is redrawn: what
fails is not tried again, as pressing a button that stayed says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from bot.ports import MessageRef, Messenger
from bot.ports.messages import StoredPrompt
from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from bot.services.flow import Flows
from bot.services.turn import Turn
from nudges.attention import Kind
from nudges.cards import Card
from nudges.decisions import Status
from nudges.people import Platform
from nudges.prompt_cards import overtaken_card

AT_ONCE = 50

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CatchingUp:
    """Brings people's messages up to date with what they did themselves."""

    deps: Deps
    flows: Flows
    messengers: Mapping[Platform, Messenger]

    async def run(self) -> int:
        """Redraw what is overtaken. Returns how many messages were."""
        async with self.deps.begin() as uow:
            moved = await uow.prompts.moved(AT_ONCE)
            cards = [(each.ref, await self._overtaken(uow, each)) for each in moved]
            if moved:
                await uow.prompts.looked_at([each.prompt.id for each in moved])
                await uow.commit()
        done = [await self._redraw(ref, card) for ref, card in cards if ref and card]
        return sum(done)

    async def _overtaken(self, uow: UnitOfWork, stored: StoredPrompt) -> Card | None:
        """What stays of it; None where its buttons still mean something, or there are none."""
        prompt = stored.prompt
        asked = prompt.kind is Kind.REQUEST and stored.status is Status.SENT
        letter = self.flows.letters.get(prompt.nudge) if asked else None
        person = await uow.people.get(prompt.person_id)
        if letter is None or not letter.buttons or person is None:
            return None
        setting = await uow.settings.get(prompt.setting_id)
        turn = Turn(self.deps, uow, setting, self.deps.clock.now())
        facts = await self.flows.facts(turn, letter, prompt.facts["record"], person)
        return overtaken_card(prompt, self.deps.wording(person, setting)) if facts is None else None

    async def _redraw(self, ref: MessageRef, card: Card) -> bool:
        messenger = self.messengers.get(ref.platform)
        if messenger is None:
            return False
        try:
            await messenger.redraw(ref, card)
        except Exception as error:  # noqa: BLE001  whatever breaks, the others must not wait for it
            log.info("letter.not_redrawn", platform=ref.platform.value, error=type(error).__name__)
            return False
        return True
