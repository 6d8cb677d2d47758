"""Threads between two people: asked for, written in, closed, and nothing of them left."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.bootstrap import open_app
from bot.clock import VirtualClock
from bot.ports import Actor, Amendment, Command, Press
from bot.services.flows import relays
from bot.services.turn import Turn
from bot.settings import load_settings
from nudges.cards import ChoiceInput, Form, Reply, TextInput
from nudges.flows.relays.messages import MOST_AN_HOUR, Message
from nudges.flows.relays.offers import Offer
from nudges.flows.relays.threads import Relay
from nudges.people import Identity, Platform
from tests.integration.post import Letter, Post, titles_of, words_of
from tests.integration.scene import (
    ADA,
    BO,
    CLEO,
    MONDAY,
    Calendars,
    Scene,
    actor,
    button,
    nairobi,
    opened_scene,
    row,
)

TEXT = "Zanzibar trucks leave at six from the Quagga gate"
NEW_TEXT = "Zanzibar trucks leave at seven from the Xylophone gate"
RARE = (b"Zanzibar", b"Quagga", b"Xylophone")


async def the_office(scene: Scene, ada: str = "R2", bo: str = "R5", **bos: str) -> None:
    other = {"entity": "Relief Office", "pillar": "Humanitarian", **bos}
    await scene.taking_part(row(ADA, role_group=ada), row(BO, role_group=bo, **other), row(CLEO))
    scene.clock.move_to(nairobi(2, 10))


def form_of(reply: Reply) -> Form:
    assert reply.form is not None, reply
    return reply.form


def said(reply: Reply) -> str:
    return "\n".join(words_of(each) for each in reply.say)


def found(scene: Scene, who: str, words: str) -> Letter:
    """The last message with these words."""
    return [each for each in scene.post.to(who) if words in words_of(each.card)][-1]


def heard(scene: Scene, who: str, words: str) -> int:
    return sum(words in words_of(each.card) for each in scene.post.to(who))


async def asks(scene: Scene, who: str = ADA, words: str = "relay bo") -> Reply:
    offered = (await scene.type(who, words)).say[-1]  # a welcome may stand before it
    return await scene.press(who, button(offered, "relay_ask"))


async def opens(scene: Scene) -> None:
    """Ada asked on the second of March; Bo says yes before anything reaches him."""
    await asks(scene)
    await scene.press(BO, f"relay_open:{(await threads(scene))[-1].id}")


async def writes(scene: Scene, who: str = ADA, text: str = TEXT, key: str = "") -> Reply:
    thread = (await threads(scene))[-1]
    form = form_of(await scene.press(who, f"relay_write:{thread.id}"))
    return await scene.submit(who, form.token, key, words=text)


async def threads(scene: Scene) -> list[Relay]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Relay, (await scene.setting()).id)


async def texts(scene: Scene) -> list[Message]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Message, (await scene.setting()).id)


class TestAsking:
    @pytest.mark.parametrize(
        "words", ["relay Bo", "thread with bo", "write to Bo", "/Relay bo@example.org", "relay with Bo!"]
    )
    async def test_a_name_is_enough_and_one_tap_asks(self, scene: Scene, words: str) -> None:
        await the_office(scene)
        assert "is asked in their next free moment" in said(await asks(scene, words=words))
        assert [each.state for each in await threads(scene)] == ["asked"]

    async def test_without_a_name_there_are_ones_threads_and_a_dialog(self, scene: Scene) -> None:
        await the_office(scene)
        nothing = (await scene.type(ADA, "relay")).say[0]
        assert "You have no thread" in words_of(nothing)
        form = form_of(await scene.press(ADA, button(nothing, "relay_new")))
        ada, bo = await scene.person(ADA), await scene.person(BO)
        for nobody in ("", "nobody", ada.id):
            assert set((await scene.submit(ADA, form.token, colleague=nobody)).faults) == {"colleague"}
        for _ in range(2):
            sent = await scene.submit(ADA, form.token, "same", colleague=bo.id)
            assert sent.say[0].title == "Asked"
        assert len(await threads(scene)) == 1

    async def test_a_name_nobody_has_leads_to_the_dialog(self, scene: Scene) -> None:
        await the_office(scene)
        assert (await scene.type(ADA, "write to Zoe")).form is not None

    async def test_the_question_waits_for_a_free_moment_and_a_yes_opens(self, scene: Scene) -> None:
        await the_office(scene)
        await asks(scene)
        await scene.run_until(nairobi(3, 17))
        letter = found(scene, BO, "would like to write with you")
        assert {"letter", "snooze", "stop"} <= letter.names
        yes = await scene.press(BO, letter.token("letter", last="open"))
        assert "You and Ada can write now" in said(yes)
        await scene.run_until(nairobi(4, 17))
        assert heard(scene, ADA, "Bo (Relief Office) said yes") == 1

    async def test_a_no_and_a_silence_read_the_same(self, scene: Scene) -> None:
        await the_office(scene)
        await asks(scene)
        await scene.run_until(nairobi(3, 17))
        letter = found(scene, BO, "would like to write with you")
        no = await scene.press(BO, letter.token("letter", last="decline"))
        assert "hears only that there is no thread for now" in said(no)
        await scene.run_until(nairobi(4, 17))
        told = words_of(found(scene, ADA, "no thread with").card)
        await asks(scene)
        await scene.run_until(nairobi(27, 17))
        assert [words_of(each.card) for each in scene.post.to(ADA)].count(told) == 2
        assert {each.state for each in await threads(scene)} == {"closed"}

    async def test_nobody_else_can_answer_and_the_asker_cannot_say_yes(self, scene: Scene) -> None:
        await the_office(scene)
        await asks(scene)
        (thread,) = await threads(scene)
        for who in (ADA, CLEO):
            for name in ("relay_open", "relay_decline", "relay_write", "relay_keep"):
                assert "earlier" in said(await scene.press(who, f"{name}:{thread.id}"))
        assert await threads(scene) == [thread]

    async def test_two_who_ask_each_other_have_a_thread(self, scene: Scene) -> None:
        await the_office(scene)
        await asks(scene)
        assert "asked already" in said(await scene.type(ADA, "relay bo"))
        waiting = (await scene.type(BO, "relay ada")).say[0]
        await scene.press(BO, button(waiting, "relay_open"))
        assert [each.state for each in await threads(scene)] == ["open"]
        assert form_of(await scene.type(BO, "relay ada")).title == "Write in the thread"
        await scene.run_until(nairobi(4, 17))
        assert heard(scene, BO, "would like to write with you") == 0, "it was answered already"

    async def test_whoever_asked_can_take_it_back(self, scene: Scene) -> None:
        await the_office(scene)
        await asks(scene)
        listed = (await scene.type(ADA, "my threads")).say[0]
        assert "no word yet" in words_of(listed)
        await scene.press(ADA, listed.groups[0].actions[0].token)
        await scene.run_until(nairobi(4, 17))
        assert heard(scene, BO, "would like to write with you") == 0
        assert heard(scene, ADA, "no thread") == 0

    async def test_who_takes_no_part_cannot_be_asked_however_they_are_named(self, scene: Scene) -> None:
        await scene.bring(row(ADA), row(BO), row(CLEO))
        await scene.type(ADA, "start")
        await scene.type(BO, "start")
        await scene.type(BO, "stop")
        never = said(await scene.type(ADA, "relay cleo"))
        assert "Cleo does not use Crosspillar here and cannot be asked" in never
        assert said(await scene.type(ADA, "relay bo")) == never.replace("Cleo", "Bo")
        cleo = (await scene.person(CLEO)).id
        assert never.strip() in said(await scene.press(ADA, f"relay_ask:{cleo}"))
        form = form_of(await scene.press(ADA, "relay_new"))
        faults = (await scene.submit(ADA, form.token, colleague=cleo)).faults
        assert faults == {"colleague": never.strip()}
        assert await threads(scene) == []

    async def test_who_asked_without_taking_part_is_answered_all_the_same(self, scene: Scene) -> None:
        await scene.bring(row(ADA), row(BO))
        await scene.type(BO, "start")
        await asks(scene)
        asked = (await scene.type(BO, "relay ada")).say[0]
        assert "can write now" in said(await scene.press(BO, button(asked, "relay_open")))


class TestWriting:
    async def test_it_goes_at_once_whatever_the_hour_with_name_and_words(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        await scene.type(BO, "snooze")
        scene.clock.move_to(nairobi(7, 23))
        reply = await writes(scene)
        assert reply.say[0].title == "Passed on to Bo"
        await scene.tick()
        letter = found(scene, BO, TEXT)
        assert f"Ada (Seed Fund) writes:\n\n{TEXT}" in words_of(letter.card)
        assert letter.names == {"letter"}, "nothing to put off: both opened the thread"
        back = form_of(await scene.press(BO, letter.token("letter", last="back")))
        await scene.submit(BO, back.token, words="Thank you, we wait.")
        await scene.tick()
        assert heard(scene, ADA, "Bo (Relief Office) writes:\n\nThank you, we wait.") == 1

    async def test_what_arrived_stays_whatever_is_pressed_below_it(self, scene: Scene) -> None:
        """Here it is removed when the thread closes, so their chat is where it is left."""
        await the_office(scene)
        await opens(scene)
        await writes(scene)
        await scene.tick()
        letter = found(scene, BO, TEXT)
        form = form_of(await scene.press(BO, letter.token("letter", last="back")))
        assert (await scene.submit(BO, form.token, words="We wait.")).replace is None
        closed, late = [await scene.press(BO, letter.token("letter", last="close")) for _ in range(2)]
        assert "your chats keep what arrived" in said(closed).lower()
        assert (closed.replace, late.replace) == (None, None)
        assert (await scene.press(BO, letter.token("letter", last="back"))).replace is None
        await scene.tick()
        assert [each for each in scene.post.redrawn if each.key == letter.key] == []

    async def test_a_crisis_does_not_part_those_who_write(self, scene: Scene) -> None:
        await the_office(scene)
        await scene.bring(row(CLEO, is_coordinator="yes"), row(ADA), row(BO, pillar="Humanitarian"))
        await opens(scene)
        await scene.press(CLEO, "crisis_now")
        await writes(scene)
        await scene.tick()
        assert heard(scene, BO, TEXT) == 1

    async def test_a_dialog_sent_twice_is_one_message(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        assert (await writes(scene, key="k")).say == (await writes(scene, key="k")).say
        await scene.tick()
        assert heard(scene, BO, TEXT) == 1

    async def test_words_are_needed_and_have_a_limit(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        for text in ("", "   ", "x" * 2001):
            assert set((await writes(scene, text=text)).faults) == {"words"}
        assert (await writes(scene, text="x" * 2000)).faults == {}

    async def test_an_hour_holds_twenty_messages_and_then_says_so_kindly(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        for number in range(20):
            assert (await writes(scene, text=f"Line {number}")).faults == {}
        assert "Please wait a little" in (await writes(scene)).faults["words"]
        assert (await writes(scene, BO)).faults == {}, "the other side has an hour of their own"
        scene.clock.move_to(nairobi(2, 11, 1))
        assert (await writes(scene)).faults == {}

    async def test_what_was_written_can_be_changed(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        mine = (await writes(scene)).say[0]
        await scene.tick()
        form = form_of(await scene.press(ADA, button(mine, "relay_change")))
        (field,) = form.inputs
        assert isinstance(field, TextInput)
        assert field.initial == TEXT
        for _ in range(2):
            changed = await scene.submit(ADA, form.token, words=NEW_TEXT)
            assert changed.replace is not None
            assert changed.replace.title == "Passed on anew to Bo"
        await scene.tick()
        assert heard(scene, BO, f"It now says:\n\n{NEW_TEXT}") == 1

    async def test_what_was_written_can_be_taken_back(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        mine = (await writes(scene)).say[0]
        await scene.tick()
        await scene.press(ADA, button(mine, "relay_remove"))
        await scene.tick()
        assert heard(scene, BO, "took back a message") == 1
        assert [each.sealed for each in await texts(scene)] == [""]
        assert "earlier" in said(await scene.press(ADA, button(mine, "relay_change")))

    async def test_what_is_taken_back_in_time_never_arrives(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        mine = (await writes(scene)).say[0]
        gone = (await scene.press(ADA, button(mine, "relay_remove"))).replace
        assert gone is not None
        assert "before it arrived" in words_of(gone)
        await scene.tick()
        assert heard(scene, BO, TEXT) == heard(scene, BO, "took back") == 0

    async def test_only_the_author_changes_and_only_the_two_write(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        mine = (await writes(scene)).say[0]
        for who in (BO, CLEO):
            for name in ("relay_change", "relay_remove"):
                assert "earlier" in said(await scene.press(who, button(mine, name)))
        assert "earlier" in said(await scene.press(CLEO, button(mine, "relay_write")))
        forged = await scene.submit(CLEO, button(mine, "relay_write"), words="Hello")
        assert "earlier" in said(forged)

    async def test_who_stopped_gets_nothing_more_and_the_writer_reads_it_at_the_field(
        self, scene: Scene
    ) -> None:
        await the_office(scene)
        await opens(scene)
        await scene.type(BO, "stop")
        assert "cannot be reached" in (await writes(scene)).faults["words"]


class TestPractice:
    async def test_a_message_from_each_side_is_contact_for_both(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        await writes(scene)
        assert await scene.practised(ADA) == []
        await writes(scene, BO, "Thank you")
        await writes(scene, BO, "And again")
        assert await scene.practised(ADA) == [("B8", "confirmed")]
        assert await scene.practised(BO) == [("B8", "confirmed")]

    async def test_with_somebody_one_met_it_is_information_where_the_role_has_that(
        self, scene: Scene
    ) -> None:
        await the_office(scene)
        for day in (2, 3):
            scene.clock.move_to(nairobi(day, 10))
            await opens(scene)
            await writes(scene)
            await writes(scene, BO, "Thank you")
            await scene.press(ADA, f"relay_close:{(await threads(scene))[-1].id}")
        assert await scene.practised(ADA) == [("B8", "confirmed"), ("B8", "confirmed")]
        assert sorted(await scene.practised(BO)) == [("B8", "confirmed"), ("B9", "confirmed")]

    async def test_within_a_pillar_or_for_senior_leaders_nothing_counts(self, scene: Scene) -> None:
        await the_office(scene, ada="R1")
        await opens(scene)
        await writes(scene)
        await writes(scene, BO, "Thank you")
        assert await scene.practised(ADA) == []
        assert await scene.practised(BO) == [("B8", "confirmed")]
        await asks(scene, CLEO, "relay ada")
        thread = (await threads(scene))[-1]
        await scene.press(ADA, f"relay_open:{thread.id}")
        await writes(scene)
        await writes(scene, CLEO, "Thank you")
        assert await scene.practised(CLEO) == []


class TestClosing:
    @pytest.mark.parametrize("who", [ADA, BO])
    async def test_either_closes_it_and_the_words_are_gone(self, scene: Scene, who: str) -> None:
        await the_office(scene)
        await opens(scene)
        await writes(scene)
        await scene.tick()
        letter = found(scene, BO, TEXT)
        listed = (await scene.type(who, "relay")).say[0]
        closing = listed.groups[0].actions[-1].token
        assert "removed here" in said(await scene.press(who, closing))
        assert await texts(scene) == []
        assert [x for x in await scene.lines(BO) if x.nudge == "relay_message"] == []
        assert "earlier" in said(await scene.press(BO, letter.token("letter", last="back")))
        assert "earlier" in said(await scene.press(who, closing))
        other = BO if who == ADA else ADA
        await scene.run_until(nairobi(3, 17))
        assert heard(scene, other, "is closed, and what was written in it is removed here") == 1
        assert heard(scene, who, "is closed") == 0

    async def test_what_was_not_passed_on_yet_is_not_passed_on_any_more(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        await writes(scene)
        await scene.press(BO, f"relay_close:{(await threads(scene))[0].id}")
        await scene.tick()
        assert heard(scene, BO, TEXT) == 0

    async def test_both_are_asked_on_the_tenth_day(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        await scene.run_until(nairobi(13, 17))
        for who in (ADA, BO):
            assert heard(scene, who, "Is it still of use?") == 1
        kept = await scene.press(ADA, found(scene, ADA, "Is it still").token("letter", last="keep"))
        assert "stays open" in said(kept)
        await scene.press(BO, found(scene, BO, "Is it still").token("letter", last="close"))
        assert [each.state for each in await threads(scene)] == ["closed"]

    async def test_it_rests_after_thirty_quiet_days_and_is_forgotten_after_sixty_more(
        self, scene: Scene
    ) -> None:
        await the_office(scene)
        await opens(scene)
        await writes(scene)
        await scene.run_until(nairobi(31, 17) + timedelta(days=3))
        assert await texts(scene) == []
        for who in (ADA, BO):
            assert heard(scene, who, "Nobody wrote for 30 days") == 1
        await scene.run_until(nairobi(31, 17) + timedelta(days=65))
        assert await threads(scene) == []

    async def test_words_stay_sixty_days_at_most_in_a_thread_that_lives_on(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        await writes(scene)
        for weeks in (4, 8):
            await scene.run_until(nairobi(2, 10) + timedelta(weeks=weeks))
            await writes(scene, text="Still there")
        await scene.run_until(nairobi(2, 10) + timedelta(days=61))
        assert [each.state for each in await threads(scene)] == ["open"]
        assert len(await texts(scene)) == 2

    @pytest.mark.parametrize("who", [ADA, BO])
    async def test_forgetting_either_takes_the_thread_and_its_words(self, scene: Scene, who: str) -> None:
        await the_office(scene)
        await opens(scene)
        await writes(scene)
        await scene.type(who, "forget me")
        await scene.press(who, "forget_me")
        assert (await threads(scene), await texts(scene)) == ([], [])
        await scene.tick()
        assert heard(scene, BO, TEXT) == 0


class TestRules:
    async def office(self, scene: Scene) -> None:
        await the_office(scene)
        await scene.bring(
            row(CLEO, is_coordinator="yes"),
            row(ADA, role_group="R2"),
            row(BO, role_group="R5", entity="Relief Office", pillar="Humanitarian"),
        )

    async def forbids(self, scene: Scene, *entities: str) -> Reply:
        form = form_of(await scene.type(CLEO, "relays"))
        (field,) = form.inputs
        assert isinstance(field, ChoiceInput)
        chosen = [each.value for each in field.options if each.label in entities]
        return await scene.submit(CLEO, form.token, forbidden=chosen)

    async def test_an_entity_without_threads_is_told_plainly(self, scene: Scene) -> None:
        await self.office(scene)
        assert "No shared threads for Relief Office" in said(await self.forbids(scene, "Relief Office"))
        for who, words in ((ADA, "relay bo"), (BO, "relay ada")):
            assert "Relief Office has no shared threads here" in said(await scene.type(who, words))
        form = form_of(await scene.type(ADA, "relay zoe"))
        bo = await scene.person(BO)
        assert set((await scene.submit(ADA, form.token, colleague=bo.id)).faults) == {"colleague"}
        assert await threads(scene) == []
        assert "All entities may" in said(await self.forbids(scene))
        assert (await asks(scene)).say[0].title == "Asked"

    async def test_open_threads_close_and_both_hear_why(self, scene: Scene) -> None:
        await self.office(scene)
        await opens(scene)
        await writes(scene)
        await self.forbids(scene, "Relief Office")
        assert await texts(scene) == []
        await scene.run_until(nairobi(3, 17))
        for who in (ADA, BO):
            assert heard(scene, who, "one of your entities has no shared threads") == 1

    async def test_a_yes_after_the_ban_opens_nothing(self, scene: Scene) -> None:
        await self.office(scene)
        await asks(scene)
        (thread,) = await threads(scene)
        await self.forbids(scene, "Seed Fund")
        await scene.press(BO, f"relay_open:{thread.id}")
        assert [each.state for each in await threads(scene)] == ["closed"]

    async def test_only_coordinators_decide(self, scene: Scene) -> None:
        await self.office(scene)
        assert "Only coordinators" in said(await scene.type(ADA, "relays"))
        assert "Only coordinators" in said(await scene.submit(ADA, "relays", forbidden=[]))


class TestSecrecy:
    async def test_the_database_never_holds_the_words_in_the_clear(self, sqlite_url: str) -> None:
        path = Path(str(make_url(sqlite_url).database))

        def stored() -> bytes:
            return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))

        async with opened_scene(sqlite_url) as scene:
            await the_office(scene)
            await opens(scene)
            mine = (await writes(scene)).say[0]
            await scene.tick()
            form = form_of(await scene.press(ADA, button(mine, "relay_change")))
            await scene.submit(ADA, form.token, words=NEW_TEXT)
            await scene.tick()
            assert heard(scene, BO, TEXT) == heard(scene, BO, NEW_TEXT) == 1
            (message,) = await texts(scene)
            while_open = stored()
            await scene.press(ADA, f"relay_close:{message.relay_id}")
            await scene.run_until(nairobi(5, 17))
        assert b"relay_closed" in stored(), "the last letter is there, so the file is what we think"
        assert message.sealed.encode() in while_open
        for word in RARE:
            assert word not in while_open
            assert word not in stored()
        assert not holds(sqlite_url, message.sealed)

    async def test_each_reads_their_own_words_and_those_that_reached_them(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        await writes(scene)
        assert TEXT in await exported(scene, ADA)
        assert TEXT not in await exported(scene, BO)
        await scene.tick()
        assert TEXT in await exported(scene, BO)

    async def test_the_asker_cannot_read_a_no_in_their_data(self, scene: Scene) -> None:
        await the_office(scene)
        await asks(scene)
        before = await exported(scene, ADA)
        scene.clock.move_to(nairobi(2, 12))
        await scene.press(BO, f"relay_decline:{(await threads(scene))[0].id}")
        assert await exported(scene, ADA) == before


def holds(sqlite_url: str, words: str) -> bool:
    """Whether any row of the closed database holds these words; its file may keep freed pages."""
    with contextlib.closing(sqlite3.connect(str(make_url(sqlite_url).database))) as connection:
        return any(words in line for line in connection.iterdump())


async def exported(scene: Scene, who: str) -> str:
    summary = (await scene.type(who, "what do you know about me")).say[0]
    token = next(each.token for each in summary.actions if each.token.startswith("export:records"))
    return words_of((await scene.press(who, token)).say[0])


@dataclass
class Bridge:
    """A deployment in which Bo is reached on another platform only."""

    scene: Scene
    far: Post

    async def press_far(self, token: str, key: str) -> Reply:
        actor = Actor(Platform.SLACK, "T0FAR", "U0BO")
        return await self.scene.app.desk.press(Press(actor, token, key))

    async def offers(self) -> list[Offer]:
        async with self.scene.app.deps.begin() as uow:
            return await uow.records.of_setting(Offer, (await self.scene.setting()).id)

    async def agree(self) -> None:
        """Ada and Bo agree on a joint step."""
        scene, bo = self.scene, await self.scene.person(BO)
        form = form_of(await scene.type(ADA, "joint step"))
        await scene.submit(ADA, form.token, what="One route list", measure="Both use it", colleague=bo.id)
        async with scene.app.deps.begin() as uow:
            (row_,) = (await uow.people.export(bo.id))["records"]
        assert (await self.press_far(f"point_agree:{row_['id']}", "agree")).say


@contextlib.asynccontextmanager
async def bridged(database_url: str, apart: bool = True) -> AsyncIterator[Bridge]:
    settings = load_settings(database_url=database_url, secret_key="only for tests", local_chat=True)
    clock = VirtualClock(MONDAY)
    near, far, numbers = Post(clock), Post(clock, Platform.SLACK), count()
    async with open_app(
        settings,
        clock=clock,
        new_id=lambda: f"bridge-{next(numbers)}",
        messengers={Platform.LOCAL: near, Platform.SLACK: far},
        calendar_reader=Calendars(),
    ) as app:
        scene = Scene(settings, clock, near, Calendars(), app)
        await the_office(scene)
        await lives_elsewhere(scene, apart)
        yield Bridge(scene, far)


async def lives_elsewhere(scene: Scene, apart: bool) -> None:
    bo = await scene.person(BO)
    async with scene.app.deps.begin() as uow:
        known = await uow.people.identities([bo.id])
        await uow.people.set_identities([Identity("far", bo.id, Platform.SLACK, "T0FAR", "U0BO")])
        for each in known:
            if each.platform is Platform.SLACK or not apart:
                continue
            await uow.people.close_identity(each.id, scene.clock.now())
        await uow.commit()


def offers_in(letters: Sequence[Letter]) -> list[Letter]:
    return [each for each in letters if each.card.title in titles_of("S2-3")]


class TestOffering:
    async def test_two_who_agreed_and_share_no_workspace_are_offered_a_thread_once(
        self, database_url: str
    ) -> None:
        async with bridged(database_url) as bridge:
            scene = bridge.scene
            await bridge.agree()
            await scene.run_until(nairobi(20, 17))
            assert len(await bridge.offers()) == 1
            (near,), (far,) = offers_in(scene.post.to(ADA)), offers_in(bridge.far.letters)
            assert "You and Bo of Relief Office" in words_of(near.card)
            assert "You and Ada of Seed Fund" in words_of(far.card)
            yes = await scene.press(ADA, near.token("answer", last="open"))
            assert yes.say[0].title == "Asked"
            opened = await bridge.press_far(far.token("answer", last="open"), "yes")
            assert "can write now" in said(opened)
            await writes(scene)
            await scene.tick()
            assert f"Ada (Seed Fund), on the chat page, writes:\n\n{TEXT}" in words_of(
                bridge.far.letters[-1].card
            )
            (thread,) = await threads(scene)
            form = form_of(await bridge.press_far(f"relay_write:{thread.id}", "write"))
            assert "To Ada (Seed Fund)" in form.intro

    async def test_a_yes_or_a_no_of_one_spares_the_other_the_offer(self, database_url: str) -> None:
        async with bridged(database_url) as bridge:
            scene = bridge.scene
            await bridge.agree()
            await scene.app.ticks.flows()
            (offer,) = await bridge.offers()
            await scene.run_until(nairobi(2, 18))
            scene.clock.move_to(nairobi(3, 9))
            await scene.app.ticks.plan()
            assert [x.status for x in await scene.lines(BO) if x.nudge == "S2-3"] == ["planned"]
            await scene.press(ADA, f"relay_not_needed:{offer.id}")
            await scene.run_until(nairobi(20, 17))
            assert offers_in(bridge.far.letters) == []
            assert "earlier" in said(await scene.press(CLEO, f"relay_offered:{offer.id}"))

    async def test_who_shares_a_workspace_is_offered_nothing(self, database_url: str) -> None:
        async with bridged(database_url, apart=False) as bridge:
            await bridge.agree()
            await bridge.scene.app.ticks.flows()
            assert await bridge.offers() == []

    async def test_nothing_is_offered_in_a_crisis_or_where_it_is_forbidden(self, database_url: str) -> None:
        async with bridged(database_url) as bridge:
            scene = bridge.scene
            await bridge.agree()
            await scene.bring(
                row(CLEO, is_coordinator="yes"),
                row(ADA, role_group="R2"),
                row(BO, role_group="R5", entity="Relief Office", pillar="Humanitarian"),
            )
            await lives_elsewhere(scene, apart=True)
            await scene.press(CLEO, "crisis_now")
            await scene.app.ticks.flows()
            assert await bridge.offers() == []
            await TestRules().forbids(scene, "Seed Fund")
            await scene.type(CLEO, "crisis over")
            await scene.app.ticks.flows()
            assert await bridge.offers() == []
            await TestRules().forbids(scene)
            await scene.app.ticks.flows()
            assert len(await bridge.offers()) == 1


async def test_the_week_counts_threads(scene: Scene) -> None:
    await the_office(scene)
    await opens(scene)
    await scene.press(ADA, f"relay_close:{(await threads(scene))[0].id}")
    assert await counted(scene, nairobi(2, 0)) == [{"asked": 1, "opened": 1, "closed": 1}]
    assert await counted(scene, nairobi(9, 0)) == []


async def counted(scene: Scene, start: datetime) -> list[dict[str, object]]:
    async with scene.app.deps.begin() as uow:
        turn = Turn(scene.app.deps, uow, await scene.setting(), scene.clock.now())
        lines = await relays.week(turn, start, start + timedelta(days=7))
    return [dict(line.values) for line in lines]


class TestTyped:
    """Words typed without a dialog, changed and deleted where they were typed."""

    async def amends(self, scene: Scene, text: str | None, key: str = "amended") -> Reply:
        return await scene.app.desk.amend(Amendment(actor(ADA), "typed", text, key))

    async def test_what_follows_a_name_and_a_colon_is_passed_on_at_once(self, scene: Scene) -> None:
        await the_office(scene)
        assert "is asked" in said(await asks(scene, words=f"relay bo: {TEXT}"))
        await scene.press(BO, f"relay_open:{(await threads(scene))[-1].id}")
        for _ in range(2):
            assert "Passed on to Bo" in said(await scene.type(ADA, f"relay bo: {TEXT}", key="typed"))
        await scene.tick()
        assert heard(scene, BO, f"writes:\n\n{TEXT}") == 1

    async def test_a_change_and_a_deletion_follow(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        await scene.type(ADA, f"relay bo: {TEXT}", key="typed")
        await scene.tick()
        for _ in range(2):
            assert "anew" in said(await self.amends(scene, f"relay bo: {NEW_TEXT}", "once"))
        await scene.tick()
        assert heard(scene, BO, NEW_TEXT) == 1
        assert "Nothing was changed" in said(await self.amends(scene, "help", "other"))
        assert "Taken back" in said(await self.amends(scene, None, "gone"))
        assert await self.amends(scene, None, "gone twice") == Reply()
        await scene.tick()
        assert heard(scene, BO, "took back a message") == 1

    async def test_what_was_not_passed_on_or_is_another_s_brings_nothing(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        await scene.type(ADA, "help", key="typed")
        assert await self.amends(scene, f"relay bo: {TEXT}") == Reply()
        await scene.type(ADA, f"relay bo: {TEXT}", key="second")
        theirs = Amendment(actor(BO), "second", None, "forged")
        assert await scene.app.desk.amend(theirs) == Reply()
        nobody = Amendment(actor("nobody@example.org"), "second", None, "nobody")
        assert await scene.app.desk.amend(nobody) == Reply()
        assert [each.state for each in await texts(scene)] == ["passed"]

    async def test_as_many_as_an_hour_holds(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        for n in range(MOST_AN_HOUR):
            assert "Passed on" in said(await scene.type(ADA, f"relay bo: {n}"))
        assert "a lot for one hour" in said(await scene.type(ADA, "relay bo: one more"))

    async def test_a_file_goes_no_further_and_its_sender_is_told(self, scene: Scene) -> None:
        await the_office(scene)
        await opens(scene)
        command = Command(actor(ADA), f"relay bo: {TEXT}", "with a file", with_files=True)
        answer = said(await scene.app.desk.command(command))
        assert "I read text only" in answer
        assert "Passed on to Bo" in answer
        alone = Command(actor(ADA), "", "only a file", with_files=True)
        assert said(await scene.app.desk.command(alone)).strip().startswith("I read text only")
