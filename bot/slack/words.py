"""Text objects within Slack's limits, and what people type freed of Slack's mark-up."""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

_LINK = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>")


def pieces(text: str, limit: int) -> Iterator[str]:
    """``text`` cut between words into parts of at most ``limit`` characters; empty text gives none."""
    rest = text.strip()
    while len(rest) > limit:
        cut = max(rest.rfind(" ", 1, limit), rest.rfind("\n", 1, limit))
        cut = cut if cut > 0 else limit
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def plain(text: str) -> Json:
    """A text object Slack shows as it stands: no mark-up, no emoji codes, no mentions."""
    return {"type": "plain_text", "text": text, "emoji": False}


def escape(text: str) -> str:
    """``text`` for places where Slack reads mark-up, so that nobody is mentioned by accident."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str) -> str:
    """What a person typed, from Slack's wire form: links as words, three characters unescaped."""
    words = _LINK.sub(lambda link: link[2] or link[1], text)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
