"""Buttons of cards, in rows that can be read where a card is narrow."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from bot.shortening import shorten
from bot.teams.words import Json, rich, run
from nudges.cards import MAX_LABEL, Action, ActionGroup, Style

PRESS = "press"
"""Verb of a button of a card."""

Press: TypeAlias = Callable[[Action], Json]
"""What a button does."""

MAX_GROUP = 300
MAX_ROW = 6
"""More buttons than these in one row, and Teams leaves some out."""
ROW_WIDTH = 288
"""Pixels there are for buttons in the narrowest card: words that do not fit side by side are cut."""
LETTER_WIDTH, BUTTON_EDGES = 7.8, 34


def pressed(action: Action) -> Json:
    """Answered in the chat, where the card can be replaced at once, or by a dialog.

    Teams opens a dialog only for a button that says so beforehand.
    """
    if action.opens_form:
        return {"type": "Action.Submit", "data": {"token": action.token, "msteams": {"type": "task/fetch"}}}
    return {"type": "Action.Execute", "verb": PRESS, "data": {"token": action.token}}


def submitted(action: Action) -> Json:
    """Answered inside a dialog, where no other kind of button works."""
    return {"type": "Action.Submit", "data": {"token": action.token}}


def group_of(group: ActionGroup, press: Press) -> Iterator[Json]:
    if group.label.strip():
        yield rich(run(shorten(group.label, MAX_GROUP), weight="Bolder"), spacing="Medium")
    yield from rows([_button(action, press, group.label) for action in group.actions])


def actions_of(actions: Sequence[Action], press: Press) -> Iterator[Json]:
    """Quiet actions get a row of their own below a line: a way out stays in sight, not in a menu."""
    yield from rows([_button(action, press) for action in actions if action.style is not Style.QUIET])
    quiet = rows([_button(action, press) for action in actions if action.style is Style.QUIET])
    for number, row in enumerate(quiet):
        yield row if number else {**row, "separator": True, "spacing": "Medium"}


def rows(buttons: Sequence[Json]) -> Iterator[Json]:
    """Side by side as far as their words can be read on a phone, then below each other."""
    found: list[list[Json]] = []
    room = 0.0
    for each in buttons:
        width = LETTER_WIDTH * len(each["title"]) + BUTTON_EDGES
        if not found or width > room or len(found[-1]) == MAX_ROW:
            found.append([])
            room = ROW_WIDTH
        found[-1].append(each)
        room -= width
    for number, row in enumerate(found):
        yield row_of(row) if number == 0 else {**row_of(row), "spacing": "Small"}


def row_of(buttons: Sequence[Json]) -> Json:
    return {"type": "ActionSet", "actions": list(buttons)}


def _button(action: Action, press: Press, group: str = "") -> Json:
    """Buttons of a group are read aloud with its label: "Yes" alone says nothing."""
    drawn = {**press(action), "title": shorten(action.label, MAX_LABEL)}
    if group.strip():
        drawn["tooltip"] = shorten(f"{action.label}: {group}", MAX_LABEL)
    if action.style is Style.PRIMARY:
        drawn["style"] = "positive"
    return drawn
