"""Calls the platforms for deliveries that were claimed, several workspaces at a time."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import TypeAlias

import structlog

from bot.ports import (
    Address,
    Messenger,
    SendBlockedError,
    SendLaterError,
    SendRefusedError,
    SendUnknownError,
)
from bot.ports.messages import Blocked, Claimed, Ended, Postponed, Result, Sent
from bot.services.deps import Deps
from bot.services.drawing import CardOf, OvertakenError
from bot.services.verdicts import BLOCKED_FOR, barred
from nudges.attention import Attention, Reason
from nudges.cards import Card
from nudges.decisions import Prompt, Status
from nudges.flows.troubles import TroubleKind
from nudges.people import Platform

log = structlog.get_logger(__name__)

HOLD = timedelta(minutes=2)
"""How long a claim stands before another process may ask what became of it."""

LAST_CALL = timedelta(seconds=45)
"""No call begins with less of the hold left: longer than any platform's time-out."""

JUST_LOOKED = timedelta(seconds=2)
"""Nobody is looked at again so soon after the claim: the first of a batch, or a quick one whole."""

TRIES_TO_DRAW, DRAWN_AGAIN_AFTER = 3, 60.0
"""How often a message's card is tried, and after how many seconds again."""

Place: TypeAlias = tuple[Platform, str, str]
"""Where a trouble is: platform, workspace, and the channel if it concerns one alone."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries claimed together: what was known of their people at ``at``, and how many were due."""

    claimed: Sequence[Claimed]
    known: Mapping[str, Attention]
    due: int
    at: datetime
    blocked: dict[Place, TroubleKind] = field(default_factory=dict)
    """Places where a message of this batch was refused in a way that concerns the others too."""
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the last of it is taken up, or the rest is left."""
    left: list[Claimed] = field(default_factory=list)
    """What nobody took up, because all who sent were told to wait."""

    @property
    def by_workspace(self) -> Mapping[tuple[Platform, str], deque[Claimed]]:
        found: dict[tuple[Platform, str], deque[Claimed]] = defaultdict(deque)
        for each in self.claimed:
            found[each.to.platform, each.to.workspace].append(each)
        return found

    def trouble_at(self, to: Address) -> TroubleKind | None:
        whole = self.blocked.get((to.platform, to.workspace, ""))
        return whole or self.blocked.get((to.platform, to.workspace, to.channel_id or ""))


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends batches. ``at_once``: how many calls may be under way in one workspace; 1 where not named.

    ``stopping`` tells whether the process is about to end. Workspaces never wait for each other: each
    has limits and troubles of its own.
    """

    deps: Deps
    messengers: Mapping[Platform, Messenger]
    card_of: CardOf
    at_once: Mapping[Platform, int]
    stopping: Callable[[], bool]
    rooms: dict[tuple[Platform, str], asyncio.Semaphore] = field(default_factory=dict)
    """Shared by batches that follow each other: with more calls at once some would wait too long."""

    async def send_all(self, batch: Batch) -> dict[str, Result]:
        """What became of each delivery, by its id; without those of which nobody knows."""
        found: dict[str, Result] = {}
        queues = batch.by_workspace.items()
        try:
            async with asyncio.TaskGroup() as lanes:
                for (platform, workspace), waiting in queues:
                    most = self.at_once.get(platform, 1)
                    room = self.rooms.setdefault((platform, workspace), asyncio.Semaphore(most))
                    for _lane in range(most):
                        lanes.create_task(self._send_in_turn(waiting, room, batch, found))
        finally:
            batch.left.extend(chain.from_iterable(waiting for _, waiting in queues))
            batch.begun.set()
        return found | {each.delivery.id: self._later(each) for each in batch.left}

    async def _send_in_turn(
        self, waiting: deque[Claimed], room: asyncio.Semaphore, batch: Batch, found: dict[str, Result]
    ) -> None:
        """Until all are taken up, or one is told to wait: the rest is for those who have their turn."""
        while waiting:
            async with room:
                if not waiting:
                    return
                each = waiting.popleft()
                if not waiting:
                    batch.begun.set()
                result = await self._send(each, batch) if self._may_begin(batch) else self._later(each)
            if result is not None:
                found[each.delivery.id] = result
            if isinstance(result, Postponed):
                return

    def _may_begin(self, batch: Batch) -> bool:
        """A slow batch must stop before another process believes that its sender died.

        Where the clock leapt back, what was fit for that moment is judged again.
        """
        return not self.stopping() and batch.at <= self.deps.clock.now() < batch.at + HOLD - LAST_CALL

    def _later(self, claimed: Claimed, seconds: float = 0) -> Postponed:
        """Never before it was due: the clock may have leapt back."""
        at = self.deps.clock.now() + timedelta(seconds=seconds)
        return Postponed(max(at, claimed.delivery.prompt.due_at))

    async def _send(self, claimed: Claimed, batch: Batch) -> Result | None:
        """Draw the card, look once more, and call the platform. None where nobody knows what happened."""
        prompt, platform = claimed.delivery.prompt, claimed.to.platform
        messenger = self.messengers.get(platform)
        if messenger is None:
            return Ended(Status.FAILED, f"{platform} is not connected")
        if trouble := batch.trouble_at(claimed.to):
            return self._blocked(trouble)
        attention = batch.known[prompt.recipient]
        try:
            card = await self.card_of(prompt, attention.person, attention.setting)
        except OvertakenError:
            return Ended(Status.WITHDRAWN, Reason.OVERTAKEN.value)
        except Exception:
            log.exception("delivery.not_drawn", delivery=claimed.delivery.id)
            return self._not_drawn(claimed)
        stopped = await self._stopped(prompt, batch)
        if stopped is None and not self._may_begin(batch):
            return self._later(claimed)  # to draw and to look took long, or the machine slept
        return stopped or await self._call(messenger, claimed, card, batch)

    def _not_drawn(self, claimed: Claimed) -> Result:
        """The database may have been away for a moment: only what fails again and again is given up."""
        if claimed.delivery.attempts < TRIES_TO_DRAW:
            return self._later(claimed, DRAWN_AGAIN_AFTER)
        return Ended(Status.FAILED, "the card could not be drawn; the log says why")

    async def _stopped(self, prompt: Prompt, batch: Batch) -> Ended | None:
        """What becomes of a prompt whose person, or whose setting, wants none since it was claimed."""
        if prompt.channel_id or self._just_looked(batch):
            return None
        async with self.deps.begin() as uow:
            attention = await uow.looks.standing(prompt.person_id)
        return barred(prompt, attention, self.deps.clock.now())

    def _just_looked(self, batch: Batch) -> bool:
        """A clock that leapt back since the claim does not tell how long ago that was."""
        return timedelta(0) <= self.deps.clock.now() - batch.at < JUST_LOOKED

    async def _call(self, messenger: Messenger, claimed: Claimed, card: Card, batch: Batch) -> Result | None:
        """One call of the platform. None where nobody knows what happened: the claim stays and expires."""
        delivery, reader = claimed.delivery, batch.known[claimed.delivery.prompt.recipient]
        try:
            ref = await messenger.send(claimed.to, card, key=delivery.id)
        except SendLaterError as error:
            return self._later(claimed, error.seconds)
        except SendUnknownError:
            log.warning("delivery.unknown", delivery=delivery.id, platform=messenger.platform.value)
            return None
        except SendBlockedError as error:
            log.warning("delivery.blocked", delivery=delivery.id, trouble=error.trouble.value)
            batch.blocked[place_of(claimed.to, error.trouble)] = error.trouble
            return self._blocked(error.trouble)
        except SendRefusedError as error:
            log.warning("delivery.refused", delivery=delivery.id, gone=error.gone)
            return Ended(Status.FAILED, Reason.UNREACHABLE.value if error.gone else str(error))
        except Exception:
            # One message that breaks the adapter must not take the rest of the batch with it.
            log.exception("delivery.broken", delivery=delivery.id)
            return None
        words = self.deps.text_version(delivery.prompt, reader.person, reader.setting)
        return Sent(self.deps.clock.now(), ref, words)

    def _blocked(self, trouble: TroubleKind) -> Blocked:
        return Blocked(self.deps.clock.now() + BLOCKED_FOR, trouble)


def place_of(to: Address, trouble: TroubleKind) -> Place:
    """The place a trouble that was met on the way to an address concerns."""
    return to.platform, to.workspace, (to.channel_id or "") if trouble.of_channel else ""
