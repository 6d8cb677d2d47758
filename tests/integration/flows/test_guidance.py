"""Short answers: written, found, doubted, let go; and the questions that lack one."""

from datetime import timedelta

import pytest

from bot.ports.search import Hit
from nudges.cards import Reply
from nudges.channels import Channel
from nudges.flows.guidance.questions import Gap, Question
from nudges.flows.guidance.shortcuts import GuidanceCard, State, Verdict
from nudges.people import Platform
from nudges.records import Record
from tests.integration.post import titles_of, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, button, nairobi, row

DAN, EVE = "dan@example.org", "eve@example.org"
CARD = {
    "title": "Requesting a car for a joint visit",
    "lines": "Fill in form F3.\nSend it two days ahead.",
    "source": "Fleet manual, page 4",
    "keywords": "vehicle transport",
    "good_for": "180",
}
CHOICE = {
    "title": "Renting a meeting room",
    "usual": "The shared room",
    "second": "A hotel",
    "third": "",
    "other": "Ask the fleet office",
    "decider": "any section head",
    "limit": "300 dollars",
    "deadline": "a week ahead",
    "source": "Premises note",
    "keywords": "",
    "good_for": "90",
}


async def everybody(scene: Scene) -> None:
    await scene.taking_part(
        row(ADA, role_group="R2"),
        row(BO, entity="Relief Office", pillar="Humanitarian"),
        row(CLEO, role_group="R5", is_coordinator="yes"),
        row(DAN, role_group="R1"),
        row(EVE),
    )
    scene.clock.move_to(nairobi(2, 10))


async def publish(scene: Scene, who: str = ADA, kind: str = "answer", **fields: str) -> Reply:
    token = f"guidance_save:{kind}::"
    return await scene.submit(who, token, **((CARD if kind == "answer" else CHOICE) | fields))


async def stored(scene: Scene, kind: type[Record]) -> list[Record]:
    async with scene.app.deps.begin() as uow:
        return list(await uow.records.of_setting(kind, (await scene.setting()).id))


async def the_card(scene: Scene) -> GuidanceCard:
    (card,) = await stored(scene, GuidanceCard)
    assert isinstance(card, GuidanceCard)
    return card


async def hits(scene: Scene, *words: str) -> list[Hit]:
    async with scene.app.deps.begin() as uow:
        return await uow.guidance.find((await scene.setting()).id, words, 5)


async def ask(scene: Scene, who: str, words: str) -> Reply:
    return await scene.type(who, f"ask {words}")


async def doubt(scene: Scene, who: str) -> None:
    await scene.press(who, button((await ask(scene, who, "car")).say[0], "guidance_not_helped"))


async def keep_question(scene: Scene, who: str, words: str) -> Reply:
    return await scene.press(who, button((await ask(scene, who, words)).say[0], "question_keep"))


class TestCards:
    async def test_a_card_is_written_in_chat_and_found_by_everybody(self, scene: Scene) -> None:
        await everybody(scene)
        offered = (await scene.type(ADA, "card")).say[0]
        form = (await scene.press(ADA, button(offered, "guidance_new"))).form
        assert form is not None
        await scene.submit(ADA, form.token, **CARD)
        shown = words_of((await ask(scene, BO, "How do I get a vehicle for a visit?")).say[0])
        assert "Send it two days ahead." in shown
        assert "Fleet manual, page 4" in shown
        assert "Ada (Seed Fund)" in shown

    async def test_a_form_sent_twice_makes_one_card(self, scene: Scene) -> None:
        await everybody(scene)
        for _ in range(2):
            await scene.submit(ADA, "guidance_save:answer::", key="once", **CARD)
        await the_card(scene)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", ""),
            ("title", "x" * 81),
            ("lines", "1\n2\n3\n4"),
            ("source", " "),
            ("good_for", "9999"),
        ],
    )
    async def test_what_does_not_fit_is_said_at_its_field(self, scene: Scene, field: str, value: str) -> None:
        await everybody(scene)
        assert list((await publish(scene, **{field: value})).faults) == [field]
        assert await stored(scene, GuidanceCard) == []

    async def test_a_choice_shows_its_usual_option_first_and_its_guardrail(self, scene: Scene) -> None:
        await everybody(scene)
        assert (await publish(scene, kind="choice", limit="")).faults.keys() == {"limit"}
        await publish(scene, kind="choice")
        shown = words_of((await ask(scene, BO, "meeting room")).say[0])
        order = ["The shared room", "A hotel", "Ask the fleet office", "any section head", "300 dollars"]
        assert [shown.index(words) for words in order] == sorted(shown.index(words) for words in order)

    async def test_its_owner_and_coordinators_change_it_and_nobody_else(self, scene: Scene) -> None:
        await everybody(scene)
        await publish(scene)
        card = await the_card(scene)
        assert (await scene.press(BO, f"guidance_edit:{card.id}")).form is None
        for who, line in ((ADA, "Form F4 now."), (CLEO, "Form F5 now.")):
            form = (await scene.press(who, f"guidance_edit:{card.id}")).form
            assert form is not None
            assert form.inputs[0].initial == CARD["title"]
            await scene.submit(who, form.token, **(CARD | {"lines": line}))
        forged = await scene.submit(BO, f"guidance_save:answer:{card.id}:", **CARD)
        assert "earlier" in words_of(forged.say[0])
        changed = await the_card(scene)
        assert changed.content.lines == ("Form F5 now.",)
        assert changed.owner_id == card.owner_id

    async def test_cards_are_listed_and_read(self, scene: Scene) -> None:
        await everybody(scene)
        await publish(scene)
        await publish(scene, kind="choice")
        listed = (await scene.type(BO, "cards")).say[0]
        assert [each.label for each in listed.actions] == [CHOICE["title"], CARD["title"]]
        read = (await scene.press(BO, listed.actions[0].token)).say[0]
        assert "The shared room" in words_of(read)
        about = (await scene.type(BO, "cards vehicle")).say[0]
        assert [each.label for each in about.actions] == [CARD["title"]]
        assert "no card" in words_of((await scene.type(BO, "cards pension")).say[0])


