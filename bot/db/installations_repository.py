"""Installations of chat apps, and installations that somebody has begun."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.mapping import AnyRow
from bot.db.tables import IdentityRow, InstallationRow, InstallStateRow, PersonRow, plain
from bot.db.usable import Connected, never_installed
from bot.db.writing import insert_new
from bot.ports.installations import Installation
from nudges.people import Platform, Standing

# Asked before every message: built once, because building a statement costs as much as running it.
_INSTALLATIONS = plain(InstallationRow)
_HERE = select(_INSTALLATIONS).where(
    _INSTALLATIONS.c.platform == bindparam("on"),
    _INSTALLATIONS.c.workspace == bindparam("where"),
    _INSTALLATIONS.c.removed_at.is_(None),
)


class SqlInstallations:
    """Implements ``bot.ports.installations.Installations``."""

    def __init__(self, session: AsyncSession, connected: Connected) -> None:
        self._session = session
        self._connected = connected

    async def get(self, platform: Platform, workspace: str) -> Installation | None:
        found = await self._session.execute(_HERE, {"on": platform.value, "where": workspace})
        row = found.one_or_none()
        return None if row is None else _installation_of(row)

    async def all(self, platform: Platform) -> list[Installation]:
        query = select(InstallationRow).where(
            InstallationRow.platform == platform.value, InstallationRow.removed_at.is_(None)
        )
        rows = await self._session.scalars(query.order_by(InstallationRow.workspace))
        return [_installation_of(row) for row in rows]

    async def save(self, installation: Installation) -> None:
        await self._session.execute(
            delete(InstallationRow).where(_at(installation.platform, installation.workspace))
        )
        await insert_new(self._session, InstallationRow, [_values(installation)])
        self._session.expire_all()

    async def remove(self, platform: Platform, workspace: str, at: datetime) -> None:
        unknown = Installation(platform, workspace, workspace, "", at)
        await insert_new(self._session, InstallationRow, [_values(unknown)])
        await self._session.execute(
            update(InstallationRow)
            .where(_at(platform, workspace))
            .values(sealed="", expires_at=None, held_until=None, removed_at=at)
        )

    async def returned(self, platform: Platform, workspace: str) -> bool:
        gone = delete(InstallationRow).where(
            _at(platform, workspace), InstallationRow.removed_at.is_not(None)
        )
        return await self._any(gone.returning(InstallationRow.workspace))

    async def removed(self, platform: Platform, workspace: str) -> bool:
        query = select(InstallationRow.removed_at).where(
            InstallationRow.platform == platform.value, InstallationRow.workspace == workspace
        )
        return await self._session.scalar(query) is not None

    async def removed_for(self, setting_id: str) -> list[str]:
        theirs = and_(
            IdentityRow.platform == InstallationRow.platform,
            IdentityRow.workspace == InstallationRow.workspace,
            IdentityRow.closed_at.is_(None),
        )
        query = (
            select(InstallationRow.name)
            .join(IdentityRow, theirs)
            .join(PersonRow, PersonRow.id == IdentityRow.person_id)
            .where(
                InstallationRow.removed_at.is_not(None),
                PersonRow.setting_id == setting_id,
                PersonRow.standing == Standing.ACTIVE.value,
            )
        )
        return list(await self._session.scalars(query.distinct().order_by(InstallationRow.name)))

    async def missing_for(self, setting_id: str) -> list[str]:
        query = (
            select(IdentityRow.workspace)
            .join(PersonRow, PersonRow.id == IdentityRow.person_id)
            .where(
                IdentityRow.closed_at.is_(None),
                never_installed(self._connected),
                PersonRow.setting_id == setting_id,
                PersonRow.standing == Standing.ACTIVE.value,
            )
        )
        return list(await self._session.scalars(query.distinct().order_by(IdentityRow.workspace)))

    async def hold(self, installation: Installation, now: datetime, until: datetime) -> bool:
        free = or_(InstallationRow.held_until.is_(None), InstallationRow.held_until < now)
        held = update(InstallationRow).where(_as_it_was(installation), free).values(held_until=until)
        return await self._any(held.returning(InstallationRow.workspace))

    async def reseal(self, before: Installation, after: Installation) -> bool:
        renewed = (
            update(InstallationRow)
            .where(_as_it_was(before))
            .values(sealed=after.sealed, expires_at=after.expires_at, held_until=None)
        )
        return await self._any(renewed.returning(InstallationRow.workspace))

    async def issue_state(self, state: str, now: datetime, expires_at: datetime) -> None:
        await self._session.execute(delete(InstallStateRow).where(InstallStateRow.expires_at <= now))
        await insert_new(self._session, InstallStateRow, [{"state": state, "expires_at": expires_at}])

    async def consume_state(self, state: str, now: datetime) -> bool:
        used = delete(InstallStateRow).where(InstallStateRow.state == state, InstallStateRow.expires_at > now)
        return await self._any(used.returning(InstallStateRow.state))

    async def _any(self, statement: Any) -> bool:
        """Whether a statement that returns what it changed changed anything."""
        changed = statement.execution_options(synchronize_session=False)
        return (await self._session.execute(changed)).first() is not None


def _at(platform: Platform, workspace: str) -> ColumnElement[bool]:
    return and_(InstallationRow.platform == platform.value, InstallationRow.workspace == workspace)


def _as_it_was(installation: Installation) -> ColumnElement[bool]:
    same_tokens = InstallationRow.sealed == installation.sealed
    return and_(_at(installation.platform, installation.workspace), same_tokens)


def _installation_of(row: InstallationRow | AnyRow) -> Installation:
    return Installation(
        platform=Platform(row.platform),
        workspace=row.workspace,
        name=row.name,
        sealed=row.sealed,
        installed_at=row.installed_at,
        enterprise=row.enterprise,
        org_wide=row.org_wide,
        bot=row.bot,
        expires_at=row.expires_at,
    )


def _values(installation: Installation) -> dict[str, Any]:
    return {
        "platform": installation.platform.value,
        "workspace": installation.workspace,
        "enterprise": installation.enterprise,
        "org_wide": installation.org_wide,
        "name": installation.name,
        "bot": dict(installation.bot),
        "sealed": installation.sealed,
        "expires_at": installation.expires_at,
        "held_until": None,
        "installed_at": installation.installed_at,
        "removed_at": None,
    }
