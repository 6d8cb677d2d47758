"""What Slack allows: calls of each method in each workspace, and messages in each conversation.

Slack gives every method a tier, "so many a minute, or more", and allows posting about once a
second in a conversation and some hundred times a minute in a workspace.
"""

from collections.abc import Mapping

from bot.ports.limits import Call, Rate

ANY = "*"
"""Stands for the workspace where Slack counts the app's calls from everywhere together."""
MINUTE = 60.0
TIER_2 = (Rate(20, MINUTE),)
TIER_3 = (Rate(50, MINUTE, burst=2),)
TIER_4 = (Rate(100, MINUTE, burst=4),)
SPECIAL = (Rate(300, MINUTE, burst=8),)
"""Slack says "several hundred a minute" of posting; other methods of no tier are rarely called."""

ONE_A_SECOND = (Rate(1, 1.0),)

_TIERS: Mapping[str, tuple[Rate, ...]] = {
    "apps.connections.open": (Rate(1, MINUTE),),
    "apps.uninstall": (Rate(1, MINUTE),),
    "auth.test": SPECIAL,
    "chat.delete": TIER_3,
    "chat.getPermalink": SPECIAL,
    "chat.postEphemeral": TIER_4,
    "chat.postMessage": SPECIAL,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.join": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "oauth.v2.access": TIER_4,
    "team.info": TIER_3,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "users.lookupByEmail": TIER_3,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}
_URGENT = frozenset({"views.open", "views.push", "views.update"})
"""Slack lets them follow a press for three seconds."""


def limits_of(*, posts: int, look_ups: int) -> Mapping[str, tuple[Rate, ...]]:
    """The limits, a minute, that differ from app to app."""
    burst = max(1, posts // 36)
    return {
        "chat.postMessage": (Rate(posts, MINUTE, burst),),
        "conversations.history": (Rate(look_ups, MINUTE),),
        "conversations.replies": (Rate(look_ups, MINUTE),),
    }


def call_of(
    method: str,
    workspace: str,
    conversation: str = "",
    *,
    changed: Mapping[str, tuple[Rate, ...]] | None = None,
) -> Call:
    """The call of a method in a workspace. ``changed`` are limits Slack gave this app alone."""
    posts = method == "chat.postMessage" and bool(conversation)
    return Call(
        bucket=f"slack:{workspace}:{method}",
        rates=(changed or {}).get(method) or _TIERS.get(method, TIER_2),
        place=conversation if posts else "",
        place_rates=ONE_A_SECOND if posts else (),
        urgent=method in _URGENT,
    )
