"""One thing the product showed somebody."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from bot.services.answering import ONTO
from nudges.cards import Action, Card, Form, split_token

Shape: TypeAlias = tuple[str, ...]
_ID = re.compile(r"^(first-\d+|[A-Z]\d+|[0-9a-f]{16,}.*|.*\d{3,}.*|[A-Za-z0-9_-]{20,})$")


@dataclass(frozen=True, slots=True)
class Shown:
    """A card or a dialog, under a name that says where it comes from. Names are unique."""

    name: str
    what: Card | Form


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was wrong with a dialog that somebody sent, by field."""

    name: str
    form: Form
    faults: Mapping[str, str]


class Led(NamedTuple):
    """What came of pressing a button that was not out of date."""

    announced: bool
    """Whether the button said beforehand that it opens a form."""
    form: bool
    """Whether it did."""


def dialog_of(token: str) -> str:
    """The name of a dialog, also where it leads back to the message it was opened from."""
    name, arguments = split_token(token)
    return arguments[2] if name == ONTO else name


def actions_of(card: Card) -> list[Action]:
    """Every button of a card, those of its groups first."""
    return [*(action for group in card.groups for action in group.actions), *card.actions]


def shape_of(token: str) -> Shape:
    """A token without what only says which record is meant."""
    name, arguments = split_token(token)
    return (name, *("#" if _ID.match(each) else each for each in arguments))
