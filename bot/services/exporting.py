"""What one person may read of a record they are in: their own part, and what reached them.

A row shows its kind, its state and its dates. A flow's reader adds the person's own part. It
names the others as ``Names``, never by their ids, and wraps in ``Theirs`` what the other side
wrote. A reader that gives a state of its own hides the stored one, and with it the moment of the
last change: both could tell what somebody else said.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.services.deps import Deps
from nudges.letters import Letter

Document: TypeAlias = Mapping[str, Any]
"""A record as it is stored: its fields as plain values."""

Readable: TypeAlias = Callable[[Deps, Document, str], Mapping[str, Any]]
"""What a record's document holds for the person with this id."""

STATE = "state"


@dataclass(frozen=True, slots=True)
class Names:
    """People whom the reader knows through the record; shown by name."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence of the product in place of a value, by the key of its text."""

    key: str


@dataclass(frozen=True, slots=True)
class Theirs:
    """Somebody else's words: shown once one of these letters about the record reached the reader.

    Where none is named, any message about it will do.
    """

    value: Any
    letters: tuple[Letter, ...] = ()

    def reached(self, told: Collection[str]) -> bool:
        return any(each.id in told for each in self.letters) if self.letters else bool(told)


def names(*ids: str | None) -> Names:
    return Names(tuple(each for each in ids if each))


def fields(*wanted: str) -> Readable:
    """These fields, of a record that is its reader's own."""
    return lambda deps, document, person_id: picked(document, *wanted)


def picked(document: Document, *wanted: str) -> dict[str, Any]:
    return {name: document[name] for name in wanted}


def row_for(
    row: Mapping[str, Any], read: Readable | None, deps: Deps, person_id: str, told: Collection[str]
) -> dict[str, Any]:
    """A stored row for one of its people, to whom the letters ``told`` about it were sent."""
    part = read(deps, row["document"], person_id) if read else {}
    columns = ("kind", "created_at") if STATE in part else ("kind", STATE, "created_at", "changed_at")
    return {name: row[name] for name in columns} | dict(_reached(part, told))


def _reached(part: Mapping[str, Any], told: Collection[str]) -> Iterable[tuple[str, Any]]:
    for name, value in part.items():
        if not isinstance(value, Theirs):
            yield name, value
        elif value.reached(told):
            yield name, value.value
