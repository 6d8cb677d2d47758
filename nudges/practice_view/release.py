"""The managers' view of one closed window, computed once and stored."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from nudges.framework import Framework
from nudges.practice_view.bands import ShareBand, share_band
from nudges.practice_view.groups import (
    DEFAULT_GROUP,
    Member,
    check_distinct,
    check_group,
    counted_roles,
    publishable,
)
from nudges.practice_view.windows import Window

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """The share of one group that practised a behaviour at least once in the window."""

    behaviour: str
    role_group: str | None
    """None where people of every counted role group are in the cell."""
    unit_id: str | None
    """None where the cell is not limited to one manager's group."""
    size: int
    """People in the group who are counted for this behaviour."""
    share: ShareBand


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A released window. It is stored as a document and never computed again."""

    window: Window
    k: int
    cells: tuple[Cell, ...]
    hidden: int
    """Groups with somebody in them that are not shown; says nothing about what people did."""
    public_pacts_only: tuple[str, ...]
    """Behaviours that matter for senior leaders alone: only their public pacts are seen."""

    def cell(
        self, behaviour: str, *, role_group: str | None = None, unit_id: str | None = None
    ) -> Cell | None:
        """The cell of a group, None where it is hidden or nobody is in it."""
        key = (behaviour, role_group, unit_id)
        return next((c for c in self.cells if (c.behaviour, c.role_group, c.unit_id) == key), None)

    @property
    def parts(self) -> "Mapping[str | None, PracticeView]":
        """By unit, None for cells of no unit, which is always there: the same view of that group alone."""
        cells: dict[str | None, list[Cell]] = {None: []}
        for cell in self.cells:
            cells.setdefault(cell.unit_id, []).append(cell)
        return {unit: replace(self, cells=tuple(each)) for unit, each in cells.items()}

    @classmethod
    def joined(cls, parts: "Sequence[PracticeView]") -> "PracticeView":
        """Several parts of one view, of which there is at least one, as one."""
        return replace(parts[0], cells=tuple(cell for part in parts for cell in part.cells))

    def to_document(self) -> dict[str, Any]:
        """The view as JSON-able data; ``from_document`` gives the same view back."""
        return {
            "format": _FORMAT,
            "first": self.window.first.isoformat(),
            "last": self.window.last.isoformat(),
            "k": self.k,
            "cells": [_cell_document(cell) for cell in self.cells],
            "hidden": self.hidden,
            "public_pacts_only": list(self.public_pacts_only),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "PracticeView":
        """A stored view as it was released. Raises ``ValueError`` for another format."""
        if document["format"] != _FORMAT:
            raise ValueError(f"a stored view of format {document['format']!r} cannot be read")
        first, last = (date.fromisoformat(document[end]) for end in ("first", "last"))
        return cls(
            window=Window(first, last),
            k=document["k"],
            cells=tuple(_cell(cell) for cell in document["cells"]),
            hidden=document["hidden"],
            public_pacts_only=tuple(document["public_pacts_only"]),
        )


def release_view(
    window: Window,
    members: Sequence[Member],
    practised: Mapping[str, Collection[str]],
    framework: Framework,
    *,
    k: int = DEFAULT_GROUP,
) -> PracticeView:
    """The view of a closed window.

    ``practised`` maps a behaviour to the people who practised it at least once in the
    window, on whatever records; people who are no members are left out. The cells are
    fixed: the whole setting, each unit, each role group, and each role group in each unit.

    Raises ``ValueError`` where ``k`` is below the smallest group allowed, or a person is
    listed twice.
    """
    check_group(k)
    check_distinct(members)
    roster = _roster(members)
    cells: list[Cell] = []
    hidden = 0
    for behaviour in framework.behaviours.values():
        candidates = _candidates(roster, counted_roles(behaviour))
        did = roster.people(practised.get(behaviour.id, ()))
        shown = _shown(candidates, k)
        cells += [_count(behaviour.id, group, did) for group in shown]
        hidden += len(candidates) - len(shown)
    return PracticeView(window, k, tuple(cells), hidden, _pacts_only(framework))


class _Group(NamedTuple):
    """A candidate cell; ``people`` has the bit of every person counted in it."""

    role_group: str | None
    unit_id: str | None
    people: int


@dataclass(frozen=True, slots=True)
class _Roster:
    """The members as sets of bits, which are fast to intersect and to count."""

    bits: Mapping[str, int]
    by_role: Mapping[str, int]
    by_unit: Mapping[str, int]

    def people(self, person_ids: Iterable[str]) -> int:
        return sum(self.bits[person] for person in {*person_ids} & self.bits.keys())


def _roster(members: Sequence[Member]) -> _Roster:
    bits = {member.person_id: 1 << place for place, member in enumerate(members)}
    by_role: dict[str, int] = defaultdict(int)
    by_unit: dict[str, int] = defaultdict(int)
    for member in members:
        by_role[member.role_group] |= bits[member.person_id]
        for unit in member.unit_ids:
            by_unit[unit] |= bits[member.person_id]
    return _Roster(bits, dict(by_role), dict(by_unit))


def _candidates(roster: _Roster, roles: frozenset[str]) -> list[_Group]:
    """The fixed cells of a behaviour with anybody in them, in the order they are decided.

    The first of the list is the whole counted population; where it is empty, so is the list.
    """
    by_role = {role: roster.by_role[role] for role in sorted(roles & roster.by_role.keys())}
    whole = sum(by_role.values())  # role groups share nobody, so adding the bits joins them
    counted = ((unit, people & whole) for unit, people in roster.by_unit.items())
    units = sorted(counted, key=lambda unit: (-unit[1].bit_count(), unit[0]))
    groups = [_Group(None, None, whole)]
    groups += [_Group(None, unit, people) for unit, people in units]
    groups += [_Group(role, None, people) for role, people in by_role.items()]
    groups += [
        _Group(role, unit, people & of_role) for unit, people in units for role, of_role in by_role.items()
    ]
    return [group for group in groups if group.people]


def _shown(candidates: Sequence[_Group], k: int) -> list[_Group]:
    if not candidates:
        return []
    verdicts = publishable(candidates[0].people, [group.people for group in candidates], k)
    return [group for group, safe in zip(candidates, verdicts, strict=True) if safe]


def _count(behaviour: str, group: _Group, did: int) -> Cell:
    size = group.people.bit_count()
    share = share_band((group.people & did).bit_count(), size)
    return Cell(behaviour, group.role_group, group.unit_id, size, share)


def _pacts_only(framework: Framework) -> tuple[str, ...]:
    return tuple(b.id for b in framework.behaviours.values() if not counted_roles(b))


def _cell_document(cell: Cell) -> dict[str, Any]:
    return {
        "behaviour": cell.behaviour,
        "role_group": cell.role_group,
        "unit_id": cell.unit_id,
        "size": cell.size,
        "share": cell.share.to_document(),
    }


def _cell(document: Mapping[str, Any]) -> Cell:
    return Cell(
        document["behaviour"],
        document["role_group"],
        document["unit_id"],
        document["size"],
        ShareBand.from_document(document["share"]),
    )
