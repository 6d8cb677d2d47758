"""Stop and think from the first word to the follow-ups, and what nobody but its author may see."""

import contextlib
import io
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import make_url

from bot.clock import VirtualClock
from bot.observability import configure_logging
from bot.services.deps import ConflictHelp, Deps
from bot.services.flows.pauses.climbing import TRIED, UNSAFE, WILL_TRY
from bot.settings import Settings, load_settings
from nudges.cards import ChoiceInput, Form, Reply, TextInput
from nudges.flows.pauses.pause import Pause
from nudges.flows.pauses.told import Told
from nudges.people import SettingKind
from tests.integration.post import Post, words_of
from tests.integration.scene import (
    ADA,
    BO,
    CLEO,
    MONDAY,
    Calendars,
    Scene,
    World,
    _opened,
    button,
    nairobi,
    row,
)

SECRETS = {
    "their_words": "Zanzibar needs the figures before the donor call",
    "worst_day": "Quagga day with three audits",
    "message": "Has the Xylophone clearance changed anything on your side?",
    "another_way": "Let Ximena from logistics carry it",
    "what": "send the Wolfram annex",
}
RARE = ("Zanzibar", "Quagga", "Xylophone", "Ximena", "Wolfram")
"""Words of these that stand nowhere else."""
DAY = "2026-03-13"


async def the_office(scene: Scene) -> None:
    await scene.taking_part(
        row(ADA, role_group="R2"), row(BO, entity="Relief Office", pillar="Humanitarian"), row(CLEO)
    )
    scene.clock.move_to(nairobi(2, 10))


def form_of(reply: Reply) -> Form:
    assert reply.form is not None, reply
    return reply.form


def step_of(reply: Reply) -> str:
    return form_of(reply).token.rpartition(":")[2]


async def begin(scene: Scene) -> Form:
    offered = (await scene.type(ADA, "stop and think")).say[0]
    return form_of(await scene.press(ADA, button(offered, "pause_start")))


async def walk(scene: Scene, form: Form, until: int = 7) -> Form:
    """Answer the steps up to the dialog of step ``until``."""
    given: dict[int, dict[str, str | list[str]]] = {
        1: {"chosen": ["not_received", "unknown"]},
        2: {"chosen": ["deadline"]},
        3: {"words": SECRETS["their_words"]},
        4: {"words": SECRETS["worst_day"]},
        5: {"words": SECRETS["message"], "send": "no"},
        6: {"chosen": ["new_date"], "words": SECRETS["another_way"]},
    }
    while (step := int(form.token.rpartition(":")[2])) < until:
        form = form_of(await scene.submit(ADA, form.token, "", **given[step]))
    return form


async def agree(scene: Scene, form: Form, share: str = "keep", remind: str = "yes") -> Reply:
    return await scene.submit(
        ADA, form.token, doer="me", words=SECRETS["what"], by=DAY, share=share, remind=remind
    )


async def pauses(scene: Scene, email: str = ADA) -> list[Pause]:
    person = await scene.person(email)
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_person(Pause, person.id)


