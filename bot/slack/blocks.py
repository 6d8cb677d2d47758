"""Cards drawn as Slack messages (Block Kit). Pure; Slack's limits are kept here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import TypeAlias, assert_never

from bot.shortening import ELLIPSIS, shorten
from bot.slack.words import Json, escape, pieces, plain
from nudges.cards import (
    MAX_LABEL,
    Action,
    ActionGroup,
    Attachment,
    Block,
    Card,
    Facts,
    Link,
    Paragraph,
    Picture,
    Style,
)

Files: TypeAlias = Mapping[Picture, str]
"""Pictures that Slack has as files, with the ids of the files."""
NO_FILES: Files = {}

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


def draw(card: Card, files: Files = NO_FILES) -> Drawn:
    """The message for a card; a picture that is not among ``files`` is replaced by its words.

    A text too long for Slack ends in an ellipsis. Raises ``ValueError`` where Slack cannot
    hold the buttons: none of them is ever left out.
    """
    numbers = count(1)
    head = list(_header(card.title))
    body = list(chain.from_iterable(_body(block, files) for block in card.body))
    rest = list(
        chain(
            chain.from_iterable(_group(group, numbers) for group in card.groups),
            _actions(card.actions, numbers),
            _footer(card.footer),
        )
    )
    room = MAX_BLOCKS - len(head) - len(rest)
    return Drawn(text=escape(_fallback(card)), blocks=[*head, *_fitted(body, room), *rest])


def units(card: Card, numbers: Iterator[int], place: str = "") -> Iterator[list[Json]]:
    """The card in parts that make sense only whole, for a page that may not have room for all of them.

    Pictures are said in words. ``numbers`` go on from card to card, so that no two buttons of the page
    are the same to Slack; ``place``, where it is given, is told by every row of buttons.
    """
    yield list(_header(card.title))
    for block in card.body:
        yield list(_body(block, NO_FILES))
    for group in card.groups:
        yield list(_placed(_group(group, numbers), numbers, place))
    yield list(_placed(_actions(card.actions, numbers), numbers, place))
    yield list(_footer(card.footer))


def _placed(blocks: Iterator[Json], numbers: Iterator[int], place: str) -> Iterator[Json]:
    for block in blocks:
        row = bool(place) and block["type"] == "actions"
        yield {**block, "block_id": f"{place}:{next(numbers)}"} if row else block


def section(text: str) -> Iterator[Json]:
    """Plain text, in as many blocks as its length needs."""
    for part in pieces(text, MAX_SECTION):
        yield {"type": "section", "text": plain(part)}


def _fitted(body: list[Json], room: int) -> list[Json]:
    """As much of the body as there is room for; an ellipsis says that something is missing."""
    if len(body) <= room:
        return body
    if room < 1:
        raise ValueError(f"even without its text it needs more than {MAX_BLOCKS} blocks")
    return [*body[: room - 1], *section(ELLIPSIS)]


def _fallback(card: Card) -> str:
    alternatives = (block.alt for block in card.body if isinstance(block, Picture))
    labels = (group.label for group in card.groups)
    return shorten(card.summary or next(chain(alternatives, labels), "") or card.footer, MAX_HEADER)


def _header(title: str) -> Iterator[Json]:
    if title.strip():
        yield {"type": "header", "text": plain(shorten(title, MAX_HEADER))}


def _footer(text: str) -> Iterator[Json]:
    if text.strip():
        yield {"type": "context", "elements": [plain(shorten(text, MAX_CONTEXT))]}


def _body(block: Block, files: Files) -> Iterator[Json]:
    match block:
        case Paragraph(text):
            yield from section(text)
        case Facts(items):
            yield from _facts(items)
        case Picture():
            yield from _picture(block, files.get(block))
        case Attachment():
            yield from section(f"• {block.label}")  # the file itself follows, see ``attachments``
        case Link():
            yield _way(block)
        case _:
            assert_never(block)


def _way(link: Link) -> Json:
    """The only mark-up we write: plain text takes no words for an address."""
    label = shorten(" ".join(link.label.split()) or link.url, MAX_LABEL)
    return {"type": "section", "text": {"type": "mrkdwn", "text": f"<{escape(link.url)}|{escape(label)}>"}}


def _facts(items: Sequence[tuple[str, str]]) -> Iterator[Json]:
    """One rich text block: its bold labels need no mark-up that a value could break."""
    lines = (_fact(label, value, last=number == len(items)) for number, (label, value) in enumerate(items, 1))
    if items:
        words = list(chain.from_iterable(lines))
        yield _rich(words)


def _rich(words: list[Json]) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}


def _fact(label: str, value: str, *, last: bool) -> list[Json]:
    return [
        {"type": "text", "text": f"{shorten(label, MAX_HEADER)}: ", "style": {"bold": True}},
        {"type": "text", "text": shorten(value, MAX_SECTION - 1) + ("" if last else "\n")},
    ]


def _picture(picture: Picture, file: str | None) -> Iterator[Json]:
    if file is None:
        yield from section(picture.alt.strip() or ELLIPSIS)
    else:
        yield {"type": "image", "slack_file": {"id": file}, "alt_text": shorten(picture.alt, MAX_ALT)}


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
