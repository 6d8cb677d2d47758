"""Where flows keep their records: whole values, found by kind, setting, person, state and time."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar

from nudges.records import Record

R = TypeVar("R", bound=Record)

RecordKinds: TypeAlias = Mapping[str, type[Record]]
"""Every type of record of this version by its ``KIND``."""


class Records(Protocol):
    """The records of all flows."""

    async def get(self, kind: type[R], record_id: str) -> R | None:
        """The record; nobody else can change it until this unit of work ends."""
        ...

    async def save(self, record: Record, at: datetime) -> None:
        """Store a new record, or a known one as it is now."""
        ...

    async def remove(self, record: Record) -> None: ...

    async def of_setting(
        self, kind: type[R], setting_id: str, states: Collection[str] = (), since: datetime | None = None
    ) -> list[R]:
        """Records of a setting, oldest first: of any state where none is named; made since then."""
        ...

    async def of_person(self, kind: type[R], person_id: str, states: Collection[str] = ()) -> list[R]:
        """Records this person is in, oldest first."""
        ...

    async def due(self, now: datetime, limit: int) -> list[Record]:
        """Records of all kinds whose moment has come, longest waiting first."""
        ...

    async def put_off(self, record: Record, until: datetime) -> None:
        """Leave a record that has a moment alone until later; nothing else about it changes."""
        ...

    async def next_wake(self) -> datetime | None:
        """The earliest moment at which one wants to be looked at."""
        ...

    async def forget(self, person_id: str, at: datetime) -> None:
        """Take a person out of every record, and remove the records that were theirs alone."""
        ...
