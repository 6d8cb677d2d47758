"""What every flow's record has in common: the things people do together, kept while they last.

A record is an immutable value; a flow makes a new one from the old one and stores it whole.
"""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Protocol, Self


class Record(Protocol):
    """One introduction, pact, consultation, forum … of a setting."""

    KIND: ClassVar[str]
    """Its name in storage; never changed once records of it exist."""

    @property
    def id(self) -> str: ...
    @property
    def setting_id(self) -> str: ...
    @property
    def people(self) -> Collection[str]:
        """Ids of everybody it is about: what an export shows them and erasure takes out."""
        ...

    @property
    def state(self) -> str: ...
    @property
    def wake_at(self) -> datetime | None:
        """When the flow must look at it again by itself; None where it waits for people."""
        ...

    def without(self, person_id: str) -> Self | None:
        """The record with nothing of this person in it; None where then nothing is left."""
        ...


class OfOnePerson:
    """A record that is about one person alone and ends with them. ``WHOSE`` names the field of their id."""

    __slots__ = ()
    WHOSE: ClassVar[str] = "person_id"

    @property
    def people(self) -> Collection[str]:
        person_id: str = getattr(self, self.WHOSE)
        return (person_id,)

    def without(self, person_id: str) -> Self | None:
        return None if person_id in self.people else self


class NotPossibleError(ValueError):
    """The record is in a state that does not allow this: it was answered, withdrawn or is over.

    A stale button leads here; the person is told so kindly and nothing changes.
    """
