"""Any card and any form at all, for Hypothesis."""

from hypothesis import strategies as st

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
)

LIMITS = (24, 75, 150, 2000, 3000)
"""Lengths at which some platform cuts: titles of dialogs, labels, headers, hints, texts."""


@st.composite
def edges(draw_one: st.DrawFn) -> str:
    """Text about as long as a limit, in words of any length, with letters outside the plain ones."""
    length = draw_one(st.sampled_from(LIMITS)) + draw_one(st.integers(-1, 1))
    word = draw_one(st.text(alphabet="aé語😀", min_size=1, max_size=90))
    return (draw_one(st.sampled_from([word, f"{word} "])) * length)[:length]


words = st.text(max_size=40) | st.text(alphabet="ab <&>*_ \n", max_size=4000) | edges()
pictures = st.builds(Picture, st.just(b"png"), words)
facts = st.builds(Facts, st.lists(st.tuples(words, words), max_size=4).map(tuple))
attached = st.builds(Attachment, st.just("a.ics"), st.just("text/calendar"), st.just(b""), words)
links = st.builds(Link, st.just("https://pages.example.org/pages"), words)
bodies = st.lists(st.builds(Paragraph, words) | facts | pictures | attached | links, max_size=4).map(tuple)


def tokens(most: int) -> st.SearchStrategy[str]:
    """Tokens of so many characters at most."""
    return st.text(alphabet="abc:1", min_size=1, max_size=most)


def any_cards(longest_token: int) -> st.SearchStrategy[Card]:
    actions = st.builds(Action, tokens(longest_token), words, st.sampled_from(Style))
    group = st.builds(ActionGroup, words, st.lists(actions, max_size=6).map(tuple))
    groups = st.lists(group, max_size=9).map(tuple)
    return st.builds(Card, words, bodies, groups, st.lists(actions, max_size=60).map(tuple), words)


names = st.text(alphabet="abc", min_size=1, max_size=8)
options = st.lists(st.builds(Option, names, words), min_size=1, max_size=30, unique_by=lambda o: o.value)
texts = st.builds(TextInput, names, words, words, words, st.integers(1, 5000), st.booleans(), st.booleans())
people = st.builds(PersonInput, names, words, words, st.booleans())


@st.composite
def choices(draw_one: st.DrawFn) -> ChoiceInput:
    offered = tuple(draw_one(options))
    initial = tuple(draw_one(st.lists(st.sampled_from([o.value for o in offered]), max_size=3, unique=True)))
    multiple, required = draw_one(st.booleans()), draw_one(st.booleans())
    return ChoiceInput(draw_one(names), draw_one(words), offered, initial, multiple, required)


fields: st.SearchStrategy[Input] = texts | people | choices()
forms = st.builds(
    Form, tokens(500), words, words,
    st.lists(fields, max_size=8, unique_by=lambda field: field.id).map(tuple), words,
)  # fmt: skip
