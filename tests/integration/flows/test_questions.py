"""A leader takes questions without names, answers them in public and says what came of them."""

from datetime import timedelta

from bot.services.flows.moments import DAY, HOUR
from bot.services.flows.questions.answering import DID, SAID, SAME, VERDICT, WHY
from bot.services.flows.questions.asking import QUESTION
from bot.services.flows.questions.messages import AUDIENCE
from bot.services.flows.questions.opening import ABOUT, DURATION, MINIMUM
from nudges.cards import ChoiceInput, Form, Reply
from nudges.flows.questions.asked import Question
from nudges.flows.questions.threads import Thread
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, button, nairobi, row

LEA, DAN = "lea@example.org", "dan@example.org"
ASKED = {
    ADA: "When will the common premises open?",
    BO: "Is there a date for the opening of common premises?",
    CLEO: "Who decides on travel?",
}


async def with_a_leader(scene: Scene) -> None:
    plain = [*(row(each) for each in (ADA, BO, CLEO)), row(DAN, is_coordinator="yes")]
    await scene.taking_part(row(LEA, role_group="R1", entity="Relief Office", pillar="Humanitarian"), *plain)
    await scene.run_until(nairobi(3, 10))


async def form_of(reply: Reply) -> Form:
    assert reply.form is not None
    return reply.form


async def open_thread(scene: Scene, duration: str = "1d", minimum: str = "3") -> None:
    form = await form_of(await scene.type(LEA, "questions open"))
    chosen = {ABOUT: "the joint plan", DURATION: duration, MINIMUM: minimum}
    assert (await scene.submit(LEA, form.token, **chosen)).say
    await scene.run_until(scene.clock.now() + timedelta(minutes=10))


async def ask(scene: Scene, who: str, words: str) -> Reply:
    invitation = scene.post.to("")[0]
    form = await form_of(await scene.press(who, invitation.token("letter", last="ask")))
    return await scene.submit(who, form.token, **{QUESTION: words})


async def closed(scene: Scene) -> None:
    await with_a_leader(scene)
    await open_thread(scene)
    for who, words in ASKED.items():
        await ask(scene, who, words)
    await scene.run_until(nairobi(4, 16))


async def thread_of(scene: Scene) -> Thread:
    async with scene.app.deps.begin() as uow:
        (found,) = await uow.records.of_setting(Thread, (await scene.setting()).id)
    return found


async def kept(scene: Scene) -> list[Question]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Question, (await scene.setting()).id)


def titles(scene: Scene, who: str) -> list[str]:
    return [each.card.title for each in scene.post.to(who)]


async def answer_all(scene: Scene) -> None:
    thread = await thread_of(scene)
    for topic in thread.topics:
        form = await form_of(await scene.press(LEA, f"questions_answer:{thread.id}:{topic.id}"))
        await scene.submit(LEA, form.token, **{VERDICT: "no", WHY: f"not before May ({topic.id})"})


async def test_only_senior_leaders_open_a_thread(scene: Scene) -> None:
    await with_a_leader(scene)
    assert (await scene.type(ADA, "questions open")).form is None
    forged = await scene.submit(ADA, "questions_open", **{ABOUT: "x", DURATION: "1d", MINIMUM: "3"})
    assert "earlier" in words_of(forged.say[0])


async def test_the_invitation_is_posted_and_takes_questions_from_everybody_but_the_leader(
    scene: Scene,
) -> None:
    await with_a_leader(scene)
    await open_thread(scene)
    (invitation,) = scene.post.to("")
    assert "Lea (Relief Office) takes questions until 4 March" in words_of(invitation.card)
    assert (await ask(scene, ADA, "Why?")).say[0].title == "Asked, without your name"
    own = await scene.press(LEA, invitation.token("letter", last="ask"))
    assert own.form is None


async def test_the_leader_reads_no_question_before_the_close(scene: Scene) -> None:
    await with_a_leader(scene)
    await open_thread(scene)
    for who, words in ASKED.items():
        await ask(scene, who, words)
    thread = await thread_of(scene)
    early = await scene.press(LEA, f"questions_see:{thread.id}")
    assert "earlier" in words_of(early.say[0])


async def test_too_few_askers_leave_nothing_to_read(scene: Scene) -> None:
    await with_a_leader(scene)
    await open_thread(scene)
    for who in (ADA, BO):
        await ask(scene, who, f"{who} would like to know")
    await scene.run_until(nairobi(4, 16))
    for who in (LEA, ADA, BO):
        assert "Too few people asked" in [each.card.title for each in scene.post.to(who)]
    assert {each.words for each in await kept(scene)} == {""}
    assert not (await thread_of(scene)).topics
    await scene.run_until(nairobi(4, 16) + timedelta(days=10))
    assert await kept(scene) == []


