"""Every card and dialog the product can show is one Teams takes, by its wire form.

Three opinions: the official schema, Microsoft's own renderer in a browser, and the rules neither checks.
"""

import copy
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.content import load_content
from bot.teams.dialogs import dialog_again
from bot.teams.submissions import token_of, values_of
from nudges.cards import (
    Action,
    ActionGroup,
    Card,
    ChoiceInput,
    Facts,
    Form,
    Option,
    Paragraph,
    PersonInput,
    Style,
    TextInput,
)
from tests.clients.teams_drawing import NARROW, Drawing, bundle, drawing
from tests.contract.teams_rules import Json, broken_rules, skeleton
from tests.contract.teams_wire import card_of
from tests.gallery.cast import AWKWARD
from tests.gallery.everything import Gallery

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Payload:
    """Something on its way to Teams."""

    name: str
    wire: Json


@pytest.fixture(scope="module")
def payloads(gallery: Gallery) -> list[Payload]:
    pages = [
        Payload(f"{name}/{number}", card_of(section.card))
        for name, page in gallery.pages.items()
        for number, section in enumerate(page.sections)
    ]
    return [
        Payload(each.name, card_of(each.what, each.name.split("/")[1][:2])) for each in gallery.shown
    ] + pages


@pytest.fixture(scope="module")
def kinds(payloads: list[Payload]) -> list[Payload]:
    """One of all that differ in words only."""
    return list({skeleton(each.wire): each for each in payloads}.values())


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("renderer"))


@pytest_asyncio.fixture(loop_scope="session")
async def teams(page: Page, renderer: Path) -> AsyncIterator[Drawing]:
    async with drawing(page, renderer, NARROW) as opened:
        yield opened
    assert opened.errors == []


def test_the_schema_takes_every_payload_and_no_rule_is_broken(payloads: list[Payload]) -> None:
    assert len(payloads) > 1000
    broken = {each.name: found for each in payloads if (found := broken_rules(each.wire))}
    assert broken == {}


def test_every_dialog_can_be_drawn_again_with_a_fault_at_each_field(gallery: Gallery) -> None:
    speak = load_content().texts.speaker("en")
    forms = {skeleton(card_of(each.what)): each.what for each in gallery.shown if isinstance(each.what, Form)}
    for form in forms.values():
        data = card_of(form)["body"][-1]["actions"][0]["data"]
        again = dialog_again(data, speak, {each.id: "Please look again." for each in form.inputs})
        assert again is not None
        assert broken_rules(again) == []


async def test_microsofts_renderer_takes_every_kind_of_payload_and_each_button_brings_its_token_back(
    teams: Drawing, kinds: list[Payload]
) -> None:
    for start in range(0, len(kinds), AT_ONCE):
        some = kinds[start : start + AT_ONCE]
        found = await teams.draw(*(each.wire for each in some))
        assert {each.name: wrong for each, wrong in zip(some, found, strict=True) if wrong} == {}
        await teams.press_all()
        brought = [each if isinstance(each, str) else token_of(each) for each in await teams.pressed()]
        assert brought == [each for payload in some for each in brings(payload.wire)]


def brings(card: Json) -> list[str]:
    """The tokens and addresses of its buttons; a dialog that needs something filled in brings nothing yet."""
    if any(part.get("isRequired") and not part.get("value") for part in card["body"]):
        return []
    rows = [part for part in card["body"] if part["type"] == "ActionSet"]
    return [action.get("url") or token_of(action["data"]) for row in rows for action in row["actions"]]