class TestTheSteps:
    async def test_nothing_is_stored_before_the_first_step_comes_back(self, scene: Scene) -> None:
        await the_office(scene)
        await begin(scene)
        assert await pauses(scene) == []

    @pytest.mark.parametrize(
        "words", ["stopandthink", "Stop and think!", "this annoys me", "/stop and think"]
    )
    async def test_it_is_found_by_many_words(self, scene: Scene, words: str) -> None:
        await the_office(scene)
        assert "Six minutes" in words_of((await scene.type(ADA, words)).say[0])

    async def test_the_first_gate_asks_for_one_tick_and_not_knowing_counts(self, scene: Scene) -> None:
        await the_office(scene)
        form = await begin(scene)
        assert set((await scene.submit(ADA, form.token)).faults) == {"chosen"}
        assert step_of(await scene.submit(ADA, form.token, chosen=["unknown"])) == "2"

    async def test_the_steps_between_can_be_left_empty(self, scene: Scene) -> None:
        await the_office(scene)
        form = await walk(scene, await begin(scene), 2)
        for step in ("3", "4", "5"):
            form = form_of(await scene.submit(ADA, form.token))
            assert form.token.endswith(step)

    async def test_escalating_and_dropping_open_no_gate(self, scene: Scene) -> None:
        await the_office(scene)
        form = await walk(scene, await begin(scene), 6)
        refused = await scene.submit(ADA, form.token, chosen=["escalate", "drop", "new_date"])
        assert set(refused.faults) == {"chosen"}
        assert step_of(await scene.submit(ADA, form.token, chosen=["swap", "new_date"])) == "7"

    async def test_a_step_ahead_is_stale_and_one_sent_twice_leads_on(self, scene: Scene) -> None:
        await the_office(scene)
        form = await walk(scene, await begin(scene), 3)
        ahead = form.token[:-1] + "6"
        assert "earlier" in words_of((await scene.submit(ADA, ahead, chosen=["swap", "partial"])).say[0])
        await scene.submit(ADA, form.token, words="once")
        assert step_of(await scene.submit(ADA, form.token, words="twice")) == "4"

    async def test_it_waits_where_one_stopped(self, scene: Scene) -> None:
        await the_office(scene)
        await walk(scene, await begin(scene), 4)
        scene.clock.move_to(nairobi(5, 10))
        known = (await scene.type(ADA, "stop and think")).say[0]
        assert "step 4 of 7" in words_of(known)
        assert step_of(await scene.press(ADA, button(known, "pause_go"))) == "4"

    async def test_what_was_written_is_read_in_a_dialog_only(self, scene: Scene) -> None:
        await the_office(scene)
        await walk(scene, await begin(scene))
        known = (await scene.type(ADA, "stop and think")).say[0]
        shown = form_of(await scene.press(ADA, button(known, "pause_read")))
        assert SECRETS["their_words"] in shown.intro
        assert SECRETS["their_words"] not in words_of(known)

    async def test_the_draft_asks_with_a_date_and_the_last_step_offers_working_days(
        self, scene: Scene
    ) -> None:
        await the_office(scene)
        form = await walk(scene, await begin(scene), 5)
        draft = next(each for each in form.inputs if isinstance(each, TextInput))
        assert "What changed on your side? Would Monday 9 March work" in draft.initial
        form = await walk(scene, form)
        days = next(each for each in form.inputs if isinstance(each, ChoiceInput) and each.id == "by")
        assert "2026-03-07" not in {option.value for option in days.options}

    async def test_only_its_author_gets_near_it(self, scene: Scene) -> None:
        await the_office(scene)
        form = await walk(scene, await begin(scene), 3)
        (pause,) = await pauses(scene)
        for name in ("pause_read", "pause_go", "pause_drop", "pause_ladder", "pause_settled"):
            assert "earlier" in words_of((await scene.press(BO, f"{name}:{pause.id}")).say[0])
        assert "earlier" in words_of((await scene.submit(BO, form.token, words="x")).say[0])
        await scene.press(BO, f"pause_serious:{pause.id}")
        assert await pauses(scene) == [pause]

    async def test_it_can_be_deleted_at_once(self, scene: Scene) -> None:
        await the_office(scene)
        await walk(scene, await begin(scene))
        known = (await scene.type(ADA, "stop and think")).say[0]
        await scene.press(ADA, button(known, "pause_drop"))
        assert await pauses(scene) == []


