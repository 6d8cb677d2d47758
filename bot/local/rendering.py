"""Cards, dialogs and pages of the local chat as HTML. Pure: no clock, no database, no request."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from jinja2 import Environment
from markupsafe import Markup

from bot.local.messages import BOT, StoredMessage
from bot.local.ports import CommandHint, LocalPerson
from bot.ports import Home, Section
from bot.templating import escaping_templates
from nudges.cards import (
    Attachment,
    Card,
    ChoiceInput,
    Facts,
    Form,
    Input,
    Link,
    Paragraph,
    Picture,
    Style,
    TextInput,
)
from nudges.dates import day_in_words
from nudges.people import Platform
from nudges.texts import Speaker

HOME = "~home"
"""Stands for the own page in an address; no channel is called so."""

_FEW = 6
"""Up to so many answers stand open as radio buttons; more fold into a list."""
_FEW_FIELDS = 4
"""In a dialog with more fields that take one answer, all fold: it would be screens long on a phone."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A line of the conversation list. ``channel_id`` is None for the direct message.

    ``home`` marks the person's own page: what is done there belongs to the direct message.
    """

    name: str
    label: str
    channel_id: str | None = None
    home: bool = False

    @property
    def query(self) -> str:
        """What the page's address says after ``in=``; empty for the direct message."""
        return HOME if self.home else self.channel_id or ""


@dataclass(frozen=True, slots=True)
class ChatPage:
    """Everything the page of one person shows."""

    person: LocalPerson
    people: Sequence[LocalPerson]
    conversations: Sequence[Conversation]
    current: Conversation
    messages: Sequence[StoredMessage]
    latest: Mapping[str, int]
    commands: Sequence[CommandHint]
    now: datetime
    top_bar: Markup
    home: Home | None = None
    """Shown in the place of messages, where the page is the person's own."""


def environment() -> Environment:
    env = escaping_templates("bot.local")
    env.tests["text_block"] = lambda block: isinstance(block, Paragraph)
    env.tests["facts_block"] = lambda block: isinstance(block, Facts)
    env.tests["link_block"] = lambda block: isinstance(block, Link)
    env.tests["attachment_block"] = lambda block: isinstance(block, Attachment)
    env.filters["paragraphs"] = paragraphs
    env.filters["data_url"] = data_url
    env.filters["initials"] = initials
    env.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    return env


