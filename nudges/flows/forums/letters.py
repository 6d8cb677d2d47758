"""What the forums' flow writes."""

from nudges.attention import Kind
from nudges.channels import Purpose
from nudges.letters import Button, Letter

POSTED_IN = Purpose.EXCHANGE

_OWNER = (Button("change", "forum_decide"), Button("keep", "forum_keep"), Button("later", "forum_later"))

POLL = Letter(
    "forum_poll",
    Kind.POST,
    (
        Button("decided", "forum_vote_decided"),
        Button("shared", "forum_vote_shared"),
        Button("note", "forum_vote_note"),
        Button("absent", "forum_vote_absent"),
    ),
)
AUDIT = Letter("forum_audit", Kind.NOTE, _OWNER)
"""For owners whose role has no such nudge in the catalogue."""
REVIEW = Letter("forum_review", Kind.NOTE, _OWNER)
DECIDED = Letter("forum_decided", Kind.POST)
CHECK_BACK = Letter(
    "forum_check_back",
    Kind.NOTE,
    (Button("restore", "forum_restore"), Button("keep", "forum_keep_so"), Button("close", "forum_close")),
)
PROPOSED = Letter(
    "forum_proposed",
    Kind.REQUEST,
    (Button("agree", "forum_agree"), Button("decline", "forum_decline")),
)
PROPOSAL_ANSWERED = Letter("forum_answered", Kind.NOTE, of_silence=True)
ACTIVATED = Letter("mechanism_activated", Kind.NOTE)
MECHANISM_REVIEW = Letter(
    "mechanism_review",
    Kind.NOTE,
    (Button("keep", "mechanism_keep"), Button("stand_down", "mechanism_stand_down")),
)
