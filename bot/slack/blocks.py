"""Cards drawn as Slack messages (Block Kit). Pure; Slack's limits are kept here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import assert_never

from bot.slack.words import Json, escape, pieces, plain, shorten
from nudges.cards import MAX_LABEL, Action, ActionGroup, Block, Card, Facts, Paragraph, Picture, Style

PictureUrl = Callable[[Picture], str | None]
"""The public address of a picture, or None where it has none."""

MAX_BLOCKS = 50
MAX_HEADER = 150
MAX_SECTION = 3000
MAX_ROW = 25
MAX_VALUE = 2000
MAX_ALT = 2000
MAX_CONTEXT = 2000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as Slack takes it; ``text`` is what notifications and screen readers say."""

    text: str
    blocks: list[Json]


def no_pictures(_: Picture) -> str | None:
    """For a bot without a public address: pictures are replaced by their words."""
    return None


def draw(card: Card, picture_url: PictureUrl = no_pictures) -> Drawn:
    """The message for a card. Raises ``ValueError`` where Slack cannot hold it."""
    numbers = count(1)
    blocks = list(
        chain(
            _header(card.title),
            chain.from_iterable(_body(block, picture_url) for block in card.body),
            chain.from_iterable(_group(group, numbers) for group in card.groups),
            _actions(card.actions, numbers),
            _footer(card.footer),
        )
    )
    if len(blocks) > MAX_BLOCKS:
        raise ValueError(f"the card needs {len(blocks)} blocks; a Slack message holds {MAX_BLOCKS}")
    return Drawn(text=escape(_fallback(card)), blocks=blocks)


def section(text: str) -> Iterator[Json]:
    """Plain text, in as many blocks as its length needs."""
    for part in pieces(text, MAX_SECTION):
        yield {"type": "section", "text": plain(part)}


def _fallback(card: Card) -> str:
    alternatives = (block.alt for block in card.body if isinstance(block, Picture))
    labels = (group.label for group in card.groups)
    return card.summary or next(chain(alternatives, labels), "") or shorten(card.footer, MAX_HEADER)


def _header(title: str) -> Iterator[Json]:
    if title.strip():
        yield {"type": "header", "text": plain(shorten(title, MAX_HEADER))}


def _footer(text: str) -> Iterator[Json]:
    if text.strip():
        yield {"type": "context", "elements": [plain(shorten(text, MAX_CONTEXT))]}


def _body(block: Block, picture_url: PictureUrl) -> Iterator[Json]:
    match block:
        case Paragraph(text):
            yield from section(text)
        case Facts(items):
            yield from _facts(items)
        case Picture():
            yield from _picture(block, picture_url(block))
        case _:
            assert_never(block)


def _facts(items: Sequence[tuple[str, str]]) -> Iterator[Json]:
    """One rich text block: its bold labels need no mark-up that a value could break."""
    lines = (_fact(label, value, last=number == len(items)) for number, (label, value) in enumerate(items, 1))
    if items:
        words = list(chain.from_iterable(lines))
        yield {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}


def _fact(label: str, value: str, *, last: bool) -> list[Json]:
    return [
        {"type": "text", "text": f"{shorten(label, MAX_HEADER)}: ", "style": {"bold": True}},
        {"type": "text", "text": shorten(value, MAX_SECTION) + ("" if last else "\n")},
    ]


def _picture(picture: Picture, url: str | None) -> Iterator[Json]:
    if url is None:
        yield from section(picture.alt)
    else:
        yield {"type": "image", "image_url": url, "alt_text": shorten(picture.alt, MAX_ALT)}


def _group(group: ActionGroup, numbers: Iterator[int]) -> Iterator[Json]:
    yield from section(group.label)
    yield from _rows([_button(action, next(numbers), group.label) for action in group.actions])


def _actions(actions: Sequence[Action], numbers: Iterator[int]) -> Iterator[Json]:
    """Quiet actions get a row of their own below: a way out stays in sight, not in a menu."""
    for quiet in (False, True):
        chosen = [action for action in actions if (action.style is Style.QUIET) is quiet]
        yield from _rows([_button(action, next(numbers)) for action in chosen])


def _rows(buttons: Sequence[Json]) -> Iterator[Json]:
    for start in range(0, len(buttons), MAX_ROW):
        yield {"type": "actions", "elements": list(buttons[start : start + MAX_ROW])}


def _button(action: Action, number: int, group: str = "") -> Json:
    """Buttons of a group are read aloud with its label: "Yes" alone says nothing."""
    if len(action.token) > MAX_VALUE:
        raise ValueError(f"the action token of {action.label!r} is longer than {MAX_VALUE} characters")
    button: Json = {
        "type": "button",
        "action_id": f"act:{number}",
        "text": plain(shorten(action.label, MAX_LABEL)),
        "value": action.token,
    }
    if group.strip():
        button["accessibility_label"] = shorten(f"{action.label}: {group}", MAX_LABEL)
    if action.style is Style.PRIMARY:
        button["style"] = "primary"
    return button