class TestOneCard:
    """What a renderer makes of a card, part by part."""

    async def test_words_come_out_as_they_were_written(self, teams: Drawing) -> None:
        words = [
            AWKWARD.strip(),
            "**a** _b_ `c` ~~d~~",
            "[a](https://example.org)",
            "1. a",
            "- b",
            "&amp; <i>",
        ]
        for word in words:
            facts = Facts(((word, word),))
            group = ActionGroup(word, (Action("a", "Yes"),))
            card = Card(word, (Paragraph(word), facts), (group,), footer=word)
            await teams.draw(card_of(card))
            text = " ".join((await teams.cards.inner_text()).replace("\u2060", "").split())
            assert text.count(" ".join(word.split())) == 6
            await expect(teams.cards.locator("a, strong, em, li, code, s, i")).to_have_count(0)

    async def test_choices_come_out_as_they_were_written(self, teams: Drawing) -> None:
        labels = ["**a** _b_ `c`", "[a](https://example.org)", "<b>bold</b> &amp;", "Ada (Seed)"]
        options = tuple(Option(str(n), label) for n, label in enumerate(labels))
        fields = (ChoiceInput("one", "One", options), ChoiceInput("many", "Many", options, multiple=True))
        await teams.draw(card_of(Form("t", "Title", "Send", fields)))
        text = (await teams.cards.inner_text()).replace("\u200a", "").replace("\u02cb", "`")
        assert [text.count(label) for label in labels] == [2, 2, 2, 2]

    async def test_a_dialog_asks_for_what_is_missing_and_sends_what_is_filled_in(
        self, teams: Drawing
    ) -> None:
        options = (Option("1,2", "Both"), Option("3", "One"))
        fields = (
            TextInput("what", "For what?"),
            ChoiceInput("many", "Which?", options, multiple=True),
            PersonInput("who", "Whom?", required=False),
        )
        await teams.draw(card_of(Form("thank:1", "Thank", "Send", fields)))
        send = teams.page.get_by_role("button", name="Send")
        await send.click()
        assert await teams.pressed() == []
        await expect(teams.cards.get_by_text("Please fill this in.")).to_have_count(2)
        await teams.page.get_by_label("For what?").fill("Good advice")
        for label in ("Both", "One"):
            await teams.page.get_by_label(label).check()
        await teams.page.get_by_placeholder("Type a name").fill("Bo")
        await teams.cards.get_by_text("Bo Lindqvist · Relief Office").click()
        await send.click()
        (data,) = await teams.pressed()
        assert token_of(data) == "thank:1"
        assert values_of(data) == {"what": ("Good advice",), "many": ("1,2", "3"), "who": ("1" * 24,)}

    async def test_no_button_is_cut_where_a_card_is_narrowest(
        self, teams: Drawing, kinds: list[Payload]
    ) -> None:
        await teams.draw(*(each.wire for each in kinds if each.name.startswith(("nudge/", "check-in/"))))
        assert await teams.sticking_out() == []


class TestTheCheckers:
    """A checker that finds nothing in broken cards would prove nothing."""

    @pytest.fixture
    def card(self) -> Json:
        actions = (Action("a:1", "Yes", Style.PRIMARY), Action("a:2", "No"))
        return card_of(Card("Title", (Paragraph("Words"),), actions=actions, footer="Why"))

    @pytest.fixture
    def dialog(self) -> Json:
        fields = (
            TextInput("words", "Words"),
            ChoiceInput("one", "One", (Option("a", "A"), Option("b", "B")), initial=("a",)),
        )
        return card_of(Form("form", "Title", "Send", fields))

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda card: card.pop("version"),
            lambda card: card.update(body=[]),
            lambda card: card.update(actions=[]),
            lambda card: card["body"].append({"type": "Banner"}),
            lambda card: card["body"][0].update(size="huge"),
            lambda card: card["body"][1].pop("inlines"),
            lambda card: card["body"][1]["inlines"][0].update(text="x" * 29_000),
            lambda card: card["body"][1]["inlines"][0].update(text=""),
            lambda card: card["body"][2].update(actions=[]),
            lambda card: card["body"][2]["actions"].extend(card["body"][2]["actions"] * 3),
            lambda card: card["body"][2]["actions"][0].update(style="loud"),
            lambda card: card["body"][2]["actions"][0].update(title=" "),
        ],
    )
    def test_a_spoilt_card_is_found_out(self, card: Json, spoil: Callable[[Json], Any]) -> None:
        assert broken_rules(card) == []
        spoil(card)
        assert broken_rules(card) != []

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda body: body[1].update(id="words:words"),
            lambda body: body[0].update(maxLength=0),
            lambda body: body[0].update(value="x" * 301),
            lambda body: body[1].update(value="c"),
            lambda body: body[1]["choices"][0].update(value="b"),
            lambda body: body[1].update(style="radio"),
        ],
    )
    def test_a_spoilt_dialog_is_found_out(self, dialog: Json, spoil: Callable[[Json], Any]) -> None:
        assert broken_rules(dialog) == []
        spoil(dialog["body"])
        assert broken_rules(dialog) != []

    async def test_the_renderer_finds_out_what_is_no_card(self, teams: Drawing, card: Json) -> None:
        worse = copy.deepcopy(card)
        worse["body"][1]["type"] = "Banner"
        assert await teams.draw(card) == [[]]
        assert await teams.draw(worse) != [[]]
