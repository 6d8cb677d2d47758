"""Cards and forms become what Slack accepts, and nothing of them is lost or changed on the way."""

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SlackBlock
from slack_sdk.models.views import View

from bot.shortening import shorten
from bot.slack.blocks import Drawn, draw
from bot.slack.forms import Origin, draw_form, person_options, place_faults, read_form
from bot.slack.words import typed
from nudges.cards import (
    Action,
    ActionGroup,
    Card,
    ChoiceInput,
    Facts,
    Form,
    Link,
    Paragraph,
    PersonInput,
    Picture,
    Style,
    TextInput,
    say,
)
from tests.any_cards import LIMITS, any_cards, forms, words

Json = dict[str, Any]

cards = any_cards(longest_token=2000)


def check_blocks(blocks: list[Json], most: int) -> None:
    """What Slack's own models check, and what nobody checks for us."""
    assert len(blocks) <= most
    for block in blocks:
        parsed = SlackBlock.parse(block)
        assert parsed is not None
        parsed.validate_json()
    assert repeated(found(blocks, "action_id")) == []
    assert repeated(found(blocks, "block_id")) == []
    plain = [value for value in found(blocks, "text") if isinstance(value, str)]
    assert all(text.strip() for text in plain)
    assert all(0 < len(text) <= 3000 for text in plain)
    for block in blocks:
        if block["type"] == "actions":
            assert 0 < len(block["elements"]) <= 25
            assert all(len(button["text"]["text"]) <= 75 for button in block["elements"])


def found(part: Any, name: str) -> list[Any]:
    """Every value called ``name`` anywhere inside."""
    if isinstance(part, list):
        return [value for item in part for value in found(item, name)]
    if isinstance(part, dict):
        return [value for key, value in part.items() if key == name] + found(list(part.values()), name)
    return []


def repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def buttons(drawn: Drawn) -> list[Json]:
    return [button for block in drawn.blocks if block["type"] == "actions" for button in block["elements"]]


@given(cards)
def test_every_card_becomes_a_message_slack_takes(card: Card) -> None:
    check_blocks(draw(card).blocks, most=50)


@given(cards)
def test_every_action_comes_back_with_its_own_token(card: Card) -> None:
    expected = [a.token for group in card.groups for a in group.actions] + [a.token for a in card.actions]
    assert Counter(button["value"] for button in buttons(draw(card))) == Counter(expected)


def only_ways_are_marked_up(blocks: list[Json]) -> bool:
    """Whether no text is read for mark-up but the ways that we write ourselves."""
    read = [each["text"]["text"] for each in blocks if each.get("text", {}).get("type") == "mrkdwn"]
    ways = all(re.fullmatch(r"<(https|slack)://[^<>|]+\|[^<>]+>", each) for each in read)
    return ways and found(blocks, "type").count("mrkdwn") == len(read)


@given(cards)
def test_no_text_of_a_card_can_mention_anybody_or_make_a_link(card: Card) -> None:
    drawn = draw(card)
    assert "<" not in drawn.text
    assert ">" not in drawn.text
    assert only_ways_are_marked_up(drawn.blocks)


def test_a_link_leads_where_it_says_and_nowhere_its_words_say() -> None:
    card = Card("", (Link("Write to <@U1> & Bo", "slack://user?team=T1&id=U2"),))
    (block,) = draw(card).blocks
    assert block["text"]["text"] == "<slack://user?team=T1&amp;id=U2|Write to &lt;@U1&gt; &amp; Bo>"


@given(st.text(min_size=1, max_size=10_000))
def test_no_word_of_a_long_paragraph_is_lost(text: str) -> None:
    shown = "".join(block["text"]["text"] for block in draw(say("", text)).blocks)
    assert "".join(shown.split()) == "".join(text.split())


def test_a_card_reads_from_title_to_small_print() -> None:
    card = Card(
        title="A joint visit?",
        body=(Paragraph("Two teams go to the same district."), Facts((("When", "Tuesday"),))),
        groups=(ActionGroup("Shared a contact", (Action("did:1", "Yes"), Action("not:1", "No"))),),
        actions=(Action("stop", "Stop these", Style.QUIET), Action("ok", "I will ask", Style.PRIMARY)),
        footer="Because your visit is planned.",
    )
    drawn = draw(card)
    kinds = ["header", "section", "rich_text", "section", "actions", "actions", "actions", "context"]
    assert [block["type"] for block in drawn.blocks] == kinds
    assert [button["text"]["text"] for button in buttons(drawn)] == ["Yes", "No", "I will ask", "Stop these"]
    assert [button.get("style") for button in buttons(drawn)] == [None, None, "primary", None]
    assert drawn.text == "A joint visit? Two teams go to the same district."