class TestTelling:
    async def test_a_message_sent_through_us_counts_and_comes_back_answered(self, scene: Scene) -> None:
        await the_office(scene)
        form = await walk(scene, await begin(scene), 5)
        bo = await scene.person(BO)
        sent = await scene.submit(ADA, form.token, words=SECRETS["message"], send="bot", colleague=bo.id)
        assert step_of(sent) == "6"
        assert await scene.practised(ADA) == [("B5", "confirmed")]
        await scene.run_until(nairobi(3, 17))
        letter = scene.last(BO)
        assert SECRETS["message"] in words_of(letter.card)
        assert {"letter", "snooze", "stop"} <= letter.names
        await scene.press(BO, letter.token("letter", last="talk"))
        await scene.run_until(nairobi(4, 17))
        assert any("let us talk about it" in words_of(letter.card) for letter in scene.post.to(ADA))

    async def test_sending_needs_words_and_a_colleague(self, scene: Scene) -> None:
        await the_office(scene)
        form = await walk(scene, await begin(scene), 5)
        ada = await scene.person(ADA)
        for colleague in ("", ada.id, "nobody"):
            reply = await scene.submit(ADA, form.token, words="Well?", send="bot", colleague=colleague)
            assert set(reply.faults) == {"colleague"}
        assert set((await scene.submit(ADA, form.token, send="bot")).faults) == {"words"}
        assert await scene.practised(ADA) == []

    async def test_whoever_takes_the_message_along_is_asked_a_day_later(self, scene: Scene) -> None:
        await the_office(scene)
        form = await walk(scene, await begin(scene), 5)
        await scene.submit(ADA, form.token, words=SECRETS["message"], send="self")
        assert await scene.practised(ADA) == []
        await scene.run_until(nairobi(3, 17))
        letter = scene.last(ADA)
        assert letter.card.title == "Did you reach them?"
        await scene.press(ADA, letter.token("letter", last="reached"))
        assert await scene.practised(ADA) == [("B5", "self_reported")]

    async def test_one_line_is_shared_and_nothing_else(self, scene: Scene) -> None:
        await the_office(scene)
        share = form_of(await agree(scene, await walk(scene, await begin(scene)), share="share"))
        shown = next(each for each in share.inputs if isinstance(each, TextInput))
        assert shown.initial == f"Agreed: {SECRETS['what']}, by Friday 13 March (Ada)."
        bo = await scene.person(BO)
        await scene.submit(ADA, share.token, words="I send the annex on Friday.", colleague=bo.id)
        await scene.run_until(nairobi(4, 17))
        read = "\n".join(words_of(each.card) for each in scene.post.to(BO))
        assert "I send the annex on Friday." in read
        assert not any(secret in read for secret in SECRETS.values())

    async def test_the_other_side_does_not_see_that_there_is_a_pause(self, scene: Scene) -> None:
        await the_office(scene)
        form = await walk(scene, await begin(scene), 5)
        bo = await scene.person(BO)
        await scene.submit(ADA, form.token, words=SECRETS["message"], send="bot", colleague=bo.id)
        async with scene.app.deps.begin() as uow:
            kinds = {each["kind"] for each in (await uow.people.export(bo.id))["records"]}
        assert kinds == {Told.KIND}


class TestFollowUps:
    async def test_the_agreement_counts_and_is_followed_up_on_the_day_and_after_it(
        self, scene: Scene
    ) -> None:
        await the_office(scene)
        reply = await agree(scene, await walk(scene, await begin(scene)))
        assert "next step" in reply.say[0].title
        assert await scene.practised(ADA) == [("B5", "self_reported")]
        await scene.run_until(nairobi(24, 17))
        notes = ("pause_day", "pause_reminder", "pause_settled")
        sent = {x.nudge: x.sent_at for x in await scene.lines(ADA) if x.nudge in notes}
        days = {name: at.astimezone(nairobi(1, 0).tzinfo).day for name, at in sent.items() if at}
        assert days == {"pause_day": 3, "pause_reminder": 13, "pause_settled": 20}
        assert not any(s in words_of(each.card) for each in scene.post.letters for s in SECRETS.values())

    async def test_a_dialog_sent_twice_agrees_once(self, scene: Scene) -> None:
        await the_office(scene)
        form = await walk(scene, await begin(scene))
        assert (await agree(scene, form)).say == (await agree(scene, form)).say
        assert len(await scene.practised(ADA)) == 1

    async def test_what_is_settled_is_gone_two_weeks_later(self, scene: Scene) -> None:
        await the_office(scene)
        await agree(scene, await walk(scene, await begin(scene)))
        await scene.run_until(nairobi(20, 17))
        letter = next(x for x in scene.post.to(ADA) if x.card.title == "How does it stand?")
        await scene.press(ADA, letter.token("letter", last="settled"))
        await scene.run_until(nairobi(20, 17) + timedelta(days=13))
        assert len(await pauses(scene)) == 1
        await scene.run_until(nairobi(20, 17) + timedelta(days=15))
        assert await pauses(scene) == []

    async def test_what_was_left_lying_is_gone_two_weeks_later(self, scene: Scene) -> None:
        await the_office(scene)
        await walk(scene, await begin(scene), 4)
        await scene.run_until(nairobi(15, 10))
        assert len(await pauses(scene)) == 1
        await scene.run_until(nairobi(16, 11))
        assert await pauses(scene) == []

    async def test_forgetting_takes_it_away(self, scene: Scene) -> None:
        await the_office(scene)
        await walk(scene, await begin(scene))
        ada = await scene.person(ADA)
        await scene.type(ADA, "forget me")
        await scene.press(ADA, "forget_me")
        async with scene.app.deps.begin() as uow:
            assert await uow.records.of_person(Pause, ada.id) == []