class TestReview:
    async def test_a_card_lapses_unless_its_owner_says_it_is_right(self, scene: Scene) -> None:
        await everybody(scene)
        await publish(scene, good_for="30")
        await scene.run_until(nairobi(2, 17) + timedelta(days=17))
        (letter,) = [each for each in scene.post.to(ADA) if "still right" in each.card.title]
        await scene.press(ADA, letter.token("letter", last="still_right"))
        await scene.run_until(nairobi(2, 17) + timedelta(days=40))
        assert (await the_card(scene)).state is State.CURRENT
        await scene.run_until(nairobi(2, 17) + timedelta(days=60))
        assert (await the_card(scene)).state is State.EXPIRED
        assert await hits(scene, "car") == []

    async def test_two_readers_whom_it_did_not_help_bring_it_to_its_owner_once(self, scene: Scene) -> None:
        await everybody(scene)
        await publish(scene)
        await doubt(scene, BO)
        await doubt(scene, BO)
        await scene.run_until(nairobi(3, 17))
        assert not any("did not help" in each.card.title for each in scene.post.to(ADA))
        await doubt(scene, DAN)
        await doubt(scene, EVE)
        await scene.run_until(nairobi(4, 17))
        (letter,) = [each for each in scene.post.to(ADA) if "did not help" in each.card.title]
        assert "Bo" not in words_of(letter.card)
        form = (await scene.press(ADA, letter.token("letter", last="rewrite"))).form
        assert form is not None
        await scene.submit(ADA, form.token, **(CARD | {"lines": "Call the depot."}))
        assert await stored(scene, Verdict) == []

    async def test_a_retired_card_is_not_found_and_its_buttons_are_stale(self, scene: Scene) -> None:
        await everybody(scene)
        await publish(scene)
        shown = (await ask(scene, BO, "car")).say[0]
        await scene.press(ADA, f"guidance_retire:{(await the_card(scene)).id}")
        assert "No short answer" in (await ask(scene, BO, "car")).say[0].title
        assert "earlier" in words_of((await scene.press(BO, button(shown, "guidance_helped"))).say[0])

    async def test_guidance_stays_when_its_owner_is_forgotten(self, scene: Scene) -> None:
        await everybody(scene)
        await publish(scene)
        await scene.type(ADA, "forget me")
        await scene.press(ADA, "forget_me")
        card = await the_card(scene)
        assert card.owner_id is None
        assert "coordinators" in words_of((await ask(scene, BO, "car")).say[0])