def test_a_button_of_a_group_is_read_aloud_with_what_it_answers() -> None:
    card = Card(title="", groups=(ActionGroup("Shared a contact", (Action("did:1", "Yes"),)),))
    assert buttons(draw(card))[0]["accessibility_label"] == "Yes: Shared a contact"


@given(cards)
def test_every_card_becomes_a_message_slack_takes_with_its_pictures_too(card: Card) -> None:
    files = {block: "F0123456789" for block in card.body if isinstance(block, Picture)}
    drawn = draw(card, files)
    check_blocks(drawn.blocks, most=50)
    assert len(drawn.blocks) <= len(draw(card).blocks)


def test_a_picture_is_shown_from_its_file_and_else_said_in_words() -> None:
    picture = Picture(b"png", "Six of nine behaviours were practised.")
    card = Card(title="", body=(picture,))
    shown = draw(card, {picture: "F0123456789"}).blocks
    assert [(b["slack_file"], b["alt_text"]) for b in shown] == [({"id": "F0123456789"}, picture.alt)]
    assert [b["text"]["text"] for b in draw(card).blocks] == ["Six of nine behaviours were practised."]
    assert draw(card).text == "Six of nine behaviours were practised."


def test_text_and_buttons_fill_slacks_limits_exactly() -> None:
    card = say("", "x" * 3001, actions=[Action(f"a:{n}", "Yes") for n in range(26)])
    first, second, row, rest = draw(card).blocks
    assert [len(first["text"]["text"]), len(second["text"]["text"])] == [3000, 1]
    assert [len(row["elements"]), len(rest["elements"])] == [25, 1]


@given(cards, st.integers(40, 90))
def test_a_text_too_long_for_one_message_ends_in_an_ellipsis_above_all_the_buttons(
    card: Card, paragraphs: int
) -> None:
    endless = replace(card, body=(Paragraph("Much more."),) * paragraphs)
    drawn = draw(endless)
    check_blocks(drawn.blocks, most=50)
    assert len(buttons(drawn)) == len(buttons(draw(card)))
    whole = len(draw(replace(card, body=())).blocks) + paragraphs
    said = sum(block.get("text", {}).get("text") == "Much more." for block in drawn.blocks)
    assert said == paragraphs if whole <= 50 else said == paragraphs - (whole - 50) - 1


def test_a_card_of_more_buttons_than_slack_holds_is_refused_rather_than_cut() -> None:
    rows = tuple(ActionGroup(f"Line {n}", (Action(f"did:{n}", "Yes"),)) for n in range(26))
    with pytest.raises(ValueError, match="more than 50 blocks"):
        draw(Card("", (Paragraph("Your week"),), rows))
    with pytest.raises(ValueError, match="more than 50 blocks"):
        draw(Card("", (), rows))


@given(words, st.sampled_from(LIMITS))
def test_what_is_too_long_is_cut_after_a_word_and_says_so(text: str, limit: int) -> None:
    line, short = " ".join(text.split()), shorten(text, limit)
    assert 0 < len(short) <= limit
    assert short in (line, "…") or (short.endswith("…") and line.startswith(short[:-1]))
    if len(line) > limit and " " in line[limit // 2 : limit]:
        assert line[len(short) - 1] == " "


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("We agreed on joint work", "We agreed on…"),
        ("Interdisciplinaryapproaches", "Interdisciplina…"),
        ("A Bundesverfassungsgericht", "A Bundesverfass…"),
        ("  We   agreed ", "We agreed"),
        (" ", "…"),
    ],
)
def test_a_label_ends_after_a_word_unless_that_would_leave_too_little(text: str, short: str) -> None:
    assert shorten(text, 16) == short


def test_a_token_too_long_for_a_button_is_refused_rather_than_cut() -> None:
    with pytest.raises(ValueError, match="Open"):
        draw(say("", "Text", actions=[Action("x" * 2001, "Open")]))


