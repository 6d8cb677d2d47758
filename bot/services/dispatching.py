"""The dispatch tick: send what is due, each message once, and write what happened.

Transaction 1 checks each due prompt once more and claims it. Then the platform is called
for one after the other; who stopped while others were sent to is found out right before
their turn. Transaction 2 writes the outcome where the claim still holds. Whoever dies in
between leaves a claim that expires, and ``reconcile`` finds out whether it went.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.ports import (
    LookUpUnsupportedError,
    Messenger,
    SendLaterError,
    SendRefusedError,
    SendUnknownError,
)
from bot.ports.messages import Claimed, Ended, Postponed, Result, Sent
from bot.ports.storage import UnitOfWork
from bot.services.channels import readers_of
from bot.services.deps import Deps
from bot.services.drawing import CardOf, OvertakenError
from bot.services.platform_news import mark_channel
from bot.services.verdicts import barred, verdict
from nudges.attention import Attention, Kind, Reason
from nudges.cards import Card
from nudges.channels import ChannelState
from nudges.consent import Consent, ConsentAct, ConsentRecord
from nudges.decisions import Prompt, Status
from nudges.people import Platform

log = structlog.get_logger(__name__)

HOLD = timedelta(minutes=2)
"""How long a claim stands before another process may ask what became of it."""

LAST_CALL = timedelta(seconds=45)
"""No call begins with less of the hold left: longer than any platform's time-out."""

