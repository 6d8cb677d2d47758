"""Cards, dialogs and pages of the local chat as HTML, and cards as JSON."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.card_json import decode, encode
from bot.local.messages import BOT, StoredMessage
from bot.local.rendering import (
    ChatPage,
    Conversation,
    Renderer,
    by_setting,
    first_of_days,
    initials,
    paragraphs,
)
from nudges.cards import (
    Action,
    ActionGroup,
    Attachment,
    Card,
    ChoiceInput,
    Facts,
    Form,
    Input,
    Link,
    Option,
    Paragraph,
    PersonInput,
    Picture,
    Style,
    TextInput,
    say,
)
from tests.end_to_end.fake_desk import AMINA, BRUNO, PEOPLE, english

NOW = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
VOID = {"img", "input", "meta", "link", "rect", "path", "br"}

words = st.text(max_size=60)
actions = st.builds(Action, words, words, st.sampled_from(Style))
blocks = st.one_of(
    st.builds(Paragraph, words),
    st.builds(Facts, st.lists(st.tuples(words, words), max_size=3).map(tuple)),
    st.builds(Picture, st.binary(max_size=80), words),
    st.builds(Attachment, words, words, st.binary(max_size=80), words),
    st.builds(Link, words, words),
)
groups = st.builds(ActionGroup, words, st.lists(actions, max_size=3).map(tuple))
cards = st.builds(
    Card,
    title=words,
    body=st.lists(blocks, max_size=4).map(tuple),
    groups=st.lists(groups, max_size=2).map(tuple),
    actions=st.lists(actions, max_size=3).map(tuple),
    footer=words,
)


class Outline(HTMLParser):
    """Tags with their attributes, the words between them, and whether every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(english())


def stored(
    card: Card, *, sent_at: datetime = NOW, author: str = BOT, only_for: str | None = None
) -> StoredMessage:
    name = f"direct:{AMINA.email}"
    return StoredMessage(f"m{sent_at:%d%H}", 1, name, author, card, only_for, sent_at, None, "0")


@given(cards)
def test_a_card_survives_its_json(card: Card) -> None:
    assert decode(encode(card)) == card


@pytest.mark.parametrize("text", ["", "{}", "[]", '[{"body": []}]'])
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        decode(text)


@given(card=cards)
def test_any_card_becomes_whole_html_with_one_button_per_action(card: Card, renderer: Renderer) -> None:
    outline = Outline(renderer.card(card))
    grouped = [action.token for group in card.groups for action in group.actions]
    assert outline.open == []
    assert sorted(str(b["data-token"]) for b in outline.all("button")) == sorted(
        grouped + [action.token for action in card.actions]
    )


def test_nothing_typed_becomes_mark_up(renderer: Renderer) -> None:
    evil = '"><script>alert(1)</script>'
    card = Card(
        title=evil,
        body=(Paragraph(evil), Facts(((evil, evil),)), Picture(b"", evil)),
        groups=(ActionGroup(evil, (Action(evil, evil),)),),
        actions=(Action(evil, evil),),
        footer=evil,
    )
    form = Form(evil, evil, evil, (TextInput("a", evil, hint=evil, initial=evil),), intro=evil)
    for html in (renderer.card(card), renderer.form(form), renderer.problem(evil)):
        assert "<script>alert" not in html


def test_a_blank_line_begins_a_new_paragraph() -> None:
    assert paragraphs("One\nstill one\n \n\nTwo\n") == ["One\nstill one", "Two"]


def test_loud_actions_come_before_quiet_ones(renderer: Renderer) -> None:
    card = Card("", actions=(Action("why", "Why this?", Style.QUIET), Action("go", "Do it", Style.PRIMARY)))
    drawn = [(button["data-token"], button["class"]) for button in Outline(renderer.card(card)).all("button")]
    assert drawn == [("go", "primary"), ("why", "quiet")]


