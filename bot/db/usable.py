"""Which identities can be written to here: open, and on a platform this deployment speaks."""

from functools import cache

from sqlalchemy import ColumnElement, and_, select

from bot.db.tables import IdentityRow, InstallationRow
from nudges.people import Platform

EVERY_PLATFORM = frozenset(Platform)


@cache
def usable(connected: frozenset[Platform]) -> ColumnElement[bool]:
    """The condition on identities.

    An account on a platform that is not connected waits, and so does one in a workspace that
    removed the app: once it is back, the person is reached as before.
    """
    names = sorted(platform.value for platform in connected)
    removed = select(InstallationRow.workspace).where(
        InstallationRow.platform == IdentityRow.platform,
        InstallationRow.workspace == IdentityRow.workspace,
        InstallationRow.removed_at.is_not(None),
    )
    here = removed.correlate(IdentityRow).exists()
    return and_(IdentityRow.closed_at.is_(None), IdentityRow.platform.in_(names), ~here)
