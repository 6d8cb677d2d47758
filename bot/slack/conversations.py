"""Where two people of one workspace write to each other in Slack itself."""

from urllib.parse import urlencode

ORGANISATION = "E"
"""How ids begin where the app is installed in a whole organisation: no conversation opens by one."""


def conversation_with(workspace: str, user_id: str) -> str | None:
    """The address that opens the direct messages with somebody; None where Slack has none."""
    if workspace.startswith(ORGANISATION):
        return None
    return f"slack://user?{urlencode({'team': workspace, 'id': user_id})}"
