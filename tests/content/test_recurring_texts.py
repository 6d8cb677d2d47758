"""What comes again and again is said in fresh words; what people agree to keeps its version."""

import hashlib
from collections.abc import Iterator

import pytest

from bot.content import Content
from nudges.catalogue import Nudge
from nudges.triggers import Every, InCheckIn, Recurring

WORDINGS = 3
"""So many, so that no turn falls on the same words at two neighbouring weeks, fortnights or months."""
OFTEN = (Every.WEEK, Every.FORTNIGHT, Every.MONTH)
LANGUAGES = ("en", "fr")
AGREED_TO = ("title", "offer", "stored", "yes", "no", "why")
"""The words of the welcome, above the answer and on it."""


def often(content: Content) -> Iterator[Nudge]:
    for nudge in content.catalogue.nudges.values():
        times = [t.every for t in nudge.triggers if isinstance(t, Recurring | InCheckIn)]
        if any(every in OFTEN for every in times):
            yield nudge


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_at_least_monthly_has_three_wordings(content: Content, language: str) -> None:
    counts = {
        nudge.id: max(
            content.texts.wordings(language, f"nudge.{nudge.id}.{part}") for part in ("title", "body")
        )
        for nudge in often(content)
    }
    assert len(counts) == 17
    assert set(counts.values()) == {WORDINGS}
    assert content.texts.wordings(language, "check_in.body") == WORDINGS


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_is_said_twice(content: Content, language: str) -> None:
    """Of texts that are more than the facts of the day."""
    texts = content.texts.languages[language]
    cards = [
        text
        for key, text in texts.items()
        if key.startswith(("nudge.", "check_in.body")) and (".title" in key or ".body" in key)
    ]
    assert len(cards) == len(set(cards))


@pytest.mark.parametrize("role", ["R1", "R2", "R3", "R4", "R5"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chat_page_has_a_short_name_for_each_role(content: Content, language: str, role: str) -> None:
    assert len(content.texts.get(language, f"local_chat.role.{role}")) <= 30


@pytest.mark.parametrize(
    ("language", "fingerprint"),
    [("en", "a343a0ae4cb6e72e"), ("fr", "3ffad0b1be05496c")],
)
def test_the_version_of_the_welcome_changes_with_its_words(
    content: Content, language: str, fingerprint: str
) -> None:
    """Where this fails: the words of the welcome changed.

    Give ``consent_text.version`` (messages.yaml, every language) the day of the change, and put
    both the version and the fingerprint shown here. Consents are stored with the version, so that
    one can always tell which words a person agreed to.
    """
    texts = content.texts.languages[language]
    words = "\n".join(texts[f"welcome.{part}"] for part in AGREED_TO)
    shown = hashlib.sha256(words.encode()).hexdigest()[:16]
    assert (texts["consent_text.version"], shown) == ("2026-11-22", fingerprint)
