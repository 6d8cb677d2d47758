"""A person's own page: theirs alone, true at every look, and every button on it works."""

from dataclasses import replace

import pytest

from bot.ports import Home
from nudges.cards import Action, Card
from nudges.people import Standing
from tests.integration.flows.test_consultations import ask_bo, two_entities
from tests.integration.post import names_of, words_of
from tests.integration.scene import ADA, BO, CLEO, Scene, nairobi, row

DOZEN = tuple(f"p{n}@example.org" for n in range(12))


def titles(home: Home) -> list[str]:
    return [section.card.title for section in home.sections]


def card(home: Home, title: str) -> Card:
    return next(section.card for section in home.sections if title in section.card.title)


def buttons(home: Home) -> list[Action]:
    cards = [section.card for section in home.sections]
    return [a for c in cards for a in (*c.actions, *(a for group in c.groups for a in group.actions))]


def words(home: Home) -> str:
    return "\n".join(words_of(section.card) for section in home.sections)


async def test_a_stranger_is_told_so_kindly(scene: Scene) -> None:
    assert titles(await scene.home("nobody@example.org")) == ["We have not met"]


async def test_who_takes_no_part_may_start_here_and_is_told_what_is_stored(scene: Scene) -> None:
    await scene.bring(row(ADA))
    greeting = (await scene.home(ADA)).sections[0].card
    assert "I keep your roster entry" in words_of(greeting)
    await scene.press(ADA, greeting.actions[0].token)
    assert await scene.acts() == ["opted_in"]
    assert (await scene.home(ADA)).sections[0].card.actions == ()


