"""Stories told on purpose: what comes of months, or where two people say opposite things."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from nudges.cards import Reply, token
from nudges.records import Record
from tests.gallery.cast import address
from tests.gallery.touring import word
from tests.gallery.walking import Walk

MORNING = 7
"""By the clock in Greenwich: ten in Nairobi."""

Kept = TypeVar("Kept", bound=Record)


@dataclass(frozen=True, slots=True)
class Teller:
    """Says who of the cast does what; a step that leads nowhere is a fault of the story."""

    walk: Walk

    async def says(self, who: str, name: str, rest: str = "") -> Reply:
        """Type the word for a command in one's own language."""
        self._a_moment_later()
        words = f"{word(self.walk, address(who), name)} {rest}".strip()
        return self._sound(await self.walk.type(address(who), words), f"{who} types {name}")

    async def press(self, who: str, name: str, about: Record | str | None = None, *more: str) -> Reply:
        """Press the button of this name, as a letter about this record would."""
        self._a_moment_later()
        arguments = () if about is None else (about if isinstance(about, str) else about.id, *more)
        pressed = token(name, *arguments)
        return self._sound(await self.walk.press(address(who), pressed), f"{who} presses {pressed}")

    async def tap(self, who: str, name: str) -> Reply:
        """Press the newest button that leads there, of all that somebody has before them."""
        await self.walk.read_post()
        pressed = self.walk.tokens[address(who), name]
        return self._sound(await self.walk.press(address(who), pressed), f"{who} taps {name}")

    async def fill(self, who: str, reply: Reply, **given: str | Sequence[str]) -> Reply:
        """Fill in the dialog that was opened, after sending it empty where it asks for anything.

        ``given`` says what matters, the rest is filled somehow.
        """
        assert reply.form is not None, (who, reply)
        values = {name: (v,) if isinstance(v, str) else tuple(v) for name, v in given.items()}
        if any(each.required for each in reply.form.inputs):
            await self.walk.send(address(who), reply.form)
        sent = await self.walk.submit(address(who), reply.form, f"{reply.form.token}/story", values)
        assert not sent.faults, (who, sent.faults)
        return self._sound(sent, f"{who} sends {reply.form.token}")

    async def id(self, who: str) -> str:
        return (await self.walk.scene.person(address(who))).id

    async def who(self, person_id: str) -> str:
        """The name in the cast of whoever has this id."""
        async with self.walk.scene.app.deps.begin() as uow:
            person = await uow.people.get(person_id)
        assert person is not None
        return person.email.partition("@")[0]

    async def all(self, kind: type[Kept]) -> list[Kept]:
        scene = self.walk.scene
        async with scene.app.deps.begin() as uow:
            return await uow.records.of_setting(kind, (await scene.setting()).id)

    async def all_own(self, who: str, kind: type[Kept]) -> list[Kept]:
        me = await self.id(who)
        async with self.walk.scene.app.deps.begin() as uow:
            return await uow.records.of_person(kind, me)

    async def own(self, who: str, kind: type[Kept]) -> Kept:
        """The latest record of somebody."""
        return (await self.all_own(who, kind))[-1]

    async def keep(self, record: Record) -> None:
        """Put a record there as its flow would have, after more than a story should tell."""
        scene = self.walk.scene
        async with scene.app.deps.begin() as uow:
            await uow.records.save(record, scene.clock.now())
            await uow.commit()

    async def latest(self, kind: type[Kept]) -> Kept:
        return (await self.all(kind))[-1]

    async def days(self, number: int) -> None:
        """Let days pass, to the morning of a working day, and then an hour in which what is due goes out."""
        clock = self.walk.scene.clock
        morning = (clock.now() + timedelta(days=number)).replace(hour=MORNING, minute=0)
        clock.move_to(morning + timedelta(days=max(0, 8 - day) if (day := morning.isoweekday()) > 5 else 0))
        for _ in range(3):
            await self.walk.scene.tick()
            clock.move_to(clock.now() + timedelta(minutes=20))
        await self.walk.read_post()

    def _a_moment_later(self) -> None:
        """So that what is made later is known to be later."""
        clock = self.walk.scene.clock
        clock.move_to(clock.now() + timedelta(seconds=1))

    async def forget(self, *kinds: type[Record]) -> None:
        """Take away what an earlier story left, for one that needs a clean table."""
        for kind in kinds:
            for each in await self.all(kind):
                async with self.walk.scene.app.deps.begin() as uow:
                    await uow.records.remove(each)
                    await uow.commit()

    def _sound(self, reply: Reply, step: str) -> Reply:
        assert not self.walk.is_stale(reply), step
        return reply
