"""The ladder of escalation: a rung opens once the one below was tried, or would not be safe.

The order is ours; the end point is the Review's (paragraph 99): the head of mission asks the
Integration Steering Group for advice, for significant disputes between entities in the field
and only once everything more usual is exhausted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from nudges.people import SettingKind
from nudges.records import NotPossibleError


class Rung(IntEnum):
    SELF = 0
    """Stop and think itself."""
    DIRECT = 1
    FACILITATOR = 2
    """A peer of a third entity whom both chose."""
    SUPERVISORS = 3
    """Both together, never one copied in by one side."""
    FORUM = 4
    """One that exists (paragraph 114)."""
    SENIOR_LEADER = 5
    """Convenes by moral authority (paragraph 57)."""
    STEERING_GROUP = 6
    """Advises the head of mission; it does not decide."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """How far a conflict has come. Whoever thought it through has taken the lowest rung."""

    tried: frozenset[Rung] = frozenset({Rung.SELF})
    unsafe: frozenset[Rung] = frozenset()

    def next(self, top: Rung) -> Rung | None:
        """The one rung that is open; None where the last one is behind."""
        return next((rung for rung in _up_to(top) if not self.behind(rung)), None)

    def behind(self, rung: Rung) -> bool:
        return rung in self.tried or rung in self.unsafe

    def past(self, rung: Rung, top: Rung, *, safe: bool) -> "Ladder":
        """With this rung behind. Raises ``NotPossibleError`` where it is not the open one."""
        if rung is not self.next(top):
            raise NotPossibleError(rung.name)
        if safe:
            return Ladder(self.tried | {rung}, self.unsafe)
        return Ladder(self.tried, self.unsafe | {rung})


def _up_to(top: Rung) -> Iterator[Rung]:
    return (rung for rung in Rung if rung <= top)


def top_rung(kind: SettingKind, *, steering_group: bool) -> Rung:
    """The last rung here. ``steering_group``: the deployment says that its advice may be asked.

    It may only in a mission, for elsewhere nobody could ask it (content model, section 6).
    """
    if steering_group and kind is SettingKind.MISSION:
        return Rung.STEERING_GROUP
    return Rung.SENIOR_LEADER
