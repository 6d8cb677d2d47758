"""Asking a colleague of another entity, answering, and telling back what came of it."""

from datetime import timedelta

from bot.services.flows.consultations import ABOUT, ANSWER, QUESTION
from nudges.cards import Reply
from nudges.flows.consultations import REMIND_AFTER
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row

QUESTION_TEXT = "How many wells are open in the north?"


async def two_entities(scene: Scene) -> None:
    await scene.taking_part(
        row(ADA, role_group="R5"), row(BO, entity="Relief Office", pillar="Humanitarian"), row(CLEO)
    )
    scene.clock.move_to(nairobi(2, 10))


async def ask_bo(scene: Scene) -> Reply:
    """Ada types ``consult``, presses Bo's name and sends a question."""
    offered = (await scene.type(ADA, "consult")).say[0]
    whom = next(action.token for action in offered.actions if action.label == "Bo")
    form = (await scene.press(ADA, whom)).form
    assert form is not None
    return await scene.submit(ADA, form.token, **{ABOUT: "the water plan", QUESTION: QUESTION_TEXT})


async def answer_as_bo(scene: Scene, words: str = "Eleven, by our count.") -> None:
    letter = scene.post.to(BO)[-1]
    form = (await scene.press(BO, letter.token("letter", last="answer"))).form
    assert form is not None
    await scene.submit(BO, form.token, **{ANSWER: words})


async def test_only_colleagues_of_other_entities_are_suggested(scene: Scene) -> None:
    await two_entities(scene)
    offered = words_of((await scene.type(ADA, "consult")).say[0])
    assert "Bo (Relief Office)" in offered
    assert "Cleo" not in offered


async def test_a_question_reaches_the_colleague_in_working_hours_with_a_way_out(scene: Scene) -> None:
    await two_entities(scene)
    await ask_bo(scene)
    await scene.run_until(nairobi(3, 17))
    (letter,) = scene.post.to(BO)
    assert QUESTION_TEXT in words_of(letter.card)
    assert {"letter", "snooze", "stop"} <= letter.names


async def test_the_asker_hears_the_answer_and_tells_back_what_came_of_it(scene: Scene) -> None:
    await two_entities(scene)
    await ask_bo(scene)
    await scene.run_until(nairobi(3, 17))
    await answer_as_bo(scene)
    await scene.run_until(nairobi(4, 17))
    told = scene.post.to(ADA)[-1]
    assert "Eleven, by our count." in words_of(told.card)
    await scene.press(ADA, told.token("letter", last="used"))
    await scene.run_until(nairobi(20, 17))
    assert any("It was used." in words_of(letter.card) for letter in scene.post.to(BO))
    assert await practised_by_ada(scene) == {"B4", "B7"}


async def practised_by_ada(scene: Scene) -> set[str]:
    async with scene.app.deps.begin() as uow:
        people = await uow.people.by_email([ADA])
        day = scene.clock.now().date()
        done = await uow.practices.practised(people[ADA].setting_id, day - timedelta(days=40), day)
        return {behaviour for behaviour, who in done.items() if people[ADA].id in who}


async def test_a_question_answered_twice_keeps_the_first_answer(scene: Scene) -> None:
    await two_entities(scene)
    await ask_bo(scene)
    await scene.run_until(nairobi(3, 17))
    await answer_as_bo(scene)
    again = await scene.press(BO, scene.post.to(BO)[-1].token("letter", last="answer"))
    assert again.form is None
    assert "earlier" in words_of(again.say[0])


async def test_nobody_else_can_answer(scene: Scene) -> None:
    await two_entities(scene)
    await ask_bo(scene)
    await scene.run_until(nairobi(3, 17))
    token = scene.post.to(BO)[-1].token("letter", last="answer")
    form = (await scene.press(BO, token)).form
    assert form is not None
    forged = await scene.submit(CLEO, form.token, **{ANSWER: "Not mine to say."})
    assert "earlier" in words_of(forged.say[0])


async def test_silence_is_told_once_and_offers_somebody_else(scene: Scene) -> None:
    await two_entities(scene)
    await ask_bo(scene)
    await scene.run_until(nairobi(28, 17))
    notes = [letter for letter in scene.post.to(ADA) if "No answer so far" in letter.card.title]
    assert len(notes) == 1
    assert (await scene.press(ADA, notes[0].token("letter", last="other"))).say[0].actions


async def test_forgetting_takes_the_question_out_of_both_chats(scene: Scene) -> None:
    await two_entities(scene)
    await ask_bo(scene)
    await scene.type(ADA, "forget me")
    await scene.press(ADA, "forget_me")
    await scene.run_until(nairobi(5, 17))
    assert not any(QUESTION_TEXT in words_of(letter.card) for letter in scene.post.to(BO))


async def test_a_forged_question_without_words_is_told_what_is_missing(scene: Scene) -> None:
    await scene.taking_part(row(ADA), row(BO, entity="Relief Office", pillar="Humanitarian"))
    bo = (await scene.person(BO)).id
    assert set((await scene.submit(ADA, f"consult:{bo}")).faults) == {"about", "question"}
    assert set((await scene.submit(ADA, "consult:")).faults) == {"about", "question", "colleague"}


def no_answers(scene: Scene) -> list[str]:
    return [words_of(each.card) for each in scene.post.to(ADA) if "No answer so far" in each.card.title]


async def test_an_answer_is_waited_for_from_when_the_question_arrived(scene: Scene) -> None:
    await two_entities(scene)
    await ask_bo(scene)
    await scene.type(BO, "snooze")
    await scene.run_until(nairobi(12, 17))
    (question,) = await scene.lines(BO, "consultation_asked")
    arrived = question.sent_at
    assert arrived is not None
    assert no_answers(scene) == [], "Bo got the question after a week of quiet"
    await scene.run_until(arrived + REMIND_AFTER - timedelta(hours=1))
    assert no_answers(scene) == []
    await scene.run_until(arrived + REMIND_AFTER + timedelta(days=4))
    assert ["has not answered" in each for each in no_answers(scene)] == [True]


async def test_a_question_that_never_arrived_is_nobodys_silence(scene: Scene) -> None:
    await two_entities(scene)
    await ask_bo(scene)
    await scene.type(BO, "stop")
    await scene.run_until(nairobi(31, 17))
    (told,) = no_answers(scene)
    assert "has not reached Bo" in told
    assert "has not answered" not in told


async def test_nobody_is_suggested_who_asked_for_quiet_or_leaves_messages_unanswered(scene: Scene) -> None:
    await two_entities(scene)
    await scene.type(BO, "snooze")
    assert "Bo" not in words_of((await scene.type(ADA, "consult")).say[0])
    await scene.type(BO, "resume")
    assert "Bo" in words_of((await scene.type(ADA, "consult")).say[0])
    await scene.run_until(nairobi(30, 17))
    assert len(scene.post.to(BO)) >= 4, "all of them unanswered"
    assert "Bo" not in words_of((await scene.type(ADA, "consult")).say[0])


async def test_a_name_after_the_word_opens_the_dialog_for_that_colleague(scene: Scene) -> None:
    await two_entities(scene)
    form = (await scene.type(ADA, "consult bo")).form
    assert form is not None
    assert "To Bo" in form.intro
    unknown = (await scene.type(ADA, "consult Grace")).say
    assert "No colleague of another entity here goes by “Grace”." in words_of(unknown[0])
    assert "Whom to ask?" in unknown[1].title
