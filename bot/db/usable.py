"""Which identities can be written to here: open, and in a place this deployment speaks in."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select

from bot.db.tables import IdentityRow, InstallationRow, plain
from nudges.people import Platform

EVERY_PLATFORM = frozenset(Platform)


@dataclass(frozen=True, slots=True)
class Connected:
    """The platforms of this deployment.

    ``homes`` holds, for a platform whose workspaces have the app each for itself, the one whose
    credentials stand in the settings ("" where none does); any other must have been installed.
    """

    platforms: frozenset[Platform] = EVERY_PLATFORM
    homes: frozenset[tuple[Platform, str]] = frozenset()


@cache
def usable(connected: Connected) -> ColumnElement[bool]:
    """The condition on identities.

    An account on a platform that is not connected waits, and so does one in a workspace that
    removed the app or never had it: once it is there, the person is reached like anybody.
    """
    names = sorted(platform.value for platform in connected.platforms)
    removed = _installations().where(InstallationRow.removed_at.is_not(None)).exists()
    here = IdentityRow.closed_at.is_(None), IdentityRow.platform.in_(names)
    return and_(*here, ~removed, ~never_installed(connected))


@cache
def delivery_order() -> tuple[ColumnElement[Any], ...]:
    """Which of a person's accounts comes first: the one they chose, then Slack, Teams, the local chat."""
    account, platforms = plain(IdentityRow).c, {Platform.SLACK.value: 0, Platform.TEAMS.value: 1}
    chosen = case((account.preferred, 0), else_=1)
    return chosen, case(platforms, value=account.platform, else_=2), account.id


@cache
def never_installed(connected: Connected) -> ColumnElement[bool]:
    """The condition on identities in a workspace that never had the app."""
    elsewhere = [
        and_(IdentityRow.platform == platform.value, IdentityRow.workspace != workspace)
        for platform, workspace in sorted(connected.homes)
    ]
    return and_(or_(False, *elsewhere), ~_installations().exists())


def _installations() -> Select[str]:
    """Of the identity's workspace, removed ones too."""
    return (
        select(InstallationRow.workspace)
        .where(
            InstallationRow.platform == IdentityRow.platform,
            InstallationRow.workspace == IdentityRow.workspace,
        )
        .correlate(IdentityRow)
    )