class TestTheLadder:
    async def on_ladder(self, scene: Scene) -> Form:
        await the_office(scene)
        await agree(scene, await walk(scene, await begin(scene)))
        (pause,) = await pauses(scene)
        return form_of(await scene.press(ADA, f"pause_ladder:{pause.id}"))

    async def test_it_is_shut_before_ways_were_weighed(self, scene: Scene) -> None:
        await the_office(scene)
        await walk(scene, await begin(scene), 6)
        (pause,) = await pauses(scene)
        assert (await scene.press(ADA, f"pause_ladder:{pause.id}")).form is None

    async def test_one_rung_after_the_other_and_no_steering_group_by_default(self, scene: Scene) -> None:
        form = await self.on_ladder(scene)
        seen = []
        while form.inputs:
            seen.append(form.token.rpartition(":")[2])
            assert "Steering Group" not in form.intro
            form = form_of(await scene.submit(ADA, form.token, how=UNSAFE if len(seen) == 2 else TRIED))
        assert seen == ["1", "2", "3", "4", "5"]
        assert "last rung" in form.intro

    async def test_a_rung_further_up_cannot_be_forged(self, scene: Scene) -> None:
        form = await self.on_ladder(scene)
        forged = form.token[:-1] + "4"
        assert "earlier" in words_of((await scene.submit(ADA, forged, how=TRIED)).say[0])
        assert set((await scene.submit(ADA, form.token, how="jump")).faults) == {"how"}

    async def test_trying_a_rung_is_asked_about_again(self, scene: Scene) -> None:
        form = await self.on_ladder(scene)
        await scene.submit(ADA, form.token, how=WILL_TRY)
        await scene.run_until(nairobi(9, 17))
        assert scene.last(ADA).card.title == "How does it stand?"

    async def test_a_mission_that_switched_it_on_has_one_rung_more(self, database_url: str) -> None:
        async with switched_on(database_url) as scene:
            form = await self.on_ladder(scene)
            for _ in range(5):
                assert "Steering Group" in form.intro
                form = form_of(await scene.submit(ADA, form.token, how=TRIED))
            assert form.token.endswith(":6")

    async def test_at_headquarters_there_is_none_though_it_is_switched_on(self, database_url: str) -> None:
        async with switched_on(database_url) as scene:
            await scene.bring(row(ADA), kind=SettingKind.HEADQUARTERS)
            form = await self.on_ladder(scene)
            for _ in range(5):
                assert "Steering Group" not in form.intro
                form = form_of(await scene.submit(ADA, form.token, how=TRIED))
            assert form.inputs == ()


@contextlib.asynccontextmanager
async def switched_on(database_url: str) -> AsyncIterator[Scene]:
    settings = load_settings(
        database_url=database_url, secret_key="only for tests", local_chat=True, steering_group_advice=True
    )
    async with reopened(settings) as scene:
        yield scene


@contextlib.asynccontextmanager
async def reopened(settings: Settings) -> AsyncIterator[Scene]:
    clock = VirtualClock(MONDAY)
    world = World(settings, clock, Post(clock), Calendars())
    async with _opened(world, "first") as app:
        yield Scene(world.settings, world.clock, world.post, world.calendars, app)


