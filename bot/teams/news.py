"""What Teams tells of people, teams and channels: who has the app, and what was renamed or taken away."""

from dataclasses import dataclass
from typing import Any

import structlog
from starlette.background import BackgroundTasks

from bot.ports import Actor
from bot.ports.members import Member
from bot.ports.platform_news import PlatformNews
from bot.teams.app import Answered
from bot.teams.client import Connector
from bot.teams.incoming import Incoming
from bot.teams.references import References
from bot.turns import REPLY_PATIENCE
from nudges.people import Platform

_GUEST = "guest"
LOOK_UP_PATIENCE = 2.0
"""Seconds a look-up waits for its turn while somebody waits for their answer."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """Brings it to the services, and remembers where everybody is reached.

    Nobody is greeted here: the welcome comes when the product's own rules say so.
    """

    news: PlatformNews
    references: References
    connector: Connector

    async def take(self, incoming: Incoming) -> Answered:
        """Whatever is none of these is answered and forgotten."""
        if incoming.kind == "installationUpdate":
            return await self._installed(incoming)
        if incoming.kind == "conversationUpdate":
            await self._changed(incoming)
        return Answered(status=501 if incoming.kind.startswith("invoke:") else 200)

    async def met(self, incoming: Incoming) -> None:
        """Where somebody is reached, as of now."""
        await self.references.met(incoming.place, incoming.actor if incoming.is_personal else None)

    async def visited(self, incoming: Incoming, actor: Actor) -> None:
        """Somebody does something. Who can do it in the bot's own chat can be written to there.

        So a closed account is opened again, and somebody not known yet is looked for: they may have
        come onto a roster since they installed the app, or Teams did not answer then.
        """
        if incoming.is_personal and not await self.references.reaches(actor):
            self.references.forget(actor)
            await self._member(actor, Member(actor.user_id))
            if not await self.references.reaches(actor):
                await self._introduce(incoming, actor, LOOK_UP_PATIENCE)
        await self.met(incoming)

    async def _installed(self, incoming: Incoming) -> Answered:
        actor, action = incoming.actor, str(incoming.raw.get("action") or "")
        if actor is None or not incoming.is_personal:
            if action.startswith("add"):
                await self.met(incoming)
            return Answered()
        if action.startswith("remove"):
            await self._member(actor, Member(actor.user_id, active=False))
            self.references.forget(actor)
            return Answered()
        return await self._arrived(incoming, actor)

    async def _arrived(self, incoming: Incoming, actor: Actor) -> Answered:
        """Their account is open again; one we do not know is looked for by its address afterwards."""
        await self._member(actor, Member(actor.user_id))
        await self.met(incoming)
        tasks = BackgroundTasks()
        tasks.add_task(self._introduce, incoming, actor, REPLY_PATIENCE)
        return Answered(follow_ups=tasks)

    async def _introduce(self, incoming: Incoming, actor: Actor, patience: float) -> None:
        try:
            found = await self.connector.member(incoming.place, actor.user_id, patience=patience)
        except Exception as error:  # noqa: BLE001  nobody waits for it: what broke is logged, and tried again when they come
            log.warning("teams_member_not_read", error=type(error).__name__)
            return
        await self._member(actor, member_of(found, actor))
        await self.met(incoming)

    async def _changed(self, incoming: Incoming) -> None:
        """A team or a channel; of the people in it nothing is kept."""
        channel, name = incoming.channel
        if incoming.adds_us:
            await self.met(incoming)
        elif incoming.event == "channelRenamed":
            await self.news.channel_renamed(Platform.TEAMS, incoming.tenant, channel, name)
        elif (state := incoming.channel_state) is not None:
            await self.news.channel_became(Platform.TEAMS, incoming.tenant, channel, state)

    async def _member(self, actor: Actor, member: Member) -> None:
        await self.news.member(Platform.TEAMS, actor.workspace, member)


def member_of(account: Any, actor: Actor) -> Member:
    """A member as Teams tells of them. A guest is named on a roster by id, never found by address.

    The address is the name they sign in with: its domain was proven by their tenant, and no other can
    claim it. An administrator can write what they like into ``email``, another tenant's people included.
    """
    address = str(getattr(account, "user_principal_name", None) or "").strip().lower()
    is_guest = str(getattr(account, "user_role", None) or "").lower() == _GUEST or "#ext#" in address
    tenant = str(getattr(account, "tenant_id", None) or actor.workspace).lower()
    return Member(actor.user_id, email=address, ordinary=not is_guest and tenant == actor.workspace)
