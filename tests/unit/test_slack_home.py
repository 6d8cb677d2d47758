"""A person's own page becomes a Home tab that Slack takes, in whole parts, every button its own."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.views import View

from bot.ports import Home, MessageRef, Section
from bot.slack.forms import NOWHERE, Origin, draw_form, read_form
from bot.slack.home import draw_home, home_origin
from nudges.cards import Action, ActionGroup, Card, Facts, Form, Option, PersonInput, say
from nudges.people import Platform
from tests.unit.test_slack_rendering import cards, check_blocks, only_ways_are_marked_up

TEAM = "T000000001"
HERE = MessageRef(Platform.SLACK, TEAM, "D000000007", "1700000000.000100")
ELSEWHERE = st.sampled_from(
    [
        None,
        HERE,
        MessageRef(Platform.SLACK, "T9", "D000000007", "17.1"),
        MessageRef(Platform.LOCAL, "local", "direct:ada", "m-1"),
    ]
)
sections = st.lists(st.builds(Section, cards, ELSEWHERE), max_size=6)
pages = st.builds(Home, sections.map(tuple))


def drawn(home: Home) -> list[dict[str, Any]]:
    view = draw_home(home, TEAM)
    View(**view).validate_json()
    blocks: list[dict[str, Any]] = view["blocks"]
    return blocks


@given(pages)
def test_every_page_becomes_a_view_slack_takes(home: Home) -> None:
    blocks = drawn(home)
    check_blocks(blocks, most=100)
    assert blocks


@given(pages)
def test_no_text_of_a_page_can_mention_anybody(home: Home) -> None:
    assert only_ways_are_marked_up(drawn(home))


def line(number: int) -> ActionGroup:
    return ActionGroup(f"Line {number}", (Action(f"did:{number}", "I did"),))


def test_a_page_too_long_ends_after_a_whole_part_and_says_so() -> None:
    full = Card("Open", groups=tuple(line(n) for n in range(70)))
    blocks = drawn(Home((Section(full), Section(say("Settings", "Monday to Friday")))))
    assert len(blocks) == 100
    *_, label, row, last = blocks
    assert (label["text"]["text"], row["elements"][0]["value"]) == ("Line 48", "did:48")
    assert last["text"]["text"] == "…"


def test_parts_stand_under_each_other_with_a_line_between_them() -> None:
    home = Home((Section(say("Hello", "Ada")), Section(Card("Done", (Facts((("Met", "3 March"),)),)))))
    assert [block["type"] for block in drawn(home)] == ["header", "section", "divider", "header", "rich_text"]


def test_a_row_knows_the_message_that_says_the_same_where_it_is_in_this_workspace() -> None:
    card = Card("A joint visit?", actions=(Action("answer:p:yes", "Yes"), Action("answer:p:no", "No")))
    [row] = [block for block in drawn(Home((Section(card, HERE),))) if block["type"] == "actions"]
    assert home_origin(row["block_id"]) == Origin("D000000007", "1700000000.000100", home=True)
    other = MessageRef(Platform.SLACK, "T9", "D000000007", "17.1")
    [row] = [block for block in drawn(Home((Section(card, other),))) if block["type"] == "actions"]
    assert "block_id" not in row


def test_a_row_that_names_no_message_is_still_on_the_page() -> None:
    for block_id in ("", "at:", "at:D1:17.1", "x:D1:17.1:2", "at:D1:17.1:2:3"):
        assert home_origin(block_id) == Origin(home=True)


def test_a_form_remembers_that_it_was_opened_on_the_page() -> None:
    form = Form("note:1", "A note", "Send", ())
    for origin in (Origin(home=True), Origin("D1", "17.1", home=True), NOWHERE):
        view = draw_form(form, cancel="Cancel", origin=origin)
        assert read_form({**view, "state": {"values": {}}})[1] == origin


def test_a_form_opened_before_this_version_is_still_read() -> None:
    view = draw_form(Form("note:1", "A note", "Send", ()), cancel="Cancel", origin=Origin("D1", "17.1"))
    older = view["private_metadata"].replace(', "home": false', "")
    assert older != view["private_metadata"]
    assert read_form({"private_metadata": older, "state": {"values": {}}})[1] == Origin("D1", "17.1")


def test_a_colleague_can_be_filled_in_beforehand() -> None:
    field = PersonInput("whom", "With whom", initial=Option("p-2", "Bruno Costa · Relief Office"))
    view = draw_form(Form("note:1", "A note", "Send", (field,)), cancel="Cancel")
    View(**view).validate_json()
    chosen = view["blocks"][0]["element"]["initial_option"]
    assert (chosen["value"], chosen["text"]["text"]) == ("p-2", "Bruno Costa · Relief Office")
