"""Letters: what a flow writes to one person, and what they may press below it.

The words stand in the locale files under ``letter.<id>``: ``title``, ``body``, ``why`` and
one ``button.<id>`` each. The values of the body's places are looked up when the letter is sent,
so that it is true on the day it arrives and nothing personal is copied into an outbox. Title
and reason have no places: they are shown long afterwards too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from nudges.attention import Kind
from nudges.cards import Action, Card, Link, Paragraph, Style, token
from nudges.decisions import Prompt
from nudges.prompt_cards import Wording, reason_of, title_of, way_out

LINK, LINK_LABEL = "link", "link_label"
"""Among the facts of a letter: an address to go to, and its words."""


@dataclass(frozen=True, slots=True)
class Button:
    """One answer. ``action`` is the flow's handler; it is given the record's id.

    One that is ``unkept`` is a no of which nobody learns: that the letter was answered is
    stored, as for every letter, what was chosen is not.
    """

    id: str
    action: str
    unkept: bool = False
    rare: bool = False
    """Not what most readers want: it is not drawn as the first choice, wherever it stands."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of letter.

    ``kind`` is REQUEST (a colleague asks something: unasked, so it goes by the attention
    budget), NOTE (news about what the person asked for, in their working hours), REMINDER
    (at exactly the time they chose) or MESSAGE (in a thread they opened themselves: at once).
    """

    id: str
    kind: Kind
    buttons: tuple[Button, ...] = ()
    of_silence: bool = False
    """It says that no answer came; it has other words, ``unreached``, for a request that never arrived."""
    stays: bool = False
    """It holds what a colleague wrote, of which nothing else is left: no answer takes its place."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The texts it needs."""
        bodies = ("body", "unreached") if self.of_silence else ("body",)
        names = ("title", *bodies, "why", *(f"button.{button.id}" for button in self.buttons))
        return tuple(f"letter.{self.id}.{name}" for name in names)


def letter_card(
    letter: Letter, prompt: Prompt, facts: Mapping[str, str], wording: Wording, body: str = "body"
) -> Card:
    """The letter as a message. An unasked one says how to have quiet, like every prompt.

    ``body`` is the name of its words: a letter of silence has two.
    """
    speak, values = wording.speak, {**wording.values, **facts}
    way = (Link(facts[LINK_LABEL], facts[LINK]),) if LINK in facts else ()
    answers = tuple(
        Action(
            token("letter", prompt.id, button.id),
            speak(f"letter.{letter.id}.button.{button.id}"),
            Style.PRIMARY if place == 0 and not button.rare else Style.PLAIN,
            leads=button.action,
        )
        for place, button in enumerate(letter.buttons)
    )
    return Card(
        title=title_of(prompt, wording),
        body=(Paragraph(_sentence(speak(f"letter.{letter.id}.{body}", **values))), *way),
        actions=(*answers, *(way_out(prompt, wording) if letter.kind.unasked else ())),
        footer=reason_of(prompt, wording),
    )


def _sentence(text: str) -> str:
    """A sentence that begins with a place begins with a capital, such as “A former colleague …”."""
    return text[:1].upper() + text[1:]
