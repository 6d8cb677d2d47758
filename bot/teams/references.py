"""Where people and tenants are reached in Teams: learnt from what comes in, kept in the database.

Teams names a service address with everything it brings, the same for a whole tenant, and now and
then another one. A personal conversation is named when the app is installed for somebody.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.ports import Actor, Clock
from bot.ports.installations import Installation
from bot.ports.storage import Begin
from bot.settings_teams import Teams
from bot.teams.client import Place
from nudges.people import Platform

ServiceOf: TypeAlias = Callable[[str], Awaitable[str]]
"""The service address of a tenant."""

_SERVICE = "service"


@dataclass(frozen=True, slots=True)
class References:
    """What was learnt. ``_known`` spares the database what this process has stored already."""

    begin: Begin
    clock: Clock
    settings: Teams
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    async def service_of(self, tenant: str) -> str:
        """As Teams last said; before it said anything, the address that stands for all regions."""
        async with self.begin() as uow:
            found = await uow.installations.get(Platform.TEAMS, tenant)
        known = found.bot.get(_SERVICE) if found else None
        return known if self.settings.trusts(known) and known else self.settings.service

    async def met(self, place: Place, actor: Actor | None) -> None:
        """Something came from there; ``actor`` where it is somebody's personal conversation."""
        await self._keep_service(place)
        if actor is not None:
            await self._keep_conversation(place, actor)

    async def _keep_service(self, place: Place) -> None:
        if self._known.get((place.tenant, "")) == place.service:
            return
        async with self.begin() as uow:
            before = await uow.installations.get(Platform.TEAMS, place.tenant)
            if before is None or before.bot.get(_SERVICE) != place.service:
                await uow.installations.save(
                    Installation(
                        platform=Platform.TEAMS,
                        workspace=place.tenant,
                        name=place.tenant,
                        sealed="",
                        installed_at=before.installed_at if before else self.clock.now(),
                        bot={_SERVICE: place.service},
                    )
                )
                await uow.commit()
        self._known[place.tenant, ""] = place.service

    async def _keep_conversation(self, place: Place, actor: Actor) -> None:
        key = actor.workspace, actor.user_id
        if self._known.get(key) == place.conversation:
            return
        async with self.begin() as uow:
            accounts = await uow.people.accounts(actor.platform, actor.workspace, [actor.user_id])
            if not accounts:
                return  # a stranger, of whom nothing is kept
            await uow.people.remember_conversations(
                {each.identity.id: place.conversation for each in accounts}
            )
            await uow.commit()
        self._known[key] = place.conversation

    async def reaches(self, actor: Actor) -> bool:
        """Whether an open account is theirs. Asked anew each time: another process may have closed it."""
        async with self.begin() as uow:
            accounts = await uow.people.accounts(actor.platform, actor.workspace, [actor.user_id])
        return any(each.is_open for each in accounts)

    def forget(self, actor: Actor) -> None:
        """The app was taken away from them; what is stored goes with their account."""
        self._known.pop((actor.workspace, actor.user_id), None)
