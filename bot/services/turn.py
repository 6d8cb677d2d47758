"""A flow's turn: one unit of work, one setting, one moment, and what the flow wants done in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports.storage import UnitOfWork
from bot.services.deps import Deps
from nudges.attention import Kind
from nudges.candidates import Happening
from nudges.chance import stable_id
from nudges.channels import Channel, channels_for
from nudges.decisions import Prompt
from nudges.effects import Effect, Practised, Publish, Raised, Write
from nudges.events import EventKind
from nudges.flows.second_yes import Reach, WaitingPost, approvers, ask, waiting_id
from nudges.people import Person, Setting, Standing
from nudges.practice import Evidence, PracticeRecord
from nudges.records import Record
from nudges.texts import Speaker
from nudges.working_time import local_date, next_working_moment

NOTE_STAYS = timedelta(days=7)
POST_STAYS = timedelta(days=7)
REMINDER_STAYS = timedelta(hours=4)
"""A reminder much later than the time somebody chose is none."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a flow acts. What is kept or done stands or falls with the unit of work."""

    deps: Deps
    uow: UnitOfWork
    setting: Setting
    now: datetime

    def speaker(self, language: str) -> Speaker:
        """The words of the product as people of the setting read them in a language."""
        return self.deps.texts_in(self.setting).speaker(language)

    async def keep(self, record: Record, effects: Sequence[Effect] = ()) -> WaitingPost | None:
        """Store a record as it is now and do what its flow wants done.

        Returns its post where that waits for a second yes, with the effects after it.
        """
        await self.uow.records.save(record, self.now)
        for place, effect in enumerate(effects):
            if isinstance(effect, Publish) and await self._waits(effect):
                return await self._put_up(record, effect, tuple(effects[place + 1 :]))
            await self._do(record.id, effect)
        return None

    async def ask_second(self, post: WaitingPost) -> WaitingPost:
        """Let a post wait for another coordinator, who hears of it."""
        waiting, effects = ask(post, await self.seconds(post))
        await self.keep(waiting, effects)
        return waiting

    async def release(self, post: WaitingPost) -> None:
        """What waited goes out, and what follows from it happens."""
        for effect in (post.publish, *post.then):
            if effect is not None:
                await self._do(post.about, effect)

    async def reach(self) -> Reach:
        """Whom a post reaches: everybody on the setting's roster."""
        people = await self.uow.people.active_ids(self.setting.id)
        return Reach(len(people), self.deps.most_by_one)

    async def coordinators(self) -> set[str]:
        everywhere = await self.uow.people.coordinators()
        return {each.id for each in everywhere if each.setting_id == self.setting.id}

    async def seconds(self, post: WaitingPost) -> list[str]:
        """Who may say the second yes to it."""
        return approvers(await self.coordinators(), post.in_it, post.author_id)

    async def discard(self, record: Record, people: Collection[str]) -> None:
        """Remove a record, and what was written about it to these people, as if it had never been."""
        await self.uow.records.remove(record)
        await self.unwrite(record.id, people)

    async def unwrite(self, record_id: str, people: Collection[str]) -> None:
        """Forget letters about a record; only that an unasked one was sent stays, for the budget."""
        await self.uow.prompts.unwrite(record_id, people)

    async def colleagues(self) -> dict[str, Person]:
        """Everybody active in the setting, by id."""
        everybody = await self.uow.people.of_setting(self.setting.id)
        return {each.id: each for each in everybody if each.standing is Standing.ACTIVE}

    async def colleague(self, person_id: str) -> Person | None:
        """One active person of the setting; None where there is no such one, or they left."""
        person = await self.uow.people.get(person_id) if person_id else None
        here = person is not None and person.setting_id == self.setting.id
        return person if here and person and person.standing is Standing.ACTIVE else None

    async def name(self, person_id: str, language: str) -> str:
        """How a person is called in a letter: name and entity, or "a former colleague"."""
        person = await self.uow.people.get(person_id)
        if person is None:
            return self.deps.texts.get(language, "common.former_colleague")
        return f"{person.name} ({person.entity})"

    async def _waits(self, effect: Publish) -> bool:
        """Whether it needs a second yes; where there is no channel it reaches nobody."""
        return bool(effect.alone and await self._channels(effect)) and (await self.reach()).needs_two

    async def _put_up(self, record: Record, effect: Publish, then: tuple[Effect, ...]) -> WaitingPost:
        post = WaitingPost(
            id=waiting_id(record.id, effect.letter.id, effect.key),
            setting_id=self.setting.id,
            author_id=effect.alone,
            about=record.id,
            post=effect.letter.id,
            asked_at=self.now,
            in_it=tuple(sorted(set(record.people) - {effect.alone})),
            publish=effect,
            then=then,
        )
        return await self.ask_second(post)

    async def _do(self, record_id: str, effect: Effect) -> None:
        match effect:
            case Raised():
                await self._raise(record_id, effect)
            case Practised():
                await self._practised(record_id, effect)
            case Write():
                await self._write(record_id, effect)
            case Publish():
                await self._publish(record_id, effect)

    async def _raise(self, record_id: str, effect: Raised) -> None:
        event = Happening(
            id=stable_id(record_id, effect.kind, effect.person_id, effect.key),
            kind=effect.kind,
            at=effect.at or self.now,
            person_id=effect.person_id,
            facts={**effect.facts, "record": record_id},
        )
        await self._happened(event)

    async def _happened(self, event: Happening) -> None:
        await self.uow.looks.happened([event], self.setting.id)
        await self.uow.looks.look_again(event.person_id, self.now)

    async def _practised(self, record_id: str, effect: Practised) -> None:
        person = await self.uow.people.get(effect.person_id)
        if person is None:
            return
        practised = PracticeRecord(
            id=stable_id(record_id, effect.person_id, effect.behaviour, effect.key),
            setting_id=person.setting_id,
            person_id=person.id,
            behaviour=effect.behaviour,
            practised_on=local_date(person, self.now),
            at=self.now,
            source=effect.source,
            evidence=Evidence.CONFIRMED if effect.confirmed else Evidence.SELF_REPORTED,
            counterpart_id=effect.counterpart_id,
        )
        new = await self.uow.practices.add([practised])
        if effect.confirmed and not new:  # somebody's own word, borne out by now
            await self.uow.practices.set_evidence(practised.id, Evidence.CONFIRMED)

    async def _write(self, record_id: str, effect: Write) -> None:
        """A request waits for a free moment; the others are under way at once."""
        facts = {"letter": effect.letter.id, "record": record_id}
        key = stable_id(record_id, effect.letter.id, effect.person_id, effect.key)
        if effect.letter.kind is Kind.REQUEST:
            waiting = Happening(key, EventKind.LETTER_WAITING, self.now, effect.person_id, facts)
            await self._happened(waiting)
            return
        person = await self.uow.people.get(effect.person_id)
        due_at = self._due(effect, person) if person else None
        if person is None or due_at is None:
            return
        stays = REMINDER_STAYS if effect.letter.kind is Kind.REMINDER else NOTE_STAYS
        prompt = Prompt(
            id=key,
            decision_id="",
            setting_id=person.setting_id,
            person_id=person.id,
            kind=effect.letter.kind,
            nudge=effect.letter.id,
            due_at=due_at,
            not_after=due_at + stays,
            facts=facts,
        )
        await self.uow.prompts.add([], [prompt])

    def _due(self, effect: Write, person: Person) -> datetime | None:
        if effect.letter.kind in (Kind.REMINDER, Kind.MESSAGE):
            return effect.at or self.now
        return next_working_moment(person, effect.at or self.now, self.deps.is_holiday)

    async def _channels(self, effect: Publish) -> list[Channel]:
        return channels_for(effect.purpose, await self.uow.channels.of_setting(self.setting.id))

    async def _publish(self, record_id: str, effect: Publish) -> None:
        """One post on each platform, with the same words."""
        posts = [
            Prompt(
                id=stable_id(record_id, effect.letter.id, channel.id, effect.key),
                decision_id="",
                setting_id=self.setting.id,
                person_id="",
                channel_id=channel.id,
                kind=Kind.POST,
                nudge=effect.letter.id,
                due_at=self.now,
                not_after=self.now + POST_STAYS,
                facts={"letter": effect.letter.id, "record": record_id},
            )
            for channel in await self._channels(effect)
        ]
        await self.uow.prompts.add([], posts)
