"""Whether the texts fit what they belong to: all there, nothing left over, short, fillable."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.content.documents import Document
from bot.content.faults import Fault
from bot.content.locales import Entry, Language
from nudges.catalogue import Catalogue, Nudge
from nudges.framework import Framework
from nudges.texts import FALLBACK, numbered

LONGEST_LABEL = 30
"""Characters of a choice's label, so that four stand side by side."""
MOST_WORDS = 60
"""Words of a card, title and body together."""
MOST_TITLE_WORDS = 8
BUILT_IN = frozenset({"first_name", "entity", "setting"})
"""Places every nudge's text may use; they are the person's own."""

_BARE = re.compile(r"\.(choice|reply)\.")
"""Texts that are shown as they stand."""

_OWN_KINDS = frozenset({"nudge", "barrier", "behaviour", "role", "strategy", "recommendation", "solution"})


def wording_faults(
    catalogue: Catalogue, places: Mapping[str, Document], languages: Mapping[str, Language]
) -> Iterator[Fault]:
    """Faults of all languages; ``places`` are the files of all nudges, also of unsound ones."""
    english = languages.get(FALLBACK, Language(FALLBACK))
    yield from _missing(catalogue, places, english)
    yield from _superfluous(catalogue, places, english)
    yield from _names(catalogue.framework, english)
    for language in languages.values():
        yield from _cards(catalogue, language)
        if language is not english:
            yield from _beside(english, language)


def _missing(catalogue: Catalogue, places: Mapping[str, Document], english: Language) -> Iterator[Fault]:
    for key in _framework_keys(catalogue.framework):
        if key not in english.entries:
            yield Fault(f"{english.folder}/framework.yaml", 1, f"the text `{key}` is missing: add it")
    for nudge in catalogue.nudges.values():
        file = f"{english.folder}/{places[nudge.id].file}"
        for key in _nudge_keys(nudge):
            if key not in english.entries:
                yield Fault(file, _line(english, file, nudge.id), f"the text `{key}` is missing: add it")


def _line(language: Language, file: str, nudge_id: str) -> int:
    """Where a nudge's texts begin, or the first line where it has none."""
    found = (e.document for e in language.entries.values() if e.document.file == file)
    document = next(found, None)
    return document.line((nudge_id,)) if document else 1


def _superfluous(catalogue: Catalogue, places: Mapping[str, Document], english: Language) -> Iterator[Fault]:
    wanted = set(_framework_keys(catalogue.framework))
    for nudge in catalogue.nudges.values():
        for key in _nudge_keys(nudge):
            wanted.update(numbered(key, n) for n in range(max(1, len(english.wordings(key)))))
    unsound = places.keys() - catalogue.nudges.keys()
    for key, entry in english.entries.items():
        kind, _, rest = key.partition(".")
        if kind in _OWN_KINDS and key not in wanted and rest.partition(".")[0] not in unsound:
            yield entry.fault(f"nothing uses the text `{key}`: remove it or correct its key")


def _framework_keys(framework: Framework) -> Iterator[str]:
    named: Mapping[str, Mapping[str, object]] = {
        "role": framework.role_groups,
        "strategy": framework.strategies,
        "recommendation": framework.recommendations,
        "solution": framework.solutions,
    }
    yield from (f"barrier.{number}.name" for number in framework.barriers)
    yield from (f"{kind}.{one}.name" for kind, ids in named.items() for one in ids)
    for behaviour in framework.behaviours:
        yield from (f"behaviour.{behaviour}.{part}" for part in ("name", "short", "check_in", "did"))


def _nudge_keys(nudge: Nudge) -> Iterator[str]:
    yield from (f"nudge.{nudge.id}.{part}" for part in ("title", "body", "why"))
    for choice in nudge.choices:
        yield f"nudge.{nudge.id}.choice.{choice.id}"
        yield f"nudge.{nudge.id}.reply.{choice.id}"


def _names(framework: Framework, english: Language) -> Iterator[Fault]:
    for key in _framework_keys(framework):
        entry = english.entries.get(key)
        if entry and entry.places:
            yield entry.fault(f"`{key}` is a fixed name: take {_braced(entry.places)} out")


def _cards(catalogue: Catalogue, language: Language) -> Iterator[Fault]:
    for nudge in catalogue.nudges.values():
        yield from _sizes(nudge, language)
        found = ((key, entry) for key in _nudge_keys(nudge) for entry in language.wordings(key))
        for key, entry in found:
            known = frozenset() if _BARE.search(key) else nudge.facts | BUILT_IN
            for place in sorted(entry.places - known):
                use = (
                    f"use one of {', '.join(sorted(known))}" if known else "labels and replies have no places"
                )
                yield entry.fault(f"`{key}`: nothing fills {{{place}}}: {use}")


def _sizes(nudge: Nudge, language: Language) -> Iterator[Fault]:
    titles, bodies = (language.wordings(f"nudge.{nudge.id}.{part}") for part in ("title", "body"))
    for title in titles:
        if len(title.text.split()) > MOST_TITLE_WORDS:
            yield title.fault(f"the title of {nudge.id} is too long: use {MOST_TITLE_WORDS} words at most")
    yield from _pairs(nudge, titles, bodies)
    for choice in nudge.choices:
        for entry in language.wordings(f"nudge.{nudge.id}.choice.{choice.id}"):
            if len(entry.text) > LONGEST_LABEL:
                said = f"has {len(entry.text)} characters: cut it to {LONGEST_LABEL} at most"
                yield entry.fault(f"`nudge.{nudge.id}.choice.{choice.id}` {said}")


def _pairs(nudge: Nudge, titles: Sequence[Entry], bodies: Sequence[Entry]) -> Iterator[Fault]:
    """Titles and bodies take turns together; one alone goes with all of the other."""
    if min(len(titles), len(bodies)) > 1 and len(titles) != len(bodies):
        counts = f"{len(titles)} titles and {len(bodies)} bodies"
        yield bodies[0].fault(f"{nudge.id} has {counts}: give as many of each, or only one of either")
        return
    for turn in range(max(len(titles), len(bodies)) if bodies else 0):
        body = bodies[turn % len(bodies)]
        title = titles[turn % len(titles)].text if titles else ""
        words = len(title.split()) + len(body.text.split())
        if words > MOST_WORDS:
            yield body.fault(f"the card {nudge.id} has {words} words: cut it to {MOST_WORDS} at most")


def _beside(english: Language, language: Language) -> Iterator[Fault]:
    """Other languages may be partial, but say what English says and fill the same places."""
    for key, entry in language.entries.items():
        original = english.entries.get(key)
        if original is None:
            yield entry.fault(f"English has no text `{key}`: remove it or correct its key")
        elif entry.places != original.places:
            here, there = _braced(entry.places), _braced(original.places)
            yield entry.fault(f"`{key}` has the places {here}, English has {there}: use the same")


def _braced(places: frozenset[str]) -> str:
    return " ".join(f"{{{place}}}" for place in sorted(places)) or "none"
