"""What people press and type, how often it counts, and what it leaves behind."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.integration.post import names_of, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, actor, button, nairobi, row

BO_ROW = row(BO, pillar="Human rights", entity="Rights Office")
CLEO_ROW = row(CLEO, pillar="Human rights", entity="Rights Office")


async def a_nudge(scene: Scene) -> str:
    """The prefix-free token of Ada's first nudge's "agreed" answer."""
    await scene.taking_part(row(ADA))
    await scene.run_until(nairobi(3, 18))
    letter = next(each for each in scene.post.to(ADA) if "answer" in each.names)
    return letter.token("answer", last="agreed")


async def noted_contact(scene: Scene) -> str:
    """Ada noted that she met somebody; the token that names who with."""
    await scene.taking_part(row(ADA), BO_ROW, CLEO_ROW)
    reply = await scene.type(ADA, "did met")
    return button(reply.say[0], "with")


async def ask_bo(scene: Scene) -> None:
    """Ada names Bo, and Bo is asked within his own budget."""
    naming = await noted_contact(scene)
    await scene.submit(ADA, naming, colleague=(await scene.person(BO)).id)
    await scene.run_until(nairobi(14, 0))


class TestCountingOnce:
    async def test_a_redelivered_press_counts_once(self, scene: Scene) -> None:
        token = await a_nudge(scene)
        first = await scene.press(ADA, token, key="same")
        again = await scene.press(ADA, token, key="same")
        assert first == again
        assert await scene.practised(ADA) == [("B6", "self_reported")]

    async def test_a_double_click_counts_once(self, scene: Scene) -> None:
        token = await a_nudge(scene)
        await scene.press(ADA, token)
        await scene.press(ADA, token)
        assert len(await scene.practised(ADA)) == 1

    async def test_the_first_answer_stays(self, scene: Scene) -> None:
        token = await a_nudge(scene)
        await scene.press(ADA, token)
        other = await scene.press(ADA, token.replace("agreed", "declined"))
        assert "Nothing was changed" in words_of(other.say[0])
        assert (await scene.lines(ADA, "S5-3"))[0].answer == "agreed"

    async def test_it_is_called_noted_once(self, scene: Scene) -> None:
        said = (await scene.press(ADA, await a_nudge(scene))).replace
        assert said is not None
        assert words_of(said).lower().count("noted") == 1

    async def test_a_redelivered_command_counts_once(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await scene.type(ADA, "did met", key="same")
        await scene.type(ADA, "did met", key="same")
        assert len(await scene.practised(ADA)) == 1

    async def test_opting_in_twice_is_one_consent(self, scene: Scene) -> None:
        await scene.bring(row(ADA))
        await scene.run_until(nairobi(3, 9))
        token = scene.last(ADA).token("optin")
        await scene.press(ADA, token)
        await scene.press(ADA, token)
        assert await scene.acts() == ["asked", "opted_in"]

    @pytest.mark.parametrize(("word", "act"), [("snooze", "snoozed"), ("stop", "opted_out")])
    async def test_asking_for_quiet_twice_is_one_wish(self, scene: Scene, word: str, act: str) -> None:
        await scene.taking_part(row(ADA))
        await scene.type(ADA, word)
        await scene.type(ADA, word)
        assert (await scene.acts()).count(act) == 1

    async def test_ending_the_quiet_twice_is_one_wish(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await scene.type(ADA, "snooze")
        await scene.type(ADA, "resume")
        await scene.type(ADA, "resume")
        assert (await scene.acts()).count("resumed") == 1


class TestWhoMayAnswer:
    async def test_a_stranger_is_told_so_and_nothing_is_stored(self, scene: Scene) -> None:
        await scene.bring(row(ADA))
        reply = await scene.type("stranger@example.org", "did met")
        assert "do not know this account" in words_of(reply.say[0])
        assert (await scene.app.desk.find_people(actor("stranger@example.org"), "ada")) == []

    async def test_nobody_can_answer_another_person_s_prompt(self, scene: Scene) -> None:
        token = await a_nudge(scene)
        await scene.bring(row(ADA), row(BO))
        reply = await scene.press(BO, token)
        assert "Nothing was changed" in words_of(reply.say[0])
        assert await scene.practised(BO) == []

    async def test_a_button_that_means_nothing_any_more_says_so(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        old = ("answer:gone:agreed", "checkin:gone:B1:yes", "confirmation:gone:yes", "still_useful:gone:yes")
        forged = ("nonsense", "", "answer", "answer:a:b:c:d", "did:B99", "with", "optin:a:b", "stop:a:b")
        for token in (*old, *forged):
            reply = await scene.press(ADA, token)
            assert "Nothing was changed" in words_of(reply.say[0]), token
        assert await scene.practised(ADA) == []
        assert await scene.acts() == ["opted_in"]

    async def test_a_colleague_who_left_still_owns_their_data(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), row(BO))
        await scene.bring(row(BO))
        assert "stored" in words_of((await scene.type(ADA, "export")).say[0])


class TestCheckIn:
    async def test_each_tap_notes_one_behaviour_once(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await scene.run_until(nairobi(6, 18))
        letter = next(each for each in scene.post.to(ADA) if "checkin" in each.names)
        yes = letter.token("checkin", last="yes")
        first = await scene.press(ADA, yes)
        again = await scene.press(ADA, yes)
        assert first.replace is not None
        assert [bool(group.actions) for group in first.replace.groups].count(False) == 1
        assert len(first.replace.groups) == len(letter.card.groups), "every row keeps its place"
        assert first == again
        assert len(await scene.practised(ADA)) == 1

    async def test_it_asks_only_what_matters_for_the_role(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA, role_group="R5"))
        await scene.run_until(nairobi(6, 18))
        letter = next(each for each in scene.post.to(ADA) if "checkin" in each.names)
        asked = {action.token.split(":")[2] for group in letter.card.groups for action in group.actions}
        assert asked == {"B7", "B8", "B9"}

    async def test_none_this_week_closes_it_without_a_record(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await scene.run_until(nairobi(6, 18))
        letter = next(each for each in scene.post.to(ADA) if "checkin" in each.names)
        reply = await scene.press(ADA, letter.token("checkin", last="none"))
        assert reply.replace is not None
        assert names_of(reply.replace) == set()
        assert await scene.practised(ADA) == []


class TestDid:
    async def test_words_note_a_behaviour(self, scene: Scene) -> None:
        typed = ("did met", "/did met", "Did B8", "did i MET someone", "did b8.")
        await scene.taking_part(*(row(f"p{n}@example.org") for n in range(len(typed))))
        for number, words in enumerate(typed):
            await scene.type(f"p{number}@example.org", words)
            assert await scene.practised(f"p{number}@example.org") == [("B8", "self_reported")], words

    async def test_did_alone_offers_what_matters_for_the_role(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        reply = await scene.type(ADA, "did")
        assert [action.token for action in reply.say[0].actions] == ["did:B6", "did:B8", "did:B9"]
        await scene.press(ADA, "did:B9")
        assert await scene.practised(ADA) == [("B9", "self_reported")]

    async def test_only_a_colleague_of_another_pillar_can_be_named(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), BO_ROW, row(CLEO))
        naming = button((await scene.type(ADA, "did met")).say[0], "with")
        ada, cleo = (await scene.person(ADA)).id, (await scene.person(CLEO)).id
        faults = {ada: "That is you", cleo: "own pillar", "": "could not find", "nobody": "could not find"}
        for named, fault in faults.items():
            reply = await scene.submit(ADA, naming, colleague=named)
            assert fault in reply.faults["colleague"]

    async def test_a_form_without_its_field_is_a_fault_not_a_failure(self, scene: Scene) -> None:
        naming = await noted_contact(scene)
        assert (await scene.submit(ADA, naming)).faults != {}


class TestTheOtherSide:
    async def test_the_named_colleague_is_asked_once_and_confirms(self, scene: Scene) -> None:
        await ask_bo(scene)
        [asked] = [each for each in scene.post.to(BO) if "confirmation" in each.names]
        assert "Ada" in words_of(asked.card)
        await scene.press(BO, asked.token("confirmation", last="yes"))
        assert await scene.practised(ADA) == [("B8", "confirmed")]
        assert await scene.practised(BO) == [("B8", "confirmed")]
        await scene.run_until(nairobi(21, 0))
        assert len(await scene.lines(BO, "confirmation")) == 1

    async def test_a_record_the_other_side_does_not_recall_no_longer_counts(self, scene: Scene) -> None:
        await ask_bo(scene)
        [asked] = [each for each in scene.post.to(BO) if "confirmation" in each.names]
        await scene.press(BO, asked.token("confirmation", last="no"))
        await scene.press(BO, asked.token("confirmation", last="yes"))
        assert await scene.practised(ADA) == [("B8", "declined")]
        assert await scene.practised(BO) == []

    async def test_whoever_is_erased_under_another_name_is_named_nowhere(self, scene: Scene) -> None:
        await ask_bo(scene)
        [asked] = [each for each in scene.post.to(BO) if "confirmation" in each.names]
        await scene.press(BO, asked.token("confirmation", last="yes"))
        bo = (await scene.person(BO)).id
        assert "Ada" in await self._facts(scene, bo)
        await scene.bring(row(ADA, name="Augusta", entity="Food Fund"), BO_ROW, CLEO_ROW)
        await scene.press(ADA, "forget_me")
        kept = await self._facts(scene, bo)
        assert not any(word in kept for word in ("Ada", "Augusta", "Seed Fund", "Food Fund"))

    async def _facts(self, scene: Scene, person_id: str) -> str:
        async with scene.app.deps.begin() as uow:
            document = await uow.people.export(person_id)
        return str([each["facts"] for each in document["prompts"] + document["events"]])

    async def test_the_same_record_asks_nobody_twice(self, scene: Scene) -> None:
        naming = await noted_contact(scene)
        bo, cleo = (await scene.person(BO)).id, (await scene.person(CLEO)).id
        await scene.submit(ADA, naming, "same", colleague=bo)
        await scene.submit(ADA, naming, "same", colleague=bo)
        await scene.submit(ADA, naming, colleague=cleo)
        await scene.run_until(nairobi(20, 0))
        assert len(await scene.lines(BO, "confirmation")) == 1
        assert await scene.lines(CLEO, "confirmation") == []

    async def test_whoever_does_not_take_part_is_not_asked(self, scene: Scene) -> None:
        naming = await noted_contact(scene)
        await scene.type(BO, "stop")
        await scene.submit(ADA, naming, colleague=(await scene.person(BO)).id)
        await scene.run_until(nairobi(20, 0))
        assert scene.post.to(BO) == []
        assert await scene.practised(ADA) == [("B8", "self_reported")]

    async def test_colleagues_are_found_by_name_entity_or_address(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), BO_ROW)
        for words in ("bo", "RIGHTS off", "bo@example"):
            found = await scene.app.desk.find_people(actor(ADA), words)
            assert [label for _, label in found] == ["Bo · Rights Office"]

    async def test_colleagues_of_other_pillars_are_listed_first_and_oneself_never(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA), row(CLEO), BO_ROW)
        found = await scene.app.desk.find_people(actor(ADA), "")
        assert [label.partition(" ·")[0] for _, label in found] == ["Bo", "Cleo"]


class TestSilence:
    async def test_after_four_unanswered_only_one_question_a_month_comes(self, scene: Scene) -> None:
        await scene.taking_part(row(ADA))
        await scene.run_until(nairobi(2, 0) + timedelta(weeks=9))
        kinds = [line.nudge for line in await scene.lines(ADA) if line.sent_at]
        at = kinds.index("still_useful")
        assert at == 4
        assert set(kinds[at:]) == {"still_useful"}
        sent = [line.sent_at for line in await scene.lines(ADA, "still_useful") if line.sent_at]
        assert all(b - a >= timedelta(days=30) for a, b in pairwise(sent))

    @pytest.mark.parametrize(
        ("said", "comes"),
        [("yes", {"S5-3", "check_in"}), ("less", {"still_useful"}), ("stop", set[str]())],
    )
    async def test_the_answer_to_still_useful_decides(self, scene: Scene, said: str, comes: set[str]) -> None:
        await scene.taking_part(row(ADA))
        await scene.run_until(nairobi(2, 0) + timedelta(weeks=4))
        letter = next(each for each in scene.post.to(ADA) if "still_useful" in each.names)
        before = scene.clock.now()
        for _ in range(2):
            assert (await scene.press(ADA, letter.token("still_useful", last=said))).replace is not None
        await scene.run_until(before + timedelta(weeks=4))
        later = {line.nudge for line in await scene.lines(ADA) if line.sent_at and line.sent_at > before}
        assert later >= comes
        assert bool(later - {"still_useful"}) is (said == "yes")
        assert ("opted_out" in await scene.acts()) is (said == "stop")


async def test_words_that_name_no_practice_are_said_back(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    assert "“something odd” is none of these." in words_of(
        (await scene.type(ADA, "did something odd")).say[0]
    )
    assert "none of these" not in words_of((await scene.type(ADA, "did")).say[0])
