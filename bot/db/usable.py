"""Which identities can be written to here: open, and on a platform this deployment speaks."""

from functools import cache

from sqlalchemy import ColumnElement, and_

from bot.db.tables import IdentityRow
from nudges.people import Platform

EVERY_PLATFORM = frozenset(Platform)


@cache
def usable(connected: frozenset[Platform]) -> ColumnElement[bool]:
    """The condition on identities; an account on a platform that is not connected waits."""
    names = sorted(platform.value for platform in connected)
    return and_(IdentityRow.closed_at.is_(None), IdentityRow.platform.in_(names))
