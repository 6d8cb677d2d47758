"""Text as Teams shows it: exactly as people wrote it, within what a card can hold.

Teams reads Markdown in text blocks, facts and choices, and its clients disagree on how to write a
character that is none: those on phones show the backslash that others take away. So what people
write goes into text runs, which no client reads as Markdown, and the rest is used only for words
in which there is nothing to read.
"""

import json
import re
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

MAX_MESSAGE = 28 * 1024
"""Bytes Teams takes as one message."""
ENVELOPE = 2 * 1024
"""Bytes kept for what travels around a card: addresses, names, the words for notifications."""
MAX_CARD = MAX_MESSAGE - ENVELOPE

_HAIR, _JOINER, _GRAVE = "\u200a", "\u2060", "\u02cb"
_MARKS = re.compile(r"[*_\[\]<>&`~\\#|{}]|https?:|^\s*([-+=]|\d+[.)])", re.MULTILINE)
_PAIRS = re.compile(r"[*_~\[\]<>\\&]+")


def size_of(payload: object) -> int:
    """Bytes on the wire: JSON in UTF-8, letters as they are."""
    return len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def is_plain(text: str) -> bool:
    """Whether no client could find Markdown in it."""
    return not _MARKS.search(text)


def loosened(text: str) -> str:
    """With hair spaces around what could be Markdown, for places that take no text runs.

    A mark with space on both sides means nothing to any client, and one after a joiner begins no list.
    Only the backtick means something everywhere; an accent that looks the same stands for it.
    """
    apart = _PAIRS.sub(lambda found: _HAIR + _HAIR.join(found[0]) + _HAIR, text.replace("`", _GRAVE))
    return _JOINER + apart


def literal(text: str) -> str:
    """For a text run: clients put a date in for ``{{DATE(…)}}`` even there."""
    return text.replace("{{", "{" + _JOINER + "{")


def run(text: str, **looks: object) -> Json:
    """A piece of text that is shown as it stands."""
    return {"type": "TextRun", "text": literal(text), **looks}


def rich(*runs: Json, **looks: object) -> Json:
    """A line of pieces of text; it wraps."""
    return {"type": "RichTextBlock", "inlines": list(runs), **looks}
