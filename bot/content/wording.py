"""Whether the texts fit what they belong to: all there, nothing left over, short, fillable."""

from collections.abc import Iterator, Mapping

from bot.content.documents import Document
from bot.content.faults import Fault
from bot.content.locales import Language
from nudges.catalogue import Catalogue
from nudges.framework import Framework
from nudges.nudge_words import Rule, keys_of, nudge_flaws
from nudges.texts import FALLBACK, numbered, unnumbered

_SAID = {
    Rule.UNKNOWN_PLACE: "`{key}`: nothing fills {{{place}}}: {use}",
    Rule.TITLE_WORDS: "the title of {nudge} is too long: use {most} words at most",
    Rule.CARD_WORDS: "the card {nudge} has {count} words: cut it to {most} at most",
    Rule.TEXT_WORDS: "`{key}` has {count} words: cut it to {most} at most",
    Rule.CHARACTERS: "`{key}` has {count} characters: cut it to {most} at most",
    Rule.UNPAIRED: "{nudge} has {titles} titles and {bodies} bodies: "
    "give as many of each, or only one of either",
}
"""How flaws of a nudge's words are told to whoever writes the catalogue."""

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
        for key in keys_of(nudge):
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
        for key in keys_of(nudge):
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


def _names(framework: Framework, english: Language) -> Iterator[Fault]:
    for key in _framework_keys(framework):
        entry = english.entries.get(key)
        if entry and entry.places:
            yield entry.fault(f"`{key}` is a fixed name: take {_braced(entry.places)} out")


def _cards(catalogue: Catalogue, language: Language) -> Iterator[Fault]:
    for nudge in catalogue.nudges.values():
        entries = {
            each: language.entries[each]
            for key in keys_of(nudge)
            for each in (numbered(key, n) for n in range(len(language.wordings(key))))
        }
        for flaw in nudge_flaws(nudge, {key: entry.text for key, entry in entries.items()}):
            known = flaw.values.get("known")
            use = f"use one of {known}" if known else "labels and replies have no places"
            words = _SAID[flaw.rule].format(key=unnumbered(flaw.key), nudge=nudge.id, use=use, **flaw.values)
            yield entries[flaw.key].fault(words)


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
