"""Terms with two readings, one objective in small groups, and the other side's case."""

from datetime import timedelta

from bot.services.flows.reflection.acronyms import EXPLAINER, MEANING, TERM, WRONG
from bot.services.flows.reflection.other_side import DAY, LINE
from bot.services.flows.reflection.reading import MEANS, NEEDS
from bot.services.flows.reflection.rounds import OBJECTIVE
from nudges.cards import Reply
from nudges.flows.reflection.acronyms import Acronym
from nudges.flows.reflection.other_side import OtherSide
from nudges.flows.reflection.readings import Group
from tests.integration.post import words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row

DAN = "dan@example.org"
WORDS = {TERM: "TOR", MEANING: "terms of reference", WRONG: "a tower"}


async def an_office(scene: Scene) -> None:
    relief = {"entity": "Relief Office", "pillar": "Humanitarian"}
    await scene.taking_part(row(ADA, is_coordinator="yes"), row(BO, **relief), row(CLEO), row(DAN, **relief))
    await scene.run_until(nairobi(3, 10))


async def offer_a_term(scene: Scene, who: str = ADA, **more: str) -> Reply:
    form = (await scene.type(who, "acronym")).form
    assert form is not None
    return await scene.submit(who, form.token, **WORDS, **more)


async def test_one_s_own_term_is_posted_and_the_answer_is_for_whoever_taps(scene: Scene) -> None:
    await an_office(scene)
    await offer_a_term(scene)
    await scene.run_until(nairobi(11, 16))
    post = next(each for each in scene.post.to("") if "TOR" in words_of(each.card))
    said = {
        choice: await scene.press(BO, post.token("answer", last=choice)) for choice in ("first", "second")
    }
    answer = said["first"].say[0]
    assert "terms of reference" in words_of(answer)
    assert said["first"].replace is None
    assert [action.label for action in answer.actions] == ["Ask Ada"]
    form = (await scene.press(BO, answer.actions[0].token)).form
    assert form is not None


async def test_an_answer_below_a_post_is_among_what_is_stored_about_a_person(scene: Scene) -> None:
    await an_office(scene)
    await offer_a_term(scene)
    await scene.run_until(nairobi(11, 16))
    post = next(each for each in scene.post.to("") if "TOR" in words_of(each.card))
    await scene.press(BO, post.token("answer", last="first"))
    told = "\n".join(words_of(card) for card in (await scene.type(BO, "what do you know about me")).say)
    assert "The first" in told


async def test_a_colleague_is_asked_before_their_name_is_used(scene: Scene) -> None:
    await an_office(scene)
    bo = await scene.person(BO)
    await offer_a_term(scene, **{EXPLAINER: bo.id})
    await scene.run_until(nairobi(7, 1))
    asked = next(each for each in scene.post.to(BO) if each.card.title == "Would you explain a term?")
    assert not [each for each in scene.post.to("") if "TOR" in words_of(each.card)]
    await scene.press(BO, asked.token("letter", last="agree"))
    await scene.run_until(nairobi(12, 16))
    post = next(each for each in scene.post.to("") if "TOR" in words_of(each.card))
    assert "Relief Office" in words_of(post.card)


async def test_who_declines_is_named_nowhere(scene: Scene) -> None:
    await an_office(scene)
    await offer_a_term(scene, **{EXPLAINER: (await scene.person(BO)).id})
    await scene.run_until(nairobi(7, 1))
    asked = next(each for each in scene.post.to(BO) if each.card.title == "Would you explain a term?")
    await scene.press(BO, asked.token("letter", last="decline"))
    await scene.run_until(nairobi(20, 16))
    assert not [each for each in scene.post.to("") if "TOR" in words_of(each.card)]
    forged = await scene.press(CLEO, f"acronym_agree:{await acronym_id(scene)}")
    assert "earlier" in words_of(forged.say[0])


async def acronym_id(scene: Scene) -> str:
    async with scene.app.deps.begin() as uow:
        (found,) = await uow.records.of_setting(Acronym, (await scene.setting()).id)
    return found.id


async def test_a_term_with_twice_the_same_meaning_is_refused(scene: Scene) -> None:
    await an_office(scene)
    reply = await scene.submit(ADA, "acronym", **{TERM: "TOR", MEANING: "a tower", WRONG: "A tower"})
    assert WRONG in reply.faults


async def groups(scene: Scene) -> list[Group]:
    async with scene.app.deps.begin() as uow:
        return await uow.records.of_setting(Group, (await scene.setting()).id)


async def a_round(scene: Scene) -> Group:
    await an_office(scene)
    for who in (ADA, BO, CLEO):
        await scene.type(who, "reflect")
        await scene.press(who, "reflect_join")
    form = (await scene.type(ADA, "objective")).form
    assert form is not None
    await scene.submit(ADA, form.token, **{OBJECTIVE: "Children who return find a school."})
    await scene.run_until(nairobi(7, 1))
    (group,) = await groups(scene)
    return group


