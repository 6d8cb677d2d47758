"""Where the app is installed by OAuth: bolt's store, kept in our database with sealed tokens."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

from bot.ports import Clock
from bot.ports.installations import Installation
from bot.ports.sealing import Sealer
from bot.ports.storage import Begin
from nudges.people import Platform


class InstallationStore(AsyncInstallationStore):
    """Implements slack_sdk's store for bots. The installing person and their own token are not kept.

    An app installed in a whole organisation is kept under the organisation's id, and found for
    each of its workspaces that has no installation of its own.
    """

    def __init__(self, begin: Begin, sealer: Sealer, clock: Clock) -> None:
        self._begin = begin
        self._sealer = sealer
        self._clock = clock

    async def async_save(self, installation: SlackInstallation) -> None:
        """Keep an installation as Slack has just granted it."""
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        async with self._begin() as uow:
            await uow.installations.save(self._kept(bot))
            await uow.commit()

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """As in slack_sdk. Raises ``UnreadableError`` where the tokens cannot be unsealed any more."""
        wanted = (None if is_enterprise_install else team_id, enterprise_id)
        for workspace in filter(None, wanted):
            found = await self.find(workspace)
            if found is not None:
                return self.bot_of(found)
        return None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        async with self._begin() as uow:
            await uow.installations.remove(Platform.SLACK, team_id or enterprise_id or "", self._clock.now())
            await uow.commit()

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Nothing: people's own tokens are not kept."""

    async def find(self, workspace: str) -> Installation | None:
        async with self._begin() as uow:
            return await uow.installations.get(Platform.SLACK, workspace)

    async def all(self) -> list[Installation]:
        async with self._begin() as uow:
            return await uow.installations.all(Platform.SLACK)

    async def hold(self, installation: Installation, until: datetime) -> bool:
        """Whether this process may renew the token; until then no other does."""
        async with self._begin() as uow:
            held = await uow.installations.hold(installation, self._clock.now(), until)
            await uow.commit()
            return held

    async def renew(self, before: Installation, bot: Bot | None = None) -> bool:
        """Keep renewed tokens, or the same ones sealed with the newest key."""
        kept = self._kept(bot or self.bot_of(before))
        after = replace(before, sealed=kept.sealed, expires_at=kept.expires_at)
        async with self._begin() as uow:
            stored = await uow.installations.reseal(before, after)
            await uow.commit()
            return stored

    def bot_of(self, installation: Installation) -> Bot:
        """Raises ``UnreadableError``."""
        tokens = json.loads(self._sealer.unseal(installation.sealed))
        known = installation.bot
        return Bot(
            app_id=known.get("app_id"),
            enterprise_id=installation.enterprise or None,
            team_id=None if installation.org_wide else installation.workspace,
            team_name=installation.name,
            bot_token=tokens["token"],
            bot_refresh_token=tokens["refresh"],
            bot_token_expires_at=installation.expires_at and int(installation.expires_at.timestamp()),
            bot_id=known.get("bot_id", ""),
            bot_user_id=known.get("bot_user_id", ""),
            bot_scopes=known.get("scopes", ""),
            is_enterprise_install=installation.org_wide,
            installed_at=installation.installed_at,
        )

    def _kept(self, bot: Bot) -> Installation:
        tokens = {"token": bot.bot_token, "refresh": bot.bot_refresh_token}
        expires = bot.bot_token_expires_at
        workspace = workspace_of(bot.enterprise_id, bot.team_id, org_wide=bot.is_enterprise_install)
        ids = {"app_id": bot.app_id, "bot_id": bot.bot_id, "bot_user_id": bot.bot_user_id}
        return Installation(
            platform=Platform.SLACK,
            workspace=workspace,
            name=bot.team_name or bot.enterprise_name or workspace,
            sealed=self._sealer.seal(json.dumps(tokens)),
            installed_at=datetime.fromtimestamp(bot.installed_at, UTC),
            enterprise=bot.enterprise_id or "",
            org_wide=bot.is_enterprise_install,
            bot={name: id_ or "" for name, id_ in ids.items()} | {"scopes": ",".join(bot.bot_scopes)},
            expires_at=None if expires is None else datetime.fromtimestamp(expires, UTC),
        )


def workspace_of(enterprise_id: str | None, team_id: str | None, *, org_wide: bool | None) -> str:
    """Under which id a workspace is known here: its own, or the organisation's where the app is in all of it.

    In an organisation people have one id, whichever of its workspaces they act in.
    """
    return str((enterprise_id if org_wide else None) or team_id or enterprise_id)