class TestTheOffRamp:
    @pytest.mark.parametrize("tick", ["harassment", "misconduct", "protection", "safety"])
    async def test_a_tick_ends_it_and_keeps_nothing(self, scene: Scene, tick: str) -> None:
        await the_office(scene)
        untouched = await everything(scene), await everything(scene, BO)
        form = await walk(scene, await begin(scene), 5)
        bo = await scene.person(BO)
        sent = await scene.submit(ADA, form.token, words="Well?", send="bot", colleague=bo.id)
        before = await everything(scene)
        assert {"records", "practice_records"} <= {name for name, rows in before.items() if rows}
        shown = form_of(await scene.submit(ADA, form_of(sent).token, serious=[tick]))
        assert "ombudsman" in shown.intro
        assert shown.inputs == ()
        assert (await everything(scene), await everything(scene, BO)) == untouched
        await scene.run_until(nairobi(20, 17))
        assert not any("Well?" in words_of(each.card) for each in scene.post.letters)
        assert (await scene.submit(ADA, shown.token)) == Reply()

    async def test_a_tick_in_the_first_step_stores_nothing_at_all(self, scene: Scene) -> None:
        await the_office(scene)
        before = await everything(scene)
        form = await begin(scene)
        await scene.submit(ADA, form.token, chosen=["unknown"], serious=["safety"])
        assert await everything(scene) == before

    async def test_the_ladder_has_it_too(self, scene: Scene) -> None:
        await the_office(scene)
        await agree(scene, await walk(scene, await begin(scene)))
        (pause,) = await pauses(scene)
        form = form_of(await scene.press(ADA, f"pause_ladder:{pause.id}"))
        await scene.submit(ADA, form.token, how=TRIED, serious=["misconduct"])
        assert await pauses(scene) == []
        assert await scene.practised(ADA) == []

    async def test_what_was_answered_on_the_way_there_is_taken_back(self, scene: Scene) -> None:
        await the_office(scene)
        await agree(scene, await walk(scene, await begin(scene)))
        await scene.run_until(nairobi(20, 17))
        letter = next(x for x in scene.post.to(ADA) if x.card.title == "How does it stand?")
        form = form_of(await scene.press(ADA, letter.token("letter", last="stuck")))
        assert (await everything(scene))["answers"] != []
        await scene.submit(ADA, form.token, serious=["protection"])
        left = await everything(scene)
        assert left["answers"] == [each for each in left["prompts"] if "pause" in str(each)] == []

    async def test_the_deployments_own_channels_are_shown(self, scene: Scene) -> None:
        await the_office(scene)
        help_here = ConflictHelp(official_channels="Call 4711 or write to https://speak.example")
        app = scene.app
        scene.app = replace(app, desk=replace(app.desk, deps=replace(app.deps, conflict_help=help_here)))
        shown = form_of(await scene.press(ADA, "pause_serious:"))
        assert "https://speak.example" in shown.intro


async def everything(scene: Scene, email: str = ADA) -> dict[str, list[object]]:
    person = await scene.person(email)
    async with scene.app.deps.begin() as uow:
        document = await uow.people.export(person.id)
    kept = ("records", "practice_records", "answers", "prompts", "events")
    return {name: document[name] for name in kept}