async def test_three_askers_are_enough_and_no_name_is_anywhere_near_the_questions(scene: Scene) -> None:
    await closed(scene)
    letter = next(each for each in scene.post.to(LEA) if each.card.title == "Your questions are in")
    (card,) = (await scene.press(LEA, letter.token("letter", last="see"))).say
    shown = words_of(card)
    assert all(words in shown for words in ASKED.values())
    assert not any(name in shown for name in ("Ada", "Bo", "Cleo"))
    exported = await scene.type(LEA, "export")
    ids = [(await scene.person(who)).id for who in (ADA, BO, CLEO)]
    async with scene.app.deps.begin() as uow:
        document = await uow.people.export((await scene.person(LEA)).id)
    assert exported.say
    assert not any(each in str(document["records"]) for each in ids)


async def test_questions_that_sound_alike_come_ticked_and_are_merged(scene: Scene) -> None:
    await closed(scene)
    thread = await thread_of(scene)
    form = await form_of(await scene.press(LEA, f"questions_merge:{thread.id}"))
    same = next(each for each in form.inputs if isinstance(each, ChoiceInput))
    alike = {topic.id for topic in thread.topics if "premises" in topic.words}
    assert set(same.initial) == alike
    one = await scene.submit(LEA, form.token, same=list(alike)[:1], words="When?")
    assert SAME in one.faults
    await scene.submit(LEA, form.token, same=list(alike), words="When do the premises open?")
    assert len((await thread_of(scene)).topics) == 2


async def test_three_answers_go_out_in_one_post_and_are_practice(scene: Scene) -> None:
    await closed(scene)
    await answer_all(scene)
    thread = await thread_of(scene)
    await scene.press(LEA, f"questions_publish:{thread.id}")
    await scene.press(LEA, f"questions_publish:{thread.id}")
    await scene.run_until(nairobi(5, 16))
    posts = [each for each in scene.post.to("") if each.card.title == "Questions and answers"]
    assert len(posts) == 1
    assert all(words in words_of(posts[0].card) for words in ASKED.values())
    assert await scene.practised(LEA) == [("B1", "confirmed")]


async def test_each_asker_is_told_of_their_own_and_the_leader_of_counts(scene: Scene) -> None:
    await closed(scene)
    await answer_all(scene)
    thread = await thread_of(scene)
    await scene.press(LEA, f"questions_publish:{thread.id}")
    await scene.run_until(nairobi(5, 16))
    for who, own in ASKED.items():
        told = next(e for e in scene.post.to(who) if e.card.title == "An answer to your question")
        assert own in words_of(told.card)
        assert not any(words in words_of(told.card) for words in ASKED.values() if words != own)
        await scene.press(who, told.token("letter", last="yes" if who != BO else "no"))
    await scene.run_until(nairobi(28, 16))
    result = next(e for e in scene.post.to(LEA) if e.card.title == "What askers say of the answers")
    assert "2 times" in words_of(result.card)


async def test_what_has_no_answer_is_listed_to_the_leader_once(scene: Scene) -> None:
    await closed(scene)
    await scene.run_until(nairobi(12, 16))
    listed = [each for each in scene.post.to(LEA) if each.card.title == "Still without an answer"]
    assert len(listed) == 1
    assert ASKED[CLEO] in words_of(listed[0].card)


async def test_you_said_we_did_within_ten_working_days_is_practice(scene: Scene) -> None:
    await closed(scene)
    thread = await thread_of(scene)
    form = await form_of(await scene.press(LEA, f"questions_summary:{thread.id}"))
    assert (await scene.submit(LEA, form.token, **{SAID: "", DID: ""})).faults.keys() == {SAID, DID}
    await scene.submit(LEA, form.token, **{SAID: "You want a date.", DID: "It is May."})
    await scene.run_until(nairobi(5, 16))
    post = next(each for each in scene.post.to("") if each.card.title == "You said, we did")
    assert "It is May." in words_of(post.card)
    assert await scene.practised(LEA) == [("B1", "confirmed")]


async def test_the_reminder_of_the_closed_thread_leads_to_both_columns(scene: Scene) -> None:
    await closed(scene)
    await scene.run_until(nairobi(12, 16))
    nudge = next(each for each in scene.post.to(LEA) if each.card.title == "What came of the questions")
    assert "3 questions" in words_of(nudge.card)
    form = await form_of(await scene.press(LEA, nudge.token("answer", last="soon")))
    assert "• " in str(form.inputs)


async def test_a_late_summary_is_posted_and_no_practice(scene: Scene) -> None:
    await closed(scene)
    thread = await thread_of(scene)
    await scene.run_until(nairobi(25, 10))
    await scene.submit(LEA, f"questions_summary:{thread.id}", **{SAID: "A date.", DID: "It is May."})
    assert await scene.practised(LEA) == []


