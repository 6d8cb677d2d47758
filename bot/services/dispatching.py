"""Dispatch: send what is due, each message once, and write what happened.

Each workspace is drained by itself, so that none waits for another's limits or troubles.
Transaction 1 checks each due prompt once more and claims it. Then the platform is called
for a few at a time; who stopped while others were sent to is found out right before
their turn. Transaction 2 writes the outcome where the claim still holds. Whoever dies in
between leaves a claim that expires, and ``reconcile`` finds out whether it went.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.ports import LookUpUnsupportedError, Messenger, SendLaterError, SendRefusedError
from bot.ports.messages import Claimed, Ended, Postponed, Result, Sent, Workspace
from bot.ports.storage import UnitOfWork
from bot.services.aftermath import Aftermath
from bot.services.channels import readers_of
from bot.services.deps import Deps
from bot.services.drawing import CardOf
from bot.services.sending import HOLD, Batch, Sender
from bot.services.verdicts import verdict
from nudges.attention import Attention
from nudges.decisions import Prompt, Status
from nudges.people import Platform

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Sends what is due on the platforms of this deployment."""

    deps: Deps
    messengers: Mapping[Platform, Messenger]
    card_of: CardOf
    batch: int = 50
    at_once: Mapping[Platform, int] = field(default_factory=dict)
    """As of ``Sender``."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Once set, no further call begins: what was claimed and not yet sent is given back."""

    async def run(self) -> int:
        """Send everything that is due now, everywhere. Returns how many messages went out."""
        total = 0
        # What became of messages may have been told to somebody elsewhere at once.
        while sent := await self._drain_all():
            total += sent
        return total

    async def _drain_all(self) -> int:
        async with asyncio.TaskGroup() as drains:
            tasks = [drains.create_task(self.drain(each)) for each in await self.waiting()]
        return sum(each.result() for each in tasks)

    async def waiting(self) -> list[Workspace]:
        """Where something is due now."""
        async with self.deps.begin() as uow:
            return await uow.prompts.due_in(self.deps.clock.now())

    async def drain(self, workspace: Workspace) -> int:
        """Send everything that is due now in a workspace. Returns how many messages went out.

        A full batch makes way for the next one when its last call has begun: at a platform's limit
        nothing makes up for a pause.
        """
        sender = Sender(self.deps, self.messengers, self.card_of, self.at_once, self.stopping.is_set)
        total, under_way = 0, deque[asyncio.Task[int]]()
        async with _ended(under_way):
            while not self.stopping.is_set():
                token = self.deps.new_id()
                batch = await self._claim(token, workspace)
                under_way.append(asyncio.create_task(self._deliver(batch, sender, token)))
                sent = sum([await under_way.popleft() for _ in range(len(under_way) - 1)])
                if batch.due == self.batch:
                    await batch.begun.wait()
                if batch.due < self.batch or batch.left:
                    sent += await under_way.popleft()
                total += sent
                # Where a limit makes sending slow, more came due meanwhile.
                if not (sent or under_way):
                    break
        return total + sum(each.result() for each in under_way)

    async def reconcile(self) -> int:
        """Settle claims whose sender vanished. Returns how many were settled.

        Each at once: a platform lets look-ups wait, and whoever makes them may vanish as well.
        """
        async with self.deps.begin() as uow:
            stranded = await uow.prompts.stranded(self.deps.clock.now(), self.batch)
        settled = 0
        for each in stranded:
            if self.stopping.is_set():
                break
            settled += await self._reconcile(each)
        return settled

    async def _reconcile(self, stranded: Claimed) -> bool:
        result = await self._trace(stranded)
        if result is None:
            return False
        results = {stranded.delivery.id: result}
        async with self.deps.begin() as uow:
            # Only where it is still this claim: meanwhile another process may have found out, and sent it.
            await uow.prompts.settle(results, stranded.token)
            await self._aftermath(uow).follow([stranded], results)
            await uow.commit()
        return True

    async def _claim(self, token: str, workspace: Workspace) -> Batch:
        async with self.deps.begin() as uow:
            now = self.deps.clock.now()
            due = await uow.prompts.due(now, self.batch, workspace)
            if not due:
                return Batch((), {}, 0, now)
            known = await self._recipients(uow, [each.prompt for each in due], now)
            verdicts = {
                each.id: verdict(each, known.get(each.prompt.recipient), self.deps, now) for each in due
            }
            changed = {key: result for key, result in verdicts.items() if result is not None}
            await uow.prompts.settle(changed, None)
            fit = [key for key, result in verdicts.items() if result is None]
            claimed = await uow.prompts.claim(fit, token, now + HOLD)
            await uow.commit()
            return Batch(claimed, known, len(due), now)

    async def _deliver(self, batch: Batch, sender: Sender, token: str) -> int:
        """Send a batch and write what became of it. Returns how many messages went out."""
        results = await sender.send_all(batch)
        if results:
            async with self.deps.begin() as uow:
                aftermath = self._aftermath(uow)
                settled = await aftermath.reroute(batch.claimed, results)
                await uow.prompts.settle(settled, token)
                await aftermath.follow(batch.claimed, settled)
                await uow.commit()
        return sum(isinstance(result, Sent) for result in results.values())

    async def _recipients(
        self, uow: UnitOfWork, prompts: Sequence[Prompt], now: datetime
    ) -> Mapping[str, Attention]:
        """What is known about everybody the prompts are for; a channel is known by a typical reader."""
        known = await uow.looks.at([each.person_id for each in prompts if each.person_id], now)
        channels = await uow.channels.some({each.channel_id for each in prompts if each.channel_id})
        readers = {each.id: await readers_of(uow, each) for each in channels.values()}
        return known | {key: found for key, found in readers.items() if found is not None}

    def _aftermath(self, uow: UnitOfWork) -> Aftermath:
        return Aftermath(self.deps, uow, self.deps.clock.now())

    async def _trace(self, claimed: Claimed) -> Result | None:
        """Find out whether a message arrived whose sender vanished; never send it again blindly.

        None where the platform cannot be asked just now: the next tick asks again.
        """
        messenger = self.messengers.get(claimed.to.platform)
        words = "the sender stopped midway and the platform cannot tell whether it arrived"
        if messenger is None:
            return Ended(Status.UNKNOWN, words)
        try:
            ref = await messenger.find(claimed.to, key=claimed.delivery.id)
        except (LookUpUnsupportedError, SendRefusedError):
            return Ended(Status.UNKNOWN, words)
        except SendLaterError:
            return None
        except Exception:
            log.exception("delivery.not_traced", delivery=claimed.delivery.id)
            return None
        now = self.deps.clock.now()
        return Sent(now, ref) if ref else Postponed(max(now, claimed.delivery.prompt.due_at))


@asynccontextmanager
async def _ended(under_way: Collection[asyncio.Task[int]]) -> AsyncIterator[None]:
    """Leaves nothing behind: what is under way comes to its end, or is cancelled with whoever sends."""
    try:
        yield
    except asyncio.CancelledError:
        for each in under_way:
            each.cancel()
        raise
    finally:
        await asyncio.gather(*under_way, return_exceptions=True)
