"""``scorecard.yaml`` and the names of its areas and indicators as the domain's scorecard.

Structure and names belong together: a folder that has neither has no scorecard.
"""

from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Annotated

from pydantic import Field

from bot.content.checking import shaped
from bot.content.documents import Document
from bot.content.faults import Fault
from bot.content.files import read_file
from bot.content.locales import Language
from bot.content.shapes import Shape, Some
from nudges.flows.scorecard import Area, Scorecard, Value
from nudges.texts import FALLBACK

FILE = "scorecard.yaml"
_KIND = "scorecard."
_NAMED = tuple(f"{_KIND}{part}." for part in ("area", "indicator", "value"))
"""Texts that belong to one thing each; there is none without it."""


class AreaShape(Shape):
    scored: bool
    not_relevant: bool
    indicators: Some[str]


class ScorecardShape(Shape):
    """``scorecard.yaml``."""

    areas: Annotated[dict[int, AreaShape], Field(min_length=1)]


def read_scorecard(root: Traversable, languages: Mapping[str, Language], faults: list[Fault]) -> Scorecard:
    """The scorecard as far as it is sound; what is wrong with it or its names is added to ``faults``."""
    english = languages.get(FALLBACK, Language(FALLBACK))
    if not root.joinpath(FILE).is_file() and not any(key.startswith(_KIND) for key in english.entries):
        return Scorecard()
    document = read_file(root, FILE)
    faults.extend(document.faults)
    if document.faults and not document.value:
        return Scorecard()
    shape = shaped(document, (), ScorecardShape, faults)
    if shape is None:
        return Scorecard()
    faults.extend(_misnumbered(document, shape))
    built = _scorecard(shape)
    faults.extend(_wording(built, english))
    return built


def _scorecard(shape: ScorecardShape) -> Scorecard:
    return Scorecard(
        tuple(
            Area(number, area.indicators, area.scored, area.not_relevant)
            for number, area in shape.areas.items()
        )
    )


def _misnumbered(document: Document, shape: ScorecardShape) -> Iterator[Fault]:
    """Records name indicators by these ids, so that a gap or a doublet would be found too late."""
    for number, area in shape.areas.items():
        for index, indicator in enumerate(area.indicators):
            if indicator != f"{number}.{index + 1}":
                place = ("areas", str(number), "indicators", index)
                yield document.fault(
                    place, f"`{indicator}` stands where {number}.{index + 1} belongs: correct it"
                )


def _wording(scorecard: Scorecard, english: Language) -> Iterator[Fault]:
    wanted = dict.fromkeys(_keys(scorecard))
    for key in wanted:
        entry = english.entries.get(key)
        if entry is None:
            yield Fault(f"{english.folder}/{FILE}", 1, f"the text `{key}` is missing: add it")
        elif entry.places:
            yield entry.fault(f"`{key}` is a fixed name: take its places out")
    for key, entry in english.entries.items():
        if key.startswith(_NAMED) and key not in wanted:
            yield entry.fault(f"nothing uses the text `{key}`: remove it or correct its key")


def _keys(scorecard: Scorecard) -> Iterator[str]:
    yield from (f"scorecard.area.{area.number}.name" for area in scorecard.areas)
    yield from (f"scorecard.indicator.{indicator}.name" for indicator in scorecard.indicators)
    yield from (f"scorecard.value.{value}.name" for value in Value)
