"""The Review's framework: what stands in the way of joint work, and what helps.

Source: Review of UN Integration, paragraphs 47-67 and 99-107. Identifiers are those
of the content model: barriers 1-7, behaviours B1-B9, role groups R1-R5, strategies
"1"-"3", recommendations Rec1-Rec6, solutions S1-S17.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SENIOR_LEADERS = frozenset({"R1", "R4"})
"""Role groups too small to be shown as groups; only their public pacts are seen."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """A feature of the context that keeps people from joint work (paragraphs 50-67)."""

    id: int
    paragraphs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One of the nine behaviours, and the role groups in which it matters most (paragraph 49)."""

    id: str
    roles: frozenset[str]
    needs_other_side: bool
    """True where a colleague of another pillar can confirm it; trials count only confirmed ones."""


@dataclass(frozen=True, slots=True)
class RoleGroup:
    """A group of people whose behaviour matters most (paragraph 48)."""

    id: str
    senior: bool


@dataclass(frozen=True, slots=True)
class Strategy:
    id: str
    barriers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    id: str
    strategy: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Solution:
    id: str
    recommendation: str
    barriers: tuple[int, ...]
    paragraph: int


@dataclass(frozen=True, slots=True)
class Framework:
    """All seven lists, each keyed by identifier and in the Review's order."""

    barriers: Mapping[int, Barrier]
    behaviours: Mapping[str, Behaviour]
    role_groups: Mapping[str, RoleGroup]
    strategies: Mapping[str, Strategy]
    recommendations: Mapping[str, Recommendation]
    solutions: Mapping[str, Solution]

    def behaviours_of(self, role_group: str) -> tuple[Behaviour, ...]:
        """The behaviours that matter most for a role group, in order."""
        return tuple(b for b in self.behaviours.values() if role_group in b.roles)

    @property
    def cells(self) -> frozenset[tuple[str, str]]:
        """The filled (role group, behaviour) cells of the matrix."""
        return frozenset((role, b.id) for b in self.behaviours.values() for role in b.roles)
