"""Sending once, whatever breaks: restarts, two processes, refusals, lost connections, downtime."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.db.outbox_repository import read_outbox
from bot.ports import (
    Address,
    LookUpUnsupportedError,
    MessageRef,
    SendLaterError,
    SendRefusedError,
    SendUnknownError,
)
from bot.ports.messages import Workspace
from nudges.attention import Kind
from nudges.cards import Card
from nudges.decisions import Prompt
from nudges.digests import week_label
from nudges.people import Identity, Person, Platform, Setting
from tests.clients.machine_clock import MachineClock
from tests.factories import a_prompt
from tests.integration.post import Post
from tests.integration.scene import ADA, BO, CLEO, MONDAY, NAIROBI, Scene, nairobi, row

pytestmark = pytest.mark.each_database

PEOPLE = tuple(f"person{n}@example.org" for n in range(12))


async def welcome_due(scene: Scene, *emails: str) -> None:
    """People whose welcome is planned, at a moment when it is due."""
    await scene.bring(*(row(email) for email in emails))
    await scene.app.ticks.plan()
    due = max(line.due_at for line in await scene.lines())
    scene.clock.move_to(due)


@dataclass
class DiesSoon(Post):
    """One look-up is answered, and at the next one the process dies."""

    dies: bool = False

    async def find(self, to: Address, *, key: str) -> MessageRef | None:
        self.dies, dies = not self.dies, self.dies
        if dies:
            raise asyncio.CancelledError
        return None


@dataclass(kw_only=True)
class LooksUpSlowly(Post):
    """What was true when it was asked is told after a while."""

    overtaken: Callable[[], Awaitable[None]]

    async def find(self, to: Address, *, key: str) -> MessageRef | None:
        await self.overtaken()
        return None


def failing(error: Callable[[], Exception], *users: str) -> Callable[[str], Exception | None]:
    """Trouble for these users only, or for everybody."""
    return lambda user: error() if not users or user in users else None


async def check_ins(scene: Scene, *emails: str) -> None:
    """They take part, and each have a check-in that is due now, one after the other."""
    others = (row(email) for email in emails if email != CLEO)
    await scene.taking_part(*others, row(CLEO, is_coordinator="yes"))
    scene.clock.move_to(nairobi(6, 14))
    people = [await scene.person(email) for email in emails]
    due = [scene.clock.now() - timedelta(minutes=len(people) - n) for n in range(len(people))]
    prompts = [
        replace(
            a_prompt(Kind.CHECK_IN, "check_in", prompt_id=person.email, due_at=at),
            person_id=person.id,
            setting_id=person.setting_id,
            decision_id="",
        )
        for person, at in zip(people, due, strict=True)
    ]
    async with scene.app.deps.begin() as uow:
        assert await uow.prompts.add([], prompts) == len(prompts)
        await uow.commit()


class TestRestart:
    async def test_a_restart_neither_loses_nor_repeats(self, scene: Scene) -> None:
        await welcome_due(scene, ADA)
        async with scene.another_process() as restarted:
            await restarted.tick()
        assert await scene.tick() == 0
        assert len(scene.post.to(ADA)) == 1

    async def test_a_plan_made_before_a_restart_is_not_made_again(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await scene.tick()
        before = await scene.lines()
        async with scene.another_process() as restarted:
            await restarted.type(ADA, "settings")
            await restarted.tick()
        assert await scene.lines() == before


class TestTwoProcesses:
    async def test_planning_at_once_plans_once(self, scene: Scene) -> None:
        await scene.bring(*(row(email) for email in PEOPLE))
        async with scene.another_process() as other:
            await asyncio.gather(scene.app.ticks.plan(), other.app.ticks.plan())
        assert sorted(line.person for line in await scene.lines()) == sorted(PEOPLE)

    async def test_dispatching_at_once_sends_once(self, scene: Scene) -> None:
        await scene.bring(*(row(email) for email in PEOPLE))
        await scene.app.ticks.plan()
        async with scene.another_process() as other:
            while scene.clock.now() < nairobi(3, 0):
                scene.clock.move_to(scene.clock.now() + timedelta(minutes=15))
                await asyncio.gather(scene.app.ticks.dispatch(), other.app.ticks.dispatch())
        assert sorted(letter.to for letter in scene.post.letters) == sorted(PEOPLE)

    async def test_whole_ticks_at_once_keep_the_budget(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), row(BO))
        async with scene.another_process() as other:
            while scene.clock.now() < nairobi(6, 18):
                scene.clock.move_to(scene.clock.now() + timedelta(hours=3))
                await asyncio.gather(scene.tick(), other.tick())
        sent = [(line.person, line.nudge) for line in await scene.lines() if line.sent_at]
        assert len(sent) == len(set(sent)) == len(scene.post.letters)


class TestDowntime:
    async def test_what_came_due_meanwhile_waits_for_working_hours(self, scene: Scene) -> None:
        await scene.bring(*(row(email) for email in PEOPLE))
        await scene.app.ticks.plan()
        scene.clock.move_to(nairobi(3, 2))
        assert await scene.tick() == 0
        await scene.run_until(nairobi(4, 0))
        sent = [line.sent_at.astimezone(NAIROBI) for line in await scene.lines() if line.sent_at]
        assert len(sent) == len(PEOPLE)
        assert all(at.day == 3 and 9 <= at.hour < 17 for at in sent)

    async def test_what_came_due_meanwhile_is_not_poured_out(self, scene: Scene) -> None:
        await scene.bring(*(row(email) for email in PEOPLE))
        await scene.app.ticks.plan()
        scene.clock.move_to(nairobi(3, 10))
        assert await scene.tick() <= 2
        await scene.run_until(nairobi(4, 0))
        assert len(scene.post.letters) == len(PEOPLE)

    async def test_a_check_in_is_not_sent_once_its_week_is_over(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await scene.run_until(nairobi(6, 10))
        [check_in] = await scene.lines(ADA, "check_in")
        assert check_in.status == "planned"
        scene.clock.move_to(nairobi(9, 10))
        await scene.tick()
        [check_in] = await scene.lines(ADA, "check_in")
        assert check_in.status == "withdrawn"


class TestTrouble:
    async def test_when_the_platform_asks_to_wait_the_message_waits(self, scene: Scene) -> None:
        await welcome_due(scene, ADA)
        scene.post.before = failing(lambda: SendLaterError("slow down", seconds=600))
        await scene.tick()
        scene.post.before = None
        scene.clock.move_to(scene.clock.now() + timedelta(seconds=599))
        assert await scene.tick() == 0
        scene.clock.move_to(scene.clock.now() + timedelta(seconds=1))
        assert await scene.tick() == 1

    async def test_an_account_that_is_gone_is_not_tried_again(self, scene: Scene) -> None:
        await welcome_due(scene, ADA)
        scene.post.before = failing(lambda: SendRefusedError("account closed", gone=True))
        await scene.tick()
        await scene.run_until(nairobi(20, 0))
        assert scene.post.attempts == 1
        assert [line.status for line in await scene.lines(ADA)] == ["failed"]

    async def test_a_refusal_for_other_reasons_leaves_the_account(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        scene.post.before = failing(lambda: SendRefusedError("the card is too long"))
        await scene.run_until(nairobi(6, 18))
        scene.post.before = None
        await scene.run_until(nairobi(14, 0))
        assert {line.status for line in await scene.lines(ADA)} == {"failed", "sent"}

    async def test_the_coordinator_is_told_who_many_cannot_be_reached(self, scene: Scene) -> None:
        await scene.bring(row(ADA), row(BO), row(CLEO, is_coordinator="yes"))
        scene.post.before = failing(lambda: SendRefusedError("account closed", gone=True), ADA, BO)
        await scene.run_until(nairobi(9, 8))
        async with scene.app.deps.begin() as uow:
            week = week_label(MONDAY.date())
            document = await scene.app.digests.document(uow, await scene.setting(), week)
        assert {"key": "digest.need_unreachable", "values": {"count": 2}} in document["needs"]

    async def test_naming_the_account_again_reaches_the_person_again(self, scene: Scene) -> None:
        await welcome_due(scene, ADA)
        scene.post.before = failing(lambda: SendRefusedError("account closed", gone=True))
        await scene.tick()
        await scene.type(ADA, "start")
        scene.post.before = None
        await scene.bring(row(ADA))
        await scene.type(ADA, "start")
        await scene.run_until(nairobi(14, 0))
        assert scene.post.to(ADA) != []

    async def test_one_broken_message_does_not_hold_up_the_others(self, scene: Scene) -> None:
        await scene.bring(*(row(email) for email in PEOPLE))
        await scene.app.ticks.plan()
        scene.post.before = failing(lambda: RuntimeError("a bug"), PEOPLE[0])
        with capture_logs() as logs:
            await scene.run_until(nairobi(3, 0))
        assert sorted(letter.to for letter in scene.post.letters) == sorted(PEOPLE[1:])
        [told] = logs
        assert told["event"] == "delivery.broken"
        assert not any(PEOPLE[0] in str(value) for value in told.values())

    @pytest.mark.parametrize(("fails", "ends"), [(2, "sent"), (3, "failed")])
    async def test_a_card_that_cannot_be_drawn_is_tried_three_times(
        self, scene: Scene, fails: int, ends: str
    ) -> None:
        """The database may have been away for a moment."""
        await check_ins(scene, ADA)
        dispatcher, tries = scene.app.dispatcher, 0

        async def drawn(prompt: Prompt, person: Person, setting: Setting) -> Card:
            nonlocal tries
            tries += 1
            if tries <= fails:
                raise ConnectionError
            return await dispatcher.card_of(prompt, person, setting)

        for _ in range(3):
            await replace(dispatcher, card_of=drawn).run()
            scene.clock.move_to(scene.clock.now() + timedelta(minutes=1))
        assert [line.status for line in await scene.lines(ADA)] == [ends]

    async def test_a_slow_platform_never_makes_two_processes_send_the_same(self, scene: Scene) -> None:
        await welcome_due(scene, *PEOPLE[:4])
        minute = timedelta(seconds=50)

        def slowly(_: str) -> None:
            scene.clock.move_to(scene.clock.now() + minute)

        scene.post.before = slowly
        await scene.app.ticks.dispatch()
        async with scene.another_process() as other:
            for _ in range(30):
                scene.clock.move_to(scene.clock.now() + minute)
                await asyncio.gather(scene.tick(), other.tick())
        await scene.run_until(nairobi(4, 0))
        assert sorted(letter.to for letter in scene.post.letters) == sorted(PEOPLE[:4])


class TestChangesOfMind:
    """What people say while others of the same batch are being sent to."""

    async def test_all_of_a_slow_batch_goes_out_while_nobody_objects(self, scene: Scene) -> None:
        await check_ins(scene, ADA, BO, CLEO)
        assert await self._dispatch(scene, lambda _: asyncio.sleep(0)) == [ADA, BO, CLEO]

    @pytest.mark.parametrize(
        ("who", "words", "reason"),
        [
            (BO, "stop", "opted_out"),
            (BO, "snooze", "snoozed"),
            (CLEO, "pause_now", "setting_paused"),
            (CLEO, "crisis_now", "crisis"),
        ],
    )
    async def test_a_claimed_message_is_withdrawn_once_it_is_not_wanted(
        self, scene: Scene, who: str, words: str, reason: str
    ) -> None:
        await check_ins(scene, ADA, BO)

        async def meanwhile(_: str) -> None:
            await scene.press(who, words)

        assert await self._dispatch(scene, meanwhile) == [ADA]
        async with scene.app.deps.begin() as uow:
            document = await uow.people.export((await scene.person(BO)).id)
        ended = [(each["status"], each["reason"]) for each in document["prompts"] + document["deliveries"]]
        assert ended == [("withdrawn", reason)] * 2
        assert await scene.app.ticks.dispatch() == 0

    async def test_a_card_that_was_drawn_too_slowly_is_not_sent_under_an_old_claim(
        self, scene: Scene
    ) -> None:
        """By then another process may take its sender for dead: the machine slept, or the database hung."""
        await check_ins(scene, ADA)
        dispatcher = scene.app.dispatcher

        async def slowly(prompt: Prompt, person: Person, setting: Setting) -> Card:
            scene.clock.move_to(scene.clock.now() + timedelta(minutes=2))
            return await dispatcher.card_of(prompt, person, setting)

        await replace(dispatcher, card_of=slowly).run()
        assert scene.post.letters == []
        await scene.app.ticks.dispatch()
        assert [letter.to for letter in scene.post.letters] == [ADA]

    @pytest.mark.parametrize("words", ["stop", "help"])
    async def test_after_a_clock_leapt_back_all_is_judged_again(self, scene: Scene, words: str) -> None:
        """Of what was claimed before: who changed their mind, and whether it is time yet."""
        await check_ins(scene, ADA, BO)
        clock = MachineClock(scene.clock.now())

        async def meanwhile(_: str) -> None:
            clock.at -= timedelta(hours=3)
            await scene.press(BO, words)

        scene.post.meanwhile = meanwhile
        dispatcher = scene.app.dispatcher
        await replace(dispatcher, deps=replace(dispatcher.deps, clock=clock)).run()
        assert [letter.to for letter in scene.post.letters] == [ADA]

    async def test_nothing_goes_to_somebody_who_was_just_forgotten(self, scene: Scene) -> None:
        await check_ins(scene, ADA, BO)

        async def meanwhile(_: str) -> None:
            await scene.press(BO, "forget_me")

        assert await self._dispatch(scene, meanwhile) == [ADA]
        assert await scene.lines(BO) == []

    async def test_nothing_goes_to_somebody_who_just_left_the_roster(self, scene: Scene) -> None:
        await check_ins(scene, ADA, BO)

        async def meanwhile(_: str) -> None:
            await scene.bring(row(ADA), row(CLEO, is_coordinator="yes"))

        assert await self._dispatch(scene, meanwhile) == [ADA]
        assert [line.status for line in await scene.lines(BO)] == ["withdrawn"]

    async def _dispatch(self, scene: Scene, meanwhile: Callable[[str], Awaitable[None]]) -> list[str]:
        """Send everything through a slow platform; whom it went to, in order."""

        async def slowly(user: str) -> None:
            scene.clock.move_to(scene.clock.now() + timedelta(seconds=3))
            await meanwhile(user)

        scene.post.meanwhile = slowly
        await scene.app.ticks.dispatch()
        scene.post.meanwhile = None
        return [letter.to for letter in scene.post.letters]


class TestBatches:
    async def test_the_next_begins_in_order_while_answers_to_one_before_are_still_to_come(
        self, scene: Scene
    ) -> None:
        everybody = [ADA, BO, CLEO, "di@example.org", "eve@example.org"]
        await check_ins(scene, *everybody)
        begun: list[str] = []
        last_began = asyncio.Event()

        async def until_the_last_begins(user: str) -> None:
            begun.append(user)
            if user == everybody[-1]:
                last_began.set()
            elif user in (BO, CLEO):
                await last_began.wait()

        scene.post.meanwhile = until_the_last_begins
        dispatcher = replace(scene.app.dispatcher, batch=3, at_once={Platform.LOCAL: 3})
        assert await asyncio.wait_for(dispatcher.run(), 20) == 5
        assert set(begun[:3]) == set(everybody[:3])
        assert {line.status for line in await scene.lines()} == {"sent"}

    async def test_calls_under_way_are_brought_to_an_end_where_the_next_look_fails(
        self, scene: Scene
    ) -> None:
        everybody = [ADA, BO, CLEO]
        await check_ins(scene, *everybody)
        looked = asyncio.Event()
        new_ids = iter(("a token",))

        def new_id() -> str:
            for each in new_ids:
                return each
            looked.set()
            raise OSError("the disk is full")

        async def until_that(_: str) -> None:
            await looked.wait()

        scene.post.meanwhile = until_that
        failing = replace(scene.app.dispatcher.deps, new_id=new_id)
        dispatcher = replace(scene.app.dispatcher, deps=failing, batch=2, at_once={Platform.LOCAL: 2})
        with pytest.raises(OSError, match="the disk is full"):
            await asyncio.wait_for(dispatcher.drain(Workspace(Platform.LOCAL, "local")), 20)
        assert [letter.to for letter in scene.post.letters] == [ADA, BO]
        assert [line.status for line in await scene.lines()].count("sent") == 2


class TestUnknownOutcome:
    async def test_nobody_sends_it_again_blindly(self, scene: Scene) -> None:
        await welcome_due(scene, ADA)
        scene.post.after = failing(lambda: SendUnknownError("the connection broke"))
        for _ in range(3):
            await scene.app.ticks.dispatch()
        assert len(scene.post.letters) == 1
        assert (await scene.lines(ADA))[0].status == "planned"

    async def test_a_message_that_is_found_was_sent(self, scene: Scene) -> None:
        await welcome_due(scene, ADA)
        scene.post.after = failing(lambda: SendUnknownError("the connection broke"))
        await scene.tick()
        await self._after_the_hold(scene)
        scene.post.after = None
        await scene.run_until(nairobi(14, 0))
        assert [line.status for line in await scene.lines(ADA)] == ["sent"]
        assert len(scene.post.letters) == 1
        assert await scene.acts() == ["asked"]

    async def test_a_message_that_is_not_found_is_sent_after_all(self, scene: Scene) -> None:
        await welcome_due(scene, ADA)
        scene.post.before = failing(lambda: SendUnknownError("the connection broke"))
        await scene.tick()
        scene.post.before = None
        await self._after_the_hold(scene)
        await scene.tick()
        assert [line.status for line in await scene.lines(ADA)] == ["sent"]
        assert len(scene.post.letters) == 1

    async def test_while_the_platform_cannot_be_asked_it_is_asked_again_later(self, scene: Scene) -> None:
        await welcome_due(scene, ADA)
        scene.post.after = failing(lambda: SendUnknownError("the connection broke"))
        scene.post.finding = SendUnknownError("still broken")
        await scene.tick()
        await self._after_the_hold(scene)
        assert [line.status for line in await scene.lines(ADA)] == ["planned"]
        scene.post.after = scene.post.finding = None
        await scene.tick()
        assert [line.status for line in await scene.lines(ADA)] == ["sent"]
        assert len(scene.post.letters) == 1

    async def test_what_was_looked_up_is_kept_though_the_process_dies_at_the_next(self, scene: Scene) -> None:
        await check_ins(scene, ADA, BO, CLEO)
        scene.post.before = failing(lambda: SendUnknownError("the connection broke"))
        await scene.app.ticks.dispatch()
        scene.clock.move_to(scene.clock.now() + timedelta(minutes=3))
        dispatcher = replace(scene.app.dispatcher, messengers={Platform.LOCAL: DiesSoon(scene.clock)})
        for left in (2, 1, 0):
            with suppress(asyncio.CancelledError):
                await dispatcher.reconcile()
            assert (await read_outbox(scene.app.engine, scene.clock.now())).sending == left

    async def test_a_look_up_that_was_overtaken_frees_no_later_claim(self, scene: Scene) -> None:
        """Another process found the same, sent it anew, and vanished too before it could say so."""
        await welcome_due(scene, ADA)
        scene.post.before = failing(lambda: SendUnknownError("the connection broke"))
        await scene.app.ticks.dispatch()
        scene.clock.move_to(scene.clock.now() + timedelta(minutes=3))

        async def meanwhile() -> None:
            await scene.app.ticks.reconcile()
            scene.post.before, scene.post.after = None, failing(lambda: SendUnknownError("it broke again"))
            await scene.app.ticks.dispatch()
            scene.clock.move_to(scene.clock.now() + timedelta(minutes=3))

        slow = {Platform.LOCAL: LooksUpSlowly(scene.clock, overtaken=meanwhile)}
        await replace(scene.app.dispatcher, messengers=slow).reconcile()
        scene.post.after = None
        await scene.tick()
        assert len(scene.post.letters) == 1
        assert [line.status for line in await scene.lines(ADA)] == ["sent"]

    async def test_where_nobody_can_tell_it_stays_unknown(self, scene: Scene) -> None:
        await welcome_due(scene, ADA)
        scene.post.after = failing(lambda: SendUnknownError("the connection broke"))
        scene.post.finding = LookUpUnsupportedError()
        await scene.tick()
        await self._after_the_hold(scene)
        await scene.run_until(nairobi(14, 0))
        assert [line.status for line in await scene.lines(ADA)] == ["unknown"]
        assert len(scene.post.letters) == 1

    async def test_it_stays_unknown_where_the_account_left_the_roster_meanwhile(self, scene: Scene) -> None:
        await welcome_due(scene, ADA)
        scene.post.after = failing(lambda: SendUnknownError("the connection broke"))
        await scene.tick()
        await self._another_account(scene)
        assert await scene.app.ticks.reconcile() == 0
        scene.clock.move_to(scene.clock.now() + timedelta(minutes=3))
        assert await scene.app.ticks.reconcile() == 1
        assert [line.status for line in await scene.lines(ADA)] == ["unknown"]
        assert await scene.app.ticks.reconcile() == 0
        await scene.run_until(nairobi(14, 0))
        assert len(scene.post.letters) == 1

    async def _another_account(self, scene: Scene) -> None:
        person = await scene.person(ADA)
        async with scene.app.deps.begin() as uow:
            await uow.people.set_identities([Identity("new", person.id, Platform.LOCAL, "local", CLEO)])
            await uow.commit()

    async def test_an_answer_proves_that_it_arrived(self, scene: Scene) -> None:
        await welcome_due(scene, ADA)
        scene.post.after = failing(lambda: SendUnknownError("the connection broke"))
        scene.post.finding = LookUpUnsupportedError()
        await scene.tick()
        await scene.press(ADA, scene.last(ADA).token("optin"))
        await self._after_the_hold(scene)
        assert [line.status for line in await scene.lines(ADA, "welcome")] == ["answered"]

    async def test_one_unknown_outcome_does_not_hide_the_others(self, scene: Scene) -> None:
        await scene.bring(row(ADA), row(BO))
        await scene.app.ticks.plan()
        scene.post.after = failing(lambda: SendUnknownError("the connection broke"), ADA)
        due = {line.person: line.due_at for line in await scene.lines()}
        assert abs(due[ADA] - due[BO]) < timedelta(hours=8)
        await scene.run_until(max(due.values()))
        await self._after_the_hold(scene)
        assert {line.status for line in await scene.lines()} == {"sent"}

    async def _after_the_hold(self, scene: Scene) -> None:
        scene.clock.move_to(scene.clock.now() + timedelta(minutes=3))
        await scene.tick()
