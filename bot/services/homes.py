"""Where people are reached: the places that are connected, and the accounts a roster row names there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nudges.chance import stable_id
from nudges.people import Identity, Platform
from nudges.roster.cells import ChatHandle
from nudges.roster.file import RosterRow


@dataclass(frozen=True, slots=True)
class Homes:
    """Where this deployment can reach people: its Slack workspace (None: none by token), local chat.

    With ``many_workspaces`` others may install the app; the roster then names theirs.
    ``teams_tenants`` are those that are served; bare ids belong to ``teams_tenant``.
    """

    slack_workspace: str | None
    teams_tenant: str
    local: bool
    many_workspaces: bool = False
    teams_tenants: Collection[str] = ()

    def reaches(self, row: RosterRow, installed: Collection[str]) -> bool:
        """Whether the person of a row has an account in a place that is connected.

        ``installed`` are Slack's workspaces that have the app by themselves.
        """
        workspace = (row.slack.workspace or self.slack_workspace) if row.slack else None
        tenant = (row.teams.workspace or self.teams_tenant) if row.teams else None
        by_slack = workspace is not None and workspace in {self.slack_workspace, *installed}
        return self.local or by_slack or tenant in self.teams_tenants


def identities_of(person_id: str, row: RosterRow, homes: Homes) -> list[Identity]:
    """Where a roster row says the person is reached."""
    found: list[Identity] = []
    handles: Sequence[tuple[Platform, ChatHandle | None, str]] = (
        (Platform.SLACK, row.slack, homes.slack_workspace or ""),
        (Platform.TEAMS, row.teams, homes.teams_tenant),
    )
    for platform, handle, home in handles:
        if handle is not None:
            found.append(_identity(person_id, platform, handle.workspace or home, handle.user_id))
    if homes.local:
        found.append(local_identity(person_id, row.email))
    return found


def local_identity(person_id: str, email: str) -> Identity:
    """Where a person is in the local chat: under their address."""
    return _identity(person_id, Platform.LOCAL, "local", email)


def _identity(person_id: str, platform: Platform, workspace: str, user_id: str) -> Identity:
    return Identity(
        stable_id(person_id, platform, workspace, user_id), person_id, platform, workspace, user_id
    )