async def write(scene: Scene, who: str, group: Group, means: str, needs: str) -> None:
    form = (await scene.press(who, f"reading_write:{group.id}")).form
    assert form is not None
    assert form.intro == "Children who return find a school."
    await scene.submit(who, form.token, **{MEANS: means, NEEDS: needs})


async def test_only_coordinators_and_leaders_name_an_objective(scene: Scene) -> None:
    await an_office(scene)
    assert (await scene.type(BO, "objective")).form is None
    forged = await scene.submit(BO, "objective", **{OBJECTIVE: "Mine."})
    assert "earlier" in words_of(forged.say[0])


async def test_those_who_joined_are_asked_in_a_group_of_two_pillars(scene: Scene) -> None:
    group = await a_round(scene)
    assert len(group.members) == 3
    await scene.run_until(nairobi(12, 16))
    asked = [
        who
        for who in (ADA, BO, CLEO, DAN)
        if any(each.card.title == "Two lines on one objective" for each in scene.post.to(who))
    ]
    assert asked == [ADA, BO, CLEO]
    assert len(await groups(scene)) == 1


async def test_the_day_after_the_last_word_those_who_wrote_read_all_readings(scene: Scene) -> None:
    group = await a_round(scene)
    await write(scene, ADA, group, "We train teachers for schools.", "Figures on children.")
    await write(scene, BO, group, "We feed children in schools.", "A list of teachers.")
    await scene.press(CLEO, f"reading_pass:{group.id}")
    await scene.run_until(nairobi(10, 16))
    for who in (ADA, BO):
        shown = next(each for each in scene.post.to(who) if each.card.title == "How the others read it")
        assert "Bo (Relief Office): We feed children in schools." in words_of(shown.card)
        assert "Words several of you use: teachers, schools, children." in words_of(shown.card)
    assert not [each for each in scene.post.to(CLEO) if each.card.title == "How the others read it"]
    follow = await scene.press(ADA, shown_token(scene))
    assert follow.say or follow.form
    assert await scene.practised(ADA) == []


def shown_token(scene: Scene) -> str:
    shown = next(each for each in scene.post.to(ADA) if each.card.title == "How the others read it")
    return shown.token("letter", last="point")


async def test_one_entity_alone_is_told_so_and_nothing_is_shown(scene: Scene) -> None:
    group = await a_round(scene)
    await write(scene, ADA, group, "We train.", "Figures.")
    await scene.run_until(nairobi(20, 16))
    titles = [each.card.title for each in scene.post.to(ADA)]
    assert "Nothing to compare this time" in titles
    assert "How the others read it" not in titles


async def test_what_was_written_goes_a_month_later_and_with_its_writer(scene: Scene) -> None:
    group = await a_round(scene)
    await write(scene, BO, group, "We feed children.", "A list.")
    await scene.type(BO, "forget me")
    await scene.press(BO, "forget_me")
    assert "We feed children." not in str(await groups(scene))
    await scene.run_until(nairobi(6, 12) + timedelta(days=45))
    assert await groups(scene) == []


async def test_strangers_to_a_group_neither_write_nor_pass(scene: Scene) -> None:
    group = await a_round(scene)
    for token in (f"reading_write:{group.id}", f"reading_pass:{group.id}"):
        reply = await scene.press(DAN, token)
        assert reply.form is None
        assert "earlier" in words_of(reply.say[0])


async def test_leaving_the_groups_is_one_press(scene: Scene) -> None:
    await an_office(scene)
    await scene.press(ADA, "reflect_join")
    assert (await scene.type(ADA, "reflect")).say[0].actions[0].label == "Leave"
    await scene.press(ADA, "reflect_leave")
    assert (await scene.type(ADA, "reflect")).say[0].actions[0].label == "Join"


async def test_the_other_side_s_case_is_stored_nowhere_and_looked_back_at_once(scene: Scene) -> None:
    await an_office(scene)
    form = (await scene.type(ADA, "other side")).form
    assert form is not None
    secret = "They carry the risk at the gate"
    reply = await scene.submit(ADA, form.token, **{LINE: secret, DAY: "2026-03-05"})
    assert secret not in words_of(reply.say[0])
    async with scene.app.deps.begin() as uow:
        ada = await uow.people.export((await scene.person(ADA)).id)
        assert secret not in str(ada)
    await scene.run_until(nairobi(6, 12))
    asked = next(each for each in scene.post.to(ADA) if each.card.title == "Was your line right?")
    await scene.press(ADA, asked.token("letter", last="partly"))
    await scene.run_until(nairobi(20, 12))
    async with scene.app.deps.begin() as uow:
        assert await uow.records.of_setting(OtherSide, (await scene.setting()).id) == []
    assert await scene.practised(ADA) == []