JUST_LOOKED = timedelta(seconds=2)
"""Nobody is looked at again so soon after the claim: the first of a batch, or a quick one whole."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Deliveries claimed together: what was known of their people at ``at``, and how many were due."""

    claimed: Sequence[Claimed]
    known: Mapping[str, Attention]
    due: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Sends what is due on the platforms of this deployment."""

    deps: Deps
    messengers: Mapping[Platform, Messenger]
    card_of: CardOf
    batch: int = 50

    async def run(self) -> int:
        """Send everything that is due now. Returns how many messages went out."""
        total = 0
        while True:
            token = self.deps.new_id()
            batch = await self._claim(token)
            results = await self._send_all(batch)
            if results:
                async with self.deps.begin() as uow:
                    await uow.prompts.settle(results, token)
                    await self._follow_up(uow, batch.claimed, results)
                    await uow.commit()
            total += sum(isinstance(result, Sent) for result in results.values())
            if batch.due < self.batch:
                return total

    async def reconcile(self) -> int:
        """Settle claims whose sender vanished. Returns how many were settled."""
        now = self.deps.clock.now()
        async with self.deps.begin() as uow:
            stranded = await uow.prompts.stranded(now, self.batch)
        traced = {each.delivery.id: await self._trace(each) for each in stranded}
        results = {key: result for key, result in traced.items() if result is not None}
        if results:
            async with self.deps.begin() as uow:
                await uow.prompts.settle_stranded(results, now)
                await self._follow_up(uow, stranded, results)
                await uow.commit()
        return len(results)

    async def _claim(self, token: str) -> _Batch:
        async with self.deps.begin() as uow:
            now = self.deps.clock.now()
            due = await uow.prompts.due(now, self.batch)
            if not due:
                return _Batch((), {}, 0, now)
            known = await self._recipients(uow, [each.prompt for each in due], now)
            verdicts = {
                each.id: verdict(each, known.get(each.prompt.recipient), self.deps, now) for each in due
            }
            changed = {key: result for key, result in verdicts.items() if result is not None}
            await uow.prompts.settle(changed, None)
            fit = [key for key, result in verdicts.items() if result is None]
            claimed = await uow.prompts.claim(fit, token, now + HOLD)
            await uow.commit()
            return _Batch(claimed, known, len(due), now)

    async def _recipients(
        self, uow: UnitOfWork, prompts: Sequence[Prompt], now: datetime
    ) -> Mapping[str, Attention]:
        """What is known about everybody the prompts are for; a channel is known by a typical reader."""
        known = await uow.looks.at([each.person_id for each in prompts if each.person_id], now)
        channels = await uow.channels.some({each.channel_id for each in prompts if each.channel_id})
        readers = {each.id: await readers_of(uow, each) for each in channels.values()}
        return known | {key: found for key, found in readers.items() if found is not None}

    async def _send_all(self, batch: _Batch) -> dict[str, Result]:
        found: dict[str, Result] = {}
        for each in batch.claimed:
            result = await self._send(each, batch) if self._still_holds(batch) else self._given_back()
            if result is not None:
                found[each.delivery.id] = result
        return found

    def _still_holds(self, batch: _Batch) -> bool:
        """A slow batch must stop before another process believes that its sender died."""
        return self.deps.clock.now() < batch.at + HOLD - LAST_CALL

    def _given_back(self) -> Postponed:
        return Postponed(self.deps.clock.now())

    async def _send(self, claimed: Claimed, batch: _Batch) -> Result | None:
        """Draw the card, look once more, and call the platform. None where nobody knows what happened."""
        prompt, platform = claimed.delivery.prompt, claimed.to.platform
        messenger = self.messengers.get(platform)
        if messenger is None:
            return Ended(Status.FAILED, f"{platform} is not connected")
        attention = batch.known[prompt.recipient]
        try:
            card = await self.card_of(prompt, attention.person, attention.setting)
        except OvertakenError:
            return Ended(Status.WITHDRAWN, Reason.OVERTAKEN.value)
        except Exception:
            log.exception("delivery.not_drawn", delivery=claimed.delivery.id)
            return Ended(Status.FAILED, "the card could not be drawn; the log says why")
        return await self._stopped(prompt, batch) or await self._call(messenger, claimed, card)

    async def _stopped(self, prompt: Prompt, batch: _Batch) -> Ended | None:
        """What becomes of a prompt whose person, or whose setting, wants none since it was claimed."""
        if prompt.channel_id or self.deps.clock.now() - batch.at < JUST_LOOKED:
            return None
        async with self.deps.begin() as uow:
            attention = await uow.looks.standing(prompt.person_id)
        return barred(prompt, attention, self.deps.clock.now())

    async def _call(self, messenger: Messenger, claimed: Claimed, card: Card) -> Result | None:
        """One call of the platform. None where nobody knows what happened: the claim stays and expires."""
        delivery = claimed.delivery.id
        try:
            ref = await messenger.send(claimed.to, card, key=delivery)
        except SendLaterError as error:
            return Postponed(self.deps.clock.now() + timedelta(seconds=error.seconds))
        except SendUnknownError:
            log.warning("delivery.unknown", delivery=delivery, platform=messenger.platform.value)
            return None
        except SendRefusedError as error:
            log.warning("delivery.refused", delivery=delivery, gone=error.gone)
            return Ended(Status.FAILED, Reason.UNREACHABLE.value if error.gone else str(error))
        except Exception:
            # One message that breaks the adapter must not take the rest of the batch with it.
            log.exception("delivery.broken", delivery=delivery)
            return None
        return Sent(self.deps.clock.now(), ref)

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
        except Exception:
            log.exception("delivery.not_traced", delivery=claimed.delivery.id)
            return None
        now = self.deps.clock.now()
        return Sent(now, ref) if ref else Postponed(now)

    async def _follow_up(
        self, uow: UnitOfWork, claimed: Sequence[Claimed], results: Mapping[str, Result]
    ) -> None:
        for each in claimed:
            result = results.get(each.delivery.id)
            gone = isinstance(result, Ended) and result.reason == Reason.UNREACHABLE.value
            if gone and each.identity_id is not None:
                await uow.people.close_identity(each.identity_id, self.deps.clock.now())
            elif gone and each.to.channel_id is not None:
                place = each.to.platform, each.to.workspace, each.to.channel_id
                await mark_channel(uow, *place, ChannelState.LOST)
            if isinstance(result, Sent) and each.delivery.prompt.kind is Kind.WELCOME:
                await self._note_asked(uow, each.delivery.prompt.person_id, result.at)

    async def _note_asked(self, uow: UnitOfWork, person_id: str, at: datetime) -> None:
        """The welcome has arrived: from now on the person alone decides whether there is more."""
        if (await uow.looks.consents([person_id])).get(person_id) is Consent.NOT_ASKED:
            record = ConsentRecord(person_id, ConsentAct.ASKED, at, self.deps.consent_version)
            await uow.looks.set_consent(record, Consent.ASKED)
            await uow.looks.schedule({person_id: None})
