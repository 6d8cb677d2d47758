"""Dialogs for the Agents Playground, which opens none from a button: it shows them as cards in the chat.

A dialog's card is Microsoft's to draw there as anywhere, and what is filled in is theirs to bring back;
only its frame is missing.
"""

from collections.abc import Mapping
from typing import Any

from bot.teams.client import CARD
from bot.teams.invokes import CLOSED
from bot.teams.words import Json

_FETCH = {"type": "task/fetch"}
_OPENS = "opens a dialog"
_GONE = "This dialog is closed."
_SCHEMA = {"type": "AdaptiveCard", "version": "1.5"}


def pressable(part: Any) -> Any:
    """A message with buttons the Playground takes: it swallows a press that says it opens a dialog."""
    if isinstance(part, list):
        return [pressable(each) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("msteams") == _FETCH:
        return {**{name: each for name, each in part.items() if name != "msteams"}, _OPENS: True}
    return {name: pressable(each) for name, each in part.items()}


def is_submitted(activity: Mapping[str, Any]) -> bool:
    """Whether a button of a card brings data, in a message without words."""
    return activity.get("type") == "message" and isinstance(activity.get("value"), dict)


def opens(activity: Mapping[str, Any]) -> bool:
    return _OPENS in activity["value"]


def invoked(activity: Mapping[str, Any], pressed: str) -> Json:
    """What Teams would have sent instead. ``pressed`` is the message the dialog is opened from."""
    data = {name: each for name, each in activity["value"].items() if name != _OPENS}
    name = "task/fetch" if opens(activity) else "task/submit"
    told = {"type": "invoke", "name": name, "value": {"data": data}, "replyToId": pressed}
    return {**activity, **told}


def shown(answer: Mapping[str, Any]) -> Json:
    """The message that stands for the dialog Teams would show now."""
    task = answer.get("task")
    if task is None:
        assert answer == CLOSED, answer
        card = _words(_GONE)
    elif task["type"] == "message":
        card = _words(task["value"])
    else:
        card = _framed(task["value"])
    return {"type": "message", "attachments": [{"contentType": CARD, "content": pressable(card)}]}


def _framed(dialog: Mapping[str, Any]) -> Json:
    """The title stands in the frame elsewhere."""
    card = dialog["card"]["content"]
    title = {"type": "TextBlock", "text": dialog["title"], "wrap": True, "weight": "Bolder", "size": "Medium"}
    return {**card, "body": [title, *card["body"]]} if dialog["title"] else dict(card)


def _words(text: str) -> Json:
    return {**_SCHEMA, "body": [{"type": "TextBlock", "text": text, "wrap": True, "isSubtle": True}]}
