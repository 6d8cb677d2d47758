"""Pages as HTML, in one person's language. Pure: no clock, no database, no request."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from html import unescape
from zoneinfo import ZoneInfo

from jinja2 import Environment
from markupsafe import Markup

from bot.services.access import Reader
from bot.services.signing_in import PATH
from bot.templating import escaping_templates
from bot.web.assets import assets
from nudges.dates import day_in_words
from nudges.texts import Speaker

_LINK = re.compile(r"<[^|>]+\|([^>]*)>")


@dataclass(frozen=True, slots=True)
class Way:
    """An entry of the list of pages."""

    address: str
    label: str
    """The key of its text."""
    about: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: where one is, who is signed in, and the key of forms.

    ``theme`` is light or dark; empty where the device decides.
    """

    speak: Speaker
    path: str
    reader: Reader | None = None
    form_key: str = ""
    ways: Sequence[Way] = field(default=())
    theme: str = ""


@cache
def environment() -> Environment:
    env = escaping_templates("bot.web")
    env.globals.update(
        home=PATH, assets={name: f"{PATH}/static/{each.name}" for name, each in assets().items()}
    )
    env.filters["parts"] = parts
    env.filters["linked"] = linked
    return env


def draw(template: str, frame: Frame, **values: object) -> Markup:
    """A whole page. ``w`` looks up words of the pages, ``speak`` those of the product."""
    speak = frame.speak
    words = {"frame": frame, "speak": speak, "w": lambda key, **places: speak(f"pages.{key}", **places)}
    # Safe: the environment escapes whatever is not Markup already.
    return Markup(environment().get_template(template).render(words | values))  # noqa: S704


def parts(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Runs of lines of a message's text: (whether it is a list, its lines)."""
    run: list[str] = []
    listed = False
    for line in filter(None, (each.strip() for each in text.splitlines())):
        if run and line.startswith("•") is not listed:
            yield listed, run
            run = []
        listed = line.startswith("•")
        run.append(line.removeprefix("•").strip())
    if run:
        yield listed, run


def linked(text: str) -> str:
    """Slack's mark-up of one link as the words that are shown of it."""
    return unescape(_LINK.sub(r"\1", text))


def moment(at: datetime, zone: str, speak: Speaker) -> str:
    """A moment by somebody's clock."""
    local = at.astimezone(ZoneInfo(zone))
    return speak("common.moment", day=day_in_words(local, speak), time=f"{local:%H:%M}")
