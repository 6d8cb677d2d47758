"""The forms in which Teams wants its invokes answered. Pure."""

from bot.teams.client import CARD
from bot.teams.words import Json

_MESSAGE = "application/vnd.microsoft.activity.message"
_ERROR = "application/vnd.microsoft.error"


def card_in_place(card: Json) -> Json:
    """The pressed card is replaced."""
    return {"statusCode": 200, "type": CARD, "value": card}


def taken(words: str) -> Json:
    """The pressed card stays; the words are shown with it for a moment."""
    return {"statusCode": 200, "type": _MESSAGE, "value": words}


def not_taken(words: str) -> Json:
    """The pressed card stays, and the press may be repeated."""
    return {"statusCode": 500, "type": _ERROR, "value": {"code": "NotStored", "message": words}}


def found(answer: Json) -> Json:
    """What somebody looked for while they typed."""
    return {"statusCode": 200, **answer}


def dialog_with(card: Json, title: str) -> Json:
    """A dialog opens, or what stands in it is replaced."""
    shown = {"title": title, "height": "medium", "width": "medium"}
    attachment = {"contentType": CARD, "content": card}
    return {"task": {"type": "continue", "value": {**shown, "card": attachment}}}


def dialog_of_words(words: str) -> Json:
    """A dialog that says something and can only be closed."""
    return {"task": {"type": "message", "value": words}}


CLOSED: Json = {}
"""The dialog closes."""
