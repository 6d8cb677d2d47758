"""Canaries: operators' own accounts, one a platform, which must receive something of every wave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.ports import Address, LookUpUnsupportedError, Messenger, SendError
from bot.services.deps import Deps
from nudges.cards import Card, say
from nudges.chance import stable_id
from nudges.people import Platform
from nudges.texts import FALLBACK

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Canary:
    """An account that belongs to no person of a roster."""

    platform: Platform
    workspace: str
    user_id: str

    @property
    def name(self) -> str:
        """What operators and anybody who sees the metrics may read: no account."""
        return f"{self.platform.value}:{self.workspace}"


@dataclass(frozen=True, slots=True)
class Sighting:
    """How the last wave went: ``trouble`` says what kept it from a canary, and is empty where it arrived."""

    wave_at: datetime
    arrived_at: datetime | None
    trouble: str


@dataclass(frozen=True, slots=True)
class CanaryWatch:
    """Writes to the canaries of a platform after a wave, once an hour, and looks whether it arrived.

    What was seen is this process's own, as with its ticks; the hour is claimed for all processes.
    """

    deps: Deps
    messengers: Mapping[Platform, Messenger]
    canaries: Sequence[Canary]
    seen: dict[Canary, Sighting] = field(default_factory=dict)

    async def after_wave(self, platform: Platform) -> None:
        """Messages went out on this platform."""
        for canary in self.canaries:
            if canary.platform is platform:
                await self._send(canary)

    async def _send(self, canary: Canary) -> None:
        now = self.deps.clock.now()
        key = stable_id("canary", canary.name, f"{now:%Y-%m-%dT%H}")
        async with self.deps.begin() as uow:
            if not await uow.handled.first_time(key, now):
                return
            await uow.commit()
        trouble = await self._trouble(canary, key)
        before = self.seen.get(canary)
        arrived_at = now if not trouble else before.arrived_at if before else None
        self.seen[canary] = Sighting(now, arrived_at, trouble)
        if trouble:
            log.error("canary.not_reached", canary=canary.name, trouble=trouble)

    async def _trouble(self, canary: Canary, key: str) -> str:
        """Where a platform cannot be asked what arrived, that it took the message must do."""
        messenger = self.messengers.get(canary.platform)
        if messenger is None:
            return f"{canary.platform.value} is not connected"
        to = Address(canary.platform, canary.workspace, canary.user_id)
        try:
            await messenger.send(to, self._card(), key=key)
            found = await messenger.find(to, key=key)
        except LookUpUnsupportedError:
            return ""
        except SendError as error:
            return str(error)
        except Exception as error:
            # An adapter that breaks is what a canary is for: it must not look as well as after the last wave.
            log.exception("canary.broken", canary=canary.name)
            return f"it could not be written to: {type(error).__name__}"
        return "" if found else "the platform took the message and does not have it"

    def _card(self) -> Card:
        speak = self.deps.texts.speaker(FALLBACK)
        return say(speak("canary.title"), speak("canary.body"))