def fill(view: Json) -> tuple[Json, dict[str, tuple[str, ...]]]:
    """Fill every field as Slack would report it: the state, and the values expected from it."""
    state, expected = {}, {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element, values = filled(block["element"])
            state[block["block_id"]] = {block["element"]["action_id"]: element}
            expected[block["block_id"]] = values
    return state, expected


def filled(element: Json) -> tuple[Json, tuple[str, ...]]:
    match element["type"]:
        case "plain_text_input":
            return {"type": "plain_text_input", "value": "As it is"}, ("As it is",)
        case "external_select":
            return {"type": "external_select", "selected_option": {"value": "person-9"}}, ("person-9",)
        case "checkboxes" | "multi_static_select" as kind:
            chosen = element["options"][:2]
            return {"type": kind, "selected_options": chosen}, tuple(o["value"] for o in chosen)
        case kind:
            return {"type": kind, "selected_option": element["options"][0]}, (element["options"][0]["value"],)


@given(forms)
def test_every_form_becomes_a_modal_slack_takes(form: Form) -> None:
    view = draw_form(form, cancel="Cancel")
    check_blocks(view["blocks"], most=100)
    elements = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    assert all(len(e.get("initial_value", "")) <= e.get("max_length", 0) <= 3000 for e in elements)
    assert all(0 < len(view[part]["text"]) <= 24 for part in ("title", "submit", "close"))
    assert len(view["private_metadata"]) <= 3000
    View(**view).validate_json()


@given(forms)
def test_what_is_filled_in_comes_back_with_the_token_and_the_message_it_began_from(form: Form) -> None:
    view = draw_form(form, cancel="Cancel", origin=Origin("D1", "17.1"))
    state, expected = fill(view)
    assert read_form({**view, "state": {"values": state}}) == (form.token, Origin("D1", "17.1"), expected)


def test_fields_left_empty_come_back_without_values() -> None:
    form = Form(
        "t", "Title", "Send", (TextInput("a", "A", required=False), PersonInput("b", "B", required=False))
    )
    view = draw_form(form, cancel="Cancel")
    state = {
        "a": {"text:a": {"type": "plain_text_input", "value": None}},
        "b": {"person:b": {"type": "external_select", "selected_option": None}},
    }
    assert read_form({**view, "state": {"values": state}})[2] == {"a": (), "b": ()}


def test_a_long_title_is_repeated_in_full_inside_the_modal() -> None:
    view = draw_form(Form("t", "Whom would you like to thank?", "Send", ()), cancel="Cancel")
    assert view["title"]["text"] == "Whom would you like to…"
    assert view["blocks"][0]["text"]["text"] == "Whom would you like to thank?"


def test_text_already_in_a_field_is_no_longer_than_the_field() -> None:
    form = Form("t", "Title", "Send", (TextInput("a", "A", initial="abcdef", limit=4),))
    element = draw_form(form, cancel="Cancel")["blocks"][0]["element"]
    assert (element["initial_value"], element["max_length"]) == ("abcd", 4)


def test_a_day_is_chosen_from_a_calendar() -> None:
    form = Form("t", "Title", "Send", (TextInput("a", "A", initial="2026-05-31", day=True),))
    view = draw_form(form, cancel="Cancel")
    element = view["blocks"][0]["element"]
    assert (element["type"], element["initial_date"]) == ("datepicker", "2026-05-31")
    state = {"a": {element["action_id"]: {"type": "datepicker", "selected_date": "2026-06-01"}}}
    assert read_form({**view, "state": {"values": state}})[2] == {"a": ("2026-06-01",)}


def test_a_form_slack_cannot_hold_is_refused() -> None:
    twice = Form("t", "Title", "Send", (TextInput("a", "A"), TextInput("a", "B")))
    with pytest.raises(ValueError, match="twice"):
        draw_form(twice, cancel="Cancel")
    with pytest.raises(ValueError, match="0 options"):
        draw_form(Form("t", "Title", "Send", (ChoiceInput("a", "A", ()),)), cancel="Cancel")
    with pytest.raises(ValueError, match="too large"):
        draw_form(Form("t" * 3000, "Title", "Send", ()), cancel="Cancel")


def test_faults_stand_at_their_field_and_stray_ones_at_the_first() -> None:
    form = Form("t", "Title", "Send", (TextInput("a", "A"), TextInput("b", "B")))
    view = draw_form(form, cancel="Cancel")
    assert place_faults(view, {"b": "Too long"}) == {"b": "Too long"}
    assert place_faults(view, {"x": "Closed", "a": "Empty"}) == {"a": "Empty Closed"}
    assert place_faults(draw_form(Form("t", "T", "S", ()), cancel="C"), {"x": "Closed"}) == {}


def test_people_are_offered_by_name_and_answered_by_our_id() -> None:
    offered = person_options([("p-1", "Amina Diallo, UNDP")])
    assert [(o["text"]["text"], o["value"]) for o in offered] == [("Amina Diallo, UNDP", "p-1")]


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        ("did &lt;b1&gt; &amp; more", "did <b1> & more"),
        ("see <https://example.org/a|example.org/a>", "see example.org/a"),
        ("ask <mailto:amina@example.org|amina@example.org> ", "ask amina@example.org"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_typed_words_arrive_as_they_were_typed(wire: str, words: str) -> None:
    assert typed(wire) == words


def test_a_long_name_in_a_menu_keeps_the_entity_that_tells_whose_it_is() -> None:
    (option,) = person_options([("p1", f"{'Maximiliana ' * 9}Osei · United Nations Development Programme")])
    label = option["text"]["text"]
    assert len(label) <= 75
    assert label.startswith("Maximiliana")
    assert "· United Nations Development" in label
