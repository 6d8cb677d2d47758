"""Cards drawn as Adaptive Cards 1.5. Pure; Teams' limits are kept here."""

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TypeAlias, assert_never

from bot.shortening import ELLIPSIS, shorten
from bot.teams.buttons import (
    MAX_GROUP,
    Press,
    actions_of,
    group_of,
    pressed,
    row_of,
    submitted,
)
from bot.teams.meetings import meeting_link
from bot.teams.words import MAX_CARD, Json, is_plain, rich, run, size_of
from nudges.cards import (
    MAX_LABEL,
    Attachment,
    Block,
    Card,
    Facts,
    Link,
    Paragraph,
    Picture,
)

LinkOf: TypeAlias = Callable[[Picture | Attachment], str | None]
"""Where a picture or a file lies for those who see the card (https); None where it lies nowhere."""

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"
MAX_TITLE = 200
MAX_SUMMARY = 150
MAX_FACT = 3000
MAX_LABEL_COLUMN, MAX_VALUE_COLUMN = 24, 50
"""Characters of a fact that can be read in a column of a narrow card."""
MAX_FOOTER = 1000
MAX_ALT = 2000
_MORE = rich(run(ELLIPSIS), spacing="None")


def linked_nowhere(_shown: Picture | Attachment) -> None:
    """What a card shows stands in it, or is said in words."""


def adaptive_card(card: Card, link_of: LinkOf = linked_nowhere) -> Json:
    """The content of a message's attachment. It is never larger than ``MAX_CARD``.

    A picture without a link is put in as data where there is room, else it is said in words. A text
    too long for Teams ends in an ellipsis. Raises ``ValueError`` where Teams cannot hold the buttons:
    none of them is ever left out.
    """
    return _drawn(card, link_of, pressed)


def card_in_dialog(card: Card, link_of: LinkOf = linked_nowhere) -> Json:
    """A card shown inside a dialog, as ``adaptive_card``; there a press comes as a submission of no form."""
    return _drawn(card, link_of, submitted)


def _drawn(card: Card, link_of: LinkOf, press: Press) -> Json:
    head = list(_title(card.title))
    rest = list(
        chain(
            chain.from_iterable(group_of(group, press) for group in card.groups),
            actions_of(card.actions, press),
            _footer(card.footer),
        )
    )
    room = MAX_CARD - size_of(document([*head, *rest]))
    if room < 0:
        raise ValueError("even without its text it is too large for a Teams message")
    body = list(_fitted(card.body, link_of, room))
    return document([*head, *body, *rest] or [rich(run(ELLIPSIS))])


def summary(card: Card) -> str:
    """One plain line for notifications and the list of chats; never empty."""
    alternatives = (block.alt for block in card.body if isinstance(block, Picture))
    labels = (group.label for group in card.groups)
    return shorten(card.summary or next(chain(alternatives, labels), "") or card.footer, MAX_SUMMARY)


def document(body: Sequence[Json]) -> Json:
    """A card of elements."""
    return {"type": "AdaptiveCard", "$schema": SCHEMA, "version": VERSION, "body": list(body)}


def lines(text: str) -> Iterator[Json]:
    """Plain text as it was written: blank lines part paragraphs, others only lines."""
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        for number, line in enumerate(paragraph.splitlines()):
            yield rich(run(line)) if number == 0 else rich(run(line or " "), spacing="None")


def _title(title: str) -> Iterator[Json]:
    """A heading to screen readers, wherever there is no Markdown to be found in it."""
    if not title.strip():
        return
    words, looks = shorten(title, MAX_TITLE), {"size": "Medium", "weight": "Bolder"}
    if is_plain(words):
        yield {"type": "TextBlock", "text": words, "wrap": True, "style": "heading", **looks}
    else:
        yield rich(run(words, **looks))


def _footer(text: str) -> Iterator[Json]:
    if text.strip():
        yield rich(run(shorten(text, MAX_FOOTER), size="Small", isSubtle=True), spacing="Medium")


def _fitted(body: Sequence[Block], link_of: LinkOf, room: int) -> Iterator[Json]:
    """As much of the body as there is room for; an ellipsis says that something is missing."""
    room -= size_of([_MORE])
    for block in body:
        drawn = _body(block, link_of, room)
        if (size := size_of(drawn)) > room:
            yield from _beginning(block, room)
            return
        room -= size
        yield from drawn


def _beginning(block: Block, room: int) -> list[Json]:
    """The longest beginning of a paragraph that has room, in whole words."""
    text = block.text.strip() if isinstance(block, Paragraph) else ""
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if size_of(list(lines(text[:middle]))) <= room:
            fits = middle
        else:
            too_long = middle
    words = text[:fits].rsplit(None, 1)[0] if " " in text[:fits].strip() else text[:fits]
    drawn = list(lines(words)) if words.strip() else []
    return [*drawn, _MORE]


def _body(block: Block, link_of: LinkOf, room: int) -> list[Json]:
    match block:
        case Paragraph(text):
            return list(lines(text)) if text.strip() else []
        case Facts(items):
            return list(_facts(items))
        case Picture():
            return list(_picture(block, link_of(block), room))
        case Attachment():
            return list(_file(block, link_of(block)))
        case Link(label, url):
            return [_way(shorten(label.strip() or url, MAX_LABEL), url)]
        case _:
            assert_never(block)


def _facts(items: Sequence[tuple[str, str]]) -> Iterator[Json]:
    """Two columns of short words; lines with bold labels where they are long or could be read as Markdown."""
    short = [(shorten(label, MAX_TITLE), shorten(value, MAX_FACT)) for label, value in items]
    if short and all(_fits_columns(label, value) for label, value in short):
        yield {"type": "FactSet", "facts": [{"title": label, "value": value} for label, value in short]}
        return
    for number, (label, value) in enumerate(short):
        fact = (run(f"{label}: ", weight="Bolder"), run(value))
        yield rich(*fact) if number == 0 else rich(*fact, spacing="Small")


def _fits_columns(label: str, value: str) -> bool:
    plain = is_plain(label) and is_plain(value)
    return plain and len(label) <= MAX_LABEL_COLUMN and len(value) <= MAX_VALUE_COLUMN


def _picture(picture: Picture, link: str | None, room: int) -> Iterator[Json]:
    alt = shorten(picture.alt, MAX_ALT)
    url = link or "data:image/png;base64," + base64.b64encode(picture.png).decode()
    image = {"type": "Image", "url": url, "altText": alt, "size": "Stretch", "msteams": {"allowExpand": True}}
    yield image if link or size_of([image]) <= room else rich(run(alt))


def _way(label: str, url: str) -> Json:
    """Teams opens addresses of the web, and no other platform's own."""
    if not url.startswith("https://"):
        return rich(run(label))
    return row_of([{"type": "Action.OpenUrl", "title": label, "url": url}])


def _file(file: Attachment, link: str | None) -> Iterator[Json]:
    """Cards hold no files. A meeting opens in Teams' own calendar; other files are told by their label."""
    url = link or meeting_link(file)
    label = shorten(file.label, MAX_LABEL)
    if url is None:
        yield rich(run(f"• {shorten(file.label, MAX_GROUP)}"))
    else:
        yield row_of([{"type": "Action.OpenUrl", "title": label, "url": url}])
