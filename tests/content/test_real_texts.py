"""The words we ship are plain, short, and fit where they are shown."""

from bot.content import Content
from nudges.cards import MAX_LABEL
from nudges.catalogue import Channel
from nudges.texts import FALLBACK

PREACHING = ("integration", "must", "should", "nudge", "behaviour", "silo", "!")


def test_cards_of_nudges_do_not_preach(content: Content) -> None:
    texts = content.texts.languages[FALLBACK].items()
    cards = {key: text.lower() for key, text in texts if key.startswith("nudge.")}
    assert not [key for key, text in cards.items() if any(word in text for word in PREACHING)]


def test_labels_fit_every_platform_and_reasons_are_one_sentence(content: Content) -> None:
    for key, text in content.texts.languages[FALLBACK].items():
        if key.startswith("nudge.") and key.endswith(".why"):
            assert text.endswith("."), key
            assert text.count(". ") == 0, key
        assert ".choice." not in key or len(text) <= MAX_LABEL


def test_short_names_of_behaviours_have_two_to_five_words(content: Content) -> None:
    say = content.texts.speaker(FALLBACK)
    for behaviour in content.catalogue.framework.behaviours:
        assert 2 <= len(say(f"behaviour.{behaviour}.short").split()) <= 5
        assert say(f"behaviour.{behaviour}.check_in").startswith("I ")


def test_a_word_after_did_names_one_behaviour_only(content: Content) -> None:
    say = content.texts.speaker(FALLBACK)
    words = [w for b in content.catalogue.framework.behaviours for w in say(f"behaviour.{b}.did").split(", ")]
    assert len(words) == len(set(words))


def test_public_posts_never_speak_to_one_person(content: Content) -> None:
    texts = content.texts.languages[FALLBACK]
    for one in content.catalogue.nudges.values():
        if one.channel is Channel.PUBLIC_POST:
            assert "{first_name}" not in texts[f"nudge.{one.id}.title"] + texts[f"nudge.{one.id}.body"]
