"""The words of one nudge in one language: which texts there are, and what they have to keep to.

The same rules hold for the catalogue's own files and for what coordinators write.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from itertools import count, takewhile

from nudges.catalogue import Catalogue, Nudge
from nudges.channel_planning import POSTED
from nudges.editions import Words
from nudges.texts import Texts, broken_place, numbered, placeholders, unnumbered

LONGEST_LABEL = 30
"""Characters of a choice's label, so that four stand side by side."""
LONGEST_TITLE, LONGEST_TEXT = 100, 600
"""Characters: what every platform shows whole."""
MOST_WORDS = 60
"""Words of a card, title and body together; also of every other text."""
MOST_TITLE_WORDS = 8
BUILT_IN = frozenset({"first_name", "entity", "setting"})
"""Places every nudge's text may use; they are the person's own."""
_FOR_ALL = frozenset({"setting"})
"""Those of them that are the same for everybody who reads a post."""
_BARE = re.compile(r"\.(choice|reply)\.")
VARIED = ("title", "body")
"""Parts that may have several wordings, which take turns."""


class Rule(StrEnum):
    """What a text can break."""

    EMPTY = "empty"
    BRACES = "braces"
    PLACE_NAME = "place_name"
    UNKNOWN_PLACE = "unknown_place"
    PLACES_DIFFER = "places_differ"
    TITLE_WORDS = "title_words"
    CARD_WORDS = "card_words"
    TEXT_WORDS = "text_words"
    CHARACTERS = "characters"
    UNPAIRED = "unpaired"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One rule that one text breaks. ``values`` say how, for whoever mends it."""

    key: str
    rule: Rule
    values: Mapping[str, str | int] = field(default_factory=dict)


def root_of(nudge_id: str) -> str:
    """What the keys of a nudge's texts begin with."""
    return f"nudge.{nudge_id}"


def keys_of(nudge: Nudge) -> Iterator[str]:
    """The keys of its texts, each once, in the order in which they are read."""
    yield from (f"{root_of(nudge.id)}.{part}" for part in ("title", "body", "why"))
    for choice in nudge.choices:
        yield f"{root_of(nudge.id)}.choice.{choice.id}"
        yield f"{root_of(nudge.id)}.reply.{choice.id}"


def places_for(nudge: Nudge, key: str) -> frozenset[str]:
    """The places a text of its may use. Labels and replies are shown as they stand.

    What a post is about fills its body only: the rest is drawn again for whoever answers it.
    """
    if _BARE.search(key):
        return frozenset()
    if nudge.channel not in POSTED:
        return nudge.facts | BUILT_IN
    return _FOR_ALL | nudge.facts if unnumbered(key).endswith(".body") else _FOR_ALL


def longest(key: str) -> int:
    """How many characters a text may have."""
    if ".choice." in key:
        return LONGEST_LABEL
    return LONGEST_TITLE if unnumbered(key).endswith(".title") else LONGEST_TEXT


def words_of(nudge: Nudge, texts: Texts, language: str) -> dict[str, str]:
    """All texts of a nudge as somebody with this language gets them, with every wording."""
    return {
        each: texts.template(language, each)
        for key in keys_of(nudge)
        for each in (numbered(key, n) for n in range(texts.wordings(language, key)))
    }


def version_of(words: Words) -> str:
    """A short name of these very words: the same wherever they are the same, another with any change."""
    return sha256(json.dumps(sorted(words.items())).encode()).hexdigest()[:12]


def wordings(words: Words, key: str) -> dict[str, str]:
    """Every wording of a text by its key, in order; empty where there is none."""
    keys = takewhile(words.__contains__, (numbered(key, n) for n in count()))
    return {each: words[each] for each in keys}


def text_flaws(key: str, template: str) -> Iterator[Flaw]:
    """What is wrong with a text by itself, whatever it is for."""
    if not template.strip():
        yield Flaw(key, Rule.EMPTY)
    try:
        broken = broken_place(template)
    except ValueError:
        yield Flaw(key, Rule.BRACES)
        return
    if broken is not None:
        yield Flaw(key, Rule.PLACE_NAME, {"place": broken})


def nudge_flaws(nudge: Nudge, words: Words) -> Iterator[Flaw]:
    """What is wrong with a nudge's words as such, as far as they are given."""
    for key in keys_of(nudge):
        for each, template in wordings(words, key).items():
            yield from _unfilled(nudge, each, template)
            yield from _too_long(each, template)
    titles, bodies = (wordings(words, f"{root_of(nudge.id)}.{part}") for part in VARIED)
    for key, title in titles.items():
        if len(title.split()) > MOST_TITLE_WORDS:
            yield Flaw(key, Rule.TITLE_WORDS, {"most": MOST_TITLE_WORDS})
    yield from _pairs(titles, bodies)


def edit_flaws(nudge: Nudge, words: Words, original: Words) -> list[Flaw]:
    """What keeps words from taking the place of the ``original`` ones: none of its texts may be missing,
    and each fills the same places.
    """
    found = [flaw for key, template in words.items() for flaw in text_flaws(key, template)]
    for key in keys_of(nudge):
        for each, template in (wordings(words, key) or {key: ""}).items():
            if key not in words:
                found.append(Flaw(key, Rule.EMPTY))
            elif _places(template) != _places(original[key]):
                missing = _places(original[key]) - _places(template)
                if missing:
                    found.append(Flaw(each, Rule.PLACES_DIFFER, {"places": _braced(missing)}))
    return [*found, *nudge_flaws(nudge, words)]


def still_fits(catalogue: Catalogue, texts: Texts, nudge_id: str, language: str, words: Words) -> bool:
    """Whether a nudge of the catalogue can be sent in these words: the catalogue may have outgrown them."""
    nudge = catalogue.nudges.get(nudge_id)
    return nudge is not None and not edit_flaws(nudge, words, words_of(nudge, texts, language))


def _unfilled(nudge: Nudge, key: str, template: str) -> Iterator[Flaw]:
    known = places_for(nudge, key)
    for place in sorted(_places(template) - known):
        yield Flaw(key, Rule.UNKNOWN_PLACE, {"place": place, "known": ", ".join(sorted(known))})


def _too_long(key: str, template: str) -> Iterator[Flaw]:
    if len(template) > longest(key):
        yield Flaw(key, Rule.CHARACTERS, {"count": len(template), "most": longest(key)})
    size = len(template.split())
    if size > MOST_WORDS and not unnumbered(key).endswith(VARIED):
        yield Flaw(key, Rule.TEXT_WORDS, {"count": size, "most": MOST_WORDS})


def _pairs(titles: Words, bodies: Words) -> Iterator[Flaw]:
    """Titles and bodies take turns together; one alone goes with all of the other."""
    if not bodies:
        return
    if min(len(titles), len(bodies)) > 1 and len(titles) != len(bodies):
        yield Flaw(next(iter(bodies)), Rule.UNPAIRED, {"titles": len(titles), "bodies": len(bodies)})
        return
    said, told = list(titles.values()) or [""], list(bodies.items())
    for turn in range(max(len(said), len(told))):
        key, body = told[turn % len(told)]
        size = len(said[turn % len(said)].split()) + len(body.split())
        if size > MOST_WORDS:
            yield Flaw(key, Rule.CARD_WORDS, {"count": size, "most": MOST_WORDS})


def _places(template: str) -> frozenset[str]:
    """The places in a template; empty where its braces are broken, which is a flaw of its own."""
    try:
        return placeholders(template)
    except ValueError:
        return frozenset()


def _braced(places: frozenset[str]) -> str:
    return " ".join(f"{{{place}}}" for place in sorted(places))
