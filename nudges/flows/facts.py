"""Honest facts (S7): what the setting's own records say against a perception, with denominators.

Source: Review, paragraphs 53-55 and 104. A finding is shown only from ``k`` cases and ``k``
people on, and only where it speaks against the perception: repeating that little happens
would make it the norm. The coordinator's digest tells every finding that is large enough.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import ClassVar, Self

from nudges.flows.consultations import Consultation, State
from nudges.practice_view import Cell, ShareBand
from nudges.records import OfOnePerson

LOOKS_BACK = timedelta(days=180)
SOON_ENOUGH = 7
"""Days within which an answer speaks against "answers take for ever"."""
FEWEST_REQUESTS = 10
FEWEST_ASKED = 3
"""So many colleagues of an entity were asked, or its line would tell of one person."""
EXPERIENCE_KEPT = timedelta(days=60)

_ANSWERED = frozenset({State.ANSWERED, State.USED, State.NOT_USED})
_TOLD_BACK = frozenset({State.USED, State.NOT_USED})


@dataclass(frozen=True, slots=True)
class Finding:
    """What the records say on one perception: ``hits`` of ``cases``, and what is usual in ``days``."""

    perception: str
    hits: int
    cases: int
    people: int
    """Distinct people in the cases."""
    days: int | None = None

    def is_large(self, k: int) -> bool:
        return self.cases >= k and self.people >= k

    def speaks_against(self, k: int) -> bool:
        """Whether it may be posted: large enough, and not what the perception says."""
        good = 2 * self.hits >= self.cases if self.days is None else self.days <= SOON_ENOUGH
        return self.is_large(k) and good


def of_consultations(consultations: Iterable[Consultation]) -> list[Finding]:
    """Are questions answered, how soon, and is the answer used?"""
    settled = [each for each in consultations if each.state is not State.ASKED]
    answered = [each for each in settled if each.state in _ANSWERED]
    told = [each for each in answered if each.state in _TOLD_BACK]
    used = sum(each.state is State.USED for each in told)
    return [
        Finding("nobody_answers", len(answered), len(settled), _people(settled)),
        Finding("answers_take_long", len(answered), len(answered), _people(answered), usual_days(answered)),
        Finding("answers_are_not_used", used, len(told), _people(told)),
    ]


def of_introductions(introductions: Sequence[tuple[bool, Collection[str]]]) -> Finding:
    """Whether introduced colleagues met: for each introduction, if both said so, and who they are."""
    people = {person for _, both in introductions for person in both}
    met = sum(confirmed for confirmed, _ in introductions)
    return Finding("nobody_has_time_to_meet", met, len(introductions), len(people))


def usual_days(answered: Sequence[Consultation]) -> int:
    """Within how many days half of the answers came; never less than one."""
    took = [(each.answered_at - each.asked_at).days + 1 for each in answered if each.answered_at is not None]
    return max(1, round(median(took))) if took else 1


def _people(consultations: Iterable[Consultation]) -> int:
    return len({person for each in consultations for person in each.people})


@dataclass(frozen=True, slots=True)
class Usual:
    """What usually happens when one asks an entity (S7-2)."""

    requests: int
    answered: int
    days: int


def usual(consultations: Iterable[Consultation], entity_of: Mapping[str, str], entity: str) -> Usual | None:
    """Of at least ten settled requests to an entity; None below that, or where they are one person's."""
    requests = [
        each
        for each in consultations
        if entity_of.get(each.asked_id) == entity and each.state is not State.ASKED
    ]
    if len(requests) < FEWEST_REQUESTS or len({each.asked_id for each in requests}) < FEWEST_ASKED:
        return None
    answered = [each for each in requests if each.state in _ANSWERED]
    return Usual(len(requests), len(answered), usual_days(answered)) if answered else None


@dataclass(frozen=True, slots=True)
class Norm:
    """A line on what colleagues do: ``now``, and ``before`` where only the rise is worth telling."""

    behaviour: str
    size: int
    now: ShareBand
    before: ShareBand | None = None


@dataclass(frozen=True, slots=True)
class Norms:
    """What check-ins may tell for a day, by role group: worked out once, read by everybody's check-in."""

    KIND: ClassVar[str] = "norms"
    state: ClassVar[str] = "told"
    wake_at: ClassVar[None] = None

    id: str
    setting_id: str
    made_on: date
    by_role: Mapping[str, tuple[Norm, ...]]

    @property
    def people(self) -> Collection[str]:
        """Nobody: groups only."""
        return ()

    def without(self, person_id: str) -> Self | None:
        return self


def norm(latest: Cell | None, earlier: Cell | None) -> Norm | None:
    """Half or more do it, or more than the four weeks before; anything else is not told (S7-3).

    Bands, not numbers: they withstand every comparison with what managers are shown. A rise is
    one only where the two bands have nothing in common.
    """
    if latest is None:
        return None
    if latest.share.low >= 50:
        return Norm(latest.behaviour, latest.size, latest.share)
    if earlier is not None and latest.share.low > earlier.share.high:
        return Norm(latest.behaviour, latest.size, latest.share, earlier.share)
    return None


@dataclass(frozen=True, slots=True)
class Experience(OfOnePerson):
    """One person's tap below a fact: is it so for them? Shown as a count from k taps on, never alone."""

    KIND: ClassVar[str] = "fact_experience"

    id: str
    setting_id: str
    person_id: str
    perception: str
    agrees: bool
    at: datetime
    state: str = "told"

    @property
    def wake_at(self) -> datetime:
        """When it is removed."""
        return self.at + EXPERIENCE_KEPT


def agreement(experiences: Iterable[Experience], k: int) -> tuple[int, int] | None:
    """(how many say it is so for them, of how many); None below ``k`` people."""
    said = [each.agrees for each in experiences]
    return (sum(said), len(said)) if len(said) >= k else None