async def test_the_open_prompt_stands_on_the_page_until_it_is_answered(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    scene.clock.move_to(nairobi(9, 3))
    await scene.run_until(nairobi(10, 17))
    sent = scene.last(ADA)
    (open_one,) = [each for each in (await scene.home(ADA)).sections if each.ref is not None]
    assert (open_one.card.title, open_one.card.body) == (sent.card.title, sent.card.body)
    await scene.press(ADA, open_one.card.actions[-1].token)
    assert [each for each in (await scene.home(ADA)).sections if each.ref is not None] == []


async def test_an_answer_a_week_late_belongs_to_the_chat(scene: Scene) -> None:
    await scene.taking_part(row(ADA))
    scene.clock.move_to(nairobi(9, 3))
    await scene.run_until(nairobi(10, 17))
    await scene.type(ADA, "snooze")
    scene.clock.move_to(nairobi(20, 17))
    assert [each for each in (await scene.home(ADA)).sections if each.ref is not None] == []


async def test_own_practice_of_four_weeks_is_shown_to_oneself_alone(scene: Scene) -> None:
    await scene.taking_part(row(ADA), row(BO, is_coordinator="yes"))
    await scene.bring(row(CLEO), row(ADA, manager_email=CLEO))
    scene.clock.move_to(nairobi(3, 12))
    await scene.type(ADA, "did met")
    scene.clock.move_to(nairobi(4, 12))
    await scene.type(ADA, "did met")
    own = card(await scene.home(ADA), "What you did")
    assert "3 March, 4 March" in words_of(own)
    for other in (BO, CLEO):
        assert "3 March" not in words(await scene.home(other))
    scene.clock.move_to(nairobi(3, 12).replace(month=4))
    assert "4 March" not in words(await scene.home(ADA))


async def test_quiet_and_pauses_are_said_with_the_way_to_end_them(scene: Scene) -> None:
    await scene.taking_part(row(ADA), row(BO, is_coordinator="yes"))
    await scene.type(ADA, "snooze")
    await scene.press(BO, "pause_now")
    greeting = (await scene.home(ADA)).sections[0].card
    assert "Quiet until" in words_of(greeting)
    assert "paused in South" in words_of(greeting)
    await scene.press(ADA, greeting.actions[0].token)
    assert "Quiet until" not in words(await scene.home(ADA))


async def test_what_is_under_way_with_others_is_there_with_its_buttons(scene: Scene) -> None:
    await two_entities(scene)
    await ask_bo(scene)
    asked = card(await scene.home(BO), "Questions between colleagues")
    assert "Ada (Seed Fund) asks for your view on “the water plan”" in words_of(asked)
    assert names_of(asked) == {"consultation_answer", "consultation_pass"}
    waiting = card(await scene.home(ADA), "Questions between colleagues")
    assert [(group.actions, "Bo" in group.label) for group in waiting.groups] == [((), True)]
    assert "Questions between colleagues" not in titles(await scene.home(CLEO))


async def test_what_a_letter_on_the_page_asks_is_not_asked_there_twice(scene: Scene) -> None:
    await two_entities(scene)
    await ask_bo(scene)
    await scene.run_until(nairobi(3, 17))
    home = await scene.home(BO)
    (letter,) = [each for each in home.sections if each.ref is not None]
    assert "How many wells" in words_of(letter.card)
    assert "Questions between colleagues" not in titles(home)
    quiet = [action.label for action in buttons(home) if action.label == "Quiet for a week"]
    assert len(quiet) == 1  # at the foot of the page


async def test_a_manager_sees_the_view_that_practice_gives_and_nobody_else_does(scene: Scene) -> None:
    await scene.bring(row(ADA), *(row(each, manager_email=ADA) for each in DOZEN[:3]))
    scene.clock.move_to(nairobi(2, 10))
    own = await scene.home(ADA)
    (typed,) = (await scene.type(ADA, "practice")).say
    assert typed in [section.card for section in own.sections]
    assert typed.title not in titles(await scene.home(DOZEN[0]))


async def test_a_coordinator_sees_the_week_and_the_switches_and_nobody_else_does(scene: Scene) -> None:
    await scene.taking_part(row(ADA, is_coordinator="yes"), row(BO))
    assert "no digest of last week" in words_of(card(await scene.home(ADA), "for you as a coordinator"))
    await scene.run_until(nairobi(9, 10))
    await scene.tick()
    home = await scene.home(ADA)
    (digest,) = [each.card for each in home.sections if "2–8 March" in each.card.title]
    pause = next(action for action in digest.actions if action.label == "Pause all messages")
    [asked] = (await scene.press(ADA, pause.token)).say
    await scene.press(ADA, next(each.token for each in asked.actions if each.token == "pause_now"))
    assert (await scene.setting()).paused_since is not None
    assert "Let messages go on" in [action.label for action in buttons(await scene.home(ADA))]
    assert "Introduction rounds" in words(home) or "rounds" in words(home).lower()
    theirs = [action.label for action in buttons(await scene.home(BO))]
    assert not {"Pause all messages", "Let messages go on", "Successes that wait"} & set(theirs)


async def test_looking_makes_no_digest(scene: Scene) -> None:
    await scene.taking_part(row(ADA, is_coordinator="yes"))
    scene.clock.move_to(nairobi(9, 3))
    await scene.home(ADA)
    async with scene.app.deps.begin() as uow:
        assert await uow.reports.digest((await scene.setting()).id, "2026-W10") is None


async def test_who_left_the_roster_sees_their_own_data_and_nothing_else(scene: Scene) -> None:
    await scene.taking_part(row(ADA), row(BO))
    ada = await scene.person(ADA)
    async with scene.app.deps.begin() as uow:
        await uow.people.save([replace(ada, standing=Standing.LEFT)])
        await uow.commit()
    home = await scene.home(ADA)
    assert titles(home) == ["You are no longer on a roster"]
    for action in buttons(home):
        reply = await scene.press(ADA, action.token)
        assert reply.say
        assert "earlier" not in words_of(reply.say[0])


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_button_of_the_page_does_something_in_both_languages(scene: Scene, language: str) -> None:
    me = row(ADA, is_coordinator="yes", role_group="R3", language=language)
    await scene.taking_part(me, row(BO, manager_email=ADA, entity="Relief Office", pillar="Humanitarian"))
    stale = scene.app.deps.texts.get(language, "common.stale")
    unknown = scene.app.deps.texts.get(language, "help.unknown", words="").split("“")[0].split("«")[0]
    for action in buttons(await scene.home(ADA)):
        reply = await scene.press(ADA, action.token)
        said = "\n".join(map(words_of, filter(None, (reply.replace, *reply.say))))
        assert reply.form or said, action
        assert stale not in said, action
        assert unknown not in said, action