class TestQuestions:
    async def test_asking_alone_stores_nothing(self, scene: Scene) -> None:
        await everybody(scene)
        reply = await ask(scene, ADA, "pension: who signs?")
        assert {"consult", "question_keep"} <= {a.token.split(":")[0] for a in reply.say[0].actions}
        assert await stored(scene, Question) == []

    async def test_a_question_that_does_not_fit_leads_on(self, scene: Scene) -> None:
        await everybody(scene)
        await publish(scene)
        shown = (await ask(scene, BO, "car")).say[0]
        onward = (await scene.press(BO, button(shown, "guidance_other"))).say[0]
        assert button(onward, "question_keep")

    async def test_asked_by_three_it_reaches_one_owner_and_the_askers_hear_of_the_card(
        self, scene: Scene
    ) -> None:
        await everybody(scene)
        await keep_question(scene, ADA, "pension forms who signs")
        await keep_question(scene, ADA, "pension form signs")
        await keep_question(scene, BO, "Who signs pension forms?")
        assert await stored(scene, Gap) == []
        await keep_question(scene, EVE, "signing pension forms")
        await scene.run_until(nairobi(4, 17))
        (letter,) = [each for each in scene.post.to(CLEO) if "keeps coming" in each.card.title]
        assert "3 people" in words_of(letter.card)
        assert not any(name in words_of(letter.card) for name in ("Ada", "Bo", "Eve"))
        form = (await scene.press(CLEO, letter.token("letter", last="write"))).form
        assert form is not None
        await scene.submit(CLEO, form.token, **(CARD | {"title": "Who signs?", "lines": "The desk signs."}))
        assert ("B3", "confirmed") in await scene.practised(CLEO)
        await scene.run_until(nairobi(5, 17))
        for who in (ADA, BO, EVE):
            assert any("The desk signs." in words_of(each.card) for each in scene.post.to(who))
        answer = scene.post.to(BO)[-1]
        await scene.press(BO, answer.token("letter", last="helped"))
        assert [each.state for each in await stored(scene, Verdict)] == ["helped"]

    async def test_a_senior_leader_hears_of_it_as_a_nudge_and_gives_it_on(self, scene: Scene) -> None:
        await everybody(scene)
        await publish(scene, DAN)
        for who in (ADA, BO, EVE):
            await keep_question(scene, who, "car insurance claims abroad lawyer")
        await scene.run_until(nairobi(6, 17))
        (nudge,) = [each for each in scene.post.to(DAN) if "keeps coming" in each.card.title]
        form = (await scene.press(DAN, nudge.token("answer", last="pass_on"))).form
        assert form is not None
        assert (await scene.submit(DAN, form.token, colleague="nobody")).faults
        await scene.type(BO, "stop")
        no_part = (await scene.submit(DAN, form.token, colleague="Bo")).faults["colleague"]
        assert "cannot be asked" in no_part
        await scene.submit(DAN, form.token, colleague="Ada")
        await scene.run_until(nairobi(17, 17))
        passed = [each for each in scene.post.to(ADA) if "keeps coming" in each.card.title]
        assert len(passed) == 1
        assert "earlier" in words_of((await scene.submit(DAN, form.token, colleague="Eve")).say[0])

    async def test_what_is_not_an_owners_goes_to_a_coordinator(self, scene: Scene) -> None:
        await everybody(scene)
        await publish(scene, DAN)
        for who in (ADA, BO, EVE):
            await keep_question(scene, who, "car insurance claims abroad lawyer")
        await scene.run_until(nairobi(5, 17))
        (nudge,) = [each for each in scene.post.to(DAN) if "keeps coming" in each.card.title]
        await scene.press(DAN, nudge.token("answer", last="declined"))
        await scene.run_until(nairobi(16, 17))
        (letter,) = [each for each in scene.post.to(CLEO) if "keeps coming" in each.card.title]
        await scene.press(CLEO, letter.token("letter", last="declined"))
        assert [each.state for each in await stored(scene, Gap)] == ["not_ours"]

    async def test_a_gap_whose_owner_is_gone_goes_to_a_coordinator(self, scene: Scene) -> None:
        await everybody(scene)
        await publish(scene, DAN)
        for who in (ADA, BO, EVE):
            await keep_question(scene, who, "car insurance claims abroad lawyer")
        await scene.type(DAN, "forget me")
        await scene.press(DAN, "forget_me")
        await scene.run_until(nairobi(6, 17))
        assert any("keeps coming" in each.card.title for each in scene.post.to(CLEO))

    async def test_a_new_card_answers_waiting_questions_it_fits(self, scene: Scene) -> None:
        await everybody(scene)
        await keep_question(scene, BO, "car for visits")
        await keep_question(scene, BO, "pension forms")
        await publish(scene)
        await scene.run_until(nairobi(3, 17))
        told = [words_of(each.card) for each in scene.post.to(BO)]
        assert sum("There is a short answer now" in each for each in told) == 1

    async def test_forgetting_takes_the_question_along(self, scene: Scene) -> None:
        await everybody(scene)
        await keep_question(scene, BO, "pension forms")
        await scene.type(BO, "forget me")
        await scene.press(BO, "forget_me")
        assert await stored(scene, Question) == []

    async def test_a_question_is_forgotten_after_ninety_days(self, scene: Scene) -> None:
        await everybody(scene)
        await keep_question(scene, BO, "pension forms")
        await scene.run_until(nairobi(2, 17) + timedelta(days=91))
        assert await stored(scene, Question) == []


async def test_the_card_of_the_week_is_posted_twice_on_tuesdays(scene: Scene) -> None:
    await everybody(scene)
    setting = await scene.setting()
    async with scene.app.deps.begin() as uow:
        await uow.channels.save(Channel("room", setting.id, Platform.LOCAL, "local", setting.id, "All"))
        await uow.commit()
    await publish(scene)
    await scene.run_until(nairobi(31, 17))
    posts = [each for each in scene.post.letters if each.card.title in titles_of("S4-3")]
    assert len(posts) == 2
    assert "Requesting a car for a joint visit\n\nFill in form F3." in words_of(posts[0].card)


async def test_the_word_alone_opens_a_field_for_the_question(scene: Scene) -> None:
    await everybody(scene)
    await publish(scene)
    form = (await scene.type(BO, "ask")).form
    assert form is not None
    assert (await scene.submit(BO, form.token, question=" ")).faults.keys() == {"question"}
    found = await scene.submit(BO, form.token, question="car for a joint visit")
    assert "Fill in form F3." in words_of(found.say[0])
