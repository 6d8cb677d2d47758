"""Platform-neutral messages: what a person reads and can do, free of any chat platform.

A card is drawn by an adapter (Slack, Teams, the local page). Everything that can be
pressed carries an *action token*, ``name:argument:argument``, which comes back to us
unchanged; adapters never read it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

MAX_LABEL = 75
"""Longest label of a button or option in characters: the narrowest platform's limit."""


class Style(StrEnum):
    """How loudly an action is drawn."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"
    """Drawn small and last: snooze, stop, why."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text; a blank line inside starts a new paragraph. No mark-up."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Short label and value pairs, in order."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with the words that replace it for those who cannot see it."""

    png: bytes
    alt: str
    source: str = ""
    """From what it can be drawn again where a platform fetches pictures by address; empty: from nothing."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small file to take along, such as a calendar entry. ``label`` says in words what it holds.

    Where a platform cannot hand over files the label stands alone, so it must be enough to act on.
    """

    name: str
    mime_type: str
    content: bytes
    label: str


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a place elsewhere, such as a conversation of two people. ``label`` says where it leads.

    A platform that cannot open such an address shows the label alone.
    """

    label: str
    url: str


Block: TypeAlias = Paragraph | Facts | Picture | Attachment | Link


@dataclass(frozen=True, slots=True)
class Action:
    """A button. ``token`` comes back when it is pressed."""

    token: str
    label: str
    style: Style = Style.PLAIN
    leads: str = ""
    """The action a message's answer leads on to; empty where the token itself names the action."""
    opens_form: bool = False
    """Whether pressing it opens a form, unless it is out of date. Set by ``announcing``, in one place."""

    @property
    def name(self) -> str:
        """The name of what pressing it does."""
        return self.leads or split_token(self.token)[0]


@dataclass(frozen=True, slots=True)
class TextInput:
    """A field for words. ``limit`` is in characters."""

    id: str
    label: str
    hint: str = ""
    initial: str = ""
    limit: int = 300
    multiline: bool = False
    required: bool = True
    day: bool = False
    """The words are a day, such as 2026-05-31: whoever fills it in is shown a calendar."""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ChoiceInput:
    """A field with given answers. Several may be chosen where ``multiple``."""

    id: str
    label: str
    options: tuple[Option, ...]
    initial: tuple[str, ...] = ()
    multiple: bool = False
    required: bool = True


@dataclass(frozen=True, slots=True)
class PersonInput:
    """A field that names one colleague; the adapter returns their person id.

    ``initial`` is somebody filled in beforehand: their person id, and how they are called.
    """

    id: str
    label: str
    hint: str = ""
    required: bool = True
    initial: Option | None = None


Input: TypeAlias = TextInput | ChoiceInput | PersonInput


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """A line of buttons below a short label, such as one behaviour of the check-in."""

    label: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One message.

    ``body`` is read top to bottom, then ``groups`` (labelled rows of buttons), then
    ``actions``. ``footer`` says in small print why the message came.
    """

    title: str
    body: tuple[Block, ...] = ()
    groups: tuple[ActionGroup, ...] = ()
    actions: tuple[Action, ...] = ()
    footer: str = ""

    @property
    def summary(self) -> str:
        """One line for notifications and screen readers."""
        first = next((b.text for b in self.body if isinstance(b, Paragraph)), "")
        line = " ".join(f"{_ended(self.title)} {first}".split())
        return line if len(line) <= 150 else line[:149] + "…"


def _ended(title: str) -> str:
    """A title as a sentence of its own, so that it is not read into the next one."""
    words = title.rstrip()
    return f"{words}." if words and words[-1] not in ".?!…:" else words


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog with inputs, opened by pressing an action or by a command.

    ``token`` comes back with the values when it is submitted.
    """

    token: str
    title: str
    submit: str
    inputs: tuple[Input, ...]
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot does at once after a press, a submission or a command.

    ``replace`` redraws the message that was pressed; ``say`` adds messages only this
    person sees; ``form`` opens a dialog; ``faults`` (input id to text) keep a submitted
    dialog open and are shown at its fields.
    """

    replace: Card | None = None
    say: tuple[Card, ...] = ()
    form: Form | None = None
    faults: dict[str, str] = field(default_factory=dict)


def announcing(card: Card, opens: Callable[[str], bool]) -> Card:
    """The card with its actions that open a form saying so; ``opens`` tells by an action's name."""

    def told(actions: Sequence[Action]) -> tuple[Action, ...]:
        return tuple(replace(each, opens_form=opens(each.name)) for each in actions)

    groups = tuple(replace(group, actions=told(group.actions)) for group in card.groups)
    return replace(card, groups=groups, actions=told(card.actions))


def say(title: str, *paragraphs: str, actions: Sequence[Action] = (), footer: str = "") -> Card:
    """A card of plain paragraphs."""
    body = tuple(Paragraph(text) for text in paragraphs if text)
    return Card(title=title, body=body, actions=tuple(actions), footer=footer)


def token(name: str, *arguments: str) -> str:
    """Join an action's name and arguments; ``:`` is not allowed inside them.

    Raises ``ValueError`` where a part is not usable.
    """
    if any(":" in part for part in (name, *arguments)):
        raise ValueError("an action token's parts must not contain ':'")
    return ":".join((name, *arguments))


def split_token(text: str) -> tuple[str, tuple[str, ...]]:
    """The name and arguments of an action token."""
    name, *arguments = text.split(":")
    return name, tuple(arguments)
