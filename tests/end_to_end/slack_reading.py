"""What somebody sees of a message in Slack."""

from collections.abc import Sequence
from typing import Any

from tests.clients.slack_requests import Json


def button_of(message: Json, label: str, line: str = "") -> Json:
    """A button by what it says, and by the line it stands for where several say the same."""
    elements = _elements(message)
    fitting = [e for e in elements if e["text"]["text"] == label and line in _spoken(e)]
    assert len(fitting) == 1, [_spoken(e) for e in elements]
    found: Json = fitting[0]
    return found


def labels_of(message: Json) -> Sequence[str]:
    """Of all its buttons."""
    return [each["text"]["text"] for each in _elements(message) if each["type"] == "button"]


def _elements(message: Json) -> Sequence[Json]:
    rows = [block for block in message.get("blocks", ()) if block["type"] == "actions"]
    return [element for row in rows for element in row["elements"]]


def _spoken(button: Json) -> str:
    return str(button.get("accessibility_label") or button["text"]["text"])


def words_of(message: Json) -> str:
    """Everything a reader of a message sees as text."""
    return "\n".join([message["text"], *_texts(message.get("blocks", []))])


def _texts(part: Any) -> Sequence[str]:
    if isinstance(part, list):
        return [text for one in part for text in _texts(one)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return [*own, *(text for value in part.values() for text in _texts(value))]
