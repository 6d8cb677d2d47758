"""One person doing one thing in chat: what every handler is given, and what it may answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.ports.acts import AdministrativeAct, Via, What
from bot.ports.messages import StoredPrompt
from bot.ports.records import R
from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from bot.services.flow import Flows
from bot.services.turn import Turn
from nudges.cards import Reply, say
from nudges.consent import Consent, ConsentAct, ConsentRecord
from nudges.people import Person, Platform, Setting
from nudges.prompt_cards import Wording
from nudges.records import NotPossibleError
from nudges.texts import Speaker


@dataclass(frozen=True, slots=True)
class Visit:
    """A known person at the front desk, inside one unit of work.

    ``key`` is the same however often the platform redelivers what the person did. ``at`` is the
    platform they did it on; None on the web pages.
    """

    deps: Deps
    uow: UnitOfWork
    person: Person
    setting: Setting
    now: datetime
    key: str
    flows: Flows
    at: Platform | None = None
    via: Via = Via.CHAT

    @property
    def turn(self) -> Turn:
        """The same moment as flows see it."""
        return Turn(self.deps, self.uow, self.setting, self.now)

    @property
    def speak(self) -> Speaker:
        return self.deps.texts_in(self.setting).speaker(self.person.language)

    @property
    def wording(self) -> Wording:
        return self.deps.wording(self.person, self.setting)

    async def prompt(self, prompt_id: str) -> StoredPrompt | None:
        """A prompt of this person, or a post of their setting; None where it is neither."""
        stored = await self.uow.prompts.get(prompt_id)
        if stored is None:
            return None
        here = bool(stored.prompt.channel_id) and stored.prompt.setting_id == self.setting.id
        return stored if here or stored.prompt.person_id == self.person.id else None

    async def record(self, kind: type[R], record_id: str, whose: Callable[[R], str]) -> R:
        """A flow's record that is this person's to act on.

        Raises ``NotPossibleError`` where there is none, or ``whose`` names somebody else.
        """
        found = await self.uow.records.get(kind, record_id)
        if found is None or whose(found) != self.person.id:
            raise NotPossibleError(record_id)
        return found

    async def consent(self, act: ConsentAct, standing: Consent | None = None, detail: str = "") -> None:
        """Write an act of consent down, with the version of the text the person saw."""
        record = ConsentRecord(self.person.id, act, self.now, self.deps.consent_version, detail)
        await self.uow.looks.set_consent(record, standing)

    async def administered(self, what: What, **detail: int | str) -> None:
        """Write down that this person changed something for others in their setting."""
        act = AdministrativeAct(self.now, what, self.via, self.setting.id, self.person.id, detail)
        await self.uow.acts.add(self.deps.new_id(), act)

    async def coordinated(self, what: What, **detail: int | str) -> None:
        """As ``administered``, of what others may do too: written down of coordinators, on their pages."""
        if self.person.is_coordinator and self.via is Via.PAGE:
            await self.administered(what, **detail)

    def stale(self) -> Reply:
        """The answer to a button that no longer means anything."""
        return Reply(say=(say("", self.speak("common.stale")),))