class Renderer:
    """Draws in one language; ``speak`` looks the words of the page up."""

    def __init__(self, speak: Speaker) -> None:
        self._speak = speak
        self._env = environment()
        self._env.globals.update(w=self.word, bot=BOT)

    def word(self, key: str, /, **values: object) -> str:
        return self._speak(f"local_chat.{key}", **values)

    def card(self, card: Card) -> Markup:
        """A card: title, body, groups, loud actions, quiet actions, small print."""
        return self._card(card, still=False)

    def still(self, card: Card) -> Markup:
        """A card to look at: its buttons cannot be pressed."""
        return self._card(card, still=True)

    def _card(self, card: Card, *, still: bool) -> Markup:
        loud = [action for action in card.actions if action.style is not Style.QUIET]
        quiet = [action for action in card.actions if action.style is Style.QUIET]
        return self._draw("card.html", card=card, loud=loud, quiet=quiet, still=still)

    def farewell(self, card: Card) -> Markup:
        """The last card of a conversation that is deleted, stored nowhere, with the way to other people."""
        return self._draw("farewell.html", card_html=self.card(card))

    def form(self, form: Form, message: str = "") -> Markup:
        """A dialog; ``message`` is the id of the message whose button opened it."""
        folded = sum(kind_of(field) in ("radios", "list") for field in form.inputs) > _FEW_FIELDS
        fields = [(kind_of(field, folded=folded), field) for field in form.inputs]
        return self._draw("form.html", form=form, fields=fields, message=message)

    def message(
        self,
        message: StoredMessage,
        viewer: LocalPerson,
        people: Sequence[LocalPerson] = (),
        *,
        new_day: bool = False,
    ) -> Markup:
        """One message as ``viewer`` sees it, under its author's name and perhaps under its date."""
        local = message.sent_at.astimezone(ZoneInfo(viewer.time_zone))
        return self._draw(
            "message.html",
            message=message,
            mine=message.author == viewer.email,
            author=self.author(message, people),
            card_html=self.card(message.card),
            sent=local,
            day=self.day(local) if new_day else "",
        )

    def messages(self, page: ChatPage) -> list[Markup]:
        if page.home is not None:
            return [self._section(each) for each in page.home.sections]
        first = first_of_days(page.messages, page.person.time_zone)
        return [self.message(m, page.person, page.people, new_day=m.id in first) for m in page.messages]

    def _section(self, section: Section) -> Markup:
        """A part of the own page; a message of this chat that says the same is redrawn by an answer."""
        local = section.ref is not None and section.ref.platform is Platform.LOCAL
        message = section.ref.message if section.ref and local else ""
        return self._draw("section.html", message=message, card_html=self.card(section.card))

    def author(self, message: StoredMessage, people: Sequence[LocalPerson]) -> str:
        """The name to show for whoever wrote a message."""
        if message.author == BOT:
            return self.word("bot_name")
        return next((p.name for p in people if p.email == message.author), message.author)

    def chat(self, page: ChatPage) -> Markup:
        return self._draw(
            "chat.html",
            page=page,
            drawn=self.messages(page),
            settings=by_setting(page.people),
            hues=hues(page.people),
            clock=self.clock(page.now, page.person),
        )

    def chooser(self, people: Sequence[LocalPerson], top_bar: Markup) -> Markup:
        return self._draw("choose.html", settings=by_setting(people), hues=hues(people), top_bar=top_bar)

    def problem(self, sentence: str) -> Markup:
        """A page that says what went wrong and what to do."""
        return self._draw("problem.html", sentence=sentence)

    def clock(self, now: datetime, person: LocalPerson) -> Markup:
        """The present moment where the person works."""
        local = now.astimezone(ZoneInfo(person.time_zone))
        place = person.time_zone.rsplit("/", 1)[-1].replace("_", " ")
        return self._draw("clock.html", local=local, day=self.day(local), place=place)

    def day(self, local: datetime) -> str:
        """A local date in words."""
        return self.word(
            "day",
            weekday=self._speak(f"day.{local.weekday()}"),
            day=day_in_words(local, self._speak),
            year=local.year,
        )

    def _draw(self, template: str, **values: object) -> Markup:
        # Safe: the environment escapes whatever is not Markup already.
        return Markup(self._env.get_template(template).render(values))  # noqa: S704


def kind_of(field: Input, *, folded: bool = False) -> str:
    """Which control draws an input: text, area, date, checkboxes, radios, list or person."""
    match field:
        case TextInput(day=True):
            return "date"
        case TextInput():
            return "area" if field.multiline else "text"
        case ChoiceInput(multiple=True):
            return "checkboxes"
        case ChoiceInput():
            few = field.required and len(field.options) <= _FEW
            return "radios" if few and not folded else "list"
        case _:
            return "person"


def first_of_days(messages: Sequence[StoredMessage], time_zone: str) -> frozenset[str]:
    """The ids of the messages with which a local day begins."""
    days = groupby(messages, key=lambda m: m.sent_at.astimezone(ZoneInfo(time_zone)).date())
    return frozenset(next(group).id for _, group in days)


def paragraphs(text: str) -> list[str]:
    """Split at blank lines."""
    return [part for part in re.split(r"\n\s*\n", text.strip("\n")) if part.strip()]


def data_url(block: Picture | Attachment) -> str:
    """The bytes of a picture or file inside the page itself."""
    if isinstance(block, Attachment):
        return f"data:{block.mime_type};base64," + base64.b64encode(block.content).decode()
    return "data:image/png;base64," + base64.b64encode(block.png).decode()


def initials(name: str) -> str:
    """Up to two letters for the round badge beside a name."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


def by_setting(
    people: Sequence[LocalPerson],
) -> list[tuple[str, list[tuple[str, list[LocalPerson]]]]]:
    """People by setting, then by pillar, then by name."""
    ordered = sorted(people, key=lambda p: (p.setting, p.pillar, p.name))
    return [
        (setting, [(pillar, list(group)) for pillar, group in groupby(members, key=lambda p: p.pillar)])
        for setting, members in groupby(ordered, key=lambda p: p.setting)
    ]


def hues(people: Sequence[LocalPerson]) -> dict[str, int]:
    """A colour number from 0 to 5 for each pillar."""
    return {pillar: n % 6 for n, pillar in enumerate(sorted({p.pillar for p in people}))}
