"""Cards become Adaptive Cards that Teams takes, and nothing of them is lost or read as anything else."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendars import Entry, invitation
from bot.teams.cards import adaptive_card, card_in_dialog, summary
from bot.teams.words import MAX_CARD, MAX_MESSAGE, is_plain, loosened, size_of
from nudges.cards import (
    Action,
    ActionGroup,
    Attachment,
    Card,
    Facts,
    Link,
    Paragraph,
    Picture,
    Style,
    say,
)
from tests.any_cards import any_cards, words

Json = dict[str, Any]

cards = any_cards(longest_token=60)
CHART = Picture(b"png", "Six of nine behaviours were practised.")
LINK = "https://bot.example.org/pictures/1"


def elements(card: Json) -> Iterator[Json]:
    """Every element and action inside, parents first."""
    for value in card.values():
        for each in value if isinstance(value, list) else ():
            yield each
            yield from elements(each)


def buttons(card: Json) -> list[Json]:
    return [each for each in elements(card) if each.get("type", "").startswith("Action.")]


def said(card: Json) -> str:
    """All text runs, one line for every element."""
    lines = [each["inlines"] for each in card["body"] if each["type"] == "RichTextBlock"]
    return "\n".join("".join(run["text"] for run in line) for line in lines)


@given(cards)
def test_every_card_is_one_teams_takes(card: Card) -> None:
    drawn = adaptive_card(card)
    assert (drawn["type"], drawn["version"]) == ("AdaptiveCard", "1.5")
    assert size_of(drawn) <= MAX_CARD < MAX_MESSAGE
    assert drawn["body"]
    for each in elements(drawn):
        assert 0 < len(each.get("actions", "x")) <= 6
        assert each.get("title", "x").strip()


@given(cards)
def test_every_action_comes_back_with_its_own_token(card: Card) -> None:
    quiet = [a.token for a in card.actions if a.style is Style.QUIET]
    loud = [a.token for a in card.actions if a.style is not Style.QUIET]
    grouped = [a.token for group in card.groups for a in group.actions]
    drawn = [b["data"]["token"] for b in buttons(adaptive_card(card)) if "data" in b]
    assert drawn == [*grouped, *loud, *quiet]


@given(cards)
def test_nothing_anybody_wrote_stands_where_teams_reads_markdown(card: Card) -> None:
    for each in elements(adaptive_card(card)):
        assert each.get("type") != "TextBlock" or is_plain(each["text"])
        for fact in each.get("facts", ()):
            assert is_plain(fact["title"])
            assert is_plain(fact["value"])


@pytest.mark.parametrize(
    "text",
    [
        *("*so*", "_so_", "[a](b)", "<b>", "a & b", "~~no~~", "`x`", "1. one", "- one", "# one", "a|b"),
        *("https://example.org", r"a\b", "x\n2) two"),
    ],
)
def test_what_could_be_markdown_is_known(text: str) -> None:
    assert not is_plain(text)


@pytest.mark.parametrize("text", ["Ada (Seed)", "10 - 12", "a.b@c.org", "It's 1.5 €, isn't it?", "Zoë, 2025"])
def test_ordinary_words_are_not_taken_for_markdown(text: str) -> None:
    assert is_plain(text)


def looks(text: str) -> str:
    """Without what nobody sees."""
    return text.replace("\u200a", "").replace("\u2060", "").replace("\u02cb", "`")


@given(words)
def test_a_choice_says_the_same_with_its_marks_set_apart(text: str) -> None:
    assert looks(loosened(text)) == looks(text)
    assert "**" not in loosened(text)


@given(st.text(min_size=1, max_size=8000))
def test_no_word_of_a_long_paragraph_is_lost(text: str) -> None:
    shown = said(adaptive_card(say("", text))).replace("\u2060", "")
    assert "".join(shown.split()) == "".join(text.replace("\u2060", "").split()) or shown == "…"


def test_a_date_in_braces_stays_as_it_was_written() -> None:
    assert "{{" not in said(adaptive_card(say("", "{{DATE(2026-03-02T10:00:00Z)}}")))


def test_a_card_reads_from_title_to_small_print() -> None:
    card = Card(
        title="A joint visit?",
        body=(Paragraph("Two teams go to the same district."), Facts((("When", "Tuesday"),))),
        groups=(ActionGroup("Shared a contact", (Action("did:1", "Yes"), Action("not:1", "No"))),),
        actions=(Action("stop", "Stop these", Style.QUIET), Action("ok", "I will ask", Style.PRIMARY)),
        footer="Because your visit is planned.",
    )
    drawn = adaptive_card(card)
    kinds = ["TextBlock", "RichTextBlock", "FactSet", "RichTextBlock", *["ActionSet"] * 3, "RichTextBlock"]
    assert [each["type"] for each in drawn["body"]] == kinds
    assert drawn["body"][0]["style"] == "heading"
    assert [b["title"] for b in buttons(drawn)] == ["Yes", "No", "I will ask", "Stop these"]
    assert [b.get("style") for b in buttons(drawn)] == [None, None, "positive", None]
    assert {(b["type"], b["verb"]) for b in buttons(drawn)} == {("Action.Execute", "press")}
    assert drawn["body"][-1]["inlines"][0]["isSubtle"]


def test_the_lines_and_paragraphs_of_a_text_stay_apart() -> None:
    first, second, third = adaptive_card(say("", "One\nTwo\n\nThree"))["body"]
    assert [b["inlines"][0]["text"] for b in (first, second, third)] == ["One", "Two", "Three"]
    assert [b.get("spacing") for b in (first, second, third)] == [None, "None", None]


def test_facts_with_marks_are_said_in_lines_with_bold_labels() -> None:
    drawn = adaptive_card(Card("", (Facts((("Who", "*Ada*"), ("When", "Tuesday"))),)))
    assert said(drawn) == "Who: *Ada*\nWhen: Tuesday"


def test_a_button_of_a_group_is_read_aloud_with_what_it_answers() -> None:
    card = Card(title="", groups=(ActionGroup("Shared a contact", (Action("did:1", "Yes"),)),))
    assert buttons(adaptive_card(card))[0]["tooltip"] == "Yes: Shared a contact"


def test_buttons_that_do_not_fit_side_by_side_stand_below_each_other() -> None:
    actions = [
        Action(f"a:{n}", label) for n, label in enumerate(("Yes", "No", "I know which", "None of these"))
    ]
    rows = [each["actions"] for each in adaptive_card(say("", "Text", actions=actions))["body"][1:]]
    assert [[b["title"] for b in row] for row in rows] == [["Yes", "No", "I know which"], ["None of these"]]


def test_a_button_that_opens_a_dialog_says_so_beforehand() -> None:
    card = say("", "Text", actions=[Action("thank:1", "Thank", opens_form=True), Action("ok", "Fine")])
    opening, pressed = buttons(adaptive_card(card))
    assert (opening["type"], opening["data"]) == (
        "Action.Submit",
        {"token": "thank:1", "msteams": {"type": "task/fetch"}},
    )
    assert (pressed["type"], pressed["data"]) == ("Action.Execute", {"token": "ok"})


def test_inside_a_dialog_a_press_is_a_submission() -> None:
    (button,) = buttons(card_in_dialog(say("", "Text", actions=[Action("ok", "Fine")])))
    assert (button["type"], button["data"]) == ("Action.Submit", {"token": "ok"})


class TestSize:
    @given(cards, st.integers(400, 900), st.sampled_from(["Much more.", "منى العربي", "語" * 30]))
    def test_a_text_too_long_ends_in_an_ellipsis_above_all_the_buttons(
        self, card: Card, times: int, more: str
    ) -> None:
        endless = Card(card.title, (Paragraph(f"{more} " * times * 10),), card.groups, card.actions, "Why")
        drawn = adaptive_card(endless)
        assert size_of(drawn) <= MAX_CARD
        assert len(buttons(drawn)) == sum(len(g.actions) for g in card.groups) + len(card.actions)
        assert "…" in said(drawn)

    def test_as_much_of_a_long_text_is_shown_as_there_is_room_for(self) -> None:
        drawn = adaptive_card(say("", "word " * 10_000))
        assert MAX_CARD - 100 < size_of(drawn) <= MAX_CARD
        assert set(said(drawn).split()) == {"word", "…"}

    def test_a_card_of_more_buttons_than_teams_holds_is_refused_rather_than_cut(self) -> None:
        many = [Action("x" * 500, f"Button {n}") for n in range(60)]
        with pytest.raises(ValueError, match="too large"):
            adaptive_card(say("", "Text", actions=many))


class TestPictures:
    def test_a_picture_is_shown_from_where_it_lies(self) -> None:
        (image,) = adaptive_card(Card("", (CHART,)), lambda _: LINK)["body"]
        assert (image["url"], image["altText"]) == (LINK, CHART.alt)

    def test_a_small_picture_without_a_link_travels_inside_the_card(self) -> None:
        (image,) = adaptive_card(Card("", (CHART,)))["body"]
        assert base64.b64decode(image["url"].partition(",")[2]) == CHART.png

    def test_a_large_picture_without_a_link_is_said_in_words(self) -> None:
        drawn = adaptive_card(Card("", (Picture(b"x" * 30_000, CHART.alt), Paragraph("And more."))))
        assert said(drawn) == f"{CHART.alt}\nAnd more."


class TestFiles:
    def test_a_meeting_opens_in_teams_own_calendar(self) -> None:
        start, end = datetime(2026, 3, 17, 10, tzinfo=UTC), datetime(2026, 3, 17, 10, 20, tzinfo=UTC)
        entry = Entry(
            "u@crosspillar", start, end, "Ada & Bo", "Write to bo@example.org", "a@example.org", "Ada"
        )
        content = invitation(entry, start)
        file = Attachment("talk.ics", "text/calendar", content, "Tuesday 17 March, 13:00")
        (button,) = buttons(adaptive_card(Card("", (file,))))
        assert (button["type"], button["title"]) == ("Action.OpenUrl", "Tuesday 17 March, 13:00")
        assert urlsplit(button["url"])[:3] == ("https", "teams.microsoft.com", "/l/meeting/new")
        assert parse_qs(urlsplit(button["url"]).query) == {
            "subject": ["Ada & Bo"],
            "startTime": ["2026-03-17T10:00:00Z"],
            "endTime": ["2026-03-17T10:20:00Z"],
            "content": ["Write to bo@example.org"],
        }

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"BEGIN:VCALENDAR",
            b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
            b"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260317\r\nDTEND;VALUE=DATE:20260318\r\nEND:VEVENT\r\n",
        ],
    )
    def test_a_file_that_is_no_meeting_is_told_by_its_label(self, content: bytes) -> None:
        file = Attachment("a.ics", "text/calendar", content, "Tuesday 17 March, 13:00")
        assert said(adaptive_card(Card("", (file,)))) == "• Tuesday 17 March, 13:00"

    def test_a_file_that_lies_somewhere_is_opened_there(self) -> None:
        file = Attachment("all.json", "application/json", b"{}", "Everything stored")
        (button,) = buttons(adaptive_card(Card("", (file,)), lambda _: LINK))
        assert (button["url"], button["title"]) == (LINK, "Everything stored")

    def test_a_way_elsewhere_opens_where_teams_can_open_it_and_else_is_told(self) -> None:
        web, slack = Link("Write to Bo", LINK), Link("Write to Bo", "slack://user?team=T1&id=U2")
        (button,) = buttons(adaptive_card(Card("", (web,))))
        assert (button["url"], button["title"]) == (LINK, "Write to Bo")
        assert buttons(adaptive_card(Card("", (slack,)))) == []
        assert said(adaptive_card(Card("", (slack,)))) == "Write to Bo"


class TestSummary:
    @given(cards)
    def test_there_is_always_one_line_for_the_notification(self, card: Card) -> None:
        line = summary(card)
        assert 0 < len(line) <= 150
        assert "\n" not in line

    def test_it_says_title_and_text_or_else_what_the_picture_shows(self) -> None:
        assert summary(say("A visit?", "Two teams go.")) == "A visit? Two teams go."
        assert summary(Card("", (CHART,))) == CHART.alt
