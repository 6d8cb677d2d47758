"""What follows from how deliveries went: accounts that closed, people who were asked, troubles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.ports.messages import Blocked, Claimed, Ended, Postponed, Result, Sent
from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from bot.services.turn import Turn
from nudges.attention import Kind, Reason
from nudges.consent import Consent, ConsentAct, ConsentRecord
from nudges.flows.troubles import State, Trouble, TroubleKind, found, mended, trouble_id


@dataclass(frozen=True, slots=True)
class Aftermath:
    """One unit of work, in which the results were just stored."""

    deps: Deps
    uow: UnitOfWork
    now: datetime

    async def reroute(
        self, claimed: Sequence[Claimed], results: Mapping[str, Result]
    ) -> Mapping[str, Result]:
        """Close accounts that are gone, before the results are stored.

        Who has another account gets the message there next: nothing was delivered.
        """
        found = dict(results)
        for each in claimed:
            result = results.get(each.delivery.id)
            gone = isinstance(result, Ended) and result.reason == Reason.UNREACHABLE.value
            blocked = isinstance(result, Blocked) and each.delivery.attempts == 1
            if each.identity_id is None or result is None or not (gone or blocked):
                continue
            if gone:
                await self.uow.people.close_identity(each.identity_id, self.now)
            if await self._reached_elsewhere(each):
                found[each.delivery.id] = (
                    replace(result, due_at=self.now) if isinstance(result, Blocked) else Postponed(self.now)
                )
        return found

    async def _reached_elsewhere(self, claimed: Claimed) -> bool:
        """Whether an account of the same person is left, in another workspace than the one just tried."""
        tried = (claimed.to.platform, claimed.to.workspace)
        return any(
            each.reached and (each.identity.platform, each.identity.workspace) != tried
            for each in await self.uow.people.own_accounts(claimed.delivery.prompt.person_id)
        )

    async def follow(self, claimed: Sequence[Claimed], results: Mapping[str, Result]) -> None:
        """Everything that follows from the results, by delivery id."""
        done = [(each, results[each.delivery.id]) for each in claimed if each.delivery.id in results]
        for each, result in done:
            if isinstance(result, Sent) and each.delivery.prompt.kind is Kind.WELCOME:
                await self._note_asked(each.delivery.prompt.person_id, result.at)
        sent = [(each, result) for each, result in done if isinstance(result, Sent)]
        await self._remember_conversations(sent)
        await self._end_troubles([each for each, _ in sent])
        blocked = {
            _trouble_of(each, result.trouble, self.now): each
            for each, result in done
            if isinstance(result, Blocked)
        }
        for trouble in sorted(blocked, key=lambda each: each.id):
            await self._begin(trouble)

    async def _remember_conversations(self, sent: Sequence[tuple[Claimed, Sent]]) -> None:
        await self.uow.people.remember_conversations(
            {
                each.identity_id: result.ref.conversation
                for each, result in sent
                if each.identity_id and result.ref.conversation != each.to.conversation
            }
        )

    async def _note_asked(self, person_id: str, at: datetime) -> None:
        """The welcome has arrived: from now on the person alone decides whether there is more."""
        looks = self.uow.looks
        if (await looks.consents([person_id])).get(person_id) is Consent.NOT_ASKED:
            record = ConsentRecord(person_id, ConsentAct.ASKED, at, self.deps.consent_version)
            await looks.set_consent(record, Consent.ASKED)
            await looks.schedule({person_id: None})

    async def _begin(self, new: Trouble) -> None:
        """Tell the coordinators, unless they know."""
        setting = await self.uow.settings.alone(new.setting_id)
        known = await self.uow.records.get(Trouble, new.id)
        everybody = await self.uow.people.coordinators()
        here = [each.id for each in everybody if each.setting_id == setting.id]
        trouble, letters = found(known, new, here)
        if trouble != known:
            await Turn(self.deps, self.uow, setting, self.now).keep(trouble, letters)

    async def _end_troubles(self, sent: Sequence[Claimed]) -> None:
        """A message that came through proves that its way is free."""
        ways = {(e.to.platform.value, e.to.workspace, e.delivery.prompt.channel_id) for e in sent}
        for setting_id in sorted({each.delivery.prompt.setting_id for each in sent}):
            for trouble in await self.uow.records.of_setting(Trouble, setting_id, (State.OPEN,)):
                if any(trouble.ended_by(*way) for way in ways):
                    await self.uow.records.save(mended(trouble), self.now)


def _trouble_of(claimed: Claimed, what: TroubleKind, now: datetime) -> Trouble:
    prompt, to = claimed.delivery.prompt, claimed.to
    channel = prompt.channel_id if what.of_channel or what is TroubleKind.PERMISSION else ""
    return Trouble(
        id=trouble_id(prompt.setting_id, to.platform, to.workspace, channel, what),
        setting_id=prompt.setting_id,
        platform=to.platform.value,
        workspace=to.workspace,
        channel_id=channel,
        what=what,
        since=now,
    )