async def test_thirty_days_after_the_close_nobody_is_known_to_have_asked(scene: Scene) -> None:
    await closed(scene)
    await answer_all(scene)
    await scene.press(LEA, f"questions_summary:{(await thread_of(scene)).id}")
    await scene.submit(LEA, f"questions_summary:{(await thread_of(scene)).id}", **{SAID: "x", DID: "y"})
    await scene.run_until(nairobi(5, 16))
    assert all("An answer to your question" in titles(scene, who) for who in ASKED)
    await scene.run_until(nairobi(4, 16) + timedelta(days=31))
    assert await kept(scene) == []
    assert not (await thread_of(scene)).topics
    for who in ASKED:
        person = await scene.person(who)
        async with scene.app.deps.begin() as uow:
            document = await uow.people.export(person.id)
        assert document["records"] == []
        assert "question" not in str([*document["prompts"], *document["answers"]])


async def test_a_forgotten_asker_s_question_is_gone_from_the_leader_s_list(scene: Scene) -> None:
    await closed(scene)
    await scene.type(CLEO, "forget me")
    await scene.press(CLEO, "forget_me")
    (card,) = (await scene.press(LEA, f"questions_see:{(await thread_of(scene)).id}")).say
    assert ASKED[CLEO] not in words_of(card)


async def test_nobody_else_answers_or_reads_and_a_coordinator_may_merge_only(scene: Scene) -> None:
    await with_a_leader(scene)
    await open_thread(scene)
    for who, words in ASKED.items():
        await ask(scene, who, words)
    await scene.run_until(nairobi(4, 16))
    thread = await thread_of(scene)
    assert "earlier" in words_of((await scene.press(ADA, f"questions_see:{thread.id}")).say[0])
    assert (await scene.press(DAN, f"questions_merge:{thread.id}")).form is not None
    refused = await scene.press(DAN, f"questions_answer:{thread.id}:q1")
    assert refused.form is None


async def test_a_message_comes_back_at_its_moment_and_is_posted(scene: Scene) -> None:
    await with_a_leader(scene)
    form = await form_of(await scene.type(LEA, "message"))
    moment = {DAY: "2026-03-05", HOUR: "14.30"}
    words = {"words": "Two entities opened the road together.", AUDIENCE: "all staff"}
    await scene.submit(LEA, form.token, **moment, **words)
    await scene.run_until(nairobi(5, 14, 25))
    assert not [each for each in scene.post.to(LEA) if each.card.title == "Your message"]
    await scene.run_until(nairobi(5, 14, 40))
    await scene.press(LEA, scene.last(LEA).token("letter", last="post"))
    await scene.run_until(nairobi(5, 15))
    assert "opened the road" in words_of(scene.post.to("")[-1].card)
    assert await scene.practised(LEA) == [("B1", "confirmed")]


async def test_a_message_can_be_edited_and_moved_and_a_past_moment_is_refused(scene: Scene) -> None:
    await with_a_leader(scene)
    form = await form_of(await scene.type(LEA, "message"))
    words = {"words": "Together.", AUDIENCE: "all staff"}
    past = await scene.submit(LEA, form.token, **{DAY: "2026-03-03", HOUR: "09.30"}, **words)
    assert HOUR in past.faults
    await scene.submit(LEA, form.token, **{DAY: "2026-03-04", HOUR: "09.30"}, **words)
    await scene.run_until(nairobi(4, 9, 40))
    letter = scene.last(LEA)
    move = await form_of(await scene.press(LEA, letter.token("letter", last="move")))
    await scene.submit(LEA, move.token, **{DAY: "2026-03-06", HOUR: "11.00"})
    edit = await form_of(await scene.press(LEA, letter.token("letter", last="edit")))
    await scene.submit(LEA, edit.token, **{"words": "Better words.", AUDIENCE: "everybody"})
    await scene.run_until(nairobi(6, 11, 10))
    assert "Better words." in words_of(scene.last(LEA).card)


async def test_answers_are_published_only_after_a_question_where_some_are_open(scene: Scene) -> None:
    await closed(scene)
    thread = await thread_of(scene)
    topic = thread.topics[0]
    await scene.submit(LEA, f"questions_answer:{thread.id}:{topic.id}", verdict="yes", why="It is.")
    asked = (await scene.press(LEA, f"questions_publish:{thread.id}")).say[0]
    assert "Answered: 1 of 3." in words_of(asked)
    assert not (await thread_of(scene)).topics[0].published
    await scene.press(LEA, button(asked, "questions_publish_now"))
    assert (await thread_of(scene)).topics[0].published
