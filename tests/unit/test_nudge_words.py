"""What the words of a nudge have to keep to, whoever writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load_content
from bot.services.flows import FLOWS
from nudges.catalogue import Channel
from nudges.channel_planning import POSTED
from nudges.nudge_words import (
    BUILT_IN,
    LONGEST_LABEL,
    Rule,
    edit_flaws,
    places_for,
    still_fits,
    version_of,
    words_of,
)
from nudges.switches import can_rest, is_message
from nudges.texts import placeholders

CONTENT = load_content()
NUDGES = CONTENT.catalogue.nudges
FORUM = NUDGES["S1-2"]
"""It has four choices, and its title and text have a place each."""
OWN = words_of(FORUM, CONTENT.texts, "en")


def rules(**changed: str) -> set[tuple[str, Rule]]:
    """What is wrong with the catalogue's words once some parts read otherwise."""
    words = OWN | {f"nudge.S1-2.{part.replace('__', '.')}": text for part, text in changed.items()}
    found = edit_flaws(FORUM, {key: text for key, text in words.items() if text != "-"}, OWN)
    return {(flaw.key.removeprefix("nudge.S1-2."), flaw.rule) for flaw in found}


@pytest.mark.parametrize("language", sorted(CONTENT.texts.languages))
def test_the_catalogue_s_own_words_keep_every_rule(language: str) -> None:
    for nudge in NUDGES.values():
        words = words_of(nudge, CONTENT.texts, language)
        assert edit_flaws(nudge, words, words) == []


@pytest.mark.parametrize(
    ("part", "text", "rule"),
    [
        ("why", " ", Rule.EMPTY),
        ("why", "-", Rule.EMPTY),
        ("choice__keep", "-", Rule.EMPTY),
        ("why", "You get this because {", Rule.BRACES),
        ("why", "You own {forum!r}", Rule.PLACE_NAME),
        ("why", "You own {forum:>999999999}", Rule.PLACE_NAME),
        ("why", "You own {forum.owner}", Rule.PLACE_NAME),
        ("why", "You own {everything}", Rule.UNKNOWN_PLACE),
        ("choice__keep", "Keep {forum}", Rule.UNKNOWN_PLACE),
        ("title", "A fresh look", Rule.PLACES_DIFFER),
        ("title", "a b c d e f g h {forum}", Rule.TITLE_WORDS),
        ("body", "word " * 60 + "{figures}", Rule.CARD_WORDS),
        ("reply__keep", "word " * 61, Rule.TEXT_WORDS),
        ("body", "{figures} " + "w" * 600, Rule.CHARACTERS),
        ("choice__keep", "x" * (LONGEST_LABEL + 1), Rule.CHARACTERS),
    ],
)
def test_each_rule_is_told_at_the_text_that_breaks_it(part: str, text: str, rule: Rule) -> None:
    assert (part.replace("__", "."), rule) in rules(**{part: text})


def test_other_words_with_the_same_places_are_fine() -> None:
    assert rules(title="{forum}: is it worth it?", body="{figures} What would you do?") == set()
    assert rules(body="{figures} {first_name}, what would you do?") == set()


def test_wordings_come_in_pairs() -> None:
    assert ("body", Rule.UNPAIRED) in rules(
        title__2="{forum}?", body__2="{figures} So?", body__3="{figures} And?"
    )
    assert rules(title__2="{forum}?", body__2="{figures} So?") == set()


def test_a_post_names_nobody_by_name() -> None:
    posts = [each for each in NUDGES.values() if each.channel is Channel.PUBLIC_POST]
    assert posts
    for each in posts:
        assert not {"first_name", "entity"} & places_for(each, f"nudge.{each.id}.body")
        assert not each.facts & places_for(each, f"nudge.{each.id}.title")
    assert places_for(FORUM, "nudge.S1-2.title") == FORUM.facts | BUILT_IN


@given(st.sampled_from(sorted(OWN)), st.text(min_size=1))
def test_any_other_word_makes_another_version(key: str, text: str) -> None:
    changed = OWN | {key: OWN[key] + text}
    assert version_of(changed) != version_of(OWN)
    assert version_of(dict(reversed(changed.items()))) == version_of(changed)


def test_words_the_catalogue_has_outgrown_are_not_used() -> None:
    asked = (CONTENT.catalogue, CONTENT.texts)
    assert still_fits(*asked, "S1-2", "en", OWN)
    assert not still_fits(*asked, "S1-2", "en", {key: OWN[key] for key in list(OWN)[:-1]})
    assert not still_fits(*asked, "S99-1", "en", OWN)


def test_what_people_ask_for_cannot_be_switched_off() -> None:
    asked_for = {each.id for each in NUDGES.values() if not can_rest(each)}
    inside = {"S1-3", "S4-1", "S5-1", "S5-4", "S6-4", "S9-2", "S9-3", "S9-4", "S16-1", "S17-1"}
    assert asked_for == inside | {"S1-1", "S14-3", "S15-1"}
    assert not any(is_message(NUDGES[each]) for each in asked_for)


def test_what_counts_as_a_post_is_posted_by_a_flow() -> None:
    posted = {nudge for flow in FLOWS for nudge in flow.posts}
    assert {each.id for each in NUDGES.values() if each.channel in POSTED and is_message(each)} == posted


def test_whatever_may_be_used_is_filled_somewhere_already() -> None:
    """So whatever a coordinator writes finds its value: a text's facts come together or not at all."""
    for nudge in NUDGES.values():
        used = (placeholders(text) for text in words_of(nudge, CONTENT.texts, "en").values())
        assert nudge.facts <= frozenset().union(*used), nudge.id