class TestSecrecy:
    @pytest.fixture
    def logged(self, capsys: pytest.CaptureFixture[str]) -> Iterator[io.StringIO]:
        configure_logging(level=logging.DEBUG)
        heard = io.StringIO()
        handler = logging.StreamHandler(heard)
        root, level = logging.getLogger(), logging.getLogger().level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        yield heard
        root.removeHandler(handler)
        root.setLevel(level)

    async def test_neither_the_database_file_nor_the_logs_hold_a_word_of_it(
        self,
        sqlite_url: str,
        logged: io.StringIO,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        path = Path(str(make_url(sqlite_url).database))
        settings = load_settings(database_url=sqlite_url, secret_key="only for tests", local_chat=True)
        async with reopened(settings) as scene:
            await the_office(scene)
            await agree(scene, await walk(scene, await begin(scene)))
            await scene.run_until(nairobi(21, 17))
            await fails_while_sealing(scene)
            stored = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
        stored += b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
        outputs = capsys.readouterr()
        said = (logged.getvalue() + outputs.out + outputs.err).encode()
        assert b"pause_settled" in stored, "the follow-ups are there, so the file is what we think"
        for word in (*SECRETS.values(), *RARE, "not_received"):
            assert word.encode() not in stored
            assert word.encode() not in said

    async def test_keys_change_while_somebody_is_thinking(self, sqlite_url: str) -> None:
        old, new = "o" * 40, "n" * 40
        plain = {"database_url": sqlite_url, "secret_key": "only for tests", "local_chat": True}
        async with reopened(load_settings(**plain, sealing_keys=old)) as scene:
            await the_office(scene)
            await walk(scene, await begin(scene), 4)
            (before,) = await pauses(scene)
        async with reopened(load_settings(**plain, sealing_keys=f"{new},{old}")) as scene:
            scene.clock.move_to(nairobi(3, 10))
            form = form_of(await scene.press(ADA, f"pause_go:{before.id}"))
            await scene.submit(ADA, form.token, words=SECRETS["worst_day"])
        async with reopened(load_settings(**plain, sealing_keys=new)) as scene:
            scene.clock.move_to(nairobi(4, 10))
            shown = form_of(await scene.press(ADA, f"pause_read:{before.id}"))
            assert SECRETS["their_words"] in shown.intro
            assert SECRETS["worst_day"] in shown.intro
        async with reopened(load_settings(**plain)) as scene:
            scene.clock.move_to(nairobi(5, 10))
            lost = form_of(await scene.press(ADA, f"pause_read:{before.id}"))
            assert lost.intro == "Nothing yet."

    async def test_ones_own_data_say_where_it_is_read_and_never_what_it_is(self, scene: Scene) -> None:
        await the_office(scene)
        await walk(scene, await begin(scene))
        summary = (await scene.type(ADA, "what do you know about me")).say[0]
        token = next(each.token for each in summary.actions if each.token.startswith("export:records"))
        rows = words_of((await scene.press(ADA, token)).say[0])
        assert SECRETS["their_words"] not in rows
        assert "“stop and think” opens it for you alone" in rows


class BrokenSealer:
    """A sealer whose key store is gone."""

    def seal(self, text: str) -> str:
        raise RuntimeError("no keys")

    def unseal(self, sealed: str) -> str:
        raise RuntimeError("no keys")


async def fails_while_sealing(scene: Scene) -> None:
    """A fault while somebody's words are in hand; a server logs it with its traceback."""
    desk = scene.app.desk
    broken = replace(scene, app=replace(scene.app, desk=replace(desk, deps=unsealed(scene))))
    (pause,) = await pauses(scene)
    token = f"pause_share:{pause.id}"
    with pytest.raises(RuntimeError) as failed:
        await broken.submit(ADA, token, words=SECRETS["their_words"])
    structlog.get_logger().error("press.failed", exc_info=failed.value)


def unsealed(scene: Scene) -> Deps:
    return replace(scene.app.deps, sealer=BrokenSealer())


LEAD = "lead@example.org"


async def leaders(scene: Scene) -> None:
    await scene.taking_part(
        row(ADA, role_group="R2"),
        row(BO, role_group="R2", entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, role_group="R3"),
        row(LEAD, role_group="R1", entity="Mission Office", pillar="Peace"),
    )
    scene.clock.move_to(nairobi(9, 8))


async def check_in_of(scene: Scene, email: str, until: int = 13) -> str:
    """The token stem of the temperature question in this person's latest check-in."""
    await scene.run_until(nairobi(until, 17))
    letter = next(x for x in reversed(scene.post.to(email)) if "checkin" in x.names)
    return letter.token("pause_temperature", last="festering").rpartition(":")[0]


class TestTemperature:
    async def test_it_is_asked_every_second_week_of_those_whose_role_it_is(self, scene: Scene) -> None:
        await leaders(scene)
        asked: dict[str, list[bool]] = {ADA: [], CLEO: []}
        for friday in (13, 20):
            await scene.run_until(nairobi(friday, 17))
            for email, seen in asked.items():
                letter = next(x for x in reversed(scene.post.to(email)) if "checkin" in x.names)
                seen.append("pause_temperature" in letter.names)
                await scene.press(email, letter.token("checkin", last="none"))
        assert asked == {ADA: [True, False], CLEO: [False, False]}

    async def test_the_answer_stays_on_the_card_with_the_other_questions(self, scene: Scene) -> None:
        await leaders(scene)
        stem = await check_in_of(scene, ADA)
        small = (await scene.press(ADA, f"{stem}:small")).replace
        assert small is not None
        assert "Stuck between entities: Yes, something small" in words_of(small)
        prompt = stem.rpartition(":")[2]
        redrawn = (await scene.press(ADA, f"checkin:{prompt}:-:none")).replace
        assert redrawn is not None
        assert "something small" in words_of(redrawn)
        later = (await scene.press(ADA, f"{stem}:festering")).replace
        assert later is not None
        assert "something small" in words_of(later)

    async def test_closing_the_check_in_leaves_the_question_open(self, scene: Scene) -> None:
        await leaders(scene)
        stem = await check_in_of(scene, ADA)
        prompt = stem.rpartition(":")[2]
        redrawn = (await scene.press(ADA, f"checkin:{prompt}:-:none")).replace
        assert redrawn is not None
        assert len(redrawn.groups) == 1

    async def test_what_festers_reaches_a_leader_without_a_name(self, scene: Scene) -> None:
        await leaders(scene)
        reply = await scene.press(ADA, f"{await check_in_of(scene, ADA)}:festering")
        form = form_of(await scene.press(ADA, button(reply.say[0], "dispute_think")))
        assert form.token.endswith(":4")
        await scene.run_until(nairobi(19, 17))
        told = next(x for x in scene.post.to(LEAD) if "bring them together" in x.card.title)
        assert "Ada" not in words_of(told.card)
        assert scene.last(ADA).card.title != "Has it moved?"
        await scene.run_until(nairobi(23, 17))
        again = scene.last(ADA)
        assert again.card.title == "Has it moved?"
        assert (await scene.press(ADA, again.token("letter", last="no"))).say[0].actions

    async def test_with_one_possible_reporter_nothing_is_passed_on(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA, role_group="R2"), row(LEAD, role_group="R1", pillar="Peace"))
        scene.clock.move_to(nairobi(9, 8))
        await scene.press(ADA, f"{await check_in_of(scene, ADA)}:festering")
        await scene.run_until(nairobi(19, 17))
        assert not any("bring them together" in x.card.title for x in scene.post.to(LEAD))

    async def test_nobody_else_can_answer_and_no_other_answer_is_taken(self, scene: Scene) -> None:
        await leaders(scene)
        stem = await check_in_of(scene, ADA)
        assert "earlier" in words_of((await scene.press(BO, f"{stem}:festering")).say[0])
        assert "earlier" in words_of((await scene.press(ADA, f"{stem}:boiling")).say[0])