def test_a_picture_is_described_and_comes_with_the_page(renderer: Renderer) -> None:
    (image,) = Outline(renderer.card(Card("", (Picture(b"png", "Four bars"),)))).all("img")
    assert image == {"src": "data:image/png;base64,cG5n", "alt": "Four bars"}


def test_a_file_is_a_link_that_downloads_it_under_its_name(renderer: Renderer) -> None:
    file = Attachment("talk.ics", "text/calendar", b"cal", "Tuesday 17 March, 13:00")
    drawn = renderer.card(Card("", (file,)))
    (link,) = Outline(drawn).all("a")
    assert (link["href"], link["download"]) == ("data:text/calendar;base64,Y2Fs", "talk.ics")
    assert "Tuesday 17 March, 13:00" in drawn


def test_a_way_elsewhere_tells_nobody_where_it_came_from(renderer: Renderer) -> None:
    (link,) = Outline(renderer.card(Card("", (Link("Write to Bo", "https://example.org/?a=1&b=2"),)))).all(
        "a"
    )
    assert (link["href"], link["rel"]) == ("https://example.org/?a=1&b=2", "noopener noreferrer")


def test_a_group_of_buttons_is_named_for_those_who_cannot_see_it(renderer: Renderer) -> None:
    card = Card("", groups=(ActionGroup("Asked for a view", (Action("did", "I did"),)),))
    assert any(d.get("aria-label") == "Asked for a view" for d in Outline(renderer.card(card)).all("div"))


MANY = tuple(Option(str(n), f"Answer {n}") for n in range(9))


@pytest.mark.parametrize(
    ("field", "tag", "kind"),
    [
        (TextInput("x", "Label"), "input", None),
        (TextInput("x", "Label", multiline=True), "textarea", None),
        (TextInput("x", "Label", day=True), "input", "date"),
        (ChoiceInput("x", "Label", MANY[:3]), "input", "radio"),
        (ChoiceInput("x", "Label", MANY[:3], multiple=True), "input", "checkbox"),
        (ChoiceInput("x", "Label", MANY), "select", None),
        (ChoiceInput("x", "Label", MANY[:3], required=False), "select", None),
    ],
)
def test_every_input_has_its_control_and_label(
    field: Input, tag: str, kind: str | None, renderer: Renderer
) -> None:
    outline = Outline(renderer.form(Form("t", "Title", "Send", (field,))))
    controls = [control for control in outline.all(tag) if control.get("name") == "x"]
    assert {control.get("type") for control in controls} == {kind}
    assert "Label" in outline.words
    assert outline.open == []


def test_in_a_dialog_of_many_questions_each_is_a_labelled_list_that_shows_its_answer(
    renderer: Renderer,
) -> None:
    fields = tuple(ChoiceInput(f"x{n}", f"Question {n}", MANY[:3], ("1",)) for n in range(16))
    outline = Outline(renderer.form(Form("t", "Title", "Send", fields)))
    assert [each["name"] for each in outline.all("select")] == [field.id for field in fields]
    assert all("required" in each for each in outline.all("select"))
    ids = [each["id"] for each in outline.all("select")]
    assert [label["for"] for label in outline.all("label")] == ids
    assert [o["value"] for o in outline.all("option") if "selected" in o] == ["1"] * 16
    assert outline.all("input") == []


def test_a_text_field_starts_with_its_initial_words_and_keeps_its_limit(renderer: Renderer) -> None:
    fields = (
        TextInput("a", "A", initial="\nhello", limit=40, multiline=True),
        TextInput("b", "B", initial="hi"),
    )
    html = renderer.form(Form("t", "Title", "Send", fields))
    outline = Outline(html)
    (area,) = outline.all("textarea")
    assert area["maxlength"] == "40"
    assert [i["value"] for i in outline.all("input")] == ["hi"]
    # The first line break after the tag belongs to the tag, so that one of the text's own survives.
    assert ">\n\nhello</textarea>" in html


