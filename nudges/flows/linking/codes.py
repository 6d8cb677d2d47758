"""Codes on their way to a person's known chat, and accounts that were linked with one.

The code itself is nowhere stored: it is made from its id with the deployment's key when it is
sent, and once more when one is typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, TypeAlias

from nudges.attention import Kind
from nudges.effects import Effect, Write
from nudges.flows.linking.requests import LIVES, WINDOW
from nudges.letters import Button, Letter
from nudges.people import Identity
from nudges.records import NotPossibleError, OfOnePerson

MOST_SENT = 3
"""Codes one person gets in a window, whoever asks."""
QUIET = timedelta(days=1)
"""How long no code comes after somebody said that it was not them who asked."""
UNDOABLE = timedelta(days=7)
"""How long the message about a linked account can take it away again."""

CODE = Letter("link_code", Kind.MESSAGE, (Button("not_me", "link_not_me", rare=True),))
"""At once, for it was asked for this moment; it is overtaken when it holds no more."""
LINKED = Letter("link_linked", Kind.MESSAGE, (Button("undo", "link_undo", rare=True),))


class State(StrEnum):
    SENT = "sent"
    USED = "used"
    REFUSED = "refused"
    """The person says that they never asked."""


@dataclass(frozen=True, slots=True)
class LinkCode(OfOnePerson):
    """One code for one person. ``platform`` and ``workspace`` are those of the account that asked for it."""

    KIND: ClassVar[str] = "link_code"

    id: str
    setting_id: str
    person_id: str
    asked_at: datetime
    platform: str
    workspace: str
    state: State = State.SENT
    identity_id: str = ""
    """The account that was linked with it."""

    @property
    def wake_at(self) -> datetime:
        """When it is removed, with what was written about it."""
        stays = {State.SENT: WINDOW, State.REFUSED: QUIET, State.USED: UNDOABLE}
        return self.asked_at + stays[self.state]

    def holds(self, at: datetime) -> bool:
        return self.state is State.SENT and at < self.asked_at + LIVES


Step: TypeAlias = tuple[LinkCode, Sequence[Effect]]


def may_send(own: Iterable[LinkCode], at: datetime) -> bool:
    """Whether this person may get one more code now."""
    known = [each for each in own if at < each.wake_at]
    refused = any(each.state is State.REFUSED for each in known)
    return not refused and sum(at < each.asked_at + WINDOW for each in known) < MOST_SENT


def send(code: LinkCode) -> Step:
    return code, [Write(CODE, code.person_id)]


def use(code: LinkCode, identity: Identity, at: datetime) -> Step:
    """It was typed where it was asked for: the person hears of it in the chat they had."""
    if not code.holds(at):
        raise NotPossibleError(code.state)
    return replace(code, state=State.USED, identity_id=identity.id), [Write(LINKED, code.person_id)]


def refuse(code: LinkCode) -> Step:
    """It holds no more, and no other comes for a while."""
    if code.state is not State.SENT:
        raise NotPossibleError(code.state)
    return replace(code, state=State.REFUSED), []
