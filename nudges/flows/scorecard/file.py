"""A scorecard filled in as a file: read with everything there is to mend told at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar
from urllib.parse import urlsplit

from nudges.faults import closest, did_you_mean, placed
from nudges.flows.scorecard.quarters import Quarter
from nudges.flows.scorecard.structure import Area, Scorecard, Value, Values

T = TypeVar("T")
Place: TypeAlias = tuple[str | int, ...]
"""Keys from the outside in, such as ``("indicators", "1.1")``."""

_KEYS = frozenset({"indicators", "setting", "quarter", "assessor", "evidence"})


@dataclass(frozen=True, slots=True)
class Outline:
    """What an adapter makes of a file: plain values, and the line (from 1) of each key."""

    name: str
    values: Mapping[str, object]
    lines: Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class ScorecardFault:
    """One thing to mend, in English: such files are read on the command line alone.

    ``line`` counts from 1; 0 is the file as a whole.
    """

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return placed(self.file, self.line, self.key, self.message)


class FaultyScorecardError(Exception):
    """A file cannot be used as it is. ``faults`` holds all that was found, in the file's order."""

    def __init__(self, faults: Sequence[ScorecardFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class ScorecardFile:
    """What the file says. ``evidence`` holds a link by indicator."""

    values: Values
    evidence: Mapping[str, str]
    setting: str | None
    quarter: Quarter | None
    assessor: str | None


def read_scorecard_file(
    outline: Outline, scorecard: Scorecard, found_before: tuple[ScorecardFault, ...] = ()
) -> ScorecardFile:
    """The filled scorecard a file holds.

    ``found_before`` are faults found while its outline was made. Raises ``FaultyScorecardError``
    with these and everything else there is to mend.
    """
    reader = _Reader(outline, scorecard, list(found_before))
    read = ScorecardFile(
        values=reader.by_indicator("indicators", _value),
        evidence=reader.by_indicator("evidence", lambda said, _: _link(said)),
        setting=reader.optional("setting", _text),
        quarter=reader.optional("quarter", lambda said: Quarter.parse(_text(said))),
        assessor=reader.optional("assessor", _text),
    )
    reader.check_keys()
    if reader.faults:
        raise FaultyScorecardError(reader.faults)
    return read


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes values out of the outline and collects what is wrong with them."""

    outline: Outline
    scorecard: Scorecard
    faults: list[ScorecardFault] = field(default_factory=list)

    def optional(self, key: str, read: Callable[[object], T]) -> T | None:
        if key not in self.outline.values:
            return None
        return self._attempt((key,), lambda: read(self.outline.values[key]))

    def by_indicator(self, key: str, read: Callable[[object, Area], T]) -> dict[str, T]:
        """The entries below ``key`` that could be read."""
        entries = self.outline.values.get(key, {})
        if not isinstance(entries, Mapping):
            self._say(
                (key,), "write one line below it for each indicator you know, beginning with its number"
            )
            return {}
        read_so_far = {i: self._entry(key, i, entry, read) for i, entry in entries.items()}
        return {indicator: each for indicator, each in read_so_far.items() if each is not None}

    def _entry(self, key: str, indicator: str, entry: object, read: Callable[[object, Area], T]) -> T | None:
        return self._attempt((key, indicator), lambda: read(entry, self._area(indicator)))

    def check_keys(self) -> None:
        strangers = [key for key in self.outline.values if key not in _KEYS]
        for key in strangers:
            mend = did_you_mean(key, _KEYS) or f"; use {', '.join(sorted(_KEYS))}"
            self._say((key,), f"nothing is called so here{mend}")
        named = "indicators" in self.outline.values or "indicators" in (closest(s, _KEYS) for s in strangers)
        if not named:
            self._say((), 'there is no "indicators:"; add it, with one line below it for each you know')

    def _area(self, indicator: str) -> Area:
        area = self.scorecard.area_of(indicator)
        if area is not None:
            return area
        near = [a for a in self.scorecard.areas if str(a.number) == indicator.partition(".")[0]]
        known = near[0].indicators if near else self.scorecard.indicators
        where = f"area {near[0].number} has" if near else "they run from"
        raise ValueError(f"there is no such indicator; {where} {known[0]} to {known[-1]}")

    def _attempt(self, place: Place, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ValueError as error:
            self._say(place, str(error))
            return None

    def _say(self, place: Place, message: str) -> None:
        line = self.outline.lines.get(place, 0)
        self.faults.append(ScorecardFault(self.outline.name, line, ".".join(map(str, place[-1:])), message))


def _value(said: object, area: Area) -> Value:
    if said in area.values:
        return Value(str(said))
    if said == Value.NOT_RELEVANT:
        raise ValueError(f"not_relevant is no choice in area {area.number}; write {_one_of(area)}")
    if not isinstance(said, str):
        raise ValueError(f"write {_one_of(area)}")
    guess = did_you_mean(said, frozenset(area.values))
    raise ValueError(f'"{said}" is no value; write {_one_of(area)}{guess}')


def _one_of(area: Area) -> str:
    *others, last = area.values
    return f"{', '.join(others)} or {last}"


def _link(said: object) -> str:
    link = _text(said)
    parts = urlsplit(link)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f'"{link}" is not a link; write one that begins with https://')
    return link


def _text(said: object) -> str:
    if said is None or isinstance(said, bool | list | Mapping) or not str(said).strip():
        raise ValueError("says nothing that can be used; write it as one text, or leave the line out")
    return str(said).strip()
