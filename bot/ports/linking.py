"""What linking one more chat account to a person needs stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nudges.flows.linking.requests import LinkRequest
from nudges.people import Identity


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An open account of a person. ``reached``: whether a message gets there as things stand."""

    identity: Identity
    preferred: bool
    reached: bool


class LinkRequests(Protocol):
    """What accounts that nobody knows asked for."""

    async def get(self, account: str) -> LinkRequest | None:
        """The latest; nobody else can change it until this unit of work ends."""
        ...

    async def save(self, request: LinkRequest) -> None: ...
    async def forget(self, before: datetime) -> int:
        """Forget what was asked before then. Returns how many."""
        ...