def test_chosen_answers_are_chosen_when_the_dialog_opens(renderer: Renderer) -> None:
    field = ChoiceInput("x", "Label", MANY[:3], initial=("0", "2"), multiple=True)
    boxes = Outline(renderer.form(Form("t", "Title", "Send", (field,)))).all("input")
    assert [box["value"] for box in boxes if "checked" in box] == ["0", "2"]


def test_a_person_is_searched_by_words(renderer: Renderer) -> None:
    field = PersonInput("who", "Whom", hint="Of another pillar", required=False)
    outline = Outline(renderer.form(Form("t", "Title", "Send", (field,))))
    (search,) = outline.all("input")
    assert (search["type"], search["data-people"], search["aria-label"]) == ("search", "who", "Search: Whom")
    assert {"Whom", "Of another pillar", "optional"} <= set(outline.words)


def test_every_field_has_a_place_for_its_fault(renderer: Renderer) -> None:
    fields = (TextInput("a", "A"), ChoiceInput("b", "B", MANY[:2]), PersonInput("c", "C"))
    outline = Outline(renderer.form(Form("t", "Title", "Send", fields)))
    assert {p.get("data-fault") for p in outline.all("p")} >= {"a", "b", "c", ""}


def test_a_message_is_timed_where_its_reader_works(renderer: Renderer) -> None:
    outline = Outline(renderer.message(stored(say("Hi")), AMINA, PEOPLE, new_day=True))
    assert {"00:30", "Tuesday 24 November 2026"} <= set(outline.words)


def test_a_message_for_one_person_in_a_channel_says_so(renderer: Renderer) -> None:
    private = Outline(renderer.message(stored(say("Hi"), only_for=AMINA.email), AMINA, PEOPLE))
    assert "Only you see this" in private.words
    assert "Only you see this" not in Outline(renderer.message(stored(say("Hi")), AMINA, PEOPLE)).words


@pytest.mark.parametrize(
    ("author", "viewer", "name"),
    [
        (BOT, AMINA, "Crosspillar"),
        (AMINA.email, AMINA, "You"),
        (BRUNO.email, AMINA, "Bruno Keller"),
        ("left@example.org", AMINA, "left@example.org"),
    ],
)
def test_every_message_names_its_author(author: str, viewer: object, name: str, renderer: Renderer) -> None:
    assert name in Outline(renderer.message(stored(say("Hi"), author=author), AMINA, PEOPLE)).words


def test_each_local_day_is_named_once() -> None:
    hours = (0, 1, 3, 30)
    messages = [stored(say(""), sent_at=NOW - timedelta(hours=2) + timedelta(hours=h)) for h in hours]
    # 22:30 and 23:30 on Monday, 01:30 on Tuesday, 04:30 on Wednesday in Nairobi
    first = first_of_days(messages, "Africa/Nairobi")
    assert [m.id in first for m in messages] == [True, False, True, True]


def test_the_page_names_the_person_the_place_and_the_commands(renderer: Renderer) -> None:
    here = Conversation(f"direct:{AMINA.email}", "Crosspillar")
    page = ChatPage(
        AMINA, PEOPLE, [here], here, [stored(say("Hi"))], {here.name: 1}, [], NOW, Markup("<b>bar</b>")
    )
    outline = Outline(renderer.chat(page))
    assert {"Amina Diallo", "in Nairobi", "bar", "Coordinator"} <= set(outline.words)
    assert outline.open == []
    (log,) = outline.all("ol")
    assert (log["role"], log["aria-live"]) == ("log", "polite")


def test_an_empty_roster_says_what_to_do(renderer: Renderer) -> None:
    assert "Import a roster first" in renderer.chooser([], Markup())


def test_people_stand_below_their_setting_and_pillar() -> None:
    ((setting, pillars),) = by_setting(PEOPLE)
    assert setting == "Kalundi"
    assert [pillar for pillar, _ in pillars] == ["Development", "Humanitarian", "Peace and security"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Amina Diallo", "AD"), ("Bruno", "B"), ("Ana de la Cruz", "AC"), ("'t Hooft", "H"), ("", "")],
)
def test_a_badge_shows_first_and_last_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
