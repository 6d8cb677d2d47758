"""A person's own page as Slack's Home tab. Pure but for its publication."""

import re
from collections.abc import Iterable, Iterator
from itertools import count

from bot.ports import Home, MessageRef, Section
from bot.shortening import ELLIPSIS
from bot.slack.blocks import section, units
from bot.slack.forms import Origin
from bot.slack.words import Json
from nudges.people import Platform

CALLBACK = "crosspillar_home"
MAX_BLOCKS = 100
_AT = re.compile(r"at:(?P<channel>[A-Z0-9]+):(?P<message>[0-9.]+):[0-9]+")


def draw_home(home: Home, workspace: str) -> Json:
    """The view. What finds no room is left out whole, and an ellipsis says so; commands still tell it."""
    numbers = count(1)
    parts = [list(_section(each, numbers, workspace)) for each in home.sections]
    return {"type": "home", "callback_id": CALLBACK, "blocks": _fitted(parts) or list(section(ELLIPSIS))}


def _section(part: Section, numbers: Iterator[int], workspace: str) -> Iterator[list[Json]]:
    place = _place(part.ref, workspace) if part.ref else ""
    yield from filter(None, units(part.card, numbers, place))


def _fitted(sections: Iterable[list[list[Json]]]) -> list[Json]:
    """Sections under each other with a line between them, as many units as there is room for."""
    blocks: list[Json] = []
    for place, each in enumerate(sections):
        for number, unit in enumerate(each):
            line: list[Json] = [{"type": "divider"}] if place and not number else []
            if len(blocks) + len(line) + len(unit) >= MAX_BLOCKS:
                return [*blocks, *section(ELLIPSIS)]
            blocks += [*line, *unit]
    return blocks


def _place(ref: MessageRef, workspace: str) -> str:
    """Where the message stands that says the same; empty where it is not one of this workspace."""
    here = ref.platform is Platform.SLACK and ref.workspace == workspace
    return f"at:{ref.conversation}:{ref.message}" if here else ""


def home_origin(block_id: str) -> Origin:
    """The Home tab as the place of a press, with the message the pressed row speaks of, if any."""
    found = _AT.fullmatch(block_id)
    return Origin(found["channel"], found["message"], home=True) if found else Origin(home=True)
