"""What happened in a run, in the order in which it did: clocks that leap put nothing into order.

It is kept for whoever has to explain a breach, and cannot have the same run again.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Note:
    """``seconds`` have really passed since the run began; ``clock`` is what the processes took the time for.

    ``person`` is whom it concerns; empty where it concerns everybody.
    """

    seconds: float
    clock: datetime
    words: str
    person: str = ""

    def __str__(self) -> str:
        return f"{self.seconds:8.2f} s  {self.clock:%d %H:%M:%S}  {self.words}"


@dataclass(repr=False)
class Diary:
    """``now`` is the clock of all processes."""

    now: Callable[[], datetime]
    notes: list[Note] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def note(self, words: str, person: str = "") -> None:
        self.notes.append(Note(self.seconds, self.now(), words, person))


def life_of(person: str, notes: Iterable[Note], around: float = 10.0) -> Sequence[Note]:
    """All that concerns a person, with what happened to everybody not long before or after."""
    every = sorted(notes, key=lambda each: each.seconds)
    own = [each.seconds for each in every if each.person == person]
    return [
        each
        for each in every
        if each.person == person
        or (not each.person and any(abs(each.seconds - moment) <= around for moment in own))
    ]
