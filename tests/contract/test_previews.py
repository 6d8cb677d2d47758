"""What the pages show of a message holds every word that a platform is sent, and no mark-up of anybody's."""

import html
from collections.abc import Iterator
from typing import Any

import pytest
from jinja2 import Template

from bot.content import load_content
from bot.previewing import previewer
from bot.services.flow import Flows
from bot.services.flows import FLOWS
from bot.web.rendering import environment
from nudges.cards import Action, ActionGroup, Card, Facts, Link, Paragraph, Picture, Style
from nudges.people import Platform
from tests.gallery.catalogue import catalogue_cards

SPEAK = load_content().texts.speaker("en")
PREVIEW = previewer(SPEAK)
SAID = ("text", "title", "value", "alt_text", "altText")
"""Keys of Slack's and Teams' JSON whose strings people read."""


@pytest.fixture(scope="module")
def template() -> Template:
    return environment().get_template("previews.html")


def drawn(template: Template, card: Card) -> str:
    words = {"w": lambda key, **places: SPEAK(f"pages.{key}", **places), "language": "en"}
    return template.render(words | {"previews": [PREVIEW(card)]})


def said(json: Any) -> Iterator[str]:
    """Every string that somebody reads, buttons' tokens left out."""
    match json:
        case dict():
            for key, value in json.items():
                if key in SAID and isinstance(value, str) and json.get("type") != "button":
                    yield value
                yield from said(value)
        case list():
            for each in json:
                yield from said(each)


def test_every_word_a_platform_is_sent_is_shown(template: Template) -> None:
    cards = [each.what for each in catalogue_cards(Flows(FLOWS)) if isinstance(each.what, Card)]
    assert len(cards) > 100
    for card in cards:
        page = html.unescape(drawn(template, card))
        for platform in (Platform.SLACK, Platform.TEAMS):
            missing = [text for text in said(PREVIEW(card)[platform]) if text not in page]
            assert missing == [], (card.title, platform)


def test_every_kind_of_block_is_shown_and_nothing_of_it_can_be_pressed(template: Template) -> None:
    body = (
        Paragraph("A paragraph"),
        Facts((("A label", "A value"),)),
        Picture(b"", "What a picture shows"),
        Link("A way", "https://example.org"),
    )
    group = ActionGroup("A group", (Action("a:1", "In it"),))
    loud = Action("b:1", "Loud", Style.PRIMARY)
    page = drawn(template, Card("A title", body, (group,), (loud,), "A footer"))
    shown = ("A title", "A paragraph", "A label", "A value", "A way", "A group", "In it", "Loud", "A footer")
    for words in (*shown, "What a picture shows"):
        assert page.count(words) >= 3, words
    assert page.count("<button") == page.count(" disabled") > 5


def test_words_are_shown_as_words(template: Template) -> None:
    wrong = "<script>alert(1)</script>"
    page = drawn(template, Card(wrong, (Paragraph(wrong),), (), (Action("a:1", wrong),), wrong))
    assert "<script" not in page
    assert html.unescape(page).count(wrong) == 12