class TestConvening:
    async def told(self, scene: Scene) -> str:
        """The prompt by which the leader hears of it."""
        await leaders(scene)
        await scene.press(ADA, f"{await check_in_of(scene, ADA)}:festering")
        await scene.run_until(nairobi(19, 17))
        letter = next(x for x in scene.post.to(LEAD) if "bring them together" in x.card.title)
        return letter.token("answer", last="planned").rpartition(":")[0]

    async def test_an_invitation_goes_to_both_and_is_followed_up(self, scene: Scene) -> None:
        form = form_of(await scene.press(LEAD, f"{await self.told(scene)}:planned"))
        ada, bo = await scene.person(ADA), await scene.person(BO)
        assert set((await scene.submit(LEAD, form.token, words="Come.")).faults) == {"one_side"}
        values = {"words": "Half an hour on Thursday?", "one_side": ada.id, "other_side": bo.id}
        await scene.submit(LEAD, form.token, **values)
        await scene.submit(LEAD, form.token, **values)
        for email in (ADA, BO):
            await scene.type(email, "start")  # silent so far: they would get one message a month
        assert await scene.practised(LEAD) == [("B5", "confirmed")]
        await scene.run_until(nairobi(31, 17))
        for email in (ADA, BO):
            invited = [x for x in scene.post.to(email) if "Half an hour on Thursday?" in words_of(x.card)]
            assert len(invited) == 1
        letter = next(x for x in scene.post.to(LEAD) if x.card.title == "How does it stand?")
        ladder = form_of(await scene.press(LEAD, letter.token("letter", last="stuck")))
        assert ladder.token.endswith(":1")
        assert "✓ 5" in ladder.intro

    async def test_a_side_that_takes_no_part_is_not_said_to_be_invited(self, scene: Scene) -> None:
        form = form_of(await scene.press(LEAD, f"{await self.told(scene)}:planned"))
        ada, bo = await scene.person(ADA), await scene.person(BO)
        await scene.type(BO, "stop")
        reply = await scene.submit(LEAD, form.token, words="Come.", one_side=ada.id, other_side=bo.id)
        assert reply.faults.keys() == {"other_side"}
        assert "do not use Crosspillar here" in reply.faults["other_side"]

    async def test_an_offer_made_by_oneself_counts_as_ones_word(self, scene: Scene) -> None:
        await scene.press(LEAD, f"{await self.told(scene)}:offered")
        assert await scene.practised(LEAD) == [("B5", "self_reported")]

    async def test_only_a_senior_leader_can_convene(self, scene: Scene) -> None:
        form = form_of(await scene.press(LEAD, f"{await self.told(scene)}:planned"))
        bo = await scene.person(BO)
        forged = await scene.submit(ADA, form.token, words="Come.", one_side=bo.id)
        assert "earlier" in words_of(forged.say[0])
